//! Least squares of very many values on a natural spline.

use crate::cholesky::Cholesky;
use crate::natural_spline::NaturalSpline;
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;
use std::f64::consts::PI;

/// Coefficients of a cubic.
const N_TERMS: usize = 4;
/// The most intervals between knots.
const MOST_INTERVALS: usize = 3;
/// Points that a task sums.
const CHUNK: usize = 4096;
/// A basis function of which others leave less than this share undetermined is near to a
/// combination of them: normal equations would lose more digits than it takes.
const INDEPENDENT: f64 = 1e-4;

/// A spline fitted to values, in the cubics between its knots.
#[derive(Debug, Clone, PartialEq)]
pub struct SplineFit {
    pieces: [Piece; MOST_INTERVALS],
}

/// What lies between two knots, as -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Interval {
    from: f64,
    middle: f64,
    per_unit: f64,
}

/// Sums over the points of an interval: of the powers of x, and of y times those.
#[derive(Clone, Copy)]
struct Moments {
    of_x: [f64; 2 * N_TERMS],
    of_xy: [f64; N_TERMS],
}

impl Moments {
    const NONE: Self = Self {
        of_x: [0.0; 2 * N_TERMS],
        of_xy: [0.0; N_TERMS],
    };
}

impl SplineFit {
    /// Fits the basis, which must have been laid over these points; `None` where it is not well
    /// determined by them, or has more than two interior knots.
    ///
    /// # Panics
    /// If the lengths differ.
    ///
    /// # Numerics
    /// By normal equations from the moments between knots; meets an orthogonal decomposition
    /// within some 1e-12 of the range of y. The same bits for any number of threads.
    pub fn new(spline: &NaturalSpline, x: &[f64], y: &[f64]) -> Option<Self> {
        assert_eq!(x.len(), y.len(), "lengths");
        let intervals = intervals(spline)?;
        let moments = moments(&intervals, x, y);
        // the cubic of each basis function in each interval
        let members: Vec<_> = (intervals.iter())
            .map(|interval| cubics(spline, interval))
            .collect();
        let weights = weights(&members, &moments)?;
        let mut pieces = [Piece::NOWHERE; MOST_INTERVALS];
        for ((piece, &interval), members) in pieces.iter_mut().zip(&intervals).zip(&members) {
            piece.interval = interval;
            for (member, weight) in members.iter().zip(&weights) {
                for (sum, term) in piece.cubic.iter_mut().zip(member) {
                    *sum += weight * term;
                }
            }
        }
        Some(Self { pieces })
    }

    /// The fitted values at points within the range of those that the basis was laid over.
    pub fn at_each(&self, x: &[f64]) -> Vec<f64> {
        let mut fitted = x.to_vec();
        let arch = Arch::new();
        (fitted.par_chunks_mut(CHUNK)).for_each(|values| {
            arch.dispatch(Evaluate {
                pieces: self.pieces,
                values,
            });
        });
        fitted
    }
}

/// The weight of each basis function, by the normal equations of functions scaled to length 1;
/// `None` where they do not determine it well.
fn weights(members: &[Vec<[f64; N_TERMS]>], moments: &[Moments]) -> Option<Vec<f64>> {
    let n_columns = members[0].len();
    let parts = || members.iter().zip(moments);
    let product = |i: usize, j: usize| -> f64 {
        let parts = parts();
        parts
            .map(|(members, moments)| moments.product(&members[i], &members[j]))
            .sum()
    };
    let length: Vec<f64> = (0..n_columns).map(|i| product(i, i).sqrt()).collect();
    if length.iter().any(|length| *length <= 0.0) {
        return None;
    }
    let cholesky = Cholesky::new(n_columns, |i, j| match i == j {
        true => 1.0,
        false => product(i, j) / (length[i] * length[j]),
    })?;
    if cholesky.least_pivot() < INDEPENDENT {
        return None;
    }
    let with_y = |i: usize| -> f64 {
        parts()
            .map(|(members, moments)| moments.with_y(&members[i]))
            .sum()
    };
    let mut weights: Vec<f64> = (0..n_columns).map(|i| with_y(i) / length[i]).collect();
    cholesky.solve_in_place(&mut weights);
    for (weight, length) in weights.iter_mut().zip(&length) {
        *weight /= length;
    }
    Some(weights)
}

