//! Sums over the values of two rows, always in the same order: of one pair, or of all pairs of two groups.
//!
//! A row of 20,000 values is far larger than the nearest cache: row by row, every pair waits for
//! memory. Here a tile of pairs takes a part of each of its rows at a time, which then stays near
//! for all pairs of the tile; within a tile a few pairs at a time keep their sums in registers.

use pulp::{Arch, Simd, WithSimd};

/// How many rows of either group a tile has at most.
pub const TILE: usize = 32;

/// How many partial sums there are.
pub const LANES: usize = 8;

/// Values of a row that are taken at a time: those of a tile's rows fit into a second cache, those
/// of the pairs in registers into the first.
const PART: usize = 256;

/// Rows on either side whose pairs keep their sums in registers together.
const ONES: usize = 2;
const OTHERS: usize = 4;

/// What is summed over the values of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairTerm {
    /// (a - b)^2
    SquaredDifference,
    /// |a - b|
    AbsoluteDifference,
    /// (a + b)^2
    SquaredSum,
}

/// The sum of a term over the values of every pair of two groups of complete rows of one length, row after
/// row of `ones`.
///
/// # Panics
/// If a group has no row, or more than [`TILE`].
///
/// # Determinism
/// The bits of [`summed`], whatever registers the processor has.
///
/// # Examples
/// ```
/// use arrayon_stats::row_pairs::{PairTerm, sums_of_pairs};
/// let sums = sums_of_pairs(PairTerm::AbsoluteDifference, &[&[1.0, 5.0]], &[&[2.0, 2.0], &[1.0, 4.0]]);
/// assert_eq!(sums, [4.0, 1.0]);
/// ```
pub fn sums_of_pairs(term: PairTerm, ones: &[&[f64]], others: &[&[f64]]) -> Vec<f64> {
    let fit = |rows: &[&[f64]]| (1..=TILE).contains(&rows.len());
    assert!(
        fit(ones) && fit(others),
        "{} x {} rows",
        ones.len(),
        others.len()
    );
    Arch::new().dispatch(Tile { term, ones, others })
}

/// The terms of all pairs of values in eight interleaved partial sums, which are always added in
/// the same order.
#[inline(always)]
pub fn summed(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (ones, one_rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..LANES {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in one_rest.iter().zip(other_rest).enumerate() {
        sums[lane] += term(a, b);
    }
    total_of_lanes(sums)
}

/// The sum of interleaved partial sums.
#[inline(always)]
pub fn total_of_lanes(sums: [f64; LANES]) -> f64 {
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

struct Tile<'a> {
    term: PairTerm,
    ones: &'a [&'a [f64]],
    others: &'a [&'a [f64]],
}

impl WithSimd for Tile<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
        let (ones, others) = (self.ones, self.others);
        let sums = match self.term {
            PairTerm::SquaredDifference => tile_sums::<S, SquaredDifference>(simd, ones, others),
            PairTerm::AbsoluteDifference => tile_sums::<S, AbsoluteDifference>(simd, ones, others),
            PairTerm::SquaredSum => tile_sums::<S, SquaredSum>(simd, ones, others),
        };
        let rows = sums.chunks(TILE).map(|row| &row[..others.len()]);
        rows.flatten().map(|&sums| total_of_lanes(sums)).collect()
    }
}

/// A term; 0 for two zeros.
trait Term {
    fn of<S: Simd>(simd: S, a: S::f64s, b: S::f64s) -> S::f64s;
}

struct SquaredDifference;
struct AbsoluteDifference;
struct SquaredSum;

impl Term for SquaredDifference {
    #[inline(always)]
    fn of<S: Simd>(simd: S, a: S::f64s, b: S::f64s) -> S::f64s {
        let difference = simd.sub_f64s(a, b);
        simd.mul_f64s(difference, difference)
    }
}

impl Term for AbsoluteDifference {
    #[inline(always)]
    fn of<S: Simd>(simd: S, a: S::f64s, b: S::f64s) -> S::f64s {
        // not by `abs_f64s`, whose negation is not always inlined and then takes nine tenths of the time
        let but_the_sign = simd.splat_f64s(f64::from_bits(u64::MAX >> 1));
        simd.and_f64s(but_the_sign, simd.sub_f64s(a, b))
    }
}

impl Term for SquaredSum {
    #[inline(always)]
    fn of<S: Simd>(simd: S, a: S::f64s, b: S::f64s) -> S::f64s {
        let sum = simd.add_f64s(a, b);
        simd.mul_f64s(sum, sum)
    }
}

/// Values of a row, cut into as many as there are partial sums.
type Chunks<'a> = &'a [[f64; LANES]];

