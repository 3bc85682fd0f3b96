//! Whose numbers come out: the choices in which implementations of RMA differ.

use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What quantile normalisation gives to probes that share one intensity.
///
/// With `T` the mean distribution, sorted, and a run of equal intensities that holds the ranks
/// `i..=j` (from 1) with mean rank `r = (i + j) / 2`:
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieRule {
    /// `T[r]`, or the mean of `T[⌊r⌋]` and `T[⌊r⌋ + 1]` where `r` ends in one half:
    /// preprocessCore, hence affy and oligo.
    MeanRank,
    /// `T[⌊r⌋]`: APT's default (`bioc=true`).
    LowerMiddle,
}

/// In which precision intensities are kept between the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 64-bit numbers, as in R.
    F64,
    /// Rounded to 32 bits after each step, as in APT.
    F32,
}

/// Whose numbers come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compatibility {
    /// affy and oligo of Bioconductor: within 1e-9 log2 (their tables print 10 digits).
    #[default]
    Bioconductor,
    /// APT 1.16 `-a rma`: within 1e-5 log2 (APT computes in 32 bits and prints 5 decimals).
    Apt,
}

named_by_serde!(Compatibility);

/// The choices of a run of RMA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RmaSettings {
    /// What tied intensities become.
    pub ties: TieRule,
    /// Precision between the steps.
    pub precision: Precision,
}

impl Compatibility {
    /// The choices that this implementation makes.
    pub fn settings(self) -> RmaSettings {
        match self {
            Self::Bioconductor => RmaSettings {
                ties: TieRule::MeanRank,
                precision: Precision::F64,
            },
            Self::Apt => RmaSettings {
                ties: TieRule::LowerMiddle,
                precision: Precision::F32,
            },
        }
    }
}

impl Precision {
    /// The value as it is kept.
    #[inline]
    pub fn keep(self, value: f64) -> f64 {
        match self {
            Self::F64 => value,
            Self::F32 => f64::from(value as f32),
        }
    }
}
