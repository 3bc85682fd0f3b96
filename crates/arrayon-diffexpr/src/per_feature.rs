//! A number that all features share, or one for each.

use rayon::prelude::*;

/// Features that a task computes at least.
const CHUNK: usize = 2048;

/// A number of each of `n` features, in parallel where they are many.
pub(crate) fn of_each(n: usize, number: impl Fn(usize) -> f64 + Sync + Send) -> Vec<f64> {
    let features = (0..n).into_par_iter().with_min_len(CHUNK);
    features.map(number).collect()
}

/// A number that all features share, or one for each.
#[derive(Debug, Clone, PartialEq)]
pub enum PerFeature {
    /// The same for all.
    Shared(f64),
    /// One a feature.
    Each(Vec<f64>),
}

impl PerFeature {
    /// The number of one feature.
    ///
    /// # Panics
    /// If there is one a feature and `feature` is none of them.
    pub fn at(&self, feature: usize) -> f64 {
        match self {
            Self::Shared(value) => *value,
            Self::Each(values) => values[feature],
        }
    }

    /// One number for each of `n` features.
    pub fn to_vec(&self, n: usize) -> Vec<f64> {
        match self {
            Self::Shared(value) => vec![*value; n],
            Self::Each(values) => values.clone(),
        }
    }
}
