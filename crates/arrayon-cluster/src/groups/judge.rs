//! Do the declared groups form clusters?

use super::declared::{Blocks, Grouping, Groups};
use super::dispersion::{Dispersion, dispersion};
use super::exchange::{Exchange, Relabeling};
use super::headline::headline;
use super::permanova::{DIFFERENT_AT, Permanova, permanova, permanova_within};
use super::rand_index::rand_indices_of_cuts;
use super::rule::{rule, verdict};
use super::verdict::{GroupBranch, GroupVerdict, Readjusted};
use crate::cut::silhouette::silhouette_widths;
use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::support::BranchSupport;
use crate::tree::dendrogram::Dendrogram;
use arrayon_core::Progress;
use arrayon_results::{ClusteredValues, Separation};
use rayon::prelude::*;

/// Permutations of the group labels at most; where there are fewer, all are looked at.
const N_PERMUTATIONS: u64 = 9_999;

/// Deals of the levels for which values are adjusted anew.
const N_READJUSTED: u64 = 99;

/// Judges whether declared groups form clusters of a tree, by the tree, a permutation test of up to
/// 9,999 permutations and, where given, the support of its branches.
///
/// `grouping` holds one level a leaf, in the order of the tree's labels, and the blocks within which
/// the permutation test deals the levels out anew. The verdict is
///
/// - *cannot be judged* if the permutation test could not give a p-value of 0.05 or less with so few
///   samples, or fewer than two groups have two samples: an outlying sample is no group;
/// - else *not separated* if its p-value is above 0.05;
/// - else *separated* if the tree cut into as many clusters as there are groups gives exactly the
///   groups, and every group's branch has an AU of 0.95 or more, where there is support;
/// - else *partly* if some cut reaches an adjusted Rand index of 0.5;
/// - else *not separated*.
///
/// Where group labels mean nothing, *separated* or *partly* are thus found at most as often as a
/// p-value of 0.05 or less: in 5 % of studies.
///
/// # Errors
/// Another number of levels or blocks than leaves; an empty level; fewer than two groups; no group
/// with two samples.
///
/// # Panics
/// If the tree has another number of leaves than `distances` has items, or another number of
/// merges than `support` has entries.
pub fn judge_groups(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    grouping: &Grouping,
    support: Option<&[BranchSupport]>,
    seed: u64,
    progress: &dyn Progress,
) -> Result<GroupVerdict, ClusterError> {
    let blocks = grouping.blocks.as_ref();
    let permanova = permanova(
        distances,
        &grouping.levels,
        blocks,
        N_PERMUTATIONS,
        seed,
        progress,
    )?;
    let mut judged = seen_in_tree((distances, tree), grouping, support, permanova)?;
    judged.dispersion = Some(dispersion_of(distances, grouping, &judged)?);
    judged.conclude(support.is_some());
    Ok(judged)
}

