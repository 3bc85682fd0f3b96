//! The row of a gene set in a list, which gene sets of contrasts and of clusters share.

use crate::columns::Columns;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One set's over-representation in one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct SetRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// Genes of the set in the universe.
    #[column]
    pub n_set: usize,
    /// Genes of the set in the list.
    #[column]
    pub n_overlap: usize,
    /// Expected number of set genes in the list.
    #[column]
    pub expected: f64,
    /// Observed over expected; `null` for an empty list.
    #[column]
    pub fold_enrichment: Option<f64>,
    /// One-sided Fisher exact test.
    #[column]
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within collection and direction.
    #[column]
    pub adj_p_value: f64,
    /// `p_value` adjusted over all collections of the direction.
    #[column]
    pub adj_p_value_all: f64,
    /// EASE score: Fisher's test with one hit taken away.
    #[column]
    pub ease_p_value: f64,
    /// `ease_p_value` adjusted by Benjamini and Hochberg within collection and direction.
    #[column]
    pub ease_adj_p_value: f64,
    /// `ease_p_value` adjusted over all collections of the direction.
    #[column]
    pub ease_adj_p_value_all: f64,
    /// Genes of the set in the list, sorted.
    #[column]
    pub overlap_genes: Vec<String>,
}
