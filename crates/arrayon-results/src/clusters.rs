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
    /// The tree in Newick format; branch lengths are differences of height, branches are named by
    /// their support (`AU/BP`, per cent) where a bootstrap was asked for.
    pub newick: String,
    /// The bootstrap behind `support`, where one was asked for.
    pub bootstrap: Option<Bootstrap>,
    /// Support of each merge, in their order; empty without a bootstrap.
    pub support: Vec<BranchSupport>,
    /// Correlation of tree distances with sample distances; `null` for fewer than three samples.
    pub cophenetic_correlation: Option<f64>,
    /// Flat clusters, where groups tell how many.
    pub flat: Option<FlatClusters>,
    /// How many clusters there seem to be; advice, not a verdict.
    pub advice: NumberOfClusters,
    /// Whether groups form clusters, one verdict for each column that was asked about.
    pub verdicts: Vec<GroupVerdict>,
}

impl DocumentKind for Clusters {
    const SCHEMA: &'static str = "arrayon/clusters";
}

/// A multiscale bootstrap of the features.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bootstrap {
    /// Replicates at each scale.
    pub n_replicates: u32,
    /// Features drawn at each scale, as parts of how many there are.
    pub scales: Vec<f64>,
    /// Seed of the random streams.
    pub seed: u64,
}

/// How well the data support a branch (pvclust's quantities).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BranchSupport {
    /// Approximately unbiased probability (AU).
    pub au: f64,
    /// Bootstrap probability (BP).
    pub bp: f64,
    /// Selective inference (SI).
    pub si: f64,
    /// Standard error of `au` from the limited number of replicates.
    pub se_au: f64,
    /// Standard error of `bp`.
    pub se_bp: f64,
    /// Standard error of `si`.
    pub se_si: f64,
    /// Probability of so bad a fit over the scales; a small one says that `au` is not to be
    /// trusted. `null` where too few scales were far enough from 0 and 1 for a fit.
    pub fit_p_value: Option<f64>,
}

/// How many clusters there seem to be, whatever groups were declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberOfClusters {
    /// What at least two of the three opinions below agree on; `null` where no two do.
    pub n_clusters: Option<usize>,
    /// Opinion of the silhouette; 1 for no structure.
    pub by_silhouette: usize,
    /// Opinion of the gap statistic, where it was asked for.
    pub by_gap: Option<usize>,
    /// Opinion of the dynamic cut; 1 where it finds no cluster.
    pub by_dynamic_cut: usize,
    /// Mean silhouette width of each cut.
    pub silhouettes: Vec<CutSilhouette>,
    /// Gap of each cut; empty where it was not asked for.
    pub gaps: Vec<CutGap>,
    /// How these numbers were reached.
    pub rule: String,
}

/// Silhouette of a cut of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutSilhouette {
    /// Into how many clusters.
    pub n_clusters: usize,
    /// Mean silhouette width of all samples.
    pub mean_silhouette: f64,
}

/// Gap statistic of a cut of the tree (Tibshirani, Walther and Hastie 2001).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutGap {
    /// Into how many clusters.
    pub n_clusters: usize,
    /// How much tighter the clusters are than those of data without any, on the log scale.
    pub gap: f64,
    /// Its standard error.
    pub standard_error: f64,
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
    /// The level of each label.
    pub levels: Vec<String>,
    /// Adjusted Rand index of the levels and the tree cut into as many clusters.
    pub adjusted_rand_index: f64,
    /// The best adjusted Rand index over all cuts of the tree.
    pub best_adjusted_rand_index: f64,
    /// Number of clusters of that best cut.
    pub best_n_clusters: usize,
    /// Mean silhouette width, groups taken as clusters.
    pub mean_silhouette: f64,
    /// Permutation test whether the groups differ (PERMANOVA).
    pub permanova: Permanova,
    /// The branch of each group, groups in the order of their names.
    pub branches: Vec<GroupBranch>,
    /// `separated`, `partly` or `not separated`.
    pub verdict: String,
    /// The rule that gave the verdict.
    pub rule: String,
}

/// Permutation test whether groups differ in their distances (Anderson 2001).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Permanova {
    /// Variation between groups over variation within; `null` without variation within.
    pub pseudo_f: Option<f64>,
    /// Part of the summed squared distances between groups; `null` where all distances are 0.
    pub r_squared: Option<f64>,
    /// Probability of so large an F if group labels meant nothing.
    pub p_value: f64,
    /// The smallest p-value that so few samples can give.
    pub smallest_p_value: f64,
    /// Assignments of the labels that were looked at.
    pub n_permutations: u64,
    /// Whether they were all that there are.
    pub is_exact: bool,
}

/// A group and its place in the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GroupBranch {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// The merge under which its samples stand alone; `null` where there is none.
    pub merge: Option<usize>,
    /// AU of that branch, where a bootstrap was asked for.
    pub au: Option<f64>,
    /// BP of that branch, where a bootstrap was asked for.
    pub bp: Option<f64>,
    /// Mean silhouette width of its samples, groups taken as clusters.
    pub mean_silhouette: f64,
}