/// Judges groups by values from which batches were taken ([`crate::adjust_for_batches`]).
///
/// `kept` are distances and tree of values that keep the groups' effects, which are shown. They alone
/// cannot be trusted: the adjustment knows the groups and may push apart what does not differ. So
///
/// - the permutation test is of `without`, distances of values adjusted without regard to the groups,
///   which no deal of the levels changes; levels trade within batches alone, within which the samples
///   are exchangeable;
/// - *separated* and *partly* need an index that groups dealt out by lot reach in at most 5 % of 99
///   trees, the values adjusted anew for each deal. `readjusted` gives the tree of a deal, which says
///   for each sample whose levels it has; a deal that cannot be adjusted for counts as one that
///   reaches every index.
///
/// The blocks of `grouping` are the batches, or finer. Where every batch is of one group nothing can
/// be judged.
///
/// # Errors
/// Those of [`judge_groups`]; no blocks.
///
/// # Source
/// Nygaard, Rødland and Hovig 2016, Biostatistics 17:29, for what keeping the groups' effects does;
/// Anderson and ter Braak 2003, J. Stat. Comput. Simul. 73:85, for the exchangeable units. Rates of
/// false verdicts are tested by simulation in `tests/suite/display_adjustment.rs`.
pub fn judge_adjusted_groups(
    kept: (&CondensedDistances, &Dendrogram),
    without: &CondensedDistances,
    readjusted: &(dyn Fn(&[usize]) -> Option<Dendrogram> + Sync),
    grouping: &Grouping,
    seed: u64,
    progress: &dyn Progress,
) -> Result<GroupVerdict, ClusterError> {
    let levels = &grouping.levels;
    let blocks = &grouping.blocks.clone().unwrap_or_default();
    let permanova = permanova_within(without, levels, blocks, N_PERMUTATIONS, seed, progress)?;
    let mut judged = seen_in_tree(kept, grouping, None, permanova)?;
    judged.clustered_values = ClusteredValues::Adjusted;
    judged.dispersion = Some(dispersion_of(without, grouping, &judged)?);
    judged.readjusted = Some(readjust(&judged, blocks, readjusted, seed, progress)?);
    judged.conclude(false);
    Ok(judged)
}

/// The spread of the groups in the distances of the permutation test; where it deals out the levels
/// to whole units, these are what counts.
fn dispersion_of(
    distances: &CondensedDistances,
    grouping: &Grouping,
    judged: &GroupVerdict,
) -> Result<Dispersion, ClusterError> {
    let units = match judged.permanova.relabeling {
        Relabeling::WholeBlocks => (grouping.blocks.as_ref()).and_then(|one| one.units.as_deref()),
        _ => None,
    };
    dispersion(distances, &grouping.levels, units)
}

/// Deals out the levels by lot and adjusts anew.
fn readjust(
    judged: &GroupVerdict,
    blocks: &Blocks,
    readjusted: &(dyn Fn(&[usize]) -> Option<Dendrogram> + Sync),
    seed: u64,
    progress: &dyn Progress,
) -> Result<Readjusted, ClusterError> {
    // every sample is a unit of its own, so that it is known whose levels each has
    let everyone: Vec<usize> = (0..judged.levels.len()).collect();
    let exchange = Exchange::within(&everyone, &blocks.cells(everyone.len()));
    progress.start("adjusting anew for groups dealt out by lot", N_READJUSTED);
    let reached = |deal: u64| -> Result<(bool, bool), ClusterError> {
        let whose = exchange.draw(seed, deal);
        let levels: Vec<String> = whose.iter().map(|&at| judged.levels[at].clone()).collect();
        let found = match readjusted(&whose) {
            None => (true, true),
            Some(tree) => {
                let groups = Groups::new(tree.labels(), &levels)?;
                let cuts = rand_indices_of_cuts(&tree, &groups.of_sample).split_off(1);
                (
                    cuts[groups.names.len() - 2] >= judged.adjusted_rand_index,
                    best_cut(&cuts).1 >= judged.best_adjusted_rand_index,
                )
            }
        };
        progress.advance(1);
        Ok(found)
    };
    let deals: Result<Vec<(bool, bool)>, ClusterError> =
        (0..N_READJUSTED).into_par_iter().map(reached).collect();
    progress.finish();
    let deals = deals?;
    let part = |is_counted: &dyn Fn(&(bool, bool)) -> bool| {
        let n_counted = deals.iter().filter(|deal| is_counted(deal)).count();
        (1.0 + n_counted as f64) / (1.0 + deals.len() as f64)
    };
    Ok(Readjusted {
        n_relabelings: N_READJUSTED,
        index_p_value: part(&|deal| deal.0),
        best_index_p_value: part(&|deal| deal.1),
    })
}

