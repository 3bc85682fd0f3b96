//! From distances to a tree: which two clusters are closest.

use crate::condensed::CondensedDistances;
use crate::dendrogram::{Dendrogram, Merge};
use crate::error::ClusterError;
use std::fmt;
use std::str::FromStr;

const LINKAGE_NAMES: &str =
    "average, complete, single, weighted (or mcquitty), ward.D2 (or ward), ward.D";

/// How far apart two clusters are, given how far apart their members are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Linkage {
    /// Mean distance of the pairs across (UPGMA).
    #[default]
    Average,
    /// Largest distance across.
    Complete,
    /// Smallest distance across.
    Single,
    /// Mean of the distances to the two clusters last joined (WPGMA, McQuitty).
    Weighted,
    /// Ward's criterion on Euclidean distances: R's `ward.D2` and SciPy's `ward`.
    WardD2,
    /// R's `ward.D`: the same update on the distances as they are. It is Ward's criterion only
    /// for squared Euclidean distances, and its heights are then squared too.
    WardD,
}

impl Linkage {
    /// Every linkage.
    pub const ALL: [Self; 6] = [
        Self::Average,
        Self::Complete,
        Self::Single,
        Self::Weighted,
        Self::WardD2,
        Self::WardD,
    ];

    /// Ward's update squares distances before and takes the root after: for `ward.D` it must get
    /// the root of the distances, and its heights be squared.
    pub(crate) fn takes_root(self) -> bool {
        self == Self::WardD
    }

    pub(crate) fn method(self) -> kodama::Method {
        match self {
            Self::Average => kodama::Method::Average,
            Self::Complete => kodama::Method::Complete,
            Self::Single => kodama::Method::Single,
            Self::Weighted => kodama::Method::Weighted,
            Self::WardD2 | Self::WardD => kodama::Method::Ward,
        }
    }
}

impl fmt::Display for Linkage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Average => "average",
            Self::Complete => "complete",
            Self::Single => "single",
            Self::Weighted => "weighted",
            Self::WardD2 => "ward.D2",
            Self::WardD => "ward.D",
        })
    }
}

impl FromStr for Linkage {
    type Err = ClusterError;

    /// Reads a name in any case. `ward` means [`Linkage::WardD2`], as in SciPy and scikit-learn;
    /// `mcquitty` is R's name of [`Linkage::Weighted`].
    fn from_str(text: &str) -> Result<Self, ClusterError> {
        match text.to_ascii_lowercase().as_str() {
            "average" => Ok(Self::Average),
            "complete" => Ok(Self::Complete),
            "single" => Ok(Self::Single),
            "weighted" | "mcquitty" => Ok(Self::Weighted),
            "ward" | "ward.d2" => Ok(Self::WardD2),
            "ward.d" => Ok(Self::WardD),
            _ => Err(ClusterError::UnknownLinkage {
                found: text.to_owned(),
                expected: LINKAGE_NAMES,
            }),
        }
    }
}

/// Joins the closest two clusters until one is left.
///
/// Heights are in the unit of the distances. Where two pairs are equally close, which is joined
/// first is settled by their positions, the same on every run; R may settle it otherwise.
///
/// # Cost
/// O(n^2) time and n (n - 1) / 2 numbers of memory.
///
/// # Source
/// Müllner 2011, arXiv:1109.2378, as implemented by kodama. Heights agree with R's `hclust` to
/// 1e-12.
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
        let error = "centroid".parse::<Linkage>().unwrap_err();
        assert!(error.to_string().contains("'centroid'"));
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
