//! What is drawn how often.

use crate::error::ClusterError;
use crate::settings::ClusterSection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A multiscale bootstrap of the features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BootstrapPlan {
    /// Replicates at each scale.
    pub n_bootstrap: u32,
    /// Features drawn at each scale, as parts of how many there are.
    pub scales: Vec<f64>,
    /// Seed of the random streams.
    pub seed: u64,
}

impl Default for BootstrapPlan {
    /// Ten scales from 0.5 to 1.4 with 1,000 replicates each, as `pvclust` does.
    fn default() -> Self {
        Self {
            scales: (5..15).map(|tenth| f64::from(tenth) / 10.0).collect(),
            n_bootstrap: 1_000,
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
            n_bootstrap: settings.n_bootstrap.get(),
            seed: settings.seed,
            ..Self::default()
        }
    }

    pub(super) fn check(&self) -> Result<(), ClusterError> {
        if self.scales.is_empty() || self.n_bootstrap == 0 {
            return Err(ClusterError::NothingToDraw {
                n_scales: self.scales.len(),
                n_replicates: self.n_bootstrap,
            });
        }
        let usable = |scale: &f64| *scale > 0.0 && *scale <= LARGEST_SCALE;
        match self.scales.iter().find(|scale| !usable(scale)) {
            Some(&scale) => Err(ClusterError::BadScale(scale)),
            None => Ok(()),
        }
    }

    /// How many of so many features are drawn at each scale: rounded, at least one.
    pub(super) fn sizes(&self, n_features: usize) -> Vec<usize> {
        let size = |scale: &f64| (scale * n_features as f64).round().max(1.0) as usize;
        self.scales.iter().map(size).collect()
    }
}
