//! Hierarchical clustering of samples and features, and whether declared groups form clusters.
//!
//! | folder | what it does | agrees with |
//! |---|---|---|
//! | `distances` | 1 - Pearson and six further [distances](Distance) of all pairs; items without any, [set apart](set_apart_unfit) by name | R `cor`, `dist`, `WGCNA::bicor` |
//! | `tree` | [`cluster`] by ten [linkages](Linkage): merges, cophenetic distances, cuts | R `hclust`, `cutree`, `cophenetic` |
//! | | [the order](optimal_leaf_order()) in which neighbours are most alike, or [nearly](quick_leaf_order()) that | R `seriation` (OLO) |
//! | `cut` | [flat clusters](flat_clusters) of linfa-hierarchical | R `cutree` |
//! | | [branches](dynamic_cut()) as clusters, each cut at its own height, and what is near them | R `dynamicTreeCut` |
//! | | how many clusters: [silhouette](silhouette_widths), [gap](gap_statistic) and dynamic cut, and [what they agree on](cluster_advice) | R `cluster::silhouette`, `cluster::clusGap` |
//! | `features` | the features that [vary most](most_variable_features), [trees](cluster_features) of tens of thousands of them in little memory, the [mean course](cluster_profiles) of each cluster | R `var`, `hclust` |
//! | `groups` | whether declared groups form clusters: [separated, partly or not, or too few to be judged](judge_groups), with the rule | R `mclust` |
//! | | [permutation test](permanova()) of groups, within blocks where there are any | R `vegan::adonis2` |
//! | `support` | [bootstrap](bootstrap_counts) support of each branch (AU, BP, SI) | R `pvclust` |
//! | `adjust` | values [without the shift of batches](adjust_for_batches), for what is looked at | R `sva::ComBat`, `limma::removeBatchEffect` |
//! | `pca` | [principal components](principal_components) of the samples | R `prcomp` |
//!
//! Results do not depend on the number of threads.
//!
//! # Examples
//! ```
//! use arrayon_cluster::{Distance, Grouping, Linkage, cluster, judge_groups, sample_distances};
//! use arrayon_core::{ExpressionMatrix, NoProgress};
//! use arrayon_results::Separation;
//! use ndarray::array;
//!
//! let expression = ExpressionMatrix::new(
//!     ["Il6", "Fos", "Alb"].map(String::from).to_vec(),
//!     ["c1", "c2", "m1", "m2"].map(String::from).to_vec(),
//!     array![[5.0, 5.1, 8.0, 8.3], [7.0, 6.8, 6.0, 6.2], [9.0, 9.1, 9.0, 8.9]],
//! )?;
//! let distances = sample_distances(&expression, Distance::Pearson)?;
//! let tree = cluster(&distances, Linkage::Average);
//! let order: Vec<&str> = tree.leaf_order().iter().map(|&i| tree.labels()[i].as_str()).collect();
//! assert_eq!(order, ["c1", "c2", "m1", "m2"]);
//! let levels = ["pair-fed", "pair-fed", "Mg 0.01 %", "Mg 0.01 %"].map(String::from).to_vec();
//! let diet = Grouping::new("diet", levels);
//! let judged = judge_groups(&distances, &tree, &diet, None, 1, &NoProgress)?;
//! assert!(judged.branches.iter().all(|branch| branch.merge.is_some()));
//! // two samples a group are too few for the permutation test
//! assert_eq!(judged.verdict, Separation::CannotBeJudged);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not tested
//! - Which of several equally close pairs is joined first: it is the same on every run, but R and
//!   SciPy may choose otherwise, and with average linkage heights further up may then differ.
//! - Bits across kinds of processor: matrix products (principal components, bootstrap, trees of
//!   features) may be rounded apart by 1e-16 with and without fused multiplication.
//! - Missing values in principal components: they are refused.
//! - The gap statistic of distances other than Euclidean: there is no other program to ask.

mod adjust;
mod clusters;
mod cut;
mod distances;
mod error;
mod features;
mod groups;
mod items;
mod pca;
mod settings;
mod support;
mod tree;

pub use adjust::{AdjustMethod, Adjusted, Adjustment, SheetColumn, adjust_for_batches};
pub use clusters::*;
pub use cut::advice::{NumberOfClusters, STRUCTURE_AT, cluster_advice};
pub use cut::dynamic::{DynamicCut, DynamicCutPlan, dynamic_cut, dynamic_cut_of_features};
pub use cut::flat::{FlatClusters, LINFA_LIMIT, flat_clusters};
pub use cut::gap::{CutGap, GAP_LIMIT, GapPlan, GapStatistic, gap_statistic};
pub use cut::gap_reference::GapReference;
pub use cut::silhouette::{CutSilhouette, silhouette_widths, silhouettes_of_cuts};
pub use distances::condensed::CondensedDistances;
pub use distances::set_apart::{SetApart, set_apart_unfit};
pub use distances::{feature_distances, sample_distances, sample_distances_watched};
pub use error::ClusterError;
pub use features::choice::most_variable_features;
pub use features::clusters::*;
pub use features::profiles::cluster_profiles;
pub use features::tree::{PAIRWISE_LIMIT, cluster_features};
pub use groups::declared::{Blocks, Grouping};
pub use groups::dispersion::{Dispersion, GroupSpread, UNEQUAL_SPREAD_AT, dispersion};
pub use groups::exchange::Relabeling;
pub use groups::judge::{judge_adjusted_groups, judge_groups};
pub use groups::permanova::{DIFFERENT_AT, FewRelabelings, Permanova, permanova};
pub use groups::rand_index::adjusted_rand_index;
pub use groups::rule::{PARTLY_AT, SUPPORTED_AT};
pub use groups::verdict::*;
pub use items::Items;
pub use pca::*;
pub use settings::{
    ClusterGenesSection, ClusterSection, DEFAULT_NUMBER, Distance, GeneChoice, GeneSelection,
    LeafOrder, Linkage, References,
};
pub use support::{
    BootstrapPlan, BootstrapShard, BranchSupport, ScaleCounts, bootstrap_counts, fit_support,
};
pub use tree::cophenetic::cophenetic_correlation;
pub use tree::dendrogram::{Dendrogram, Merge};
pub use tree::leaf_order::{LEAF_ORDER_LIMIT, optimal_leaf_order};
pub use tree::linkage::cluster;
pub use tree::quick_leaf_order::quick_leaf_order;

#[cfg(test)]
mod tests {
    fn autotraits<T: Send + Sync + Unpin>() {}

    #[test]
    fn public_types_cross_threads() {
        autotraits::<crate::ClusterError>();
        autotraits::<crate::CondensedDistances>();
        autotraits::<crate::Dendrogram>();
        autotraits::<crate::GroupVerdict>();
    }
}
