//! What `genesets/<contrast>.json` says of sets that share genes: terms of an ontology, clusters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One term of an ontology, tested with regard to the terms around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TermRow {
    /// The collection.
    pub collection: String,
    /// `parent-child` (among the genes of the terms right above it) or `elim` (without the genes
    /// of significant terms below it).
    pub test: String,
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Tested genes of the term.
    pub n_set: usize,
    /// Of these, the genes that take part in this test.
    pub n_compared: usize,
    /// Of these, genes in the list.
    pub n_overlap: usize,
    /// One-sided Fisher exact test of these counts.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within collection and direction; the authors
    /// of `elim` take `p_value` as it is.
    pub adj_p_value: f64,
}

/// A significant term that no other explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Representative {
    /// The collection.
    pub collection: String,
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Its Fisher p-value.
    pub p_value: f64,
    /// Significant terms above or below it that it explains.
    pub stands_for: Vec<ExplainedTerm>,
}

/// A significant term that its relative explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedTerm {
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Its own Fisher p-value.
    pub p_value: f64,
    /// What is left of it, given the other term.
    pub conditional_p_value: f64,
}

/// Significant sets that share most of their listed genes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SetCluster {
    /// The member with the smallest p-value.
    pub representative: SetName,
    /// Minus the decadic logarithm of the geometric mean of the members' Fisher p-values.
    pub enrichment_score: f64,
    /// All members, the representative first; a set may stand in several clusters.
    pub members: Vec<SetName>,
}

/// A set of a collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetName {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// The set in words.
    pub description: String,
}
