//! `clusters/bootstrap_shard.json`: counts of some replicates of a bootstrap, to be merged with
//! those of other shards.

use crate::document::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often each branch came back in some replicates of a bootstrap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BootstrapShard {
    /// Distance between samples.
    pub distance: String,
    /// Linkage between clusters.
    pub linkage: String,
    /// Number of features from which is drawn.
    pub n_features: usize,
    /// Samples; leaf `i` is `labels[i]`.
    pub labels: Vec<String>,
    /// Merges of the tree whose branches are counted, as in `clusters/samples.json`.
    pub merges: Vec<(usize, usize, f64, usize)>,
    /// Seed of the random streams.
    pub seed: u64,
    /// Replicates at each scale of the whole bootstrap.
    pub n_replicates: u32,
    /// Features drawn at each scale, as parts of how many there are.
    pub scales: Vec<f64>,
    /// Replicates that are counted here, from 0: `[first, one more than the last]`.
    pub replicates: Vec<(u32, u32)>,
    /// Counts at each scale.
    pub counts: Vec<ShardCounts>,
}

impl DocumentKind for BootstrapShard {
    const SCHEMA: &'static str = "arrayon/bootstrap-shard";
}

/// Counts at one scale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShardCounts {
    /// Features that a replicate draws.
    pub n_drawn: usize,
    /// `n_drawn` over the number of features.
    pub relative_size: f64,
    /// Replicates that gave a tree.
    pub n_replicates: u32,
    /// Replicates without a tree, because a sample was constant over the features drawn.
    pub n_undefined: u32,
    /// For each merge, in how many replicates its branch came back.
    pub n_found: Vec<u32>,
}
