//! `clusters/samples.json` and `clusters/<contrast>.json`: a dendrogram of samples and whether
//! the declared groups form clusters.

use crate::adjust::Adjustment;
use crate::cut::advice::NumberOfClusters;
use crate::cut::flat::FlatClusters;
use crate::groups::verdict::GroupVerdict;
use crate::settings::{Distance, Linkage};
use crate::support::{BootstrapPlan, BranchSupport};
use crate::tree::dendrogram::{Merge, MergeAsTuple};
use arrayon_results::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A dendrogram of samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clusters {
    /// `all samples`, or the contrast whose two groups were clustered.
    pub scope: String,
    /// What was taken out of the values before; `null` where they are as normalised.
    #[serde(default)]
    pub adjustment: Option<Adjustment>,
    /// Distance between samples.
    pub distance: Distance,
    /// Linkage between clusters.
    pub linkage: Linkage,
    /// Number of features on which the distances rest.
    pub n_features: usize,
    /// Samples; leaf `i` is `samples[i]`.
    pub samples: Vec<String>,
    /// Merges from the lowest to the highest: `[left, right, height, size]`. Numbers below the
    /// number of samples are leaves; `number of samples + k` is the cluster of merge `k`.
    #[schemars(with = "Vec<MergeAsTuple>")]
    pub merges: Vec<Merge>,
    /// Leaves from left to right, as positions in `samples`.
    pub leaf_order: Vec<usize>,
    /// The tree in Newick format; branch lengths are differences of height, branches are named by
    /// their support (`AU/BP`, per cent) where a bootstrap was asked for.
    pub newick: String,
    /// The bootstrap behind `support`, where one was asked for.
    pub bootstrap: Option<BootstrapPlan>,
    /// Support of each merge, in their order; empty without a bootstrap.
    pub support: Vec<BranchSupport>,
    /// Correlation of tree distances with sample distances; `null` for fewer than three samples.
    pub cophenetic_correlation: Option<f64>,
    /// Flat clusters, as many as there are groups; `null` without groups.
    pub flat: Option<FlatClusters>,
    /// How many clusters there seem to be; advice, not a verdict.
    pub advice: NumberOfClusters,
    /// Whether groups form clusters, one verdict for each column that was asked about.
    pub group_verdicts: Vec<GroupVerdict>,
}

impl DocumentKind for Clusters {
    const SCHEMA: &'static str = "arrayon/clusters";
}
