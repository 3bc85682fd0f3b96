//! The null distribution from permutations of the features within each sample.

use super::statistic::{Statistics, statistics};
use super::{RankStatistic, Replicates};
use arrayon_stats::random_stream::random_stream;
use rand::RngExt;
use rayon::prelude::*;

/// For each feature the number of permuted statistics, over all permutations and features, at
/// most as large as its own: going up, going down.
pub(super) struct PermutationCounts {
    pub(super) up: Vec<u64>,
    pub(super) down: Vec<u64>,
    /// How many permuted statistics there are.
    pub(super) n_statistics: u64,
}

/// Rounding of sums of logarithms, so that equal products count as equal.
const TIE: f64 = 1e-10;

pub(super) fn count_permuted(
    columns: &[Vec<f64>],
    replicates: &Replicates,
    statistic: RankStatistic,
    observed: &Statistics,
    n_permutations: usize,
    seed: u64,
) -> PermutationCounts {
    let per_replicate = |found: &Statistics, values: &[f64]| -> Vec<f64> {
        (values.iter().zip(&found.n_replicates))
            .map(|(value, &n)| value / f64::from(n))
            .collect()
    };
    let observed = [&observed.up, &observed.down].map(|values| per_replicate(observed, values));
    let n = columns.first().map_or(0, Vec::len);
    let count = |permutation: usize| {
        let shuffled: Vec<Vec<f64>> = (columns.iter().enumerate())
            .map(|(column, values)| {
                let stream = permutation * columns.len() + column;
                shuffle(values, seed, stream as u64)
            })
            .collect();
        let found = statistics(&shuffled, replicates, statistic);
        let null = [&found.up, &found.down].map(|values| {
            let mut null = per_replicate(&found, values);
            null.retain(|value| !value.is_nan());
            null.sort_unstable_by(f64::total_cmp);
            null
        });
        let counts = [0, 1].map(|side: usize| {
            (observed[side].iter())
                .map(|&value| null[side].partition_point(|&other| other <= value + TIE) as u64)
                .collect::<Vec<u64>>()
        });
        (counts, null[0].len() as u64)
    };
    let nothing = || ([vec![0; n], vec![0; n]], 0);
    let add = |mut total: ([Vec<u64>; 2], u64), one: ([Vec<u64>; 2], u64)| {
        for (sums, counts) in total.0.iter_mut().zip(&one.0) {
            sums.iter_mut()
                .zip(counts)
                .for_each(|(sum, count)| *sum += count);
        }
        (total.0, total.1 + one.1)
    };
    // whole numbers: the order of summing does not matter
    let ([up, down], n_statistics) = (0..n_permutations)
        .into_par_iter()
        .map(count)
        .reduce(nothing, add);
    PermutationCounts {
        up,
        down,
        n_statistics,
    }
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
