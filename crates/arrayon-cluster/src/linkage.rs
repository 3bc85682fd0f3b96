//! From distances to a tree: which two clusters are closest.

use crate::condensed::CondensedDistances;
use crate::dendrogram::{Dendrogram, Merge};
use crate::distance::Distance;
use crate::error::ClusterError;
use schemars::JsonSchema;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const LINKAGE_NAMES: &str = "average, complete, single, weighted (or mcquitty), \
     ward.D2 (or ward), ward.D, centroid, centroid.D, median, median.D";

/// How far apart two clusters are, given how far apart their members are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-aliases" = {"ward": "ward.D2", "mcquitty": "weighted"}))]
pub enum Linkage {
    /// Mean distance of the pairs across (UPGMA).
    #[default]
    Average,
    /// Largest distance across.
    Complete,
    /// Smallest distance across.
    Single,
    /// Mean of the distances to the two clusters last joined (WPGMA, McQuitty).
    #[serde(alias = "mcquitty")]
    Weighted,
    /// Ward's criterion on Euclidean distances: R's `ward.D2` and SciPy's `ward`.
    #[serde(rename = "ward.D2", alias = "ward")]
    WardD2,
    /// R's `ward.D`: the same update on the distances as they are. It is Ward's criterion only
    /// for squared Euclidean distances, and its heights are then squared too.
    #[serde(rename = "ward.D")]
    WardD,
    /// The distance of the two means (UPGMC), for Euclidean distances, whose squares it updates:
    /// SciPy's `centroid`. Heights are distances and may fall: see [`Self::is_monotone`].
    Centroid,
    /// R's `centroid`: the same update on the distances as they are. It is the distance of the
    /// means only for squared Euclidean distances, and its heights are then squared too.
    #[serde(rename = "centroid.D")]
    CentroidD,
    /// As centroid, the mean of two clusters being halfway between theirs however many members
    /// each has (WPGMC, Gower): SciPy's `median`, for Euclidean distances. Heights may fall.
    Median,
    /// R's `median`: the same update on the distances as they are.
    #[serde(rename = "median.D")]
    MedianD,
}

impl Linkage {
    /// Every linkage.
    pub const ALL: [Self; 10] = [
        Self::Average,
        Self::Complete,
        Self::Single,
        Self::Weighted,
        Self::WardD2,
        Self::WardD,
        Self::Centroid,
        Self::CentroidD,
        Self::Median,
        Self::MedianD,
    ];

    /// Whether every merge is at least as high as those before it, whatever the distances. With
    /// centroid and median linkage a joined cluster may come nearer to others than its parts were:
    /// the tree then has inversions.
    pub fn is_monotone(self) -> bool {
        !matches!(
            self,
            Self::Centroid | Self::CentroidD | Self::Median | Self::MedianD
        )
    }

    /// Refuses a distance that has no means between items: centroid and median linkage are
    /// defined for Euclidean distances alone. Their forms on distances as they are take any.
    ///
    /// # Errors
    /// Such a distance, with the two ways on.
    pub fn check_distance(self, distance: Distance) -> Result<(), ClusterError> {
        let needs_means = matches!(self, Self::Centroid | Self::Median);
        if needs_means && distance != Distance::Euclidean {
            return Err(ClusterError::NoMeans {
                linkage: self,
                distance,
            });
        }
        Ok(())
    }

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

impl fmt::Display for Linkage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl FromStr for Linkage {
    type Err = ClusterError;

    /// Reads a name in any case. `ward`, `centroid` and `median` work on squared Euclidean
    /// distances, as in SciPy; with `.D` on the distances as they are, as in R, whose `centroid`
    /// and `median` are [`Linkage::CentroidD`] and [`Linkage::MedianD`]. `mcquitty` is R's name of
    /// [`Linkage::Weighted`].
    fn from_str(text: &str) -> Result<Self, ClusterError> {
        let name = text.to_ascii_lowercase().replace(".d", ".D");
        let name: StrDeserializer<'_, serde::de::value::Error> = name.as_str().into_deserializer();
        Self::deserialize(name).map_err(|_| ClusterError::UnknownLinkage {
            found: text.to_owned(),
            expected: LINKAGE_NAMES,
        })
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
/// assert_eq!(tree.newick(), "('b':0.75,('a':0.25,'c':0.25):0.5);");
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
    fn names_round_trip() {
        for linkage in Linkage::ALL {
            assert_eq!(linkage.to_string().parse(), Ok(linkage));
        }
        assert_eq!("WARD".parse(), Ok(Linkage::WardD2));
        assert_eq!("mcquitty".parse(), Ok(Linkage::Weighted));
        assert_ne!("ward.D".parse(), Ok(Linkage::WardD2));
        let error = "upgmx".parse::<Linkage>().unwrap_err();
        assert!(error.to_string().contains("'upgmx'"));
    }

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
        let at = |i: usize, j: usize| crate::condensed::condensed_index(i.min(j), i.max(j), n);
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
            assert!(linkage.check_distance(Distance::Euclidean).is_ok());
            let error = linkage.check_distance(Distance::Pearson).unwrap_err();
            let hint = error.hint();
            assert!(hint.contains("euclidean") && hint.contains(".D"), "{hint}");
        }
        for linkage in [Linkage::CentroidD, Linkage::MedianD, Linkage::WardD2] {
            assert!(linkage.check_distance(Distance::Pearson).is_ok());
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
