//! Whether declared groups form clusters, in a word.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Whether the declared groups form clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Separation {
    /// Cut into as many clusters as there are groups, the tree gives exactly the groups, and no
    /// further evidence speaks against it.
    Separated,
    /// Between the two others.
    Partly,
    /// No cut of the tree agrees with the groups half way, or not better than by chance.
    #[serde(rename = "not separated")]
    NotSeparated,
}

impl Separation {
    /// Every verdict.
    pub const ALL: [Self; 3] = [Self::Separated, Self::Partly, Self::NotSeparated];
}

impl fmt::Display for Separation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
