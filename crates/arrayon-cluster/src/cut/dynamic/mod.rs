//! Clusters as branches of a tree, each cut at its own height.
//!
//! A fixed height cuts a tight branch too high or a loose one too low. Here a branch is a cluster
//! if it has enough members, if its core (the members joined first) is tight, and if there is a
//! gap between its core and the height at which it joins another such branch. What is in no
//! cluster then goes to the nearest one on its branch, if that is near enough.

mod branches;
mod nearby;
mod plan;

pub use plan::DynamicCutPlan;

use crate::distances::condensed::CondensedDistances;
use crate::distances::rows::{Rows, keeps_all_distances};
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use crate::tree::dendrogram::Dendrogram;
use arrayon_core::{ExpressionMatrix, NoProgress};
use branches::Judge;
use plan::DistanceOf;

/// The clusters of a dynamic cut.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicCut {
    /// How many clusters there are; none in a tree without tight branches.
    pub n_clusters: usize,
    /// The cluster of each leaf, from 1 in the order in which the input first meets them; 0 for
    /// a leaf in no cluster.
    pub labels: Vec<usize>,
    /// How many leaves are in a cluster only because it is near.
    pub n_assigned: usize,
    /// Height above which nothing is joined.
    pub cut_height: f64,
}

/// Cuts a tree by the shape of its branches.
///
/// # Errors
/// A plan of clusters of less than two members, or of a depth above 4.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Source
/// Langfelder, Zhang and Horvath 2008, Bioinformatics 24:719: the "dynamic hybrid" method. Same
/// clusters as `dynamicTreeCut::cutreeHybrid()` 1.63-1 with `pamRespectsDendro = TRUE`, its
/// default, where what is near is assigned, and with `pamStage = FALSE` where not.
///
/// # Cost
/// Some hundred distances for each merge of two branches; to assign what is near, a distance of
/// each such leaf to each member of the clusters on its branch, parallel over these leaves.
pub fn dynamic_cut(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    plan: DynamicCutPlan,
) -> Result<DynamicCut, ClusterError> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    cut_with(tree, plan, &|one, other| Ok(distances.between(one, other)))
}

/// [`dynamic_cut`] of a tree of features, for which distances are computed as they are needed.
///
/// # Errors
/// As [`dynamic_cut`], and what [`crate::feature_distances`] refuses.
///
/// # Panics
/// If the tree has another number of leaves than there are features.
pub fn dynamic_cut_of_features(
    expression: &ExpressionMatrix,
    distance: Distance,
    tree: &Dendrogram,
    plan: DynamicCutPlan,
) -> Result<DynamicCut, ClusterError> {
    assert_eq!(
        tree.n_leaves(),
        expression.n_features(),
        "tree of other features"
    );
    let rows = Rows::new(expression, Items::Features, distance)?;
    if keeps_all_distances(expression) {
        return dynamic_cut(&rows.distances(&NoProgress)?, tree, plan);
    }
    cut_with(tree, plan, &|one, other| rows.distance(one, other))
}

fn cut_with(
    tree: &Dendrogram,
    plan: DynamicCutPlan,
    distance: DistanceOf<'_>,
) -> Result<DynamicCut, ClusterError> {
    let judge = Judge::new(tree, plan, distance)?;
    let n = tree.n_leaves();
    let mut found = judge.first_stage(tree)?;
    let n_assigned = if plan.assign_nearby {
        let loose = found.loose_parts(n);
        nearby::assign(loose, &mut found.clusters, judge.cut_height, distance)?
    } else {
        0
    };
    let mut labels = vec![0; n];
    for (members, number) in found.clusters.iter().zip(1..) {
        members.iter().for_each(|&leaf| labels[leaf] = number);
    }
    Ok(DynamicCut {
        n_clusters: found.clusters.len(),
        labels: numbered(&labels),
        n_assigned,
        cut_height: judge.cut_height,
    })
}

/// Numbers clusters from 1 in the order in which they first appear; 0 stays.
fn numbered(labels: &[usize]) -> Vec<usize> {
    let mut numbers = vec![0; labels.iter().max().map_or(0, |&most| most + 1)];
    let mut n_clusters = 0;
    (labels.iter())
        .map(|&label| {
            if label != 0 && numbers[label] == 0 {
                n_clusters += 1;
                numbers[label] = n_clusters;
            }
            numbers[label]
        })
        .collect()
}
