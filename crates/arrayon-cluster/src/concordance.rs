//! How well clusters agree with declared groups, and a tree with its distances.

use crate::condensed::CondensedDistances;
use crate::dendrogram::Dendrogram;
use crate::error::ClusterError;
use std::collections::BTreeMap;
use std::fmt;

/// Adjusted Rand index at or above which clusters agree in part with the groups.
pub const PARTLY_AT: f64 = 0.5;

/// Whether the declared groups form clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Cut into as many clusters as there are groups, the tree gives exactly the groups.
    Separated,
    /// Some cut of the tree agrees with the groups better than half way.
    Partly,
    /// No cut does.
    NotSeparated,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Separated => "separated",
            Self::Partly => "partly",
            Self::NotSeparated => "not separated",
        })
    }
}

/// The cut of the tree that agrees best with the groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestCut {
    /// Into how many clusters; of equally good cuts the one with the fewest.
    pub n_clusters: usize,
    /// Its adjusted Rand index.
    pub adjusted_rand_index: f64,
}

/// One declared group and its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupClade {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// The merge under which its samples stand alone: the group is a branch of the tree. `None`
    /// where there is none, and for a single sample.
    pub merge: Option<usize>,
}

/// Whether declared groups form clusters, with the evidence and the rule.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupVerdict {
    /// The number of groups.
    pub n_groups: usize,
    /// Adjusted Rand index of the tree cut into as many clusters as there are groups.
    pub adjusted_rand_index: f64,
    /// The best cut into 2 or more clusters. It is the best of many, so it flatters.
    pub best_cut: BestCut,
    /// Correlation of the distances with those that the tree shows; `None` where it is undefined.
    pub cophenetic_correlation: Option<f64>,
    /// Each group's branch, groups in the order of their names.
    pub clades: Vec<GroupClade>,
    /// What this amounts to.
    pub verdict: Verdict,
    /// The rule by which the verdict was reached, in words.
    pub rule: String,
}

/// The chance-corrected agreement of two partitions of the same items: 1 when they are the same,
/// about 0 when they are unrelated, negative when they agree less than by chance.
///
/// Two partitions that are both one cluster, or both all singletons, are the same: 1.
///
/// # Panics
/// If the two have different lengths.
///
/// # Source
/// Hubert and Arabie 1985, J. Classif. 2:193. Computed in integers up to one last division, so
/// that it is exactly 1 for equal partitions. Same numbers as `mclust::adjustedRandIndex`.
///
/// # Examples
/// ```
/// let index = arrayon_cluster::adjusted_rand_index(&[1, 1, 2, 2], &[1, 1, 1, 2]);
/// assert_eq!(index, 0.0);
/// ```
pub fn adjusted_rand_index(one: &[usize], other: &[usize]) -> f64 {
    assert_eq!(one.len(), other.len(), "partitions of different items");
    let mut cells = BTreeMap::new();
    let mut rows = BTreeMap::new();
    let mut columns = BTreeMap::new();
    for (&a, &b) in one.iter().zip(other) {
        *cells.entry((a, b)).or_insert(0) += 1;
        *rows.entry(a).or_insert(0) += 1;
        *columns.entry(b).or_insert(0) += 1;
    }
    let both: i128 = cells.values().copied().map(n_pairs).sum();
    let in_one: i128 = rows.values().copied().map(n_pairs).sum();
    let in_other: i128 = columns.values().copied().map(n_pairs).sum();
    let all = n_pairs(one.len() as i128);
    let largest_excess = all * (in_one + in_other) - 2 * in_one * in_other;
    if largest_excess == 0 {
        return 1.0;
    }
    2.0 * (all * both - in_one * in_other) as f64 / largest_excess as f64
}

fn n_pairs(n: i128) -> i128 {
    n * (n - 1) / 2
}

/// The correlation of the distances with the heights at which the tree joins the pairs; `None`
/// where either does not vary.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Source
/// Sokal and Rohlf 1962, Taxon 11:33. Same as R's `cor(d, cophenetic(hc))`.
pub fn cophenetic_correlation(distances: &CondensedDistances, tree: &Dendrogram) -> Option<f64> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    correlation(distances.values(), &tree.cophenetic())
}

