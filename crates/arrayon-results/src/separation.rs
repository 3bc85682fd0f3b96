//! Whether declared groups form clusters, in a word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether the declared groups form clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Separation {
    /// Cut into as many clusters as there are groups, the tree gives exactly the groups, which
    /// differ more than groups drawn by lot, and no further evidence speaks against it.
    Separated,
    /// Some cut of the tree agrees with the groups half way, and they differ more than groups drawn
    /// by lot.
    Partly,
    /// No cut of the tree agrees with the groups half way, or they differ no more than groups drawn
    /// by lot.
    #[serde(rename = "not separated")]
    NotSeparated,
    /// With so few samples any groups might differ as much, or there are not two groups of two.
    #[serde(rename = "cannot be judged")]
    CannotBeJudged,
}

impl Separation {
    /// Every verdict.
    pub const ALL: [Self; 4] = [
        Self::Separated,
        Self::Partly,
        Self::NotSeparated,
        Self::CannotBeJudged,
    ];
}

impl fmt::Display for Separation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// Which values were clustered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ClusteredValues {
    /// Expression as it was normalised.
    #[default]
    Normalized,
    /// Expression from which the shift of batches was taken for display.
    Adjusted,
}

impl fmt::Display for ClusteredValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
