//! From columns of values to one statistic a feature and direction.

use super::ranks::doubled_ranks;
use super::{RankStatistic, Replicates};
use crate::GroupBlock;
use rayon::prelude::*;

/// Ratios ranked at once; bounds the memory, not the result.
const BATCH: usize = 16;

/// Sums over replicates. A block of `a` target and `b` reference samples counts as `min(a, b)`
/// replicates, each worth the average over all `a * b` ratios.
#[derive(Debug, Clone)]
pub(super) struct Statistics {
    /// Sum of ln rank, or of rank, from the largest ratio; NaN where the feature has no ratio.
    pub(super) up: Vec<f64>,
    /// The same from the smallest ratio.
    pub(super) down: Vec<f64>,
    /// Replicates in which the feature is present.
    pub(super) n_replicates: Vec<u32>,
    /// Mean log ratio over replicates, weighted as the ranks.
    pub(super) log_fc: Vec<f64>,
    /// Fewest and most features present in a ratio.
    pub(super) n_ranked: (usize, usize),
}

impl Statistics {
    fn new(n_features: usize) -> Self {
        Self {
            up: vec![0.0; n_features],
            down: vec![0.0; n_features],
            n_replicates: vec![0; n_features],
            log_fc: vec![0.0; n_features],
            n_ranked: (usize::MAX, 0),
        }
    }

    /// Both directions as the mean over replicates.
    pub(super) fn per_replicate(&self) -> [Vec<f64>; 2] {
        [&self.up, &self.down].map(|sums| {
            (sums.iter().zip(&self.n_replicates))
                .map(|(sum, &n)| sum / f64::from(n))
                .collect()
        })
    }

    fn finish(mut self) -> Self {
        for feature in 0..self.up.len() {
            let n = f64::from(self.n_replicates[feature]);
            // 0 / 0 marks a feature without ratios
            self.log_fc[feature] /= n;
            if n == 0.0 {
                self.up[feature] = f64::NAN;
                self.down[feature] = f64::NAN;
            }
        }
        self.n_ranked.0 = self.n_ranked.0.min(self.n_ranked.1);
        self
    }
}

/// The most replicates a feature can have.
pub(super) fn n_replicates(replicates: &Replicates) -> usize {
    match replicates {
        Replicates::LogRatios(columns) => columns.len(),
        Replicates::Groups(blocks) => blocks.iter().map(GroupBlock::n_replicates).sum(),
    }
}

/// Whether the ranks of a feature are independent: no sample in two ratios.
pub(super) fn is_independent(replicates: &Replicates) -> bool {
    match replicates {
        Replicates::LogRatios(_) => true,
        Replicates::Groups(blocks) => blocks
            .iter()
            .all(|block| block.target.len() <= 1 && block.reference.len() <= 1),
    }
}

/// Computes the statistics from columns of values (all of one length).
pub(super) fn statistics(
    columns: &[Vec<f64>],
    replicates: &Replicates,
    statistic: RankStatistic,
) -> Statistics {
    let n_features = columns.first().map_or(0, Vec::len);
    let score = scores(n_features, statistic);
    let mut total = Statistics::new(n_features);
    match replicates {
        Replicates::LogRatios(used) => {
            for &column in used {
                let ratios = vec![(column, None)];
                add_block(&mut total, columns, &ratios, &score, &|_| 1);
            }
        }
        Replicates::Groups(blocks) => {
            for block in blocks.iter().filter(|block| block.n_replicates() > 0) {
                let ratios: Vec<_> = (block.target.iter())
                    .flat_map(|&one| block.reference.iter().map(move |&other| (one, Some(other))))
                    .collect();
                let count = |group: &[usize], feature: usize| {
                    let is_present = |&&at: &&usize| !columns[at][feature].is_nan();
                    group.iter().filter(is_present).count()
                };
                add_block(&mut total, columns, &ratios, &score, &|feature| {
                    count(&block.target, feature).min(count(&block.reference, feature))
                });
            }
        }
    }
    total.finish()
}

