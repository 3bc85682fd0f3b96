//! What is said of a theme, in a word.

use arrayon_core::Direction;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is said of a theme in a contrast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ThemeOutcome {
    /// Its genes go up.
    Up,
    /// Its genes go down.
    Down,
    /// Its genes change, some up and some down; or those that change go one way and the theme as a
    /// whole the other.
    #[serde(rename = "both directions")]
    BothDirections,
    /// A part of its genes goes up or down, and the theme as a whole does not clearly do so.
    #[serde(rename = "part of it changes")]
    Part,
    /// Tested, and nothing found; this is no proof of absence.
    #[serde(rename = "no evidence")]
    NoEvidence,
    /// Not tested.
    #[serde(rename = "not testable")]
    NotTestable,
}

impl ThemeOutcome {
    /// What can be said of a theme that is testable.
    pub const OF_TESTABLE: [Self; 5] = [
        Self::Up,
        Self::Down,
        Self::BothDirections,
        Self::Part,
        Self::NoEvidence,
    ];

    /// Where the theme goes as a whole, if anywhere.
    pub fn direction(self) -> Option<Direction> {
        match self {
            Self::Up => Some(Direction::Up),
            Self::Down => Some(Direction::Down),
            Self::BothDirections | Self::Part | Self::NoEvidence | Self::NotTestable => None,
        }
    }

    /// Whether it says that the theme changes.
    pub fn is_change(self) -> bool {
        !matches!(self, Self::NoEvidence | Self::NotTestable)
    }
}

impl fmt::Display for ThemeOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
