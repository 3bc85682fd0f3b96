//! A smooth function at very many points, by a table of polynomials.

use rayon::prelude::*;
use std::f64::consts::PI;
use std::ops::RangeInclusive;

/// Fewer points than this are computed one by one.
const FEW: usize = 512;
/// Coefficients of each polynomial.
const N_TERMS: usize = 12;
/// How closely a polynomial must meet the function, of max(1, |value|); the tails themselves are
/// smooth to some 3e-14 only.
const TOLERANCE: f64 = 2e-13;
/// Pieces of an octave, as powers of 2, from the first that is tried to the last.
const HALVINGS: RangeInclusive<u32> = 2..=5;
/// Octaves that may be tabulated: 2^-24 to 2^16.
const OCTAVES: RangeInclusive<i32> = -24..=15;
/// Points that a task computes.
const CHUNK: usize = 2048;

/// The function's values at each point. It must be smooth above 0; points at or below 0, NaN and
/// infinity are never tabulated.
///
/// An octave (the numbers of one binary exponent) that holds many points is cut into equal pieces
/// and the function replaced by a polynomial in each, of the eleventh degree through its values at
/// the Chebyshev points. A polynomial that misses the function at points between by more than
/// 2e-13 of max(1, |value|) is not used: the octave is cut finer, and at last the function itself
/// computed.
pub(crate) fn at_each(points: &[f64], function: &(impl Fn(f64) -> f64 + Sync)) -> Vec<f64> {
    if points.len() < FEW {
        return points.iter().map(|point| function(*point)).collect();
    }
    let table = Table::new(points, function);
    let mut values = vec![0.0; points.len()];
    (values.par_chunks_mut(CHUNK).zip(points.par_chunks(CHUNK))).for_each(|(values, points)| {
        for (value, &point) in values.iter_mut().zip(points) {
            *value = (table.at(point)).unwrap_or_else(|| function(point));
        }
    });
    values
}

/// Takes off what rounding adds to the logarithm of a probability of 1; NaN stays NaN.
pub(crate) fn at_most_zero(ln_p: f64) -> f64 {
    if ln_p > 0.0 { 0.0 } else { ln_p }
}

struct Table {
    /// For each octave its first piece, and how often it is halved; `None` where it has no pieces.
    octaves: Vec<Option<(usize, u32)>>,
    pieces: Vec<[f64; N_TERMS]>,
}

const FRACTION_BITS: u32 = 52;
const FRACTION: u64 = (1 << FRACTION_BITS) - 1;
const ONE: u64 = 1023 << FRACTION_BITS;

/// The position of a number's octave; far beyond all of them for those at or below 0, NaN and
/// infinity.
fn octave_of(point: f64) -> usize {
    let exponent = (point.to_bits() >> FRACTION_BITS) as i32 - 1023;
    (exponent - OCTAVES.start()) as usize
}

impl Table {
    fn new(points: &[f64], function: &(impl Fn(f64) -> f64 + Sync)) -> Self {
        let mut counts = vec![0; OCTAVES.count()];
        for &point in points {
            if let Some(count) = counts.get_mut(octave_of(point)) {
                *count += 1;
            }
        }
        let mut table = Self {
            octaves: Vec::with_capacity(counts.len()),
            pieces: Vec::new(),
        };
        for (exponent, n_points) in OCTAVES.zip(counts) {
            table.add_octave(exponent, n_points, function);
        }
        table
    }

    /// Tabulates an octave with as few pieces as do, if they take fewer evaluations than its
    /// points.
    fn add_octave(&mut self, exponent: i32, n_points: usize, function: &impl Fn(f64) -> f64) {
        let scale = f64::from(exponent).exp2();
        for halvings in HALVINGS {
            let n_pieces = 1 << halvings;
            if n_pieces * 2 * N_TERMS > n_points {
                break;
            }
            let piece = |at: usize| polynomial(scale, at, n_pieces, function);
            let pieces: Option<Vec<_>> = (0..n_pieces).map(piece).collect();
            if let Some(pieces) = pieces {
                self.octaves.push(Some((self.pieces.len(), halvings)));
                self.pieces.extend(pieces);
                return;
            }
        }
        self.octaves.push(None);
    }

    fn at(&self, point: f64) -> Option<f64> {
        let (first, halvings) = (*self.octaves.get(octave_of(point))?)?;
        let fraction = point.to_bits() & FRACTION;
        let shift = FRACTION_BITS - halvings;
        let piece = &self.pieces[first + (fraction >> shift) as usize];
        // what is left of the fraction, from 1 to 2, to -1 to 1
        let within = f64::from_bits(ONE | ((fraction << halvings) & FRACTION));
        Some(evaluate(piece, 2.0 * within - 3.0))
    }
}

