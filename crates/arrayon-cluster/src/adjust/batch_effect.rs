//! Batch effects as a linear model gives them, taken away.

use super::design::Design;
use rayon::prelude::*;

/// Takes away what the batches add to each feature, the effects of a batch variable adding up to
/// zero over its batches.
pub(super) fn remove(values: &mut [f64], design: &Design) {
    let estimators = design.estimators();
    let of_batches = &estimators[design.groups.len()..];
    values.par_chunks_mut(design.n_samples).for_each(|row| {
        let effects: Vec<f64> = of_batches.iter().map(|weights| dot(weights, row)).collect();
        for (sample, value) in row.iter_mut().enumerate() {
            let parts = effects.iter().zip(&design.contrasts);
            *value -= parts
                .map(|(effect, column)| effect * column[sample])
                .sum::<f64>();
        }
    });
}

pub(super) fn dot(weights: &[f64], row: &[f64]) -> f64 {
    weights
        .iter()
        .zip(row)
        .map(|(weight, value)| weight * value)
        .sum()
}
