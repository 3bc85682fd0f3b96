//! `clusters/genes.json`: a dendrogram of chosen features.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A dendrogram of features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneClusters {
    /// Which features were chosen, and how.
    pub choice: GeneChoice,
    /// Distance between features.
    pub distance: String,
    /// Linkage between clusters.
    pub linkage: String,
    /// Number of samples on which the distances rest.
    pub n_samples: usize,
    /// Features; leaf `i` is `labels[i]`.
    pub labels: Vec<String>,
    /// Gene symbols of each label; empty lists where nothing is known.
    pub gene_symbols: Vec<Vec<String>>,
    /// Merges from the lowest to the highest: `[left, right, height, size]`. Numbers below the
    /// number of labels are leaves; `number of labels + k` is the cluster of merge `k`.
    pub merges: Vec<(usize, usize, f64, usize)>,
    /// Leaves from top to bottom, as positions in `labels`.
    pub leaf_order: Vec<usize>,
    /// How leaves were ordered, in words.
    pub leaf_order_method: String,
}

impl DocumentKind for GeneClusters {
    const SCHEMA: &'static str = "arrayon/gene-clusters";
}

/// Which features were clustered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeneChoice {
    /// `top-variance`, `differential` or `list`.
    pub choose: String,
    /// The choice in words.
    pub rule: String,
    /// Features among which was chosen.
    pub n_candidates: usize,
    /// Features chosen.
    pub n_chosen: usize,
    /// Names of the list that are no feature and no gene.
    pub not_found: Vec<String>,
    /// Chosen features that have the same value in all samples, for which no correlation is
    /// defined; they were left out.
    pub constant: Vec<String>,
}
