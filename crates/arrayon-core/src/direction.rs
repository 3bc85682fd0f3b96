//! Up or down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Direction of change, of genes or of a set.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Higher in the contrast's target.
    Up,
    /// Lower in the contrast's target.
    Down,
}

impl Direction {
    /// Down for a number below 0, else up.
    pub fn of(change: f64) -> Self {
        if change < 0.0 { Self::Down } else { Self::Up }
    }

    /// 1 or -1.
    pub fn sign(self) -> f64 {
        match self {
            Self::Up => 1.0,
            Self::Down => -1.0,
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
        })
    }
}
