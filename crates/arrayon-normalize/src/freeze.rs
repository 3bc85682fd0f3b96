//! What a reference set of arrays shows of the probes, for later arrays.

use crate::error::NormalizeError;
use crate::normalize::normalize;
use crate::probe_level::{ProbeVisitor, SummarizedFeature};
use crate::quantile::mean_distribution;
use crate::ranked_array::RankedArray;
use crate::settings::{NormalizeMethod, NormalizeSection};
use crate::summary::{ArrayFit, KnownProbes, prior_weights};
use arrayon_core::chip::FeatureProbes;
use arrayon_core::{FrozenEstimate, FrozenReference, Progress};
use arrayon_stats::descriptive::median_in_place;
use arrayon_stats::descriptive::variance;

/// Fewer arrays of a batch have no variance within it.
const FEWEST_OF_BATCH: usize = 2;

/// The standard deviation of a normal over the median of its absolute value, as R's `mad` has it.
const NORMAL_OVER_MAD: f64 = 1.4826;

/// Learns from a reference set of arrays what [`normalize_frozen`](crate::normalize_frozen) needs.
///
/// The arrays are normalised and fitted by the probe-level model of method `plm`; what its residuals
/// vary within and between batches says how certain each probe is.
///
/// # Shapes
/// `arrays` from [`correct_array`](crate::correct_array), with the settings of method `frozen`;
/// `batches` has for each array the number of its batch, from 0 without gaps.
///
/// # Errors
/// A batch of fewer than two arrays; arrays of unequal length.
///
/// # Panics
/// If `batches` has not one entry for each array.
///
/// # Determinism
/// Same bits for any number of threads.
///
/// # Source
/// McCall, Bolstad and Irizarry 2010 (Biostatistics 11:242); `makeVectorsAffyBatch` of frmaTools
/// 1.59, which takes batches of one size only: here the variance within batches is the mean of
/// theirs, and the scale their median, whatever their sizes.
pub fn freeze(
    arrays: &[RankedArray],
    features: &[FeatureProbes],
    batches: &[usize],
    estimate: FrozenEstimate,
    settings: &NormalizeSection,
    progress: &dyn Progress,
) -> Result<FrozenReference, NormalizeError> {
    assert_eq!(arrays.len(), batches.len(), "a batch for each array");
    let mut freezing = Freezing::new(batches, estimate)?;
    let plm = Freezing::settings(settings);
    normalize(arrays, features, &plm, &mut freezing, progress)?;
    let precision = settings.compatibility.settings().precision;
    Ok(freezing.finish(mean_distribution(arrays, precision)?))
}

/// What [`freeze`] learns, feature after feature, from arrays wherever they are: they are normalised with
/// [`Freezing::settings`], and this looks at every feature as it is summarised.
pub struct Freezing {
    /// The arrays of each batch.
    batches: Vec<Vec<usize>>,
    estimate: FrozenEstimate,
    learned: Learned,
}

impl Freezing {
    /// Nothing learned as yet; `batches` has for each array the number of its batch, from 0 without gaps.
    ///
    /// # Errors
    /// A batch of fewer than two arrays.
    pub fn new(batches: &[usize], estimate: FrozenEstimate) -> Result<Self, NormalizeError> {
        let n_batches = batches.iter().max().map_or(0, |last| last + 1);
        let mut members = vec![Vec::new(); n_batches];
        for (array, &batch) in batches.iter().enumerate() {
            members[batch].push(array);
        }
        let too_small = |of: &Vec<usize>| of.len() < FEWEST_OF_BATCH;
        if let Some(batch) = members.iter().position(too_small) {
            return Err(NormalizeError::SmallBatch {
                batch,
                found: members[batch].len(),
            });
        }
        Ok(Self {
            batches: members,
            estimate,
            learned: Learned::default(),
        })
    }

    /// The settings with which the arrays of a reference set are normalised.
    pub fn settings(frozen: &NormalizeSection) -> NormalizeSection {
        NormalizeSection {
            method: NormalizeMethod::Plm,
            frozen: None,
            ..frozen.clone()
        }
    }

