//! Sets among the genes of a list: over-representation, clusters of significant sets.

mod over_representation;
mod overlap_test;
mod set_clusters;

pub use over_representation::{
    ListTest, OverRepresentation, OverRepresentationSettings, SetResult, UntestedReason,
    UntestedSet, adjust_within, over_representation,
};
pub use overlap_test::OverlapCounts;
pub use set_clusters::{
    SetCluster, SetClusterSettings, SetClusters, SetProfile, cluster_sets, kappa,
};
