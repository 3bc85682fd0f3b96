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
    let n_batches = batches.iter().max().map_or(0, |last| last + 1);
    let members: Vec<Vec<usize>> = (0..n_batches)
        .map(|batch| {
            (0..arrays.len())
                .filter(|&at| batches[at] == batch)
                .collect()
        })
        .collect();
    if let Some(batch) = members.iter().position(|of| of.len() < FEWEST_OF_BATCH) {
        return Err(NormalizeError::SmallBatch {
            batch,
            found: members[batch].len(),
        });
    }
    let mut learned = Learned {
        batches: members,
        estimate,
        parts: Parts::default(),
    };
    let plm = NormalizeSection {
        method: NormalizeMethod::Plm,
        frozen: None,
        ..settings.clone()
    };
    normalize(arrays, features, &plm, &mut learned, progress)?;
    let Parts {
        probe_effects,
        within_batches,
        between_batches,
        scales,
        median_errors,
        ..
    } = learned.parts;
    Ok(FrozenReference {
        estimate,
        target: mean_distribution(arrays, settings.compatibility.settings().precision)?,
        probe_effects,
        within_batches,
        between_batches,
        scales,
        median_errors,
    })
}

struct Learned {
    /// The arrays of each batch.
    batches: Vec<Vec<usize>>,
    estimate: FrozenEstimate,
    parts: Parts,
}

/// What was learned of some features, and space.
#[derive(Default)]
struct Parts {
    probe_effects: Vec<f64>,
    within_batches: Vec<f64>,
    between_batches: Vec<f64>,
    scales: Vec<f64>,
    median_errors: Vec<f64>,
    prior: Vec<f64>,
    fit: ArrayFit,
    values: Vec<f64>,
}

impl ProbeVisitor for Learned {
    type Block = Parts;

    fn block(&self) -> Parts {
        Parts::default()
    }

    fn see(&self, parts: &mut Parts, feature: &SummarizedFeature<'_>) {
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

    fn join(&mut self, parts: Parts) {
        let all = &mut self.parts;
        all.probe_effects.extend(parts.probe_effects);
        all.within_batches.extend(parts.within_batches);
        all.between_batches.extend(parts.between_batches);
        all.scales.extend(parts.scales);
        all.median_errors.extend(parts.median_errors);
    }
}

impl Learned {
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
