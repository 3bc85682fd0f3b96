//! Rank products and rank sums.

mod analysis;
mod grid;
mod null;
mod permutation;
mod pooled;
mod product_null;
mod ranks;
mod relabeling;
mod result;
mod statistic;
mod sum_null;

pub use analysis::*;
pub use product_null::*;
pub use result::*;
pub use sum_null::*;

use crate::GroupBlock;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which samples are replicates of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replicates {
    /// Columns that hold log ratios themselves: one class.
    LogRatios(Vec<usize>),
    /// Columns of two groups, block by block; ratios are taken within blocks only. One block is
    /// the plain comparison of two groups, blocks of one sample each are pairs.
    Groups(Vec<GroupBlock>),
}

impl Replicates {
    /// Two groups, each sample of one compared with each of the other.
    pub fn two_class(target: &[usize], reference: &[usize]) -> Self {
        Self::Groups(vec![GroupBlock {
            target: target.to_vec(),
            reference: reference.to_vec(),
        }])
    }

    /// Pairs of a target and a reference sample.
    pub fn paired(pairs: &[(usize, usize)]) -> Self {
        let block = |&(target, reference): &(usize, usize)| GroupBlock {
            target: vec![target],
            reference: vec![reference],
        };
        Self::Groups(pairs.iter().map(block).collect())
    }
}

/// How ranks are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RankStatistic {
    /// Their geometric mean (Breitling et al. 2004).
    #[default]
    Product,
    /// Their arithmetic mean: less drawn by a single replicate (Breitling and Herzyk 2005).
    Sum,
}

/// Where p-values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RankNull {
    /// The larger of two p-values: that of independent ranks, and the share of features with as
    /// strong a statistic under other labellings of the samples. Calibrated where features vary
    /// unequally, as they do.
    Relabelled {
        /// All labellings are used where there are no more than this, else as many random ones.
        most: usize,
        /// Seed of the random labellings.
        seed: u64,
    },
    /// From the distribution of independent ranks, as published in 2014: right only where all
    /// features vary equally.
    Independent,
    /// From permutations of the features within each sample, pooled over features, as the papers
    /// of 2004 to 2015 did (100 permutations); right only where all features vary equally.
    Permutations {
        /// Their number.
        n_permutations: usize,
        /// Seed of the random streams; one stream a permutation and sample, so that the result
        /// does not depend on the number of threads.
        seed: u64,
    },
}

/// Where p-values come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RankNullName {
    /// By exchanged labels of the samples.
    #[default]
    ExchangedLabels,
    /// From independent ranks, as published in 2014.
    Published,
    /// By permutations of the features, as in papers before.
    Permutations,
}

impl RankNull {
    /// What it is called.
    fn name(self) -> RankNullName {
        match self {
            Self::Relabelled { .. } => RankNullName::ExchangedLabels,
            Self::Independent => RankNullName::Published,
            Self::Permutations { .. } => RankNullName::Permutations,
        }
    }
}

impl Default for RankNull {
    /// Up to 200 labellings.
    fn default() -> Self {
        Self::Relabelled { most: 200, seed: 1 }
    }
}

/// How rank products are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankSettings {
    /// Product or sum.
    pub statistic: RankStatistic,
    /// Where p-values come from.
    pub null: RankNull,
    /// False discovery rate at which features are counted as up or down.
    pub fdr: f64,
}

impl Default for RankSettings {
    /// Products, relabelled, 5 %.
    fn default() -> Self {
        Self {
            statistic: RankStatistic::default(),
            null: RankNull::default(),
            fdr: 0.05,
        }
    }
}
