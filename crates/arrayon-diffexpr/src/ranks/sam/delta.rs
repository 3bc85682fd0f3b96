//! What is called at each distance from the expected, and how much of it by chance.

use super::permuted::Permuted;
use arrayon_results::number::nan_where_null;
use arrayon_stats::descriptive::{quantile_of_sorted, sorted};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Distances tried.
const N_DELTAS: usize = 200;

/// What is called where d is further than `delta` from what is expected.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeltaRow {
    /// The distance.
    pub delta: f64,
    /// Features are called with d of at most this; minus infinity,
    /// and `null` in JSON, if none are.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub cut_low: f64,
    /// Features are called with d of at least this; infinity,
    /// and `null` in JSON, if none are.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub cut_up: f64,
    /// Features called.
    pub n_called: usize,
    /// Median number of false ones.
    pub n_false_median: f64,
    /// 90th percentile of the number of false ones.
    pub n_false_90: f64,
    /// Median false over called ones.
    pub fdr_median: f64,
    /// 90th percentile of false over called ones.
    pub fdr_90: f64,
}

/// The share of unchanged features: d within the middle half of the permuted ones, twice, at most
/// 1.
pub(super) fn pi0(d: &[f64], permuted: &Permuted) -> f64 {
    let mut all: Vec<f64> = permuted.sorted.concat();
    all.sort_unstable_by(f64::total_cmp);
    let (low, high) = (
        quantile_of_sorted(&all, 0.25),
        quantile_of_sorted(&all, 0.75),
    );
    let inside = d.iter().filter(|d| **d > low && **d < high).count();
    (inside as f64 / (0.5 * d.len() as f64)).min(1.0)
}

impl DeltaRow {
    /// Whether a feature with this d is called; NaN is not.
    pub fn calls(&self, d: f64) -> bool {
        self.n_called > 0 && (d >= self.cut_up || d <= self.cut_low)
    }
}

/// What is called at one distance.
pub(super) fn at_delta(
    d: &[f64],
    expected: &[f64],
    permuted: &Permuted,
    pi0: f64,
    delta: f64,
) -> DeltaRow {
    delta_row(&sorted(d), expected, permuted, pi0, delta)
}

/// The table over distances from 0 to the largest one, at equal steps of their square root.
pub(super) fn delta_table(
    d: &[f64],
    expected: &[f64],
    permuted: &Permuted,
    pi0: f64,
) -> Vec<DeltaRow> {
    let ordered = sorted(d);
    let distance = |(d, expected): (&f64, &f64)| (d - expected).abs();
    let largest = ordered
        .iter()
        .zip(expected)
        .map(distance)
        .fold(0.0, f64::max);
    (0..N_DELTAS)
        .map(|step| {
            let delta = largest * (step as f64 / N_DELTAS as f64).powi(2);
            delta_row(&ordered, expected, permuted, pi0, delta)
        })
        .collect()
}

fn delta_row(
    ordered: &[f64],
    expected: &[f64],
    permuted: &Permuted,
    pi0: f64,
    delta: f64,
) -> DeltaRow {
    // from the origin, where 0 is expected, outwards
    let pairs = || ordered.iter().zip(expected);
    let up = pairs().position(|(d, &expected)| expected > 0.0 && d - expected > delta);
    let down = pairs().rposition(|(d, &expected)| expected < 0.0 && expected - d > delta);
    let cut_up = up.map_or(f64::INFINITY, |at| ordered[at]);
    let cut_low = down.map_or(f64::NEG_INFINITY, |at| ordered[at]);
    let n_called = up.map_or(0, |at| ordered.len() - at) + down.map_or(0, |at| at + 1);
    let beyond: Vec<f64> = (permuted.n_beyond(cut_low, cut_up).iter())
        .map(|&n| n as f64)
        .collect();
    let beyond = sorted(&beyond);
    let n_false = |share| pi0 * quantile_of_sorted(&beyond, share);
    let rate = |n_false: f64| {
        if n_called == 0 {
            0.0
        } else {
            n_false / n_called as f64
        }
    };
    DeltaRow {
        delta,
        cut_low,
        cut_up,
        n_called,
        n_false_median: n_false(0.5),
        n_false_90: n_false(0.9),
        fdr_median: rate(n_false(0.5)),
        fdr_90: rate(n_false(0.9)),
    }
}

/// The smallest median false discovery rate at which each feature is called, at most 1.
pub(super) fn q_values(d: &[f64], table: &[DeltaRow]) -> Vec<f64> {
    // the best rate of the cuts that reach as far in as each one
    d.iter()
        .map(|&d| {
            (table.iter())
                .filter(|row| row.calls(d))
                .map(|row| row.fdr_median)
                .fold(1.0, f64::min)
        })
        .collect()
}
