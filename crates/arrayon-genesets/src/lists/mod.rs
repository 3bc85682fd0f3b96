//! Sets among the genes of a list: over-representation, clusters of significant sets.

mod clusters;
mod noise_lists;
mod over_representation;
mod overlap_test;
mod set_groups;

pub use clusters::{MOST_CLUSTERED, SetCluster, SetName, cluster_rows};
pub use noise_lists::{ListLimits, NoiseLists};
pub use over_representation::{
    ListTest, OverRepresentation, UntestedReason, UntestedSet, adjust_over_all, adjust_within,
    over_representation,
};
pub use overlap_test::OverlapCounts;
pub use set_groups::{SetClusterSettings, SetGroup, SetGroups, SetProfile, group_sets, kappa};
