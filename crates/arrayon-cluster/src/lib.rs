//! Hierarchical clustering of samples and features, and whether declared groups form clusters.
//!
//! | module | what it does | agrees with |
//! |---|---|---|
//! | [`distance`] | 1 - Pearson and six further distances of all pairs | R `cor`, `dist`, `WGCNA::bicor` |
//! | [`set_apart`] | items without any distance, taken out by name | - |
//! | [`linkage`] | average, complete, single, weighted, Ward, centroid, median, with `.D` on distances as they are | R `hclust` |
//! | [`feature_choice`] | the features that vary most | R `var` |
//! | [`feature_tree`] | trees of tens of thousands of features in little memory | R `hclust` |
//! | [`dendrogram`] | merges, leaf order, cophenetic distances, cuts, Newick | R `hclust`, `cutree` |
//! | [`leaf_order`] | the order in which neighbours are most alike | R `seriation` (OLO) |
//! | [`mod@quick_leaf_order`] | nearly that order, for any number of leaves | - |
//! | [`tree_view`] | CDT, GTR and ATR for Java TreeView | - |
//! | [`mod@dynamic_cut`] | branches as clusters, each cut at its own height, and what is near them | R `dynamicTreeCut` |
//! | [`gap`] | gap statistic of 1 to many clusters | R `cluster::clusGap` |
//! | [`advice`] | how many clusters: silhouette, gap and dynamic cut | - |
//! | [`profile`] | mean course of clusters of features over groups of samples | - |
//! | [`flat`] | flat clusters, confirmed by linfa-hierarchical | - |
//! | [`pca`] | principal components of the samples | R `prcomp` |
//! | [`bootstrap`] | support of each branch (AU, BP, SI) | R `pvclust` |
//! | [`concordance`] | adjusted Rand index, cophenetic correlation | R `mclust`, `cophenetic` |
//! | [`mod@permanova`] | permutation test of groups | R `vegan::adonis2` |
//! | [`silhouette`] | silhouette widths of items and cuts | R `cluster::silhouette` |
//! | [`group_verdict`], [`verdict_rule`] | separated, partly or not separated, with the rule | - |
//!
//! Results do not depend on the number of threads.
//!
//! # Examples
//! ```
//! use arrayon_cluster::{Distance, Linkage, Verdict, cluster, judge_groups, sample_distances};
//! use arrayon_core::ExpressionMatrix;
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
//! let groups = ["pair-fed", "pair-fed", "Mg 0.01 %", "Mg 0.01 %"].map(String::from);
//! assert_eq!(judge_groups(&distances, &tree, &groups)?.verdict, Verdict::Separated);
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

pub mod advice;
pub mod bootstrap;
pub mod concordance;
pub mod condensed;
pub mod dendrogram;
pub mod distance;
pub mod dynamic_cut;
pub mod error;
pub mod feature_choice;
pub mod feature_tree;
pub mod flat;
pub mod gap;
mod gap_reference;
pub mod group_verdict;
mod groups;
mod holed;
pub mod leaf_order;
pub mod linkage;
mod newick;
mod pair_sums;
mod pairwise;
pub mod pca;
pub mod permanova;
#[cfg(test)]
mod points_on_a_line;
mod prepare;
pub mod profile;
pub mod quick_leaf_order;
mod rows;
pub mod set_apart;
pub mod settings;
pub mod silhouette;
pub mod tree_view;
pub mod verdict_rule;

pub use advice::{AdvicePlan, ClusterAdvice, cluster_advice};
pub use bootstrap::{BootstrapCounts, BootstrapPlan, CladeSupport, bootstrap_counts};
pub use concordance::{adjusted_rand_index, cophenetic_correlation};
pub use condensed::CondensedDistances;
pub use dendrogram::{Dendrogram, Merge};
pub use distance::{Distance, feature_distances, sample_distances, sample_distances_watched};
pub use dynamic_cut::{DynamicCut, DynamicCutPlan, dynamic_cut, dynamic_cut_of_features};
pub use error::{ClusterError, Items};
pub use feature_choice::most_variable_features;
pub use feature_tree::{PAIRWISE_LIMIT, cluster_features};
pub use flat::{FlatClusters, LINFA_LIMIT, flat_clusters, linfa_labels};
pub use gap::{GAP_LIMIT, GapAt, GapPlan, GapReference, GapStatistic, gap_statistic};
pub use group_verdict::{
    BestCut, Evidence, GroupClade, GroupVerdict, judge_groups, judge_groups_with,
};
pub use leaf_order::{LEAF_ORDER_LIMIT, optimal_leaf_order};
pub use linkage::{Linkage, cluster};
pub use pca::{PrincipalComponents, principal_components};
pub use permanova::{Permanova, permanova, permanova_watched};
pub use profile::{ClusterProfile, GroupProfile, cluster_profiles};
pub use quick_leaf_order::{quick_leaf_order, quick_leaf_order_of_features};
pub use set_apart::{SetApart, set_apart_unfit};
pub use settings::{
    ClusterGenesSection, ClusterSection, DEFAULT_NUMBER, GeneChoice, GeneSelection, LeafOrder,
};
pub use silhouette::{CutSilhouette, silhouette_widths, silhouettes_of_cuts};
pub use tree_view::{TreeSide, clustered_table, tree_table};
pub use verdict_rule::Verdict;

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
