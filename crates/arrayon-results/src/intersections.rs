//! `differential/intersections.json`: what contrasts share, what is specific, what is reversed.

use crate::document::DocumentKind;
use crate::table::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The lists of several contrasts laid over each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intersections {
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Contrasts, in the order of the patterns' decisions.
    pub contrasts: Vec<String>,
    /// How many pairs of contrasts there are.
    #[serde(default)]
    pub n_pairs: usize,
    /// Every pair of contrasts; of more than 50 contrasts the 1,000 pairs with most features in
    /// both lists.
    pub pairs: Vec<Pair>,
    /// How many combinations of directions occur.
    #[serde(default)]
    pub n_patterns: usize,
    /// Every combination of directions that occurs, over the features tested in all contrasts;
    /// most features first. Of more than 50 contrasts the first 1,000.
    pub patterns: Vec<Pattern>,
    /// Features tested in some contrasts only; they are in no pattern.
    pub not_in_all: Vec<String>,
    /// What is left out of pairs and patterns, where there is something.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl DocumentKind for Intersections {
    const SCHEMA: &'static str = "arrayon/intersections";
}

/// Two contrasts' lists, over the features tested in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pair {
    /// The first contrast.
    pub first: String,
    /// The second contrast.
    pub second: String,
    /// The pair in words.
    pub words: String,
    /// Features tested in both.
    pub n_tested: usize,
    /// Features found in the first.
    pub n_first: usize,
    /// Features found in the second.
    pub n_second: usize,
    /// Found in both, whatever the directions.
    pub both: Overlap,
    /// Shared: up in both.
    pub up_up: Overlap,
    /// Shared: down in both.
    pub down_down: Overlap,
    /// Reversed: up in the first, down in the second.
    pub up_down: Overlap,
    /// Reversed: down in the first, up in the second.
    pub down_up: Overlap,
    /// How many are found in the first only.
    #[serde(default)]
    pub n_only_first: usize,
    /// How many are found in the second only.
    #[serde(default)]
    pub n_only_second: usize,
    /// Specific: found in the first only; not named of more than 50 contrasts.
    pub only_first: Vec<String>,
    /// Specific: found in the second only; likewise.
    pub only_second: Vec<String>,
    /// Features in both lists over features in either; `null` of empty lists.
    pub jaccard: Option<f64>,
    /// The correlation that both estimates have by noise alone, from shared arrays; away from 0,
    /// `expected` and p-values only describe.
    pub noise_correlation: Option<f64>,
}

/// Features in two lists, beside what chance would give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// How many.
    pub n_features: usize,
    /// How many are expected if the lists were independent.
    pub expected: f64,
    /// Probability of as many or more by chance (hypergeometric).
    pub p_value: f64,
    /// The features; not named of more than 50 contrasts.
    pub features: Vec<String>,
}

/// Features with the same direction in each contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// 1 up, -1 down, 0 not found; one a contrast.
    pub decisions: Vec<i8>,
    /// The pattern in words.
    pub words: String,
    /// How many features.
    pub n_features: usize,
    /// How many are expected if the lists were independent.
    pub expected: f64,
    /// The features; empty for those found in no contrast.
    pub features: Vec<String>,
}

impl Intersections {
    /// `differential/intersections.tsv`: one row for each entry of `pairs`.
    pub fn table(&self) -> Table {
        let pairs = || self.pairs.iter();
        Table::default()
            .texts("first", pairs().map(|pair| &pair.first))
            .texts("second", pairs().map(|pair| &pair.second))
            .sizes("n_tested", pairs().map(|pair| pair.n_tested))
            .sizes("n_first", pairs().map(|pair| pair.n_first))
            .sizes("n_second", pairs().map(|pair| pair.n_second))
            .sizes("n_both", pairs().map(|pair| pair.both.n_features))
            .numbers("expected", pairs().map(|pair| pair.both.expected))
            .numbers("p_value", pairs().map(|pair| pair.both.p_value))
            .sizes("up_up", pairs().map(|pair| pair.up_up.n_features))
            .sizes("down_down", pairs().map(|pair| pair.down_down.n_features))
            .sizes("up_down", pairs().map(|pair| pair.up_down.n_features))
            .sizes("down_up", pairs().map(|pair| pair.down_up.n_features))
            .sizes("only_first", pairs().map(|pair| pair.n_only_first))
            .sizes("only_second", pairs().map(|pair| pair.n_only_second))
            .numbers("jaccard", pairs().map(|pair| pair.jaccard))
            .numbers(
                "noise_correlation",
                pairs().map(|pair| pair.noise_correlation),
            )
    }
}
