//! Robust local linear smoothing of a scatterplot.

use crate::descriptive::median;
use rayon::prelude::*;

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
/// # Source
/// Cleveland 1979, J. Am. Stat. Assoc. 74:829; Cleveland 1981 (the LOWESS program), with its
/// tricube and bisquare weights and its interpolation. Same numbers as R's `lowess`; the same
/// bits for any number of threads.
pub fn lowess(x: &[f64], y: &[f64], settings: &LowessSettings) -> Vec<f64> {
    assert_eq!(x.len(), y.len(), "lengths");
    if x.len() < 2 {
        return y.to_vec();
    }
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&a, &b| x[a].total_cmp(&x[b]));
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
    let mut smoother = Smoother {
        x,
        y,
        lines: local_lines(x, n_local, delta),
        robust: vec![1.0; n],
    };
    let mut fitted = smoother.pass();
    for _ in 0..settings.n_robust {
        let residuals: Vec<f64> = y
            .iter()
            .zip(&fitted)
            .map(|(y, fit)| (y - fit).abs())
            .collect();
        let scale = residuals.iter().sum::<f64>() / n as f64;
        let cut = 6.0 * median(&residuals);
        if cut < 1e-7 * scale {
            break;
        }
        for (weight, &residual) in smoother.robust.iter_mut().zip(&residuals) {
            *weight = bisquare(residual, cut);
        }
        fitted = smoother.pass();
    }
    fitted
}

fn bisquare(residual: f64, cut: f64) -> f64 {
    if residual <= 0.001 * cut {
        1.0
    } else if residual <= 0.999 * cut {
        (1.0 - (residual / cut).powi(2)).powi(2)
    } else {
        0.0
    }
}

/// A point at which a line is fitted to its neighbours.
struct LocalLine {
    at: usize,
    /// The last point of the same x.
    last_tie: usize,
    left: usize,
    right: usize,
}

/// The points at least `delta` apart at which lines are fitted, ascending; the last one is among
/// them.
fn local_lines(x: &[f64], n_local: usize, delta: f64) -> Vec<LocalLine> {
    let n = x.len();
    let (mut left, mut right) = (0, n_local - 1);
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        while right + 1 < n && x[at] - x[left] > x[right + 1] - x[at] {
            left += 1;
            right += 1;
        }
        let last_tie = at + x[at + 1..].partition_point(|other| *other <= x[at]);
        lines.push(LocalLine {
            at,
            last_tie,
            left,
            right,
        });
        if last_tie + 1 >= n {
            return lines;
        }
        let beyond = x.partition_point(|other| *other <= x[last_tie] + delta);
        at = (beyond - 1).max(last_tie + 1);
    }
}

struct Smoother<'a> {
    x: &'a [f64],
    y: &'a [f64],
    lines: Vec<LocalLine>,
    robust: Vec<f64>,
}

impl Smoother<'_> {
    /// Fits the local lines and interpolates between them.
    fn pass(&self) -> Vec<f64> {
        let value = |line: &LocalLine| self.local_line(line).unwrap_or(self.y[line.at]);
        let values: Vec<f64> = self.lines.par_iter().map(value).collect();
        let mut fitted = vec![0.0; self.x.len()];
        let mut last: Option<usize> = None;
        for (line, value) in self.lines.iter().zip(values) {
            fitted[line.at..=line.last_tie].fill(value);
            if let Some(last) = last {
                interpolate(self.x, &mut fitted, last, line.at);
            }
            last = Some(line.last_tie);
        }
        fitted
    }

    /// The local line's value at its point, or `None` where all weights are 0.
    fn local_line(&self, line: &LocalLine) -> Option<f64> {
        let (x, n) = (self.x, self.x.len());
        let (left, centre) = (line.left, x[line.at]);
        let width = (centre - x[left]).max(x[line.right] - centre);
        let mut weights = Vec::with_capacity(line.right + 1 - left);
        for (&x, &robust) in x[left..].iter().zip(&self.robust[left..]) {
            let distance = (x - centre).abs();
            if distance > 0.999 * width {
                if x > centre {
                    break;
                }
                weights.push(0.0);
            } else if distance > 0.001 * width {
                let ratio = distance / width;
                let rest = 1.0 - ratio * ratio * ratio;
                weights.push(rest * rest * rest * robust);
            } else {
                weights.push(robust);
            }
        }
        let x = &x[left..left + weights.len()];
        let y = &self.y[left..left + weights.len()];
        let total = in_fours(&weights, x, |weight, _| weight);
        if total <= 0.0 {
            return None;
        }
        weights.iter_mut().for_each(|weight| *weight /= total);
        if width > 0.0 {
            let mean = in_fours(&weights, x, |weight, x| weight * x);
            let spread = in_fours(&weights, x, |weight, x| weight * (x - mean) * (x - mean));
            let range = self.x[n - 1] - self.x[0];
            if spread.sqrt() > 0.001 * range {
                let slope = (centre - mean) / spread;
                for (weight, x) in weights.iter_mut().zip(x) {
                    *weight *= slope * (x - mean) + 1.0;
                }
            }
        }
        Some(in_fours(&weights, y, |weight, y| weight * y))
    }
}

/// The sum over pairs, in four interleaved sums of fixed order.
fn in_fours(weights: &[f64], values: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let (first, second) = (weights.chunks_exact(4), values.chunks_exact(4));
    let rest = first.remainder().iter().zip(second.remainder());
    let rest: f64 = rest.map(|(weight, value)| term(*weight, *value)).sum();
    let mut sums = [0.0; 4];
    for (weights, values) in first.zip(second) {
        for lane in 0..4 {
            sums[lane] += term(weights[lane], values[lane]);
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

fn interpolate(x: &[f64], fitted: &mut [f64], from: usize, to: usize) {
    for at in from + 1..to {
        let share = (x[at] - x[from]) / (x[to] - x[from]);
        fitted[at] = share * fitted[to] + (1.0 - share) * fitted[from];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_straight_line() {
        let x: Vec<f64> = (0..200).map(|i| f64::from((i * 37) % 200)).collect();
        let y: Vec<f64> = x.iter().map(|x| 3.0 - 0.5 * x).collect();
        let fitted = lowess(
            &x,
            &y,
            &LowessSettings {
                span: 0.4,
                ..Default::default()
            },
        );
        assert!(
            fitted
                .iter()
                .zip(&y)
                .all(|(fit, y)| (fit - y).abs() < 1e-10)
        );
    }

    #[test]
    fn ties_and_tiny_inputs() {
        assert_eq!(lowess(&[1.0], &[2.0], &LowessSettings::default()), [2.0]);
        let fitted = lowess(
            &[1.0; 5],
            &[1.0, 2.0, 3.0, 4.0, 5.0],
            &LowessSettings::default(),
        );
        assert!(fitted.iter().all(|fit| *fit == fitted[0]));
    }
}
