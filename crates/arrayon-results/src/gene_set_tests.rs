//! Rows of `genesets/<contrast>.json` that tests on all features fill. Numbers that do not exist
//! are `null`: p-values of sets without any variation, a correlation between genes of which there
//! is one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One set against all other features, by limma's `camera` with estimated correlation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CameraRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Tested features of the set.
    pub n_features: usize,
    /// Correlation between the residuals of its features; `null` for a single one.
    pub correlation: Option<f64>,
    /// Whether the set's features lie above (`up`) or below (`down`) the rest.
    pub direction: String,
    /// t statistic of the set against the rest.
    pub t: f64,
    /// Its two-sided p-value.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    pub adj_p_value_all: f64,
}

/// Whether the genes of a set change, by limma's `fry`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FryRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Tested features of the set.
    pub n_features: usize,
    /// Direction of the mean effect.
    pub direction: String,
    /// Two-sided p-value that the set's features change in one direction on the whole.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted over all collections.
    pub adj_p_value_all: Option<f64>,
    /// p-value that some features change, whatever their directions.
    pub p_mixed: Option<f64>,
    /// `p_mixed` adjusted within the collection.
    pub adj_p_mixed: Option<f64>,
    /// `p_mixed` adjusted over all collections.
    pub adj_p_mixed_all: Option<f64>,
}

/// Whether the genes of a set change, by limma's `roast`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RoastRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Tested features of the set.
    pub n_features: usize,
    /// Share of its features that go up (z above the root of 2).
    pub proportion_up: f64,
    /// Share of its features that go down.
    pub proportion_down: f64,
    /// The direction with the smaller p-value.
    pub direction: String,
    /// p-value that the set's features change in one direction; no smaller than 1 over twice the
    /// rotations.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection, from mid p-values.
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    pub adj_p_value_all: f64,
    /// p-value that some features change, whatever their directions.
    pub p_mixed: f64,
    /// `p_mixed` adjusted within the collection, from mid p-values.
    pub adj_p_mixed: f64,
    /// `p_mixed` adjusted over all collections.
    pub adj_p_mixed_all: f64,
}

/// One set in the ranked list of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PrerankedRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Tested features of the set.
    pub n_features: usize,
    /// `up` where the set stands high in the list.
    pub direction: String,
    /// Enrichment score, from -1 to 1.
    pub enrichment_score: f64,
    /// The score over the mean score of random sets of this size and sign; `null` where no random
    /// set has this sign.
    pub normalized_enrichment_score: Option<f64>,
    /// Probability that a random set of this size and sign scores as far from 0.
    pub p_value: f64,
    /// Standard deviation of the binary logarithm of `p_value`, from the random sets.
    pub log2_error: f64,
    /// Whether `p_value` is only known to be at most this.
    pub p_is_bound: bool,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections.
    pub adj_p_value_all: f64,
    /// Genes of the features that make the score, from the end of the list where the set stands.
    pub leading_edge: Vec<String>,
}

/// One set's score in samples, compared as the expression of a gene is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Features of the set that were scored.
    pub n_features: usize,
    /// Whether the score is higher (`up`) or lower (`down`) in the target.
    pub direction: String,
    /// Difference of scores, target minus reference.
    pub difference: f64,
    /// Moderated t of the difference; `null` for a score without variation.
    pub t: Option<f64>,
    /// Its two-sided p-value.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted over all collections.
    pub adj_p_value_all: Option<f64>,
}
