//! Null distributions that pool the statistics of all features over many draws.

use rayon::prelude::*;

/// Rounding of sums of logarithms, so that equal products count as equal.
const TIE: f64 = 1e-10;

/// For each feature the number of drawn statistics, over all draws and features, at most as large
/// as its own.
pub(super) struct PooledCounts {
    pub(super) up: Vec<u64>,
    pub(super) down: Vec<u64>,
    /// How many drawn statistics there are in each direction.
    pub(super) n_statistics: u64,
}

/// Counts over `n_draws` draws; `draw` gives the statistics of a draw, both directions, NaN where
/// a feature has none. `mirrored` draws stand for themselves and for the draw with both groups
/// exchanged, so that each direction is compared with both.
pub(super) fn pooled_counts(
    observed: [&[f64]; 2],
    n_draws: usize,
    mirrored: bool,
    draw: impl Fn(usize) -> [Vec<f64>; 2] + Sync,
) -> PooledCounts {
    let n = observed[0].len();
    let count = |at: usize| {
        let mut drawn = draw(at);
        for values in &mut drawn {
            values.retain(|value| !value.is_nan());
            values.sort_unstable_by(f64::total_cmp);
        }
        let below = |side: usize, value: f64| {
            drawn[side].partition_point(|&other| other <= value + TIE) as u64
        };
        let counts = [0, 1].map(|side: usize| {
            (observed[side].iter())
                .map(|&value| {
                    let other = if mirrored { below(1 - side, value) } else { 0 };
                    below(side, value) + other
                })
                .collect::<Vec<u64>>()
        });
        let n_mirrored = if mirrored { drawn[1].len() } else { 0 };
        (counts, (drawn[0].len() + n_mirrored) as u64)
    };
    let nothing = || ([vec![0; n], vec![0; n]], 0);
    let add = |mut total: ([Vec<u64>; 2], u64), one: ([Vec<u64>; 2], u64)| {
        for (sums, counts) in total.0.iter_mut().zip(&one.0) {
            let pairs = sums.iter_mut().zip(counts);
            pairs.for_each(|(sum, count)| *sum += count);
        }
        (total.0, total.1 + one.1)
    };
    // whole numbers: the order of summing does not matter
    let ([up, down], n_statistics) = (0..n_draws).into_par_iter().map(count).reduce(nothing, add);
    PooledCounts {
        up,
        down,
        n_statistics,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_pool_features_and_draws_and_mirror_images() {
        let observed = [&[1.0, f64::NAN][..], &[2.0, 0.5][..]];
        let draw = |at: usize| match at {
            0 => [vec![0.5, 1.0], vec![3.0, f64::NAN]],
            _ => [vec![2.0, 2.5], vec![0.1, 2.0]],
        };
        let found = pooled_counts(observed, 2, false, draw);
        assert_eq!((found.up[0], found.n_statistics), (2, 4));
        assert_eq!(found.down, [2, 1]);
        let found = pooled_counts(observed, 2, true, draw);
        assert_eq!((found.up[0], found.n_statistics), (3, 7));
    }
}