/// How the groups stand in a tree; without a verdict.
fn seen_in_tree(
    (distances, tree): (&CondensedDistances, &Dendrogram),
    grouping: &Grouping,
    support: Option<&[BranchSupport]>,
    permanova: Permanova,
) -> Result<GroupVerdict, ClusterError> {
    let groups = Groups::new(tree.labels(), &grouping.levels)?;
    let widths = silhouette_widths(distances, &groups.of_sample)?;
    let cuts = rand_indices_of_cuts(tree, &groups.of_sample).split_off(1);
    let (best_n_clusters, best_adjusted_rand_index) = best_cut(&cuts);
    let (mixed_groups, mut lone_samples) = mixed_and_lone(tree, &groups);
    if permanova.p_value > DIFFERENT_AT {
        // a tree of nothing but noise is cut into single samples more often than not
        lone_samples.clear();
    }
    let blocks = grouping.blocks.as_ref();
    Ok(GroupVerdict {
        variable: grouping.variable.clone(),
        block_columns: blocks.map_or_else(Vec::new, |blocks| blocks.columns.clone()),
        groups: grouping.groups(),
        levels: grouping.levels.clone(),
        adjusted_rand_index: cuts[groups.names.len() - 2],
        best_adjusted_rand_index,
        best_n_clusters,
        mean_silhouette: mean(widths.iter().copied()),
        permanova,
        dispersion: None,
        branches: branches(tree, &groups, &widths, support),
        mixed_groups,
        lone_samples,
        clustered_values: ClusteredValues::Normalized,
        readjusted: None,
        verdict: Separation::NotSeparated,
        headline: String::new(),
        rule: String::new(),
    })
}

impl GroupVerdict {
    /// Fills in the verdict, with its words.
    fn conclude(&mut self, has_support: bool) {
        self.verdict = verdict(self);
        self.headline = headline(self);
        self.rule = rule(self, has_support);
    }
}

/// Of the cut into as many clusters as there are groups, the groups of each cluster that holds
/// several, and the samples that are a cluster each though their group has others and that first join
/// samples of other groups: one that first joins its own is the farthest of them, not away from them.
fn mixed_and_lone(tree: &Dendrogram, groups: &Groups<'_>) -> (Vec<Vec<String>>, Vec<String>) {
    let n_clusters = groups.names.len();
    let clusters = tree.cut_k(n_clusters).unwrap_or_default();
    let (mut mixed, mut lone) = (Vec::new(), Vec::new());
    let clades = tree.clades();
    let joins_its_own = |sample: usize| {
        let merges = tree.merges().iter();
        let mut first = merges
            .zip(&clades)
            .filter(|(merge, _)| [merge.left, merge.right].contains(&sample));
        let of_its_group = |&leaf: &usize| groups.of_sample[leaf] == groups.of_sample[sample];
        first
            .next()
            .is_some_and(|(_, leaves)| leaves.iter().all(of_its_group))
    };
    // clusters are numbered from 1
    for cluster in 1..=n_clusters {
        let members: Vec<usize> = (0..clusters.len())
            .filter(|&sample| clusters[sample] == cluster)
            .collect();
        let mut of_group = vec![0; n_clusters];
        members
            .iter()
            .for_each(|&sample| of_group[groups.of_sample[sample]] += 1);
        let held = (0..n_clusters).filter(|&group| of_group[group] > 0);
        let held: Vec<String> = held.map(|group| groups.names[group].to_owned()).collect();
        if held.len() > 1 {
            mixed.push(held);
        }
        if let [sample] = members[..]
            && groups.sizes[groups.of_sample[sample]] > 1
            && !joins_its_own(sample)
        {
            lone.push(tree.labels()[sample].clone());
        }
    }
    (mixed, lone)
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let n = values.len() as f64;
    values.sum::<f64>() / n
}

/// Of the indices of the cuts into 2, 3, ... clusters the largest, and its number of clusters; of
/// equally large ones the fewest.
fn best_cut(cuts: &[f64]) -> (usize, f64) {
    let mut best = (2, cuts[0]);
    for cut in (2..).zip(cuts.iter().copied()) {
        if cut.1 > best.1 {
            best = cut;
        }
    }
    best
}

