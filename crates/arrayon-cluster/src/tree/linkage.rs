//! From distances to a tree: which two clusters are closest.

use super::dendrogram::{Dendrogram, Merge};
use crate::distances::condensed::CondensedDistances;
use crate::settings::Linkage;

impl Linkage {
    /// kodama squares distances before these updates and takes the root after: where R does not,
    /// it must get the root of the distances, and its heights be squared.
    pub(crate) fn takes_root(self) -> bool {
        matches!(self, Self::WardD | Self::CentroidD | Self::MedianD)
    }

    pub(crate) fn method(self) -> kodama::Method {
        match self {
            Self::Average => kodama::Method::Average,
            Self::Complete => kodama::Method::Complete,
            Self::Single => kodama::Method::Single,
            Self::Weighted => kodama::Method::Weighted,
            Self::WardD2 | Self::WardD => kodama::Method::Ward,
            Self::Centroid | Self::CentroidD => kodama::Method::Centroid,
            Self::Median | Self::MedianD => kodama::Method::Median,
        }
    }
}

/// Joins the closest two clusters until one is left.
///
/// Heights are in the unit of the distances. Where two pairs are equally close, which is joined
/// first is settled by their positions, the same on every run; R may settle it otherwise.
///
/// # Cost
/// O(n^2) time and n (n - 1) / 2 numbers of memory; centroid and median O(n^3) at worst.
///
/// # Source
/// Müllner 2011, arXiv:1109.2378, as implemented by kodama. Merges and heights agree with R's
/// `hclust` to 1e-12 for every linkage; its `centroid` and `median` are `centroid.D` and
/// `median.D` here.
///
/// # Examples
/// ```
/// use arrayon_cluster::{CondensedDistances, Linkage, cluster};
/// let labels = ["a", "b", "c"].map(String::from).to_vec();
/// let distances = CondensedDistances::new(labels, vec![0.5, 0.25, 1.0])?;
/// let tree = cluster(&distances, Linkage::Average);
/// let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
/// assert_eq!(heights, [0.25, 0.75]);
/// # Ok::<(), arrayon_cluster::ClusterError>(())
/// ```
pub fn cluster(distances: &CondensedDistances, linkage: Linkage) -> Dendrogram {
    let merges = merges_of(distances.values().to_vec(), distances.n_items(), linkage);
    Dendrogram::new(distances.labels().to_vec(), merges)
}