impl Interval {
    #[inline(always)]
    fn scaled(&self, x: f64) -> f64 {
        (x - self.middle) * self.per_unit
    }
}

/// The intervals between distinct knots; the first begins with the least number.
fn intervals(spline: &NaturalSpline) -> Option<Vec<Interval>> {
    let (lowest, highest) = spline.range();
    let mut ends: Vec<f64> = vec![lowest];
    ends.extend(spline.interior_knots());
    ends.push(highest);
    ends.dedup();
    let mut intervals: Vec<Interval> = (ends.windows(2))
        .map(|ends| Interval {
            from: ends[0],
            middle: 0.5 * (ends[0] + ends[1]),
            per_unit: 2.0 / (ends[1] - ends[0]),
        })
        .collect();
    intervals[0].from = f64::NEG_INFINITY;
    (intervals.len() <= MOST_INTERVALS).then_some(intervals)
}

/// The interval that a point lies in; a knot belongs to the one that it begins.
fn position(intervals: &[Interval], x: f64) -> usize {
    let begun = |interval: &Interval| usize::from(interval.from <= x);
    intervals[1..].iter().map(begun).sum()
}

/// A cubic and where it holds.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    interval: Interval,
    cubic: [f64; N_TERMS],
}

impl Piece {
    const NOWHERE: Self = Self {
        interval: Interval {
            from: f64::INFINITY,
            middle: 0.0,
            per_unit: 0.0,
        },
        cubic: [0.0; N_TERMS],
    };

    #[inline(always)]
    fn at(&self, x: f64) -> f64 {
        let scaled = self.interval.scaled(x);
        let [a, b, c, d] = self.cubic;
        a + scaled * (b + scaled * (c + scaled * d))
    }
}

/// Replaces points by the values of the last piece that has begun there. Every piece is computed
/// at every point: that needs no branches.
struct Evaluate<'a> {
    pieces: [Piece; MOST_INTERVALS],
    values: &'a mut [f64],
}

impl NullaryFnOnce for Evaluate<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let [first, later @ ..] = self.pieces;
        for value in self.values {
            let x = *value;
            *value = first.at(x);
            for piece in later {
                let own = piece.at(x);
                *value = if piece.interval.from <= x {
                    own
                } else {
                    *value
                };
            }
        }
    }
}

fn moments(intervals: &[Interval], x: &[f64], y: &[f64]) -> [Moments; MOST_INTERVALS] {
    let parts: Vec<[Moments; MOST_INTERVALS]> = (x.par_chunks(CHUNK).zip(y.par_chunks(CHUNK)))
        .map(|(x, y)| moments_of_chunk(intervals, x, y))
        .collect();
    let mut all = [Moments::NONE; MOST_INTERVALS];
    for part in &parts {
        for (all, part) in all.iter_mut().zip(part) {
            add(&mut all.of_x, &part.of_x);
            add(&mut all.of_xy, &part.of_xy);
        }
    }
    all
}

fn moments_of_chunk(intervals: &[Interval], x: &[f64], y: &[f64]) -> [Moments; MOST_INTERVALS] {
    let mut moments = [Moments::NONE; MOST_INTERVALS];
    for (&x, &y) in x.iter().zip(y) {
        let at = position(intervals, x);
        let scaled = intervals[at].scaled(x);
        let square = scaled * scaled;
        let fourth = square * square;
        let powers = [1.0, scaled, square, square * scaled];
        let moments = &mut moments[at];
        for (power, factor) in powers.iter().enumerate() {
            moments.of_x[power] += factor;
            moments.of_x[power + N_TERMS] += factor * fourth;
            moments.of_xy[power] += factor * y;
        }
    }
    moments
}

fn add<const N: usize>(to: &mut [f64; N], from: &[f64; N]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from;
    }
}