fn branches(
    tree: &Dendrogram,
    groups: &Groups<'_>,
    widths: &[f64],
    support: Option<&[BranchSupport]>,
) -> Vec<GroupBranch> {
    if let Some(support) = support {
        assert_eq!(
            support.len(),
            tree.merges().len(),
            "support of another tree"
        );
    }
    let clades = tree.clades();
    let branch = |group: usize| {
        let of_group = |&leaf: &usize| groups.of_sample[leaf] == group;
        let n_samples = groups.sizes[group];
        let merge = (clades.iter())
            .position(|leaves| leaves.len() == n_samples && leaves.iter().all(of_group));
        let support = merge.and_then(|merge| support.map(|support| &support[merge]));
        let members: Vec<usize> = (0..widths.len()).filter(of_group).collect();
        GroupBranch {
            group: groups.names[group].to_owned(),
            n_samples,
            merge,
            au: support.map(|support| support.au),
            bp: support.map(|support| support.bp),
            mean_silhouette: mean(members.iter().map(|&sample| widths[sample])),
        }
    };
    (0..groups.names.len()).map(branch).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::groups::points_on_a_line::on_a_line;
    use crate::settings::Linkage;
    use crate::tree::linkage::cluster;
    use arrayon_core::NoProgress;

    fn judged(points: &[f64], groups: &str) -> Result<GroupVerdict, ClusterError> {
        let distances = on_a_line(points);
        let tree = cluster(&distances, Linkage::Average);
        let grouping = Grouping::new("diet", groups.split(' ').map(str::to_owned).collect());
        judge_groups(&distances, &tree, &grouping, None, 1, &NoProgress)
    }

    const FAR: [f64; 8] = [0.0, 1.0, 2.0, 3.5, 20.0, 21.0, 22.2, 23.9];

    #[test]
    fn verdicts_without_support() {
        let far = judged(&FAR, "a a a a b b b b").unwrap();
        assert_eq!(far.verdict, Separation::Separated);
        assert_eq!(far.adjusted_rand_index, 1.0);
        assert_eq!(far.best_n_clusters, 2);
        assert!(far.branches.iter().all(|branch| branch.merge.is_some()));
        assert_eq!(far.groups, ["a", "b"]);
        assert!(far.mean_silhouette > 0.8);
        assert!(far.rule.contains("2 clusters") && !far.rule.contains("au of"));

        // One outlier takes a cluster of its own; cut into three the groups are there.
        let points = [0.0, 1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 40.0];
        let outlier = judged(&points, "a a a a b b b b").unwrap();
        assert_eq!(outlier.verdict, Separation::Partly);
        assert_eq!(outlier.best_n_clusters, 3);
        assert_eq!(outlier.lone_samples, ["s7"]);
        assert_eq!(outlier.mixed_groups, [["a", "b"]]);
        assert_eq!(outlier.branches[1].merge, None);
        assert!(outlier.branches[1].mean_silhouette < outlier.branches[0].mean_silhouette);

        let mixed = judged(&FAR, "a b a b a b a b").unwrap();
        assert_eq!(mixed.verdict, Separation::NotSeparated);
        assert!(mixed.mean_silhouette < 0.0);
    }

    #[test]
    fn a_far_sample_of_a_branch_is_not_away_from_its_group() {
        // cut into three, s3 is a cluster of its own, but first it joins its own group, a branch
        let points = [0.0, 1.0, 2.0, 30.0, 80.0, 80.4, 80.5, 81.5];
        let found = judged(&points, "a a a a b b c c").unwrap();
        assert!(found.branches[0].merge.is_some());
        assert_eq!(found.mixed_groups, [["b", "c"]]);
        assert!(found.lone_samples.is_empty(), "{}", found.headline);
        // of another group it would be away
        let found = judged(&points, "a a a b b b c c").unwrap();
        assert_eq!(found.lone_samples, ["s3"]);
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
