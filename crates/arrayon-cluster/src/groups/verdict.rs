//! Do the declared groups form clusters?

use crate::cut::silhouette::silhouette_widths;
use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::groups::declared::Groups;
use crate::groups::permanova::Permanova;
use crate::groups::rand_index::rand_indices_of_cuts;
use crate::groups::rule::{Verdict, rule, verdict};
use crate::support::CladeSupport;
use crate::tree::cophenetic::cophenetic_correlation;
use crate::tree::dendrogram::Dendrogram;

/// The cut of the tree that agrees best with the groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BestCut {
    /// Into how many clusters; of equally good cuts the one with the fewest.
    pub n_clusters: usize,
    /// Its adjusted Rand index.
    pub adjusted_rand_index: f64,
}

/// One declared group and its place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupClade {
    /// The group.
    pub group: String,
    /// Its number of samples.
    pub n_samples: usize,
    /// The merge under which its samples stand alone: the group is a branch of the tree. `None`
    /// where there is none, and for a single sample.
    pub merge: Option<usize>,
    /// How well the data support that branch, where a bootstrap was given.
    pub support: Option<CladeSupport>,
    /// Mean silhouette width of its samples, all groups taken as clusters.
    pub mean_silhouette: f64,
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
    /// Mean silhouette width of all samples, groups taken as clusters.
    pub mean_silhouette: f64,
    /// Each group's branch, groups in the order of their names.
    pub clades: Vec<GroupClade>,
    /// The permutation test, where it was given.
    pub permanova: Option<Permanova>,
    /// What this amounts to.
    pub verdict: Verdict,
    /// The rule by which the verdict was reached, in words.
    pub rule: String,
}

/// What may be known of groups and tree beyond their agreement.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'a> {
    /// The support of each merge of the tree, from [`crate::BootstrapCounts::support`].
    pub support: Option<&'a [CladeSupport]>,
    /// The permutation test of the same groups, from [`crate::permanova()`].
    pub permanova: Option<Permanova>,
}

/// Judges whether declared groups form clusters of a tree.
///
/// `groups` holds one label a leaf, in the order of the tree's labels. The verdict is
///
/// - *separated* if the tree cut into as many clusters as there are groups gives exactly the
///   groups, every group's branch has an AU of 0.95 or more, and the permutation test a p-value
///   of 0.05 or less;
/// - else *partly* if that cut gives the groups, or if some cut reaches an adjusted Rand index
///   of 0.5 and the permutation test a p-value of 0.05 or less;
/// - else *not separated*.
///
/// Evidence that is not given is not asked for; neither is a permutation test that could not
/// reach 0.05 with so few samples.
///
/// # Errors
/// Another number of labels than leaves; an empty label; fewer than two groups; no group with
/// two samples.
///
/// # Panics
/// If the tree has another number of leaves than `distances` has items, or another number of
/// merges than `evidence.support` has entries.
pub fn judge_groups(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    groups: &[String],
    evidence: Evidence<'_>,
) -> Result<GroupVerdict, ClusterError> {
    let groups = Groups::new(tree.labels(), groups)?;
    let widths = silhouette_widths(distances, &groups.of_sample)?;
    let n_groups = groups.names.len();
    let cuts = rand_indices_of_cuts(tree, &groups.of_sample).split_off(1);
    let mut judged = GroupVerdict {
        n_groups,
        adjusted_rand_index: cuts[n_groups - 2],
        best_cut: best_cut(&cuts),
        cophenetic_correlation: cophenetic_correlation(distances, tree),
        mean_silhouette: mean(widths.iter().copied()),
        clades: group_clades(tree, &groups, &widths, evidence.support),
        permanova: evidence.permanova,
        verdict: Verdict::NotSeparated,
        rule: String::new(),
    };
    judged.verdict = verdict(&judged);
    judged.rule = rule(&judged, evidence.support.is_some());
    Ok(judged)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

/// `cuts` holds the index of the cuts into 2, 3, ... clusters.
fn best_cut(cuts: &[f64]) -> BestCut {
    let mut best = BestCut {
        n_clusters: 2,
        adjusted_rand_index: cuts[0],
    };
    for (n_clusters, &adjusted_rand_index) in (2..).zip(cuts) {
        if adjusted_rand_index > best.adjusted_rand_index {
            best = BestCut {
                n_clusters,
                adjusted_rand_index,
            };
        }
    }
    best
}

fn group_clades(
    tree: &Dendrogram,
    groups: &Groups<'_>,
    widths: &[f64],
    support: Option<&[CladeSupport]>,
) -> Vec<GroupClade> {
    if let Some(support) = support {
        assert_eq!(
            support.len(),
            tree.merges().len(),
            "support of another tree"
        );
    }
    let clades = tree.clades();
    let clade = |group: usize| {
        let of_group = |&leaf: &usize| groups.of_sample[leaf] == group;
        let n_samples = groups.sizes[group];
        let merge = (clades.iter())
            .position(|leaves| leaves.len() == n_samples && leaves.iter().all(of_group));
        let members: Vec<usize> = (0..widths.len()).filter(of_group).collect();
        GroupClade {
            group: groups.names[group].to_owned(),
            n_samples,
            merge,
            support: merge.and_then(|merge| support.map(|support| support[merge])),
            mean_silhouette: mean(members.iter().map(|&sample| widths[sample])),
        }
    };
    (0..groups.names.len()).map(clade).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::points_on_a_line::on_a_line;
    use crate::settings::Linkage;
    use crate::tree::linkage::cluster;

    fn labels(groups: &str) -> Vec<String> {
        groups.split(' ').map(str::to_owned).collect()
    }

    fn judged(points: &[f64], groups: &str) -> Result<GroupVerdict, ClusterError> {
        let distances = on_a_line(points);
        let tree = cluster(&distances, Linkage::Average);
        judge_groups(&distances, &tree, &labels(groups), Evidence::default())
    }

    const FAR: [f64; 8] = [0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 23.9];

    #[test]
    fn verdicts_by_the_tree_alone() {
        let far = judged(&FAR, "a a a a b b b b").unwrap();
        assert_eq!(far.verdict, Verdict::Separated);
        assert_eq!(far.adjusted_rand_index, 1.0);
        assert_eq!(far.best_cut.n_clusters, 2);
        assert!(far.clades.iter().all(|clade| clade.merge.is_some()));
        assert!(far.cophenetic_correlation.unwrap() > 0.9 && far.mean_silhouette > 0.8);
        assert!(far.rule.contains("2 clusters") && !far.rule.contains("permutation"));

        // One outlier takes a cluster of its own; cut into three the groups are there.
        let outlier = judged(&[0.0, 1.0, 2.0, 10.0, 11.0, 40.0], "a a a b b b").unwrap();
        assert_eq!(outlier.verdict, Verdict::Partly);
        assert_eq!(outlier.best_cut.n_clusters, 3);
        assert_eq!(outlier.clades[1].merge, None);
        assert!(outlier.clades[1].mean_silhouette < outlier.clades[0].mean_silhouette);

        let mixed = judged(&FAR, "a b a b a b a b").unwrap();
        assert_eq!(mixed.verdict, Verdict::NotSeparated);
        assert!(mixed.mean_silhouette < 0.0);
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
