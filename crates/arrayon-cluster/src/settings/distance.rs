//! How unlike two rows are: the choices.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A measure of how unlike two rows of log2 values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-aliases" = {}))]
pub enum Distance {
    /// 1 - r, r being Pearson's correlation: from 0 (same shape) to 2 (mirrored).
    #[default]
    Pearson,
    /// 1 - |r|: from 0 (same or mirrored shape) to 1 (unrelated).
    AbsolutePearson,
    /// 1 - rho, rho being Spearman's rank correlation, ties with their average rank.
    Spearman,
    /// 1 - biweight midcorrelation: a correlation that outliers do not move.
    Bicor,
    /// 1 - cosine of the angle, values not centred.
    Cosine,
    /// Root of the summed squared differences, in log2 units.
    Euclidean,
    /// Sum of the absolute differences, in log2 units.
    Manhattan,
}

impl Distance {
    /// Every distance.
    pub const ALL: [Self; 7] = [
        Self::Pearson,
        Self::AbsolutePearson,
        Self::Spearman,
        Self::Bicor,
        Self::Cosine,
        Self::Euclidean,
        Self::Manhattan,
    ];

    /// How many values two rows must have in common where some are missing. Two values always
    /// correlate perfectly.
    pub fn fewest_values(self) -> usize {
        match self {
            Self::Pearson | Self::AbsolutePearson | Self::Spearman | Self::Bicor => 3,
            Self::Cosine => 2,
            Self::Euclidean | Self::Manhattan => 1,
        }
    }
}

named_by_serde!(Distance);
