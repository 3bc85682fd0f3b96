//! Flat clusters, by linfa-hierarchical.

use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::settings::Linkage;
use crate::tree::dendrogram::{Dendrogram, number_by_first_appearance};
use linfa::ParamGuard;
use linfa::traits::Transformer;
use linfa_hierarchical::HierarchicalCluster;
use linfa_kernel::{Kernel, KernelBase, KernelInner, KernelMethod};
use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Up to how many items linfa-hierarchical is asked: it needs a dense n x n matrix and its own
/// clustering.
pub const LINFA_LIMIT: usize = 2_000;

/// linfa-hierarchical takes every distance above 13.8 for the same; the largest is scaled to this.
const LARGEST_SCALED_DISTANCE: f64 = 10.0;

/// A number of clusters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlatClusters {
    /// Number of clusters.
    pub n_clusters: usize,
    /// Cluster of each sample, from 1, numbered by first appearance.
    pub cluster_numbers: Vec<usize>,
}

/// That many clusters, numbered from 1 in the order in which the input first meets them: those of linfa-hierarchical, above [`LINFA_LIMIT`] items those of
/// [`Dendrogram::cut_k`]. Only exactly or nearly tied distances can set the two apart.
///
/// # Errors
/// `n_clusters` is 0 or more than the items.
///
/// # Panics
/// If `tree` has another number of leaves than `distances` has items.
pub fn flat_clusters(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    linkage: Linkage,
    n_clusters: usize,
) -> Result<FlatClusters, ClusterError> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    let clusters = match distances.n_items() <= LINFA_LIMIT {
        true => linfa_labels(distances, linkage, n_clusters)?,
        false => tree.cut_k(n_clusters)?,
    };
    Ok(FlatClusters {
        n_clusters,
        cluster_numbers: clusters,
    })
}

/// linfa-hierarchical takes similarities s and clusters -ln s; it gets s = exp(-d / scale) with
/// the scale chosen so that no distance is cut off.
fn linfa_labels(
    distances: &CondensedDistances,
    linkage: Linkage,
    n_clusters: usize,
) -> Result<Vec<usize>, ClusterError> {
    let n_items = distances.n_items();
    let refused = ClusterError::ClusterCount {
        n_clusters,
        n_items,
    };
    if n_clusters > n_items {
        return Err(refused);
    }
    let parameters = HierarchicalCluster::default()
        .with_method(linkage.method())
        .num_clusters(n_clusters)
        .check()
        .map_err(|_| refused)?;
    let clustered = parameters.transform(similarities(distances, linkage));
    // The numbers come out in the order of a hash map: only the partition means anything.
    Ok(number_by_first_appearance(clustered.targets()))
}

fn similarities(distances: &CondensedDistances, linkage: Linkage) -> Kernel<f64> {
    let root = |distance: f64| {
        if linkage.takes_root() {
            distance.sqrt()
        } else {
            distance
        }
    };
    let largest = root(distances.values().iter().copied().fold(0.0, f64::max));
    let scale = if largest > 0.0 {
        largest / LARGEST_SCALED_DISTANCE
    } else {
        1.0
    };
    let n = distances.n_items();
    let similarity = |(i, j)| (-root(distances.between(i, j)) / scale).exp();
    let dense = Array2::from_shape_fn((n, n), similarity);
    KernelBase {
        inner: KernelInner::Dense(dense),
        method: KernelMethod::Linear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::linkage::cluster;

    #[test]
    fn far_apart_items_are_not_cut_off() {
        // Points 0, 110, 50, 20: unscaled, linfa-hierarchical joins 0 with 110.
        let labels = ["a", "b", "c", "d"].map(String::from).to_vec();
        let values = vec![110.0, 50.0, 20.0, 60.0, 90.0, 30.0];
        let distances = CondensedDistances::new(labels, values).unwrap();
        let tree = cluster(&distances, Linkage::Single);
        let found = flat_clusters(&distances, &tree, Linkage::Single, 3).unwrap();
        assert_eq!(found.cluster_numbers, [1, 2, 3, 1]);
        assert_eq!(found.cluster_numbers, tree.cut_k(3).unwrap());
    }

    #[test]
    fn impossible_counts_are_refused() {
        let labels = ["a", "b"].map(String::from).to_vec();
        let distances = CondensedDistances::new(labels, vec![0.0]).unwrap();
        let tree = cluster(&distances, Linkage::Average);
        for k in [0, 3] {
            assert!(flat_clusters(&distances, &tree, Linkage::Average, k).is_err());
        }
        let one = flat_clusters(&distances, &tree, Linkage::Average, 1).unwrap();
        assert_eq!(one.cluster_numbers, [1, 1]);
    }
}
