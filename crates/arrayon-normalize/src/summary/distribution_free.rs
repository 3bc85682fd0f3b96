//! DFW: probes weighted by how usual their range and spread are.

use super::additive::AdditiveView;
use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;
use arrayon_stats::descriptive::variance;

/// Power of the range of the weighted mean.
const RANGE_POWER: i32 = 3;
/// Factor of the scale.
const FACTOR: f64 = 0.01;

/// Distribution-free weighted expression: the mean of the probes, weighted by how near each probe's
/// range over the arrays is to the median range, and stretched by its range cubed times the weighted
/// spread of the probes.
///
/// Small changes come out much smaller than they are: differences are no log2 fold changes. The
/// method ranks features.
///
/// # Source
/// Chen, McGee, Liu and Scheuermann 2007 (Bioinformatics 23:321), with m = 3, n = 1, c = 0.01.
#[derive(Debug, Default)]
pub(super) struct DistributionFreeWeights {
    ranges: Vec<f64>,
    spreads: Vec<f64>,
    scratch: Vec<f64>,
    view: AdditiveView,
}

impl Summarize for DistributionFreeWeights {
    /// # Panics
    /// If `log2` is not a whole number of rows of `expression.len()` values.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        assert!(
            n_arrays > 0 && log2.len().is_multiple_of(n_arrays),
            "whole rows"
        );
        self.ranges.clear();
        self.spreads.clear();
        for row in log2.chunks_exact(n_arrays) {
            let (low, high) = ends(row);
            self.ranges.push(high - low);
            self.spreads.push(variance(row).sqrt());
        }
        let spread: f64 = (bisquare_weights(&self.spreads, &mut self.scratch).iter())
            .zip(&self.spreads)
            .map(|(weight, spread)| weight * spread)
            .sum();
        let weights = bisquare_weights(&self.ranges, &mut self.scratch);
        expression.fill(0.0);
        for (row, weight) in log2.chunks_exact(n_arrays).zip(&weights) {
            let sums = expression.iter_mut().zip(row);
            sums.for_each(|(sum, value)| *sum += weight * value);
        }
        let (low, high) = ends(expression);
        let range = high - low;
        // (z - low) / range * range^3
        let stretch = FACTOR * range.powi(RANGE_POWER - 1) * spread;
        for value in &mut *expression {
            *value = low + (*value - low) * stretch;
        }
        self.view.of(log2, expression)
    }
}

/// Tukey's bisquare of the distance from the median, over the largest distance; they sum to 1.
/// Equal where all values are, and where every value is as far from the median as the farthest.
fn bisquare_weights(values: &[f64], scratch: &mut Vec<f64>) -> Vec<f64> {
    scratch.clear();
    scratch.extend_from_slice(values);
    let middle = median_in_place(scratch);
    let farthest = values
        .iter()
        .map(|value| (value - middle).abs())
        .fold(0.0, f64::max);
    let weight = |value: &f64| match farthest > 0.0 {
        true => (1.0 - ((value - middle) / farthest).powi(2)).powi(2),
        false => 1.0,
    };
    let mut weights: Vec<f64> = values.iter().map(weight).collect();
    let sum: f64 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    } else {
        weights.fill(1.0 / values.len() as f64);
    }
    weights
}

fn ends(values: &[f64]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    (values.iter()).fold(start, |(low, high), &value| {
        (low.min(value), high.max(value))
    })
}
