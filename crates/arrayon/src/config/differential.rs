//! `[differential]`: how contrasts are tested.

use serde::{Deserialize, Serialize};

/// `[differential]`: how contrasts are tested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DifferentialSection {
    /// Whether the prior variance follows average expression (limma's `trend`).
    pub trend: bool,
    /// Whether the prior is protected against hypervariable features (limma's `robust`).
    pub robust: bool,
    /// log2 fold change that features are tested to exceed (limma's `treat`); 0 for none.
    pub treat: f64,
    /// Whether samples are weighted by how well they fit (limma's `arrayWeights`).
    pub array_weights: bool,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Whether features that the library declares controls are tested too.
    pub test_controls: bool,
    /// Numeric blocking columns that are groups, not slopes.
    pub factors: Vec<String>,
}

impl Default for DifferentialSection {
    fn default() -> Self {
        Self {
            trend: false,
            robust: false,
            treat: 0.0,
            array_weights: false,
            fdr: 0.05,
            test_controls: false,
            factors: Vec::new(),
        }
    }
}
