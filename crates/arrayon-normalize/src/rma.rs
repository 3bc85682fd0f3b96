//! RMA: background correction, quantile normalisation and median polish in one go.

use crate::background::BackgroundModel;
use crate::compatibility::RmaSettings;
use crate::error::NormalizeError;
use crate::median_polish::MedianPolish;
use crate::quantile::{mean_distribution, normalized_values};
use crate::ranked_array::RankedArray;
use arrayon_core::Progress;
use arrayon_core::chip::FeatureProbes;
use ndarray::Array2;
use rayon::prelude::*;

/// One array after background correction.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedArray {
    /// The model that was fitted.
    pub background: BackgroundModel,
    /// The corrected intensities, linear scale.
    pub intensities: RankedArray,
}

/// Corrects the background of one array.
///
/// # Shapes and units
/// Linear intensities of the probes of the universe, in its order.
///
/// # Errors
/// An intensity that is none, or a background model without a fit.
pub fn correct_array(
    intensities: &[f32],
    settings: RmaSettings,
) -> Result<CorrectedArray, NormalizeError> {
    let ranked = RankedArray::new(intensities)?;
    let background = BackgroundModel::fit(&ranked)?;
    let intensities = ranked.map(|value| settings.precision.keep(background.signal(value)));
    Ok(CorrectedArray {
        background,
        intensities,
    })
}

/// Normalises background-corrected arrays and summarises each feature.
///
/// # Shapes and units
/// - `arrays`: corrected intensities, linear, one entry an array, all over the same probes;
/// - `features`: positions of each feature's probes;
/// - returns log2 expression, features x arrays.
///
/// # Errors
/// No arrays, or arrays of unequal length.
///
/// # Panics
/// If a feature names a probe that the arrays do not have, or has none.
///
/// # Numerics
/// Same bits for any number of threads. Agreement with the reference implementations is stated
/// at [`crate::Compatibility`].
///
/// # Cost
/// The normalised matrix is never written out: an array keeps four bytes a probe (the rank of
/// its intensity) and a short table from rank to log2 value.
pub fn rma(
    arrays: &[RankedArray],
    features: &[FeatureProbes],
    settings: RmaSettings,
    progress: &dyn Progress,
) -> Result<Array2<f64>, NormalizeError> {
    let target = mean_distribution(arrays, settings.precision)?;
    let tables: Vec<Vec<f64>> = arrays
        .par_iter()
        .map(|array| log2_table(array, &target, settings))
        .collect();
    let n_arrays = arrays.len();
    let mut expression = Array2::<f64>::zeros((features.len(), n_arrays));
    progress.start("summarising probe sets", features.len() as u64);
    let rows = expression
        .as_slice_mut()
        .expect("a new matrix is contiguous");
    const FEATURES_AT_ONCE: usize = 256;
    (rows.par_chunks_mut(FEATURES_AT_ONCE * n_arrays))
        .zip(features.par_chunks(FEATURES_AT_ONCE))
        .for_each_init(Summarizer::default, |summarizer, (rows, features)| {
            for (row, feature) in rows.chunks_exact_mut(n_arrays).zip(features) {
                summarizer.summarize(arrays, &tables, feature, row);
            }
            progress.advance(features.len() as u64);
        });
    progress.finish();
    Ok(expression)
}

fn log2_table(array: &RankedArray, target: &[f64], settings: RmaSettings) -> Vec<f64> {
    let mut values = normalized_values(array, target, settings);
    for value in &mut values {
        *value = value.log2();
    }
    values
}

#[derive(Default)]
struct Summarizer {
    polish: MedianPolish,
    log2: Vec<f64>,
}

impl Summarizer {
    fn summarize(
        &mut self,
        arrays: &[RankedArray],
        tables: &[Vec<f64>],
        feature: &FeatureProbes,
        expression: &mut [f64],
    ) {
        let n_arrays = arrays.len();
        self.log2.clear();
        self.log2.resize(feature.n_probes() * n_arrays, 0.0);
        for (at, (array, table)) in arrays.iter().zip(tables).enumerate() {
            let ranks = feature
                .probes
                .iter()
                .flat_map(|run| &array.ranks()[run.clone()]);
            for (value, &rank) in self.log2[at..].iter_mut().step_by(n_arrays).zip(ranks) {
                *value = table[rank as usize];
            }
        }
        self.polish.summarize(&self.log2, expression);
    }
}
