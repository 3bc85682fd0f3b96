//! `truth.json`: what was found of what was said to be true.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was found of what a study says to be true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Truth {
    /// The file that states the truth.
    pub origin: String,
    /// Changed features, contrast by contrast.
    pub contrasts: Vec<ContrastTruth>,
    /// Other statements: themes and clusters.
    pub statements: Vec<StatementTruth>,
}

impl DocumentKind for Truth {
    const SCHEMA: &'static str = "arrayon/truth";
}

/// Changed features of one contrast against the truth, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeatureTruth {
    /// Id of the contrast.
    pub contrast: String,
    /// Features that truly changed and were tested.
    pub n_true: usize,
    /// Of these, found with the right sign at the false discovery rate.
    pub n_found: usize,
    /// Of these, found with the wrong sign.
    pub n_wrong_sign: usize,
    /// Found features that did not truly change.
    pub n_false: usize,
}

/// Changed features of one contrast against the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContrastTruth {
    /// In numbers.
    #[serde(flatten)]
    pub counts: FeatureTruth,
    /// The true features that were found, where no more than fifty are true.
    pub found_features: Vec<String>,
    /// The true features that were missed, where no more than fifty are true.
    pub missed_features: Vec<String>,
}

/// One statement against the truth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementTruth {
    /// Id of the contrast.
    pub contrast: String,
    /// What the statement is about: a theme with its direction, or `clusters`.
    pub about: String,
    /// What is true.
    pub expected_finding: String,
    /// What was found.
    pub finding: String,
    /// Whether both agree.
    pub is_as_expected: bool,
}