/// The partial sums of every pair across, [`TILE`] for each row of `ones`.
#[inline(always)]
fn tile_sums<S: Simd, T: Term>(simd: S, ones: &[&[f64]], others: &[&[f64]]) -> Vec<[f64; LANES]> {
    let mut sums = vec![[0.0; LANES]; ones.len() * TILE];
    let n_values = ones[0].len();
    for from in (0..n_values).step_by(PART) {
        let part = from..n_values.min(from + PART);
        let [(ones, ones_rest), (others, others_rest)] = [ones, others].map(|rows| {
            let parts = rows.iter().map(|row| row[part.clone()].as_chunks());
            parts.unzip::<_, _, Vec<Chunks<'_>>, Vec<&[f64]>>()
        });
        add_tile::<S, T>(simd, &ones, &others, &mut sums);
        if !ones_rest[0].is_empty() {
            // the terms of two zeros are 0 and change no sum
            let [ones, others] = [ones_rest, others_rest].map(|rests| filled_up(&rests));
            let [ones, others] = [&ones, &others].map(|rows| rows.chunks(1).collect::<Vec<_>>());
            add_tile::<S, T>(simd, &ones, &others, &mut sums);
        }
    }
    sums
}

fn filled_up(rests: &[&[f64]]) -> Vec<[f64; LANES]> {
    let filled = |rest: &&[f64]| {
        let mut chunk = [0.0; LANES];
        chunk[..rest.len()].copy_from_slice(rest);
        chunk
    };
    rests.iter().map(filled).collect()
}

/// Adds the terms of these values to the partial sums of every pair across.
#[inline(always)]
fn add_tile<S: Simd, T: Term>(
    simd: S,
    ones: &[Chunks<'_>],
    others: &[Chunks<'_>],
    sums: &mut [[f64; LANES]],
) {
    for (ones, sums) in ones.chunks(ONES).zip(sums.chunks_mut(ONES * TILE)) {
        for (at, others) in others.chunks(OTHERS).enumerate() {
            let sums = &mut sums[at * OTHERS..];
            if let (&[a, b], &[c, d, e, f]) = (ones, others) {
                add_terms::<S, T, ONES, OTHERS>(simd, [a, b], [c, d, e, f], sums);
                continue;
            }
            for (row, &one) in ones.iter().enumerate() {
                for (column, &other) in others.iter().enumerate() {
                    let sums = &mut sums[row * TILE + column..];
                    add_terms::<S, T, 1, 1>(simd, [one], [other], sums);
                }
            }
        }
    }
}

#[inline(always)]
fn vectors<S: Simd>(row: Chunks<'_>) -> &[S::f64s] {
    S::as_simd_f64s(row.as_flattened()).0
}

/// Adds the terms of these pairs, whose partial sums stay in registers.
///
/// There are plain loops only: a closure that the compiler does not inline would not be compiled for the
/// processor's vector registers, and cost five times the time.
#[inline(always)]
fn add_terms<S: Simd, T: Term, const R: usize, const C: usize>(
    simd: S,
    ones: [Chunks<'_>; R],
    others: [Chunks<'_>; C],
    sums: &mut [[f64; LANES]],
) {
    let (mut one_of, mut other_of) = ([&[][..]; R], [&[][..]; C]);
    let n_vectors = vectors::<S>(ones[0]).len();
    for row in 0..R {
        one_of[row] = &vectors::<S>(ones[row])[..n_vectors];
    }
    for column in 0..C {
        other_of[column] = &vectors::<S>(others[column])[..n_vectors];
    }
    let n_parts = LANES / S::F64_LANES;
    for part in 0..n_parts {
        let mut kept = [[simd.splat_f64s(0.0); C]; R];
        for row in 0..R {
            for column in 0..C {
                kept[row][column] = S::as_simd_f64s(&sums[row * TILE + column]).0[part];
            }
        }
        let mut at = part;
        while at < n_vectors {
            let mut others = [simd.splat_f64s(0.0); C];
            for column in 0..C {
                others[column] = other_of[column][at];
            }
            for row in 0..R {
                let one = one_of[row][at];
                for column in 0..C {
                    let term = T::of(simd, one, others[column]);
                    kept[row][column] = simd.add_f64s(kept[row][column], term);
                }
            }
            at += n_parts;
        }
        for row in 0..R {
            for column in 0..C {
                S::as_mut_simd_f64s(&mut sums[row * TILE + column]).0[part] = kept[row][column];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_give_the_bits_of_every_pair_alone() {
        for (n_ones, n_others, n_values) in [(1, 1, 3), (5, 4, 1), (17, 32, 40), (32, 7, 2_051)] {
            let values: Vec<f64> = (0..(n_ones + n_others) * n_values)
                .map(|at| ((at * 7919 + at / 7) % 1009) as f64 / 1009.0 - 0.5)
                .collect();
            let rows: Vec<&[f64]> = values.chunks(n_values).collect();
            let (ones, others) = rows.split_at(n_ones);
            let alone = |term: fn(f64, f64) -> f64| -> Vec<u64> {
                let pairs = ones
                    .iter()
                    .flat_map(|one| others.iter().map(move |other| (one, other)));
                pairs
                    .map(|(one, other)| summed(one, other, term).to_bits())
                    .collect()
            };
            let bits = |term| -> Vec<u64> {
                let sums = sums_of_pairs(term, ones, others);
                sums.into_iter().map(f64::to_bits).collect()
            };
            assert_eq!(
                bits(PairTerm::SquaredDifference),
                alone(|a, b| (a - b) * (a - b))
            );
            assert_eq!(
                bits(PairTerm::AbsoluteDifference),
                alone(|a, b| (a - b).abs())
            );
            assert_eq!(bits(PairTerm::SquaredSum), alone(|a, b| (a + b) * (a + b)));
        }
    }
}
