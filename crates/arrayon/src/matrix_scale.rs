//! The scale of the values of a matrix, as it is stated.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The scale of the values of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Values are log2 already.
    Log2,
    /// Values are intensities: log2 is taken of them.
    Linear,
}

/// The names of the scales.
pub const SCALES: [&str; 2] = ["log2", "linear"];

named_by_serde!(Scale);

/// What is said of the scale of a matrix.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct MatrixScale {
    /// The scale; where nothing is said, values must look like log2.
    pub scale: Option<Scale>,
    /// What is added to linear values before log2 is taken.
    pub offset: f64,
}

impl MatrixScale {
    /// What is wrong with the settings together.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let is_number = self.offset.is_finite() && self.offset >= 0.0;
        if !is_number {
            return Some("an offset of 0 or more");
        }
        (self.offset > 0.0 && self.scale != Some(Scale::Linear))
            .then_some("no offset, or the scale 'linear': it is added to linear values only")
    }
}
