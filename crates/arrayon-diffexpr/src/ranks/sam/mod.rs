//! Significance analysis of microarrays (SAM).

mod analysis;
mod delta;
mod fudge;
mod permuted;
mod result;
mod statistic;

pub use analysis::*;
pub use delta::*;
pub use result::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which samples SAM compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SamComparison {
    /// Columns of the target and of the reference group.
    TwoClass {
        /// Columns of the target group.
        target: Vec<usize>,
        /// Columns of the reference group.
        reference: Vec<usize>,
    },
    /// Pairs of a target and a reference column.
    Paired(Vec<(usize, usize)>),
    /// Columns of log ratios, compared with 0.
    OneClass(Vec<usize>),
}

/// The fudge factor s0, added to the standard errors so that features that hardly vary do not
/// lead the list.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum FudgeFactor {
    /// The percentile of the standard errors at which the spread of d depends least on the
    /// standard error.
    #[default]
    Estimated,
    /// This share (0 to 1) of the standard errors is smaller.
    Percentile(f64),
    /// This value, log2.
    Fixed(f64),
}

/// Where the fudge factor comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FudgeFactorKind {
    /// Estimated from the standard errors.
    Estimated,
    /// A given percentile of them.
    Percentile,
    /// A given value.
    Fixed,
}

impl FudgeFactor {
    fn kind(self) -> FudgeFactorKind {
        match self {
            Self::Estimated => FudgeFactorKind::Estimated,
            Self::Percentile(_) => FudgeFactorKind::Percentile,
            Self::Fixed(_) => FudgeFactorKind::Fixed,
        }
    }
}

/// How SAM is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SamSettings {
    /// The fudge factor.
    pub fudge: FudgeFactor,
    /// All labellings of the samples are used where there are no more than this, else as many
    /// random ones.
    pub most_permutations: usize,
    /// Seed of random labellings.
    pub seed: u64,
    /// False discovery rate at which features are counted as up or down.
    pub fdr: f64,
    /// Counts features whose d is further than this from the expected, instead of those of a
    /// q-value.
    pub delta: Option<f64>,
}

impl Default for SamSettings {
    /// Estimated fudge factor, up to 200 permutations, 5 %.
    fn default() -> Self {
        Self {
            fudge: FudgeFactor::Estimated,
            most_permutations: 200,
            seed: 1,
            fdr: 0.05,
            delta: None,
        }
    }
}
