//! `clusters/samples.json` and `clusters/<contrast>.json`: a dendrogram of samples and whether
//! the declared groups form clusters.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A dendrogram of samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clusters {
    /// `all samples`, or the contrast whose two groups were clustered.
    pub scope: String,
    /// Distance between samples.
    pub distance: String,
    /// Linkage between clusters.
    pub linkage: String,
    /// Number of features on which the distances rest.
    pub n_features: usize,
    /// Samples; leaf `i` is `labels[i]`.
    pub labels: Vec<String>,
    /// Merges from the lowest to the highest: `[left, right, height, size]`. Numbers below the
    /// number of labels are leaves; `number of labels + k` is the cluster of merge `k`.
    pub merges: Vec<(usize, usize, f64, usize)>,
    /// Leaves from left to right, as positions in `labels`.
    pub leaf_order: Vec<usize>,
    /// The tree in Newick format; branch lengths are differences of height.
    pub newick: String,
    /// Correlation of tree distances with sample distances; `null` for fewer than three samples.
    pub cophenetic_correlation: Option<f64>,
    /// Flat clusters, where groups tell how many.
    pub flat: Option<FlatClusters>,
    /// Whether groups form clusters, one verdict for each column that was asked about.
    pub verdicts: Vec<GroupVerdict>,
}

impl DocumentKind for Clusters {
    const SCHEMA: &'static str = "arrayon/clusters";
}

/// The tree cut into a number of clusters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlatClusters {
    /// Number of clusters.
    pub n_clusters: usize,
    /// Cluster of each label, from 1, numbered by first appearance.
    pub clusters: Vec<usize>,
}

/// Whether the levels of a column form clusters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupVerdict {
    /// Column of the sample sheet.
    pub variable: String,
    /// Its levels among these samples, in the sheet's order.
    pub groups: Vec<String>,
    /// Adjusted Rand index of the levels and the tree cut into as many clusters.
    pub adjusted_rand_index: f64,
    /// The best adjusted Rand index over all cuts of the tree.
    pub best_adjusted_rand_index: f64,
    /// Number of clusters of that best cut.
    pub best_n_clusters: usize,
    /// `separated`, `partly` or `not separated`.
    pub verdict: String,
    /// The rule that gave the verdict.
    pub rule: String,
}
