//! Local linear smoothing of points that count differently.

use crate::order::ascending;
use rayon::prelude::*;

/// Lines are fitted at about so many points, the others interpolated.
const N_ANCHORS: usize = 200;
/// Widths and spreads of x below this are none.
const NEGLIGIBLE: f64 = 1e-7;

/// Smooths `y` against `x`, each point with its weight; returns one fitted value a point, in the
/// order given.
///
/// At each of about 200 anchors a line is fitted to the nearest points that hold the share `span`
/// of all weight, with tricube weights times the points' own; between anchors the fit is
/// interpolated. There is no reweighting by residuals.
///
/// # Panics
/// If the lengths differ.
///
/// # Cost
/// O(n log n + anchors x n).
///
/// # Source
/// Cleveland 1979, J. Am. Stat. Assoc. 74:829, with spans of weight in place of spans of points.
/// Same numbers as limma 3.54's `weightedLowess(iterations = 1)`, within 1e-10 of max(1, |value|);
/// the same bits for any number of threads.
pub fn weighted_lowess(x: &[f64], y: &[f64], weights: &[f64], span: f64) -> Vec<f64> {
    assert!(
        x.len() == y.len() && x.len() == weights.len(),
        "{} x, {} y, {} weights",
        x.len(),
        y.len(),
        weights.len()
    );
    if x.len() < 2 {
        return y.to_vec();
    }
    let order = ascending(x);
    let sorted = |values: &[f64]| order.iter().map(|&at| values[at]).collect::<Vec<f64>>();
    let points = Points {
        x: sorted(x),
        y: sorted(y),
        weights: sorted(weights),
    };
    let mut fitted = vec![0.0; x.len()];
    for (value, &at) in points.smoothed(span).into_iter().zip(&order) {
        fitted[at] = value;
    }
    fitted
}

/// Points by ascending x.
struct Points {
    x: Vec<f64>,
    y: Vec<f64>,
    weights: Vec<f64>,
}

impl Points {
    fn smoothed(&self, span: f64) -> Vec<f64> {
        let n = self.x.len();
        let least = span * self.weights.iter().sum::<f64>();
        let anchors = anchors(&self.x);
        let at_anchors: Vec<f64> = (anchors.par_iter())
            .map(|&anchor| self.line_at(anchor, least))
            .collect();
        let close = NEGLIGIBLE * (self.x[n - 1] - self.x[0]) / n as f64;
        let mut fitted = vec![at_anchors[0]; n];
        for (ends, values) in anchors.windows(2).zip(at_anchors.windows(2)) {
            let (from, to) = (ends[0], ends[1]);
            fitted[to] = values[1];
            let width = self.x[to] - self.x[from];
            let between = fitted[from + 1..to].iter_mut().zip(&self.x[from + 1..to]);
            for (fitted, x) in between {
                *fitted = if width > close {
                    let slope = (values[1] - values[0]) / width;
                    values[1] + slope * (x - self.x[to])
                } else {
                    0.5 * (values[0] + values[1])
                };
            }
        }
        fitted
    }

    /// The value at a point of the line through its neighbours of at least this weight together.
    fn line_at(&self, at: usize, least: f64) -> f64 {
        let (from, to, width) = self.neighbours(at, least);
        let (x, y, own) = (
            &self.x[from..=to],
            &self.y[from..=to],
            &self.weights[from..=to],
        );
        let centre = self.x[at];
        let tricube = |x: f64| (1.0 - ((x - centre).abs() / width).powi(3)).powi(3);
        let weights: Vec<f64> = if width < NEGLIGIBLE {
            own.to_vec()
        } else {
            x.iter()
                .zip(own)
                .map(|(x, own)| tricube(*x) * own)
                .collect()
        };
        let weighted = |values: &[f64]| -> f64 {
            let products = weights
                .iter()
                .zip(values)
                .map(|(weight, value)| weight * value);
            products.sum()
        };
        let total: f64 = weights.iter().sum();
        let level = weighted(y) / total;
        if width < NEGLIGIBLE {
            return level;
        }
        let mean = weighted(x) / total;
        let (mut spread, mut product) = (0.0, 0.0);
        for ((x, y), weight) in x.iter().zip(y).zip(&weights) {
            let apart = x - mean;
            spread += apart * apart * weight;
            product += apart * (y - level) * weight;
        }
        if spread < NEGLIGIBLE {
            return level;
        }
        level + product / spread * (centre - mean)
    }

