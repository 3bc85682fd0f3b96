//! What normalisation has learned from a reference set of arrays, so that a single array can be
//! normalised as those were.

use serde::{Deserialize, Serialize};

/// What a reference set of arrays has shown of the probes of a chip.
///
/// # Shapes
/// `probe_effects`, `within_batches` and `between_batches` have one value for each probe of each
/// feature, feature after feature; `scales` and `median_errors` one for each feature.
///
/// # Source
/// McCall, Bolstad and Irizarry 2010 (Biostatistics 11:242).
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenReference {
    /// Which estimate the standard errors belong to, and arrays are given.
    pub estimate: FrozenEstimate,
    /// Mean distribution of the corrected intensities, linear, ascending: one value for each probe
    /// that takes part in quantile normalisation.
    pub target: Vec<f64>,
    /// How much brighter than its feature each probe is, log2; those of a feature sum to zero.
    pub probe_effects: Vec<f64>,
    /// Variance of each probe's residuals within a batch of arrays, log2 squared.
    pub within_batches: Vec<f64>,
    /// Variance of the mean residual of each probe between batches, log2 squared; 0 where there was
    /// one batch.
    pub between_batches: Vec<f64>,
    /// Spread of the residuals of each feature, log2: the scale of its robust weights.
    pub scales: Vec<f64>,
    /// Median standard error of each feature over the reference arrays, log2; NaN for a feature of
    /// one probe, which has none.
    pub median_errors: Vec<f64>,
}

/// What the weighted mean of a feature's probes is taken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrozenEstimate {
    /// Intensities less the effects of their probes, as the method was published.
    #[default]
    Published,
    /// The intensities themselves once robust weights are in use, as frma computes: its numbers
    /// come out, in which a probe that counts less on one array moves the value by its effect.
    Frma,
}
