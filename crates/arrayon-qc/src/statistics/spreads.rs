//! How the values of each array spread, for metrics and figures.

use super::kolmogorov::Distribution;
use super::quantiles::median;
use arrayon_stats::descriptive::quantiles;
use rayon::prelude::*;

/// The 5 % quantile, the lower quartile, the median, the upper quartile and the 95 % quantile, type 7;
/// NaN where there are no values.
pub type Spread = [f64; 5];

const SHARES: Spread = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The spread of normalised unscaled standard errors, as [`super::unscaled_errors`] has them.
///
/// # Panics
/// If the errors are no whole number of rows.
pub fn unscaled_error_spreads(errors: &[f64], n_arrays: usize) -> Vec<Spread> {
    assert!(errors.len().is_multiple_of(n_arrays), "whole rows");
    let rows: Vec<(&[f64], f64)> = (errors.par_chunks_exact(n_arrays))
        .filter(|row| row.iter().all(|error| error.is_finite()))
        .map(|row| (row, median(row.iter().copied())))
        .filter(|(_, median)| *median > 0.0)
        .collect();
    (0..n_arrays)
        .into_par_iter()
        .map(|array| {
            spread(
                rows.iter()
                    .map(|(row, median)| row[array] / median)
                    .collect(),
            )
        })
        .collect()
}

/// The spread of values, without those that are missing.
pub(super) fn spread(mut values: Vec<f64>) -> Spread {
    values.retain(|value| !value.is_nan());
    if values.is_empty() {
        return [f64::NAN; 5];
    }
    let found = quantiles(&values, &SHARES);
    std::array::from_fn(|at| found[at])
}

/// The log2 intensities of an array as scanned: values of zero or less take no part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScannedLog2<'a> {
    /// The distinct values above zero, linear, ascending.
    values: &'a [f32],
    /// How many probes have at most each, those of zero among them.
    up_to: &'a [u32],
    n_zero: u32,
}

impl<'a> ScannedLog2<'a> {
    /// Those of linear intensities.
    pub fn of(scanned: &'a Distribution) -> Self {
        let (values, up_to) = (scanned.values(), scanned.up_to());
        let first = values.partition_point(|value| *value <= 0.0);
        Self {
            values: &values[first..],
            up_to: &up_to[first..],
            n_zero: first.checked_sub(1).map_or(0, |last| up_to[last]),
        }
    }

    /// The smallest and the largest; `None` without any.
    pub fn ends(&self) -> Option<[f64; 2]> {
        let (first, last) = (self.values.first()?, self.values.last()?);
        Some([log2(*first), log2(*last)])
    }

    /// Their spread; each quantile is the smallest value that so large a part does not exceed.
    pub fn spread(&self) -> Spread {
        let n = self.up_to.last().map_or(0, |up_to| up_to - self.n_zero);
        SHARES.map(|share| {
            let wanted = (share * f64::from(n)).ceil() as u32;
            let is_less = |up_to: &u32| up_to - self.n_zero < wanted;
            let at = self.up_to.partition_point(is_less);
            self.values.get(at).map_or(f64::NAN, |value| log2(*value))
        })
    }

    /// The part of the values in each of so many steps from `start` on.
    pub fn shares(&self, start: f64, step: f64, n_steps: usize) -> Vec<f64> {
        let mut before = self.n_zero;
        let counts = self.values.iter().zip(self.up_to).map(|(&value, &up_to)| {
            let count = up_to - before;
            before = up_to;
            (log2(value), u64::from(count))
        });
        shares(counts, start, step, n_steps)
    }
}

fn log2(value: f32) -> f64 {
    f64::from(value).log2()
}

/// The part of the values in each of so many steps. Values beyond the ends count in the first and the last step.
pub(super) fn shares(
    counts: impl Iterator<Item = (f64, u64)>,
    start: f64,
    step: f64,
    n_steps: usize,
) -> Vec<f64> {
    let mut found = vec![0_u64; n_steps];
    for (value, count) in counts {
        let at = ((value - start) / step).floor().max(0.0) as usize;
        if let Some(of_step) = found.get_mut(at.min(n_steps.saturating_sub(1))) {
            *of_step += count;
        }
    }
    let n: u64 = found.iter().sum();
    let part = |count: &u64| *count as f64 / n.max(1) as f64;
    found.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_held_against_the_median_of_their_feature() {
        // over the medians: 0.5, 1, 1.5; 1, 1, 4; 1.5, 0.5, 1; a feature with a gap takes no part
        let rows = [
            [0.1, 0.2, 0.3],
            [0.2, 0.2, 0.8],
            [0.3, 0.1, 0.2],
            [f64::NAN, 1.0, 1.0],
        ];
        let found = unscaled_error_spreads(rows.as_flattened(), 3);
        let quartiles = [[0.75, 1.0, 1.25], [0.75, 1.0, 1.0], [1.25, 1.5, 2.75]];
        for (found, expected) in found.iter().zip(quartiles) {
            for (found, expected) in found[1..4].iter().zip(expected) {
                assert!((found - expected).abs() < 1e-12, "{found} {expected}");
            }
        }
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn scans_are_counted_on_the_scale_of_log2() {
        // 0 twice, 2 once, 8 three times
        let scanned = Distribution::of_distinct(&[0.0, 2.0, 8.0], &[0, 2, 3, 6]);
        let scanned = ScannedLog2::of(&scanned);
        assert_eq!(scanned.spread(), [1.0, 1.0, 3.0, 3.0, 3.0]);
        assert_eq!(scanned.shares(0.0, 1.0, 4), [0.0, 0.25, 0.0, 0.75]);
        // what lies beyond the ends is not lost
        assert_eq!(scanned.shares(2.0, 1.0, 1), [1.0]);
    }
}