    /// The first and the last of the nearest points that weigh so much together, with those tied
    /// to either, and how far the farthest that was needed is.
    fn neighbours(&self, at: usize, least: f64) -> (usize, usize, f64) {
        let (x, last) = (&self.x, self.x.len() - 1);
        let (mut from, mut to) = (at, at);
        let (mut weight, mut width) = (self.weights[at], 0.0_f64);
        while weight < least && (from > 0 || to < last) {
            let before = (from > 0).then(|| x[at] - x[from - 1]);
            let after = (to < last).then(|| x[to + 1] - x[at]);
            let (distance, next) = match (before, after) {
                (Some(before), Some(after)) if before < after => (before, from - 1),
                (Some(before), None) => (before, from - 1),
                (_, Some(after)) => (after, to + 1),
                (None, None) => break,
            };
            (from, to) = (from.min(next), to.max(next));
            weight += self.weights[next];
            width = width.max(distance);
        }
        while from > 0 && x[from - 1] == x[from] {
            from -= 1;
        }
        while to < last && x[to + 1] == x[to] {
            to += 1;
        }
        (from, to, width)
    }
}

/// The first and the last point, and those between that lie more than a distance from the anchor
/// before: the smallest distance that leaves about [`N_ANCHORS`] of them, with one for each gap
/// that is wider.
fn anchors(x: &[f64]) -> Vec<usize> {
    let n = x.len();
    let distance = if n <= N_ANCHORS {
        0.0
    } else {
        let mut gaps: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable_by(f64::total_cmp);
        let mut within = 0.0;
        let widths: Vec<f64> = (gaps.iter())
            .map(|gap| {
                within += gap;
                within
            })
            .collect();
        let without = |n_gaps: usize| widths[widths.len() - 1 - n_gaps];
        (0..N_ANCHORS)
            .map(|n_gaps| without(n_gaps) / (N_ANCHORS - n_gaps) as f64)
            .fold(f64::INFINITY, f64::min)
    };
    let mut anchors = vec![0];
    for at in 1..n - 1 {
        if x[at] - x[anchors[anchors.len() - 1]] > distance {
            anchors.push(at);
        }
    }
    anchors.push(n - 1);
    anchors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_straight_line() {
        for n in [7, 2000] {
            let x: Vec<f64> = (0..n).map(|i| f64::from((i * 37) % n)).collect();
            let y: Vec<f64> = x.iter().map(|x| 3.0 - 0.5 * x).collect();
            let weights: Vec<f64> = (0..n).map(|i| 0.1 + f64::from(i % 5)).collect();
            let fitted = weighted_lowess(&x, &y, &weights, 0.6);
            for (found, y) in fitted.iter().zip(&y) {
                assert!((found - y).abs() < 1e-9, "{found} {y}");
            }
        }
    }

    #[test]
    fn one_place_has_the_weighted_mean() {
        let fitted = weighted_lowess(&[2.0; 4], &[1.0, 2.0, 3.0, 4.0], &[3.0, 0.0, 0.0, 1.0], 0.5);
        assert!(
            fitted.iter().all(|value| (value - 1.75).abs() < 1e-15),
            "{fitted:?}"
        );
        assert_eq!(weighted_lowess(&[1.0], &[2.0], &[1.0], 0.5), [2.0]);
    }
}