/// The polynomial of one of the equal pieces of an octave, in -1 to 1; `None` if it misses the
/// function.
fn polynomial(
    scale: f64,
    at: usize,
    n_pieces: usize,
    function: &impl Fn(f64) -> f64,
) -> Option<[f64; N_TERMS]> {
    let point = |z: f64| scale * (1.0 + (at as f64 + 0.5 * (z + 1.0)) / n_pieces as f64);
    let angle = |node: usize| PI * (node as f64 + 0.5) / N_TERMS as f64;
    let values: [f64; N_TERMS] = std::array::from_fn(|node| function(point(angle(node).cos())));
    let coefficient = |order: usize| {
        let terms = (0..N_TERMS).map(|node| values[node] * (order as f64 * angle(node)).cos());
        let halved = if order == 0 { 1.0 } else { 2.0 };
        halved / N_TERMS as f64 * terms.sum::<f64>()
    };
    let polynomial = powers(std::array::from_fn(coefficient));
    // ends and the middle lie between the nodes, where a polynomial is worst
    let meets = |z: f64| {
        let value = function(point(z));
        (evaluate(&polynomial, z) - value).abs() <= TOLERANCE * value.abs().max(1.0)
    };
    [-1.0, 0.0, 1.0]
        .into_iter()
        .all(meets)
        .then_some(polynomial)
}

/// Turns coefficients of Chebyshev polynomials into those of powers.
fn powers(chebyshev: [f64; N_TERMS]) -> [f64; N_TERMS] {
    let mut powers = [0.0; N_TERMS];
    let (mut before, mut now) = ([0.0; N_TERMS], [0.0; N_TERMS]);
    (before[1], now[0]) = (1.0, 1.0);
    for coefficient in chebyshev {
        for (power, term) in powers.iter_mut().zip(now) {
            *power += coefficient * term;
        }
        let mut next = [0.0; N_TERMS];
        next[0] = -before[0];
        for at in 1..N_TERMS {
            next[at] = 2.0 * now[at - 1] - before[at];
        }
        (before, now) = (now, next);
    }
    powers
}

fn evaluate(polynomial: &[f64; N_TERMS], z: f64) -> f64 {
    let square = z * z;
    let (mut even, mut odd) = (polynomial[N_TERMS - 2], polynomial[N_TERMS - 1]);
    for at in (0..N_TERMS - 2).step_by(2).rev() {
        even = even * square + polynomial[at];
        odd = odd * square + polynomial[at + 1];
    }
    even + z * odd
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random_stream::random_stream;
    use crate::{f_distribution, student_t};
    use rand::RngExt;

    /// Points spread evenly over their logarithms, and all that is no number to tabulate.
    fn points(n: usize, from: f64, to: f64) -> Vec<f64> {
        let mut random = random_stream(3, 0);
        let mut points: Vec<f64> = (0..n)
            .map(|_| (from.ln() + (to / from).ln() * random.random::<f64>()).exp())
            .collect();
        let others = [
            0.0,
            -1.0,
            f64::NAN,
            f64::INFINITY,
            1e-300,
            1e300,
            1.0,
            2.0,
            4.0,
        ];
        points[..9].copy_from_slice(&others);
        points
    }

    fn assert_meets(found: &[f64], points: &[f64], what: &str, function: impl Fn(f64) -> f64) {
        for (&found, &point) in found.iter().zip(points) {
            let expected = function(point);
            let is_same = found.to_bits() == expected.to_bits();
            let difference = (found - expected).abs();
            assert!(
                is_same
                    || found.is_nan() && expected.is_nan()
                    || difference <= 4e-13 * expected.abs().max(1.0),
                "{what}, {point:e}: {found} {expected}"
            );
        }
    }

    #[test]
    fn tails_of_t() {
        let t = points(20_000, 1e-3, 60.0);
        for df in [
            0.4,
            1.0,
            2.0,
            3.7,
            8.0,
            19.9,
            45.0,
            195.0,
            5e3,
            1e6,
            1e10,
            f64::INFINITY,
        ] {
            let found = student_t::ln_two_sided_each(&t, df);
            assert_meets(&found, &t, &df.to_string(), |t| {
                student_t::ln_two_sided(t, df)
            });
        }
    }

    #[test]
    fn tails_of_f() {
        for df1 in [1.0, 2.0, 3.0, 9.0, 45.0, 195.0, 2000.0] {
            for df2 in [0.7, 2.0, 5.4, 30.0, 400.0, 1e7, f64::INFINITY] {
                let f = points(8000, 1e-2, 30.0);
                let found = f_distribution::ln_upper_tail_each(&f, df1, df2);
                let direct = |f| f_distribution::ln_upper_tail(f, df1, df2);
                assert_meets(&found, &f, &format!("{df1} {df2}"), direct);
            }
        }
    }

    #[test]
    fn most_points_come_from_the_table() {
        let t = points(20_000, 0.01, 10.0);
        let table = Table::new(&t, &|t| student_t::ln_two_sided(t, 8.0));
        let n_tabulated = t.iter().filter(|t| table.at(**t).is_some()).count();
        assert!(n_tabulated > 19_900, "{n_tabulated}");
        let f = points(20_000, 0.2, 3.0);
        let table = Table::new(&f, &|f| f_distribution::ln_upper_tail(f, 195.0, 6.0));
        let n_tabulated = f.iter().filter(|f| table.at(**f).is_some()).count();
        assert!(n_tabulated > 19_900, "{n_tabulated}");
    }
}
