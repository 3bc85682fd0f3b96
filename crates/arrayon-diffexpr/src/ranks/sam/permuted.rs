//! The statistics under other labels.

use super::statistic::{Differences, Rows};
use rayon::prelude::*;

/// Sorted d under each labelling.
pub(super) struct Permuted {
    /// One ascending list a labelling.
    pub(super) sorted: Vec<Vec<f64>>,
}

impl Permuted {
    pub(super) fn new(rows: &Rows, labelings: &[Vec<bool>], s0: f64) -> Self {
        let sorted = (labelings.par_iter())
            .map(|labels| {
                let mut d = relative_differences(&rows.differences(labels), s0);
                d.sort_unstable_by(f64::total_cmp);
                d
            })
            .collect();
        Self { sorted }
    }

    /// Mean of each order statistic over the labellings: what d is expected to be.
    pub(super) fn expected(&self) -> Vec<f64> {
        let n = self.sorted.first().map_or(0, Vec::len);
        let n_labelings = self.sorted.len() as f64;
        let mean = |position: usize| {
            let total: f64 = self.sorted.iter().map(|sorted| sorted[position]).sum();
            total / n_labelings
        };
        (0..n).into_par_iter().map(mean).collect()
    }

    /// For each labelling how many d are at most `low` or at least `high`.
    pub(super) fn n_beyond(&self, low: f64, high: f64) -> Vec<usize> {
        (self.sorted.iter())
            .map(|sorted| {
                let below = sorted.partition_point(|&d| d <= low);
                let above = sorted.len() - sorted.partition_point(|&d| d < high);
                below + above
            })
            .collect()
    }
}

/// `d = r / (s + s0)`. A feature without any variance, where s0 is 0, gets 0 if it does not change
/// and else the smallest standard error of the others.
pub(super) fn relative_differences(found: &Differences, s0: f64) -> Vec<f64> {
    let positive = found.s.iter().copied().filter(|s| *s > 0.0);
    let smallest = positive.fold(f64::INFINITY, f64::min);
    let floor = if smallest.is_finite() { smallest } else { 1.0 };
    (found.r.iter().zip(&found.s))
        .map(|(r, s)| match s + s0 {
            0.0 => r / floor,
            error => r / error,
        })
        .collect()
}