impl Moments {
    /// The sum over the points of the product of two cubics.
    fn product(&self, a: &[f64; N_TERMS], b: &[f64; N_TERMS]) -> f64 {
        let of_row = |(i, a): (usize, &f64)| {
            let terms = b.iter().zip(&self.of_x[i..]);
            a * terms.map(|(b, moment)| b * moment).sum::<f64>()
        };
        a.iter().enumerate().map(of_row).sum()
    }

    /// The sum over the points of the product of a cubic and y.
    fn with_y(&self, cubic: &[f64; N_TERMS]) -> f64 {
        cubic.iter().zip(&self.of_xy).map(|(a, b)| a * b).sum()
    }
}

/// Each basis function as a cubic in -1 to 1, from its values at the Chebyshev points.
fn cubics(spline: &NaturalSpline, interval: &Interval) -> Vec<[f64; N_TERMS]> {
    let angle = |node: usize| PI * (node as f64 + 0.5) / N_TERMS as f64;
    let values: [Vec<f64>; N_TERMS] = std::array::from_fn(|node| {
        spline.values(interval.middle + angle(node).cos() / interval.per_unit)
    });
    let cubic = |column: usize| {
        let [a, b, c, d] = std::array::from_fn(|order| {
            let terms =
                (0..N_TERMS).map(|node| values[node][column] * (order as f64 * angle(node)).cos());
            let halved = if order == 0 { 0.25 } else { 0.5 };
            halved * terms.sum::<f64>()
        });
        [a - c, b - 3.0 * d, 2.0 * c, 4.0 * d]
    };
    (0..values[0].len()).map(cubic).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Qr;

    fn by_decomposition(spline: &NaturalSpline, x: &[f64], y: &[f64]) -> Vec<f64> {
        let columns = spline.columns(x);
        let qr = Qr::new(columns.clone());
        let mut effects = y.to_vec();
        qr.effects_in_place(&mut effects);
        effects.truncate(qr.rank());
        qr.solve_triangle_in_place(&mut effects);
        let weighted = |row: usize| {
            let terms = effects.iter().zip(qr.pivot());
            terms.map(|(weight, &at)| weight * columns[at][row]).sum()
        };
        (0..x.len()).map(weighted).collect()
    }

    #[test]
    fn meets_the_orthogonal_decomposition() {
        let even: Vec<f64> = (0..9000)
            .map(|i| f64::from(i * 7919 % 9000) / 900.0)
            .collect();
        let skewed: Vec<f64> = even.iter().map(|x| (0.5 * x).exp()).collect();
        let tied: Vec<f64> = even.iter().map(|x| x.round()).collect();
        let floor: Vec<f64> = even.iter().map(|x| x.max(2.0)).collect();
        for x in [even[..40].to_vec(), even, skewed, tied, floor] {
            let y: Vec<f64> = x.iter().map(|x| (3.0 * x).sin() - 5.0 + 0.1 * x).collect();
            for n_columns in 2..=4 {
                let spline = NaturalSpline::new(&x, n_columns);
                let Some(fit) = SplineFit::new(&spline, &x, &y) else {
                    panic!("{n_columns} columns, {} points", x.len());
                };
                let expected = by_decomposition(&spline, &x, &y);
                for ((x, fitted), expected) in x.iter().zip(fit.at_each(&x)).zip(expected) {
                    let difference = (fitted - expected).abs();
                    assert!(
                        difference < 1e-11,
                        "{n_columns} columns at {x}: {difference:e}"
                    );
                }
            }
        }
    }

    #[test]
    fn nothing_that_the_points_do_not_determine() {
        // no point between the ends: two independent members of four
        let x: Vec<f64> = (0..100).map(|i| f64::from(i % 2)).collect();
        let spline = NaturalSpline::new(&x, 4);
        assert_eq!(SplineFit::new(&spline, &x, &x), None);
        // an interior knot at the end
        let x: Vec<f64> = (0..100).map(|i| f64::from(i).max(40.0)).collect();
        let spline = NaturalSpline::new(&x, 4);
        assert_eq!(SplineFit::new(&spline, &x, &x), None);
    }
}
