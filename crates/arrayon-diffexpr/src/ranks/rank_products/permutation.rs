//! Permutations of the features within each sample.

use super::pooled::{PooledCounts, pooled_counts};
use super::statistic::{Statistics, statistics};
use super::{RankStatistic, Replicates};
use arrayon_stats::random_stream::random_stream;
use rand::RngExt;

pub(super) fn count_permuted(
    columns: &[Vec<f64>],
    replicates: &Replicates,
    statistic: RankStatistic,
    observed: &Statistics,
    n_permutations: usize,
    seed: u64,
) -> PooledCounts {
    let own = observed.per_replicate();
    pooled_counts([&own[0], &own[1]], n_permutations, false, |permutation| {
        let shuffled: Vec<Vec<f64>> = (columns.iter().enumerate())
            .map(|(column, values)| {
                let stream = permutation * columns.len() + column;
                shuffle(values, seed, stream as u64)
            })
            .collect();
        statistics(&shuffled, replicates, statistic).per_replicate()
    })
}

/// The values in random order (Fisher and Yates).
fn shuffle(values: &[f64], seed: u64, stream: u64) -> Vec<f64> {
    let mut random = random_stream(seed, stream);
    let mut shuffled = values.to_vec();
    for last in (1..shuffled.len()).rev() {
        shuffled.swap(last, random.random_range(0..=last));
    }
    shuffled
}
