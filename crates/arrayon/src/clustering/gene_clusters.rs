//! Clusters of features: the tree cut, each cluster with its profile and its gene sets.

use super::gene_sets::ClusterGeneSets;
use super::refused;
use crate::error::Error;
use arrayon_cluster::{
    ClusterError, ClusterGenesSection, Dendrogram, DynamicCutPlan, GeneCluster, Grouping,
    cluster_profiles, dynamic_cut_of_features,
};
use arrayon_core::ExpressionMatrix;
use arrayon_results::gene_sets::SetRow;

/// The cut of a tree of features.
pub(super) struct GeneCut {
    /// Cluster of each feature, from 1 in the order of the leaves; 0 for none.
    pub(super) labels: Vec<usize>,
    /// How it was made, in words.
    pub(super) method: String,
}

/// Cuts into as many clusters as are asked for, or by the shape of the branches.
pub(super) fn cut(
    expression: &ExpressionMatrix,
    tree: &Dendrogram,
    leaf_order: &[usize],
    settings: &ClusterGenesSection,
) -> Result<GeneCut, ClusterError> {
    let (labels, method) = match settings.wanted_clusters() {
        Some(n_clusters) => {
            let n_clusters = n_clusters.min(tree.n_leaves());
            let method = format!("the tree cut into {n_clusters} clusters");
            (tree.cut_k(n_clusters)?, method)
        }
        None => {
            let plan = DynamicCutPlan {
                assign_nearby: settings.assign_nearby,
                ..DynamicCutPlan::default()
            };
            let cut = dynamic_cut_of_features(expression, settings.distance, tree, plan)?;
            let method = dynamic_cut_in_words(plan, cut.n_assigned);
            (cut.labels, method)
        }
    };
    Ok(GeneCut {
        labels: numbered_along(&labels, leaf_order),
        method,
    })
}

fn dynamic_cut_in_words(plan: DynamicCutPlan, n_assigned: usize) -> String {
    let mut words = format!(
        "dynamic cut (Langfelder, Zhang and Horvath 2008): branches of {} or more features with a \
         tight core and a gap around it, at depth {}",
        plan.fewest_members, plan.deep_split
    );
    if plan.assign_nearby {
        words += &format!(
            "; {n_assigned} features outside of them went to the nearest one on their branch"
        );
    }
    words
}

/// Numbers clusters from 1 in the order in which the leaves meet them.
fn numbered_along(labels: &[usize], leaf_order: &[usize]) -> Vec<usize> {
    let mut number = vec![0; labels.iter().max().map_or(0, |&most| most + 1)];
    let mut n_clusters = 0;
    for &leaf in leaf_order {
        let label = labels[leaf];
        if label > 0 && number[label] == 0 {
            n_clusters += 1;
            number[label] = n_clusters;
        }
    }
    labels.iter().map(|&label| number[label]).collect()
}

/// The clusters with their profiles over the groups and their gene sets.
pub(super) fn profiles(
    expression: &ExpressionMatrix,
    labels: &[usize],
    groups: Option<&Grouping>,
    gene_sets: Option<&ClusterGeneSets>,
) -> Result<Vec<GeneCluster<SetRow>>, Error> {
    let one_group = vec!["all".to_owned(); expression.n_samples()];
    let levels = groups.map_or(&one_group, |groups| &groups.levels);
    let mut clusters = cluster_profiles(expression, labels, levels).map_err(refused("features"))?;
    for found in &mut clusters {
        if groups.is_none() {
            found.group_means.clear();
        }
        if let Some(sets) = gene_sets {
            let features = expression.features().iter().zip(labels);
            let members = features.filter(|&(_, &label)| label == found.cluster);
            let members: Vec<&str> = members.map(|(id, _)| id.as_str()).collect();
            found.gene_sets = sets.of(&members)?;
        }
    }
    Ok(clusters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_numbered_from_the_top() {
        assert_eq!(numbered_along(&[1, 0, 2, 1], &[2, 1, 0, 3]), [2, 0, 1, 2]);
        assert_eq!(numbered_along(&[0, 0], &[1, 0]), [0, 0]);
    }
}