/// What a doubled rank counts.
pub(super) fn scores(n_features: usize, statistic: RankStatistic) -> Vec<f64> {
    (0..=2 * n_features + 1)
        .map(|doubled| match statistic {
            RankStatistic::Product => (doubled as f64 / 2.0).ln(),
            RankStatistic::Sum => doubled as f64 / 2.0,
        })
        .collect()
}

/// Adds the averages over a block's ratios, times the replicates that the block counts as.
fn add_block(
    total: &mut Statistics,
    columns: &[Vec<f64>],
    ratios: &[(usize, Option<usize>)],
    score: &[f64],
    replicates_of: &dyn Fn(usize) -> usize,
) {
    let n_features = total.up.len();
    let mut sums = vec![[0.0; 3]; n_features];
    let mut counts = vec![0_u32; n_features];
    for batch in ratios.chunks(BATCH) {
        let ranked: Vec<_> = batch
            .par_iter()
            .map(|&(plus, minus)| {
                let values: Vec<f64> = match minus {
                    None => columns[plus].clone(),
                    Some(minus) => (columns[plus].iter().zip(&columns[minus]))
                        .map(|(a, b)| a - b)
                        .collect(),
                };
                let (ranks, n_ranked) = doubled_ranks(&values);
                (values, ranks, n_ranked)
            })
            .collect();
        for (values, ranks, n_ranked) in ranked {
            total.n_ranked.0 = total.n_ranked.0.min(n_ranked);
            total.n_ranked.1 = total.n_ranked.1.max(n_ranked);
            let largest = 2 * (n_ranked + 1);
            for (feature, &rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank > 0) {
                let sums = &mut sums[feature];
                sums[0] += score[rank as usize];
                sums[1] += score[largest - rank as usize];
                sums[2] += values[feature];
                counts[feature] += 1;
            }
        }
    }
    for (feature, sums) in sums.iter().enumerate().filter(|(at, _)| counts[*at] > 0) {
        let n_replicates = replicates_of(feature);
        let weight = n_replicates as f64 / f64::from(counts[feature]);
        total.up[feature] += sums[0] * weight;
        total.down[feature] += sums[1] * weight;
        total.log_fc[feature] += sums[2] * weight;
        total.n_replicates[feature] += n_replicates as u32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_pairs_average_and_count_as_the_smaller_group() {
        // target 0, 1; reference 2: ratios 0-2 and 1-2
        let columns = vec![
            vec![5.0, 1.0, 2.0],
            vec![4.0, 6.0, f64::NAN],
            vec![1.0, 1.0, 1.0],
        ];
        let two_class = Replicates::two_class(&[0, 1], &[2]);
        assert_eq!(n_replicates(&two_class), 1);
        assert!(!is_independent(&two_class));
        let found = statistics(&columns, &two_class, RankStatistic::Sum);
        // ranks of 0-2: 1, 3, 2; of 1-2: 2, 1, missing
        assert_eq!(found.up, [1.5, 2.0, 2.0]);
        assert_eq!(found.down, [2.0, 1.5, 2.0]);
        assert_eq!(found.n_replicates, [1, 1, 1]);
        assert_eq!(found.log_fc, [3.5, 2.5, 1.0]);
        assert_eq!(found.n_ranked, (2, 3));
        let product = statistics(&columns, &two_class, RankStatistic::Product);
        assert!((product.up[0] - 0.5 * 2.0_f64.ln()).abs() < 1e-15);
    }

    #[test]
    fn blocks_compare_within_themselves_and_missing_features_have_no_statistic() {
        let nan = f64::NAN;
        let columns = vec![
            vec![3.0, 1.0, nan],
            vec![1.0, 2.0, 1.0],
            vec![nan, 4.0, nan],
            vec![1.0, 1.0, 1.0],
        ];
        let paired = Replicates::paired(&[(0, 1), (2, 3)]);
        assert!(is_independent(&paired));
        let found = statistics(&columns, &paired, RankStatistic::Sum);
        assert_eq!(found.n_replicates, [1, 2, 0]);
        assert_eq!((found.up[0], found.up[1]), (1.0, 3.0));
        assert!(found.up[2].is_nan() && found.log_fc[2].is_nan());
        assert_eq!(found.log_fc[1], 1.0);
    }
}
