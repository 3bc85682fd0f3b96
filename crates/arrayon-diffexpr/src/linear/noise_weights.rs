//! What an estimate takes from the noise of each sample.

use crate::Design;
use arrayon_stats::qr::Qr;
use std::collections::BTreeMap;

/// An estimate as a weighted sum of values scaled to equal variance, one weight a sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NoiseWeights {
    weights: BTreeMap<String, f64>,
}

impl NoiseWeights {
    /// Those of the contrast of a design.
    pub fn of(design: &Design, sample_weights: Option<&[f64]>) -> Self {
        let root = |at: usize| sample_weights.map_or(1.0, |weights| weights[at].sqrt());
        let mut columns = design.column_vectors();
        for column in &mut columns {
            let values = column.iter_mut().enumerate();
            values.for_each(|(at, value)| *value *= root(at));
        }
        let qr = Qr::new(columns);
        let inverse = qr.inverse_triangle();
        let mut weights = vec![0.0; design.matrix.nrows()];
        for (position, direction) in qr.orthonormal_columns().iter().enumerate() {
            let share: f64 = (inverse.iter().zip(qr.pivot()))
                .map(|(row, &at)| row[position] * design.weights[at])
                .sum();
            let summed = weights.iter_mut().zip(direction);
            summed.for_each(|(weight, entry)| *weight += share * entry);
        }
        let names = design.sample_names.iter().cloned();
        Self {
            weights: names.zip(weights).collect(),
        }
    }

    /// The correlation that both estimates have by noise alone
    /// ([`crate::SignedResult::noise_correlation`]); NaN where one has no samples.
    pub fn correlation(&self, other: &Self) -> f64 {
        let shared = (self.weights.iter())
            .filter_map(|(sample, weight)| Some(weight * other.weights.get(sample)?));
        let square = |of: &Self| -> f64 { of.weights.values().map(|weight| weight * weight).sum() };
        let product: f64 = shared.sum();
        (product / (square(self) * square(other)).sqrt()).clamp(-1.0, 1.0)
    }
}
