//! `[cluster]`: how samples are clustered.

use serde::{Deserialize, Serialize};

/// `[cluster]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClusterSection {
    /// `pearson`, `spearman` or `euclidean`.
    pub distance: String,
    /// `average`, `complete`, `single`, `weighted` or `ward`.
    pub linkage: String,
    /// Replicates of the multiscale bootstrap at each of its ten scales; 0 for none.
    pub bootstrap: u32,
    /// Seed of bootstrap and permutations.
    pub seed: u64,
}

impl Default for ClusterSection {
    fn default() -> Self {
        Self {
            distance: "pearson".to_owned(),
            linkage: "average".to_owned(),
            bootstrap: 0,
            seed: 1,
        }
    }
}
