//! The values of samples, feature after feature.

use crate::settings::Distance;

/// Values that are summed with weights.
pub(super) struct SampleValues {
    /// Features x samples, standardised for correlations. A missing value is 0, but NaN where
    /// differences are summed.
    pub(super) values: Vec<f64>,
    pub(super) n_samples: usize,
    pub(super) distance: Distance,
}

impl SampleValues {
    /// The values of a feature.
    pub(super) fn row(&self, feature: usize) -> &[f64] {
        &self.values[feature * self.n_samples..(feature + 1) * self.n_samples]
    }

    /// Whether differences of pairs are summed, rather than values and products.
    pub(super) fn is_of_differences(&self) -> bool {
        matches!(self.distance, Distance::Euclidean | Distance::Manhattan)
    }
}