/// The merges of `n` items. Distances that are not finite would never come to an end.
pub(crate) fn merges_of(mut values: Vec<f64>, n: usize, linkage: Linkage) -> Vec<Merge> {
    if linkage.takes_root() {
        values.iter_mut().for_each(|value| *value = value.sqrt());
    }
    let tree = kodama::linkage(&mut values, n, linkage.method());
    let height = |found: f64| {
        if linkage.takes_root() {
            found * found
        } else {
            found
        }
    };
    (tree.steps().iter())
        .map(|step| Merge {
            left: step.cluster1.min(step.cluster2),
            right: step.cluster1.max(step.cluster2),
            height: height(step.dissimilarity),
            size: step.size,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_points_on_a_line() {
        // 0, 1, 3, 7
        let labels = ["a", "b", "c", "d"].map(String::from).to_vec();
        let values = vec![1.0, 3.0, 7.0, 2.0, 6.0, 4.0];
        let distances = CondensedDistances::new(labels, values).unwrap();
        let heights = |linkage| {
            let tree = cluster(&distances, linkage);
            tree.merges().iter().map(|m| m.height).collect::<Vec<_>>()
        };
        assert_eq!(heights(Linkage::Single), [1.0, 2.0, 4.0]);
        assert_eq!(heights(Linkage::Complete), [1.0, 3.0, 7.0]);
        assert_eq!(heights(Linkage::Average), [1.0, 2.5, 17.0 / 3.0]);
        assert_eq!(heights(Linkage::Weighted), [1.0, 2.5, 5.25]);
        let ward = heights(Linkage::WardD2);
        // sqrt(2 |A||B| / (|A|+|B|)) times the distance of the centroids
        let expected = [
            1.0,
            (4.0_f64 / 3.0).sqrt() * 2.5,
            1.5_f64.sqrt() * (17.0 / 3.0),
        ];
        for (found, expected) in ward.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-14, "{found} {expected}");
        }
    }

    #[test]
    fn centroids_of_a_triangle_come_nearer() {
        // Squared distances of (0, 0), (2, 0) and (1, 1.8): 4, 4.24, 4.24; then 1.8^2.
        let labels = ["a", "b", "c"].map(String::from).to_vec();
        let distances = CondensedDistances::new(labels, vec![4.0, 4.24, 4.24]).unwrap();
        for linkage in [Linkage::CentroidD, Linkage::MedianD] {
            let tree = cluster(&distances, linkage);
            let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
            assert!((heights[0] - 4.0).abs() < 1e-15, "{heights:?}");
            assert!((heights[1] - 3.24).abs() < 1e-14, "{heights:?}");
            assert!(!tree.is_monotone());
        }
    }

    /// The closest pair again and again, by the formula of Lance and Williams.
    fn by_definition(values: &[f64], n: usize, linkage: Linkage) -> Vec<f64> {
        let at = |i: usize, j: usize| {
            crate::distances::condensed::condensed_index(i.min(j), i.max(j), n)
        };
        let mut values = values.to_vec();
        let mut sizes = vec![1.0_f64; n];
        let mut left: Vec<usize> = (0..n).collect();
        let mut heights = Vec::new();
        while left.len() > 1 {
            let pairs = (left.iter().enumerate())
                .flat_map(|(k, &i)| left[k + 1..].iter().map(move |&j| (i, j)));
            let (i, j) = pairs
                .min_by(|a, b| values[at(a.0, a.1)].total_cmp(&values[at(b.0, b.1)]))
                .unwrap();
            let between = values[at(i, j)];
            let share = match linkage {
                Linkage::CentroidD => sizes[i] / (sizes[i] + sizes[j]),
                _ => 0.5,
            };
            left.retain(|&k| k != j);
            for &k in left.iter().filter(|&&k| k != i) {
                values[at(i, k)] = share * values[at(i, k)] + (1.0 - share) * values[at(j, k)]
                    - share * (1.0 - share) * between;
            }
            sizes[i] += sizes[j];
            heights.push(between);
        }
        heights
    }

    #[test]
    fn centroid_and_median_follow_their_definition() {
        let mut state = 3_u64;
        for n in [2, 3, 5, 9, 40] {
            let values: Vec<f64> = (0..n * (n - 1) / 2)
                .map(|_| {
                    state = (state.wrapping_mul(6_364_136_223_846_793_005)).wrapping_add(1);
                    1.0 + (state >> 11) as f64 / (1_u64 << 53) as f64
                })
                .collect();
            let labels = (0..n).map(|i| format!("s{i}")).collect();
            let distances = CondensedDistances::new(labels, values.clone()).unwrap();
            for linkage in [Linkage::CentroidD, Linkage::MedianD] {
                let tree = cluster(&distances, linkage);
                let found: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
                let expected = by_definition(&values, n, linkage);
                arrayon_testkit::assert_all_close(&found, &expected, 1e-12, "heights");
            }
        }
    }

    #[test]
    fn centroids_of_points_are_where_the_means_are() {
        // (0, 0), (2, 0), (1, 1.8): the mean of the first two is (1, 0).
        let labels = ["a", "b", "c"].map(String::from).to_vec();
        let far = 4.24_f64.sqrt();
        let distances = CondensedDistances::new(labels, vec![2.0, far, far]).unwrap();
        for linkage in [Linkage::Centroid, Linkage::Median] {
            let tree = cluster(&distances, linkage);
            let heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
            arrayon_testkit::assert_all_close(&heights, &[2.0, 1.8], 1e-14, "heights");
        }
    }

    #[test]
    fn all_tied_distances_give_one_height() {
        let labels = (0..6).map(|i| format!("s{i}")).collect();
        let distances = CondensedDistances::new(labels, vec![0.5; 15]).unwrap();
        for linkage in [Linkage::Average, Linkage::Complete, Linkage::Single] {
            let tree = cluster(&distances, linkage);
            assert!(tree.merges().iter().all(|merge| merge.height == 0.5));
            assert_eq!(tree, cluster(&distances, linkage));
        }
    }
}
