//! Filters: which features were left out before testing, and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the filters left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Filters {
    /// Features before any filter.
    pub n_features: usize,
    /// Features that were tested.
    pub n_kept: usize,
    /// One step per filter, in the order in which they were applied.
    pub steps: Vec<FilterStep>,
}

/// What one filter did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FilterStep {
    /// `annotation`, `informative`, `detection`, `intensity` or `variance`.
    pub filter: String,
    /// What is kept, in words.
    pub rule: String,
    /// The limit that was applied; a quantile's value where the rule is a quantile.
    pub limit: Option<f64>,
    /// Features that the filter saw.
    pub n_before: usize,
    /// Features that it kept.
    pub n_after: usize,
    /// Whether, where nothing changes, what the filter looks at is independent of the test
    /// statistic, so that p-values over the kept features stay valid.
    pub is_independent: bool,
    /// Why, and what to mind.
    pub note: String,
}
