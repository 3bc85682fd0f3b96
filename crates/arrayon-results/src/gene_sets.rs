//! The row of a gene set in a list, which gene sets of contrasts and of clusters share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One set's over-representation in one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetRow {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
    /// Genes of the set in the universe.
    pub n_set: usize,
    /// Genes of the set in the list.
    pub n_overlap: usize,
    /// Expected number of set genes in the list.
    pub expected: f64,
    /// Observed over expected; `null` for an empty list.
    pub fold_enrichment: Option<f64>,
    /// One-sided Fisher exact test.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within collection and direction.
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections of the direction.
    pub adj_p_value_all: f64,
    /// EASE score: Fisher's test with one hit taken away.
    pub ease_p_value: f64,
    /// `ease_p_value` adjusted by Benjamini and Hochberg within collection and direction.
    pub ease_adj_p_value: f64,
    /// `ease_p_value` adjusted over all collections of the direction.
    pub ease_adj_p_value_all: f64,
    /// Genes of the set in the list, sorted.
    pub overlap_genes: Vec<String>,
}