fn correlation(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len() as f64;
    let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(y) {
        let (a, b) = (a - mean_x, b - mean_y);
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    let r = xy / xx.sqrt() / yy.sqrt();
    r.is_finite().then(|| r.clamp(-1.0, 1.0))
}

/// Judges whether declared groups form clusters of a tree.
///
/// `groups` holds one label a leaf, in the order of the tree's labels.
///
/// # Errors
/// Another number of labels than leaves; an empty label; fewer than two groups; no group with
/// two samples.
///
/// # Panics
/// If the tree has another number of leaves than `distances` has items.
pub fn judge_groups(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    groups: &[String],
) -> Result<GroupVerdict, ClusterError> {
    let numbers = group_numbers(tree, groups)?;
    let n_groups = numbers.iter().max().map_or(0, |most| most + 1);
    let n_samples = groups.len();
    if n_groups < 2 || n_groups == n_samples {
        return Err(ClusterError::GroupSizes {
            n_groups,
            n_samples,
        });
    }
    let index = |k| Ok::<_, ClusterError>(adjusted_rand_index(&tree.cut_k(k)?, &numbers));
    let adjusted_rand_index = index(n_groups)?;
    let mut best_cut = BestCut {
        n_clusters: 2,
        adjusted_rand_index: index(2)?,
    };
    for n_clusters in 3..=n_samples {
        let adjusted_rand_index = index(n_clusters)?;
        if adjusted_rand_index > best_cut.adjusted_rand_index {
            best_cut = BestCut {
                n_clusters,
                adjusted_rand_index,
            };
        }
    }
    Ok(GroupVerdict {
        n_groups,
        adjusted_rand_index,
        best_cut,
        cophenetic_correlation: cophenetic_correlation(distances, tree),
        clades: group_clades(tree, groups),
        verdict: verdict(adjusted_rand_index, best_cut),
        rule: rule(n_groups),
    })
}

fn verdict(adjusted_rand_index: f64, best_cut: BestCut) -> Verdict {
    if adjusted_rand_index == 1.0 {
        Verdict::Separated
    } else if best_cut.adjusted_rand_index >= PARTLY_AT {
        Verdict::Partly
    } else {
        Verdict::NotSeparated
    }
}

fn rule(n_groups: usize) -> String {
    format!(
        "separated: the tree cut into {n_groups} clusters gives exactly the {n_groups} groups \
         (adjusted rand index 1); partly: some cut into 2 or more clusters reaches an adjusted \
         rand index of {PARTLY_AT}; not separated: no cut does"
    )
}

/// Groups as numbers from 0 in the order of their names.
fn group_numbers(tree: &Dendrogram, groups: &[String]) -> Result<Vec<usize>, ClusterError> {
    if groups.len() != tree.n_leaves() {
        return Err(ClusterError::GroupLabels {
            n_labels: groups.len(),
            n_samples: tree.n_leaves(),
        });
    }
    if let Some(at) = groups.iter().position(String::is_empty) {
        return Err(ClusterError::NoGroup(tree.labels()[at].clone()));
    }
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort();
    names.dedup();
    Ok((groups.iter())
        .map(|group| names.partition_point(|&name| name < group))
        .collect())
}

fn group_clades(tree: &Dendrogram, groups: &[String]) -> Vec<GroupClade> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for group in groups {
        *sizes.entry(group).or_insert(0) += 1;
    }
    let clades = tree.clades();
    (sizes.into_iter())
        .map(|(group, n_samples)| GroupClade {
            group: group.to_owned(),
            n_samples,
            merge: clades.iter().position(|leaves| {
                leaves.len() == n_samples && leaves.iter().all(|&leaf| groups[leaf] == group)
            }),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linkage::{Linkage, cluster};

    #[test]
    fn adjusted_rand_index_by_hand() {
        // Table 2 1 / 1 2: both 2, rows 6, columns 6, all 15: (2 - 2.4) / (6 - 2.4)
        let found = adjusted_rand_index(&[0, 0, 0, 1, 1, 1], &[5, 5, 9, 5, 9, 9]);
        assert!((found - (-0.4 / 3.6)).abs() < 1e-15, "{found}");
        assert_eq!(adjusted_rand_index(&[3, 3, 1, 1], &[0, 0, 7, 7]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 1, 1], &[2, 2, 2]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 2, 3], &[4, 5, 6]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 1, 1], &[4, 5, 6]), 0.0);
    }

    fn on_a_line(points: &[f64]) -> CondensedDistances {
        let mut values = Vec::new();
        for (i, one) in points.iter().enumerate() {
            values.extend(points[i + 1..].iter().map(|other| (one - other).abs()));
        }
        let labels = (0..points.len()).map(|i| format!("s{i}")).collect();
        CondensedDistances::new(labels, values).unwrap()
    }

    fn judged(points: &[f64], groups: &str) -> Result<GroupVerdict, ClusterError> {
        let distances = on_a_line(points);
        let tree = cluster(&distances, Linkage::Average);
        let groups: Vec<String> = groups.split(' ').map(str::to_owned).collect();
        judge_groups(&distances, &tree, &groups)
    }

    #[test]
    fn verdicts_of_small_trees() {
        let far = judged(&[0.0, 1.0, 2.0, 10.0, 11.0, 12.2], "a a a b b b").unwrap();
        assert_eq!(far.verdict, Verdict::Separated);
        assert_eq!(far.adjusted_rand_index, 1.0);
        assert_eq!(far.best_cut.n_clusters, 2);
        assert_eq!(far.clades[0].merge, Some(2));
        assert!(far.cophenetic_correlation.unwrap() > 0.9);
        assert!(far.rule.contains("2 clusters"));

        // One outlier takes a cluster of its own; cut into three the groups are there.
        let outlier = judged(&[0.0, 1.0, 2.2, 10.0, 11.0, 40.0], "a a a b b b").unwrap();
        assert_eq!(outlier.verdict, Verdict::Partly);
        assert_eq!(outlier.best_cut.n_clusters, 3);
        assert_eq!(outlier.clades[1].merge, None);

        let mixed = judged(&[0.0, 1.0, 2.2, 10.0, 11.0, 12.2], "a b a b a b").unwrap();
        assert_eq!(mixed.verdict, Verdict::NotSeparated);
    }

    #[test]
    fn groups_that_cannot_be_judged() {
        let points = [0.0, 1.0, 5.0];
        assert_eq!(
            judged(&points, "a a").unwrap_err().to_string(),
            "2 group labels for 3 samples"
        );
        assert_eq!(
            judged(&points, "a  b").unwrap_err(),
            ClusterError::NoGroup("s1".into())
        );
        for groups in ["a a a", "a b c"] {
            assert!(matches!(
                judged(&points, groups),
                Err(ClusterError::GroupSizes { .. })
            ));
        }
    }
}
