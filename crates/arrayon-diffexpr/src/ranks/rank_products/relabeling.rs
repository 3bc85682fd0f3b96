//! Statistics under other labellings of the samples, from one table of ranked pairs.

use super::pooled::{PooledCounts, pooled_counts};
use super::ranks::doubled_ranks;
use super::statistic::{Statistics, scores};
use super::{RankStatistic, Replicates};
use crate::GroupBlock;
use crate::ranks::labelings::{Exchangeable, Labelings, other_labelings};
use rayon::prelude::*;

/// Doubled ranks of the ratios of all pairs of samples of a block: whatever the labels, the
/// ratios between groups are among them, or are their reciprocals.
struct RankedBlock {
    /// Columns; `None` where the block is one column of log ratios.
    members: Option<Vec<usize>>,
    n_target: usize,
    /// Of each pair of members, the earlier over the later: ranks and the number of ranked
    /// features.
    pairs: Vec<(usize, usize, Vec<u32>, usize)>,
}

impl RankedBlock {
    fn of_ratio(columns: &[Vec<f64>], column: usize) -> Self {
        let (ranks, n_ranked) = doubled_ranks(&columns[column]);
        Self {
            members: None,
            n_target: 1,
            pairs: vec![(0, 1, ranks, n_ranked)],
        }
    }

    fn of_groups(columns: &[Vec<f64>], block: &GroupBlock) -> Self {
        let members = [&block.target[..], &block.reference].concat();
        let n = members.len();
        let pairs: Vec<(usize, usize)> = (0..n)
            .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
            .collect();
        let rank = |(i, j): (usize, usize)| {
            let (one, other) = (&columns[members[i]], &columns[members[j]]);
            let ratios: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
            let (ranks, n_ranked) = doubled_ranks(&ratios);
            (i, j, ranks, n_ranked)
        };
        Self {
            n_target: block.target.len(),
            pairs: pairs.into_par_iter().map(rank).collect(),
            members: Some(members),
        }
    }

    fn exchangeable(&self) -> Exchangeable {
        Exchangeable {
            n: self.members.as_ref().map_or(2, Vec::len),
            n_target: self.n_target,
        }
    }

    /// Replicates of one feature under the labels.
    fn n_replicates(&self, columns: &[Vec<f64>], labels: &[bool], feature: usize) -> usize {
        let Some(members) = &self.members else {
            return usize::from(self.pairs[0].2[feature] > 0);
        };
        let count = |label: bool| {
            (members.iter().zip(labels))
                .filter(|(at, own)| **own == label && !columns[**at][feature].is_nan())
                .count()
        };
        count(true).min(count(false))
    }
}

/// How many labellings were compared, and whether those are all.
pub(super) struct Relabelled {
    pub(super) counts: PooledCounts,
    pub(super) labelings: Labelings,
}

pub(super) fn count_relabelled(
    columns: &[Vec<f64>],
    replicates: &Replicates,
    statistic: RankStatistic,
    observed: &Statistics,
    most: usize,
    seed: u64,
) -> Relabelled {
    let blocks: Vec<RankedBlock> = match replicates {
        Replicates::LogRatios(used) => (used.iter())
            .map(|&column| RankedBlock::of_ratio(columns, column))
            .collect(),
        Replicates::Groups(groups) => (groups.iter())
            .filter(|block| block.n_replicates() > 0)
            .map(|block| RankedBlock::of_groups(columns, block))
            .collect(),
    };
    let sets: Vec<Exchangeable> = blocks.iter().map(RankedBlock::exchangeable).collect();
    let labelings = other_labelings(&sets, most, seed);
    let n_features = columns.first().map_or(0, Vec::len);
    let score = scores(n_features, statistic);
    let own = observed.per_replicate();
    let draw = |at: usize| mean_scores(columns, &blocks, &labelings.labels[at], &score);
    let counts = pooled_counts(
        [&own[0], &own[1]],
        labelings.labels.len(),
        labelings.mirrored,
        draw,
    );
    Relabelled { counts, labelings }
}

/// Mean score a replicate of each feature under the labels, both directions.
fn mean_scores(
    columns: &[Vec<f64>],
    blocks: &[RankedBlock],
    labels: &[bool],
    score: &[f64],
) -> [Vec<f64>; 2] {
    let n_features = columns.first().map_or(0, Vec::len);
    let mut totals = vec![[0.0; 2]; n_features];
    let mut n_replicates = vec![0.0; n_features];
    let mut first = 0;
    for block in blocks {
        let labels = &labels[first..first + block.exchangeable().n];
        first += labels.len();
        let mut sums = vec![[0.0; 2]; n_features];
        let mut counts = vec![0_u32; n_features];
        for (i, j, ranks, n_ranked) in &block.pairs {
            if labels[*i] == labels[*j] {
                continue;
            }
            let reversed = 2 * (n_ranked + 1);
            let up = usize::from(!labels[*i]);
            for ((sums, count), &rank) in sums.iter_mut().zip(&mut counts).zip(ranks) {
                if rank > 0 {
                    sums[up] += score[rank as usize];
                    sums[1 - up] += score[reversed - rank as usize];
                    *count += 1;
                }
            }
        }
        let complete = block.n_target.min(labels.len() - block.n_target);
        let n_ratios = block.n_target * (labels.len() - block.n_target);
        for feature in 0..n_features {
            let count = counts[feature] as usize;
            if count == 0 {
                continue;
            }
            let n = if count == n_ratios {
                complete
            } else {
                block.n_replicates(columns, labels, feature)
            };
            let weight = n as f64 / count as f64;
            totals[feature][0] += sums[feature][0] * weight;
            totals[feature][1] += sums[feature][1] * weight;
            n_replicates[feature] += n as f64;
        }
    }
    // 0 / 0 marks a feature without ratios
    [0, 1].map(|side: usize| {
        (totals.iter().zip(&n_replicates))
            .map(|(total, n)| total[side] / n)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::statistic::statistics;
    use super::*;

    #[test]
    fn relabelled_statistics_are_those_of_exchanged_samples() {
        let nan = f64::NAN;
        let columns = vec![
            vec![5.0, 1.0, 2.0, 7.0],
            vec![4.0, 6.0, nan, 7.0],
            vec![1.0, 3.0, 1.0, 6.0],
            vec![2.0, 1.0, 4.0, nan],
            vec![2.5, 0.0, 4.0, nan],
        ];
        let block = GroupBlock {
            target: vec![0, 1],
            reference: vec![2, 3, 4],
        };
        let ranked = RankedBlock::of_groups(&columns, &block);
        // samples 1 and 3 as the target
        let labels = [false, true, false, true, false];
        let expected = statistics(
            &columns,
            &Replicates::two_class(&[1, 3], &[0, 2, 4]),
            RankStatistic::Product,
        )
        .per_replicate();
        let score = scores(4, RankStatistic::Product);
        let found = mean_scores(&columns, &[ranked], &labels, &score);
        for side in 0..2 {
            for (found, expected) in found[side].iter().zip(&expected[side]) {
                assert!((found - expected).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn exchanged_log_ratios_are_ranked_from_the_other_end() {
        let columns = vec![vec![3.0, 1.0, 2.0], vec![1.0, 2.0, 9.0]];
        let blocks: Vec<_> = (0..2)
            .map(|at| RankedBlock::of_ratio(&columns, at))
            .collect();
        let score = scores(3, RankStatistic::Sum);
        let found = mean_scores(&columns, &blocks, &[true, false, false, true], &score);
        assert_eq!(found[0], [1.0, 2.5, 2.5]);
        assert_eq!(found[1], [3.0, 1.5, 1.5]);
    }
}
