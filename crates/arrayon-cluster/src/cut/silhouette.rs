//! How much closer items are to their own cluster than to the next.

use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::tree::dendrogram::Dendrogram;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Silhouette of a cut of the tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CutSilhouette {
    /// Into how many clusters.
    pub n_clusters: usize,
    /// Mean silhouette width of all samples.
    pub mean_silhouette: f64,
}

/// The silhouette width of each item: (b - a) / max(a, b), `a` being its mean distance to the
/// rest of its cluster and `b` to the nearest other cluster. From -1 (sits in the wrong cluster)
/// to 1; 0 for an item alone in its cluster.
///
/// # Errors
/// Another number of labels than items; fewer than two clusters.
///
/// # Source
/// Rousseeuw 1987, J. Comput. Appl. Math. 20:53. Same numbers as R's `cluster::silhouette`.
///
/// # Cost
/// O(n^2).
pub fn silhouette_widths(
    distances: &CondensedDistances,
    labels: &[usize],
) -> Result<Vec<f64>, ClusterError> {
    let n = distances.n_items();
    if labels.len() != n {
        return Err(ClusterError::GroupLabels {
            n_labels: labels.len(),
            n_samples: n,
        });
    }
    let labels = crate::tree::dendrogram::number_by_first_appearance(labels);
    let n_clusters = labels.iter().copied().max().unwrap_or(0);
    if n_clusters < 2 {
        return Err(ClusterError::ClusterCount {
            n_clusters,
            n_items: n,
        });
    }
    let mut sizes = vec![0_usize; n_clusters];
    labels.iter().for_each(|&label| sizes[label - 1] += 1);
    // Summed distances of every item to every cluster.
    let mut sums = vec![0.0; n * n_clusters];
    let mut pairs = distances.values().iter();
    for i in 0..n {
        for j in i + 1..n {
            let distance = pairs.next().expect("one for each pair");
            sums[i * n_clusters + labels[j] - 1] += distance;
            sums[j * n_clusters + labels[i] - 1] += distance;
        }
    }
    Ok((sums.chunks(n_clusters).zip(&labels))
        .map(|(sums, &label)| width(sums, &sizes, label - 1))
        .collect())
}

fn width(sums: &[f64], sizes: &[usize], own: usize) -> f64 {
    if sizes[own] == 1 {
        return 0.0;
    }
    let a = sums[own] / (sizes[own] - 1) as f64;
    let others = (0..sizes.len()).filter(|&cluster| cluster != own);
    let b = others
        .map(|cluster| sums[cluster] / sizes[cluster] as f64)
        .fold(f64::INFINITY, f64::min);
    let larger = a.max(b);
    if larger == 0.0 { 0.0 } else { (b - a) / larger }
}

/// The mean silhouette of every cut from 2 clusters to `most`, at most one less than the items:
/// advice on how many clusters there are, the largest being the best.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Cost
/// O(n^2) for each cut.
pub fn silhouettes_of_cuts(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    most: usize,
) -> Vec<CutSilhouette> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    (2..=most.min(tree.n_leaves() - 1))
        .map(|n_clusters| {
            let labels = tree.cut_k(n_clusters).expect("fewer clusters than leaves");
            let widths = silhouette_widths(distances, &labels).expect("two or more clusters");
            CutSilhouette {
                n_clusters,
                mean_silhouette: widths.iter().sum::<f64>() / widths.len() as f64,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Linkage;
    use crate::tree::linkage::cluster;

    fn four_points() -> CondensedDistances {
        // 0, 1, 10, 12 on a line
        let labels = ["a", "b", "c", "d"].map(String::from).to_vec();
        CondensedDistances::new(labels, vec![1.0, 10.0, 12.0, 9.0, 11.0, 2.0]).unwrap()
    }

    #[test]
    fn widths_by_hand() {
        let found = silhouette_widths(&four_points(), &[7, 7, 3, 3]).unwrap();
        let expected = [10.0 / 11.0, 0.9, 7.5 / 9.5, 9.5 / 11.5];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15);
        }
        let alone = silhouette_widths(&four_points(), &[1, 1, 2, 3]).unwrap();
        assert_eq!(alone[2..], [0.0, 0.0]);
    }

    #[test]
    fn one_cluster_has_no_silhouette() {
        assert!(silhouette_widths(&four_points(), &[1; 4]).is_err());
        assert!(silhouette_widths(&four_points(), &[1, 2]).is_err());
    }

    #[test]
    fn the_best_cut_is_the_plain_one() {
        let distances = four_points();
        let tree = cluster(&distances, Linkage::Average);
        let cuts = silhouettes_of_cuts(&distances, &tree, 10);
        assert_eq!(cuts.len(), 2);
        assert!(cuts[0].mean_silhouette > cuts[1].mean_silhouette);
    }
}
