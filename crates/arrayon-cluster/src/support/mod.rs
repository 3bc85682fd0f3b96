//! How well the data support each branch of a tree: multiscale bootstrap.
//!
//! Features are drawn again and again, more or fewer than there are, and the tree is made anew.
//! How often a branch comes back, and how that changes with the number of features drawn, gives
//! the approximately unbiased probability (AU) that the branch is real, and the plain bootstrap
//! probability (BP).
//!
//! A replicate never copies the matrix. It draws how often each feature counts; one matrix
//! product of these weights with feature-wise products of the samples then gives the distances of
//! 128 replicates at once.
//!
//! Every replicate has its own random stream, so that the counts depend on the seed alone:
//! neither on the number of threads, nor on how the replicates are split over machines.

mod clades;
mod copies;
mod counts;
mod fit;
mod holes;
mod moments;
mod poisson;
mod ranks;
#[cfg(test)]
mod reference;
mod replicates;

pub use counts::{BootstrapCounts, ScaleCounts, bootstrap_counts};
pub use fit::{CladeSupport, ScaleFit, fit_support};

use crate::error::ClusterError;
use crate::settings::ClusterSection;

/// What is drawn how often.
#[derive(Debug, Clone, PartialEq)]
pub struct BootstrapPlan {
    /// How many features are drawn, as parts of how many there are.
    pub scales: Vec<f64>,
    /// How many replicates are made at each scale.
    pub n_replicates: u32,
    /// Key of the random streams.
    pub seed: u64,
}

impl Default for BootstrapPlan {
    /// Ten scales from 0.5 to 1.4 with 1,000 replicates each, as `pvclust` does.
    fn default() -> Self {
        Self {
            scales: (5..15).map(|tenth| f64::from(tenth) / 10.0).collect(),
            n_replicates: 1_000,
            seed: 1,
        }
    }
}

/// Scales above this draw needlessly many features.
const LARGEST_SCALE: f64 = 100.0;

impl BootstrapPlan {
    /// The bootstrap that the settings ask for.
    pub fn of(settings: &ClusterSection) -> Self {
        Self {
            n_replicates: settings.bootstrap.get(),
            seed: settings.seed,
            ..Self::default()
        }
    }

    fn check(&self) -> Result<(), ClusterError> {
        if self.scales.is_empty() || self.n_replicates == 0 {
            return Err(ClusterError::NothingToDraw {
                n_scales: self.scales.len(),
                n_replicates: self.n_replicates,
            });
        }
        let usable = |scale: &f64| *scale > 0.0 && *scale <= LARGEST_SCALE;
        match self.scales.iter().find(|scale| !usable(scale)) {
            Some(&scale) => Err(ClusterError::BadScale(scale)),
            None => Ok(()),
        }
    }

    /// How many of so many features are drawn at each scale: rounded, at least one.
    fn sizes(&self, n_features: usize) -> Vec<usize> {
        let size = |scale: &f64| (scale * n_features as f64).round().max(1.0) as usize;
        self.scales.iter().map(size).collect()
    }
}
