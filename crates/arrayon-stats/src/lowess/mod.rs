//! Robust local linear smoothing of a scatterplot.

mod blocks;
mod line;
mod weighted;

use crate::descriptive::median;
use crate::order::ascending;
use blocks::Blocks;
use line::{LocalLine, local_lines};
use rayon::prelude::*;

pub use weighted::weighted_lowess;

/// How a scatterplot is smoothed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LowessSettings {
    /// Share of the points that take part in each local line.
    pub span: f64,
    /// Rounds of reweighting by residuals.
    pub n_robust: usize,
    /// Points closer than this share of the range of x are interpolated.
    pub delta_share: f64,
}

impl Default for LowessSettings {
    /// R's defaults: two thirds, 3 rounds, 1 %.
    fn default() -> Self {
        Self {
            span: 2.0 / 3.0,
            n_robust: 3,
            delta_share: 0.01,
        }
    }
}

/// Smooths `y` against `x`; returns one fitted value a point, in the order given.
///
/// # Panics
/// If the lengths differ.
///
/// # Numerics
/// Tricube weights are polynomials of the ninth degree on either side of a line's centre, so that
/// the sums over whole blocks of neighbours come from the moments of the block, exactly; points
/// of blocks that a window cuts are added one by one. The values meet those of the plain sums
/// within 1e-13 of the largest |y|.
///
/// # Cost
/// O(n log n + lines x blocks) a round, with about 1 / `delta_share` lines and n / 256 blocks.
///
/// # Source
/// Cleveland 1979, J. Am. Stat. Assoc. 74:829; Cleveland 1981 (the LOWESS program), with its
/// tricube and bisquare weights and its interpolation. Same numbers as R's `lowess`; the same
/// bits for any number of threads.
pub fn lowess(x: &[f64], y: &[f64], settings: &LowessSettings) -> Vec<f64> {
    assert_eq!(x.len(), y.len(), "lengths");
    if x.len() < 2 {
        return y.to_vec();
    }
    let order = ascending(x);
    let sorted_x: Vec<f64> = order.iter().map(|&at| x[at]).collect();
    let sorted_y: Vec<f64> = order.iter().map(|&at| y[at]).collect();
    let fitted = smooth_sorted(&sorted_x, &sorted_y, settings);
    let mut in_order = vec![0.0; x.len()];
    for (value, at) in fitted.into_iter().zip(order) {
        in_order[at] = value;
    }
    in_order
}

fn smooth_sorted(x: &[f64], y: &[f64], settings: &LowessSettings) -> Vec<f64> {
    let n = x.len();
    let n_local = ((settings.span * n as f64 + 1e-7) as usize).clamp(2, n);
    let delta = settings.delta_share * (x[n - 1] - x[0]);
    let blocks = Blocks::new(x);
    let smoother = Smoother {
        x,
        y,
        lines: local_lines(x, &blocks, n_local, delta),
        blocks,
    };
    let mut robust = vec![1.0; n];
    let mut fitted = vec![0.0; n];
    let mut residuals = vec![0.0; n];
    smoother.pass(&robust, &mut fitted);
    for _ in 0..settings.n_robust {
        let mut total = 0.0;
        for ((residual, y), fit) in residuals.iter_mut().zip(y).zip(&fitted) {
            *residual = (y - fit).abs();
            total += *residual;
        }
        let cut = 6.0 * median(&residuals);
        if cut < 1e-7 * total / n as f64 {
            break;
        }
        for (weight, &residual) in robust.iter_mut().zip(&residuals) {
            *weight = bisquare(residual, cut);
        }
        smoother.pass(&robust, &mut fitted);
    }
    fitted
}

fn bisquare(residual: f64, cut: f64) -> f64 {
    let ratio = residual / cut;
    let rest = 1.0 - ratio * ratio;
    let weight = if residual <= 0.999 * cut {
        rest * rest
    } else {
        0.0
    };
    if residual <= 0.001 * cut { 1.0 } else { weight }
}

struct Smoother<'a> {
    x: &'a [f64],
    y: &'a [f64],
    blocks: Blocks,
    lines: Vec<LocalLine>,
}

impl Smoother<'_> {
    /// Fits the local lines under these weights of the points and interpolates between them.
    fn pass(&self, robust: &[f64], fitted: &mut [f64]) {
        let (x, y) = (self.x, self.y);
        let moments = self.blocks.moments(y, robust);
        let range = x[x.len() - 1] - x[0];
        let value = |line: &LocalLine| {
            let fitted = line.value(x, y, robust, &moments, range);
            fitted.unwrap_or(y[line.at])
        };
        let values: Vec<f64> = (self.lines.par_iter().with_min_len(8)).map(value).collect();
        let mut last: Option<usize> = None;
        for (line, value) in self.lines.iter().zip(values) {
            fitted[line.at..=line.last_tie].fill(value);
            if let Some(last) = last {
                interpolate(x, fitted, last, line.at);
            }
            last = Some(line.last_tie);
        }
    }
}

fn interpolate(x: &[f64], fitted: &mut [f64], from: usize, to: usize) {
    let (first, last) = (fitted[from], fitted[to]);
    let (start, width) = (x[from], x[to] - x[from]);
    for (value, x) in fitted[from + 1..to].iter_mut().zip(&x[from + 1..to]) {
        let share = (x - start) / width;
        *value = share * last + (1.0 - share) * first;
    }
}

#[cfg(test)]
mod tests;