    /// What was learned, once all features were seen; `target` is the mean distribution of the arrays,
    /// linear, ascending.
    pub fn finish(self, target: Vec<f64>) -> FrozenReference {
        let Learned {
            probe_effects,
            within_batches,
            between_batches,
            scales,
            median_errors,
            ..
        } = self.learned;
        FrozenReference {
            estimate: self.estimate,
            target,
            probe_effects,
            within_batches,
            between_batches,
            scales,
            median_errors,
        }
    }
}

/// What was learned of some features, and space.
#[derive(Default)]
pub struct Learned {
    probe_effects: Vec<f64>,
    within_batches: Vec<f64>,
    between_batches: Vec<f64>,
    scales: Vec<f64>,
    median_errors: Vec<f64>,
    prior: Vec<f64>,
    fit: ArrayFit,
    values: Vec<f64>,
}

impl ProbeVisitor for Freezing {
    type Block = Learned;

    fn block(&self) -> Learned {
        Learned::default()
    }

    fn see(&self, parts: &mut Learned, feature: &SummarizedFeature<'_>) {
        let (effects, residuals) = (feature.fit.probe_effects, feature.fit.residuals);
        let n_arrays = residuals.len() / effects.len();
        let first = parts.probe_effects.len();
        parts.probe_effects.extend_from_slice(effects);
        for row in residuals.chunks_exact(n_arrays) {
            let (within, between) = self.variances(row, &mut parts.values);
            parts.within_batches.push(within);
            parts.between_batches.push(between);
        }
        let scale = self.scale(residuals, n_arrays, &mut parts.values);
        parts.scales.push(scale);
        prior_weights(
            &parts.within_batches[first..],
            &parts.between_batches[first..],
            &mut parts.prior,
        );
        let known = KnownProbes {
            effects,
            weights: &parts.prior,
            scale,
            estimate: self.estimate,
        };
        parts.values.clear();
        for array in 0..n_arrays {
            parts.fit.log2.clear();
            let of_array = feature.log2[array..].iter().step_by(n_arrays);
            parts.fit.log2.extend(of_array);
            parts.values.push(parts.fit.fit(&known).1);
        }
        let is_known = parts.values.iter().all(|error| error.is_finite());
        parts.median_errors.push(match is_known {
            true => median_in_place(&mut parts.values),
            false => f64::NAN,
        });
    }

    fn join(&mut self, parts: Learned) {
        let all = &mut self.learned;
        all.probe_effects.extend(parts.probe_effects);
        all.within_batches.extend(parts.within_batches);
        all.between_batches.extend(parts.between_batches);
        all.scales.extend(parts.scales);
        all.median_errors.extend(parts.median_errors);
    }
}

impl Freezing {
    /// Variance of a probe's residuals within batches, the mean of theirs, and between the means of
    /// the batches.
    fn variances(&self, residuals: &[f64], values: &mut Vec<f64>) -> (f64, f64) {
        let mut within = 0.0;
        let mut means = Vec::with_capacity(self.batches.len());
        for batch in &self.batches {
            values.clear();
            values.extend(batch.iter().map(|&array| residuals[array]));
            within += variance(values);
            means.push(values.iter().sum::<f64>() / values.len() as f64);
        }
        let between = match means.len() {
            1 => 0.0,
            _ => variance(&means),
        };
        (within / self.batches.len() as f64, between)
    }

    /// The median over batches of the median absolute deviation of a feature's residuals.
    fn scale(&self, residuals: &[f64], n_arrays: usize, values: &mut Vec<f64>) -> f64 {
        let mut of_batches = Vec::with_capacity(self.batches.len());
        for batch in &self.batches {
            values.clear();
            for row in residuals.chunks_exact(n_arrays) {
                values.extend(batch.iter().map(|&array| row[array]));
            }
            let middle = median_in_place(values);
            for value in &mut *values {
                *value = (*value - middle).abs();
            }
            of_batches.push(NORMAL_OVER_MAD * median_in_place(values));
        }
        median_in_place(&mut of_batches)
    }
}
