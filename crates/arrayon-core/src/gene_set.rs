//! Named sets of genes.

use crate::missing::is_missing;

/// A named set of genes, as a GMT file holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneSet {
    /// Name or accession, unique in its collection.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Gene ids, sorted and without repeats.
    pub genes: Vec<String>,
}

impl GeneSet {
    /// A set whose genes are sorted and stripped of repeats and of names that
    /// [say nothing](is_missing).
    pub fn new(id: String, description: String, mut genes: Vec<String>) -> Self {
        genes.retain(|gene| !is_missing(gene));
        genes.sort_unstable();
        genes.dedup();
        Self {
            id,
            description,
            genes,
        }
    }
}
