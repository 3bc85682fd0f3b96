//! What a dynamic cut takes for a cluster.

use crate::error::ClusterError;

/// The distance of two leaves.
pub(super) type DistanceOf<'a> = &'a (dyn Fn(usize, usize) -> Result<f64, ClusterError> + Sync);

/// What is taken for a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DynamicCutPlan {
    /// How many members a cluster has at least.
    pub fewest_members: usize,
    /// How readily branches are split, from 0 (few, large clusters) to 4 (many, small ones).
    pub deep_split: u8,
    /// Whether leaves in no cluster go to the nearest one on the branch that they join: the one of
    /// the smallest mean distance, if that is no more than the cut height, or than the mean
    /// distance of the cluster's outermost member to its others. Branches that are too small, but
    /// tight, go as a whole.
    pub assign_nearby: bool,
}

impl Default for DynamicCutPlan {
    /// At least 20 members, depth 1, what is near assigned: for features.
    fn default() -> Self {
        Self {
            fewest_members: 20,
            deep_split: 1,
            assign_nearby: true,
        }
    }
}
