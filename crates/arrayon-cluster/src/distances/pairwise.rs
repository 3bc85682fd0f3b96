//! The distances of all pairs of complete rows, tile by tile.
//!
//! A row of 20,000 values is far larger than the nearest cache: row by row, every pair waits for
//! memory. Here a tile of pairs takes a part of each of its rows at a time, which then stays near
//! for all pairs of the tile; within a tile a few pairs at a time keep their sums in registers.

use super::condensed::rows_mut;
use super::sums::{LANES, total_of_lanes};
use crate::settings::Distance;
use arrayon_core::Progress;
use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;

/// Rows of a tile on either side.
const TILE: usize = 32;

/// Values of a row that are taken at a time: those of a tile's rows fit into a second cache, those
/// of the pairs in registers into the first.
const PART: usize = 256;

/// Rows on either side whose pairs keep their sums in registers together.
const ONES: usize = 2;
const OTHERS: usize = 4;

/// The distances of all pairs in condensed order: the same bits as [`Distance::of_prepared`] gives
/// for each, for any number of threads. The progress advances by one for each row.
pub(crate) fn pairwise(
    prepared: &[f64],
    n_items: usize,
    distance: Distance,
    progress: &dyn Progress,
) -> Vec<f64> {
    let n_values = prepared.len() / n_items;
    let rows: Vec<&[f64]> = prepared.chunks(n_values.max(1)).collect();
    let mut condensed = vec![0.0; n_items * (n_items - 1) / 2];
    let arch = Arch::new();
    (rows_mut(&mut condensed, n_items).par_chunks_mut(TILE))
        .enumerate()
        .for_each(|(tile, pairs)| {
            let strip = Strip {
                rows: &rows,
                first: tile * TILE,
                pairs,
                distance,
            };
            arch.dispatch(strip);
            progress.advance(TILE.min(n_items - tile * TILE) as u64);
        });
    condensed
}

/// Some rows next to each other, and their distances to all rows behind each.
struct Strip<'a, 'b> {
    rows: &'a [&'a [f64]],
    first: usize,
    pairs: &'a mut [&'b mut [f64]],
    distance: Distance,
}

impl WithSimd for Strip<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let rows = self.rows;
        let ones = &rows[self.first..rows.len().min(self.first + TILE)];
        for start in (self.first..rows.len()).step_by(TILE) {
            let others = &rows[start..rows.len().min(start + TILE)];
            let differences = match self.distance {
                Distance::Manhattan => tile_sums::<S, AbsoluteDifference>(simd, ones, others),
                _ => tile_sums::<S, SquaredDifference>(simd, ones, others),
            };
            let added = (self.distance == Distance::AbsolutePearson)
                .then(|| tile_sums::<S, SquaredSum>(simd, ones, others));
            for (row, pairs) in self.pairs.iter_mut().enumerate() {
                let one = self.first + row;
                for other in start.max(one + 1)..rows.len().min(start + TILE) {
                    let at = row * TILE + other - start;
                    let sum = |sums: &[[f64; LANES]]| total_of_lanes(sums[at]);
                    pairs[other - one - 1] =
                        (self.distance).of_sums(sum(&differences), added.as_deref().map(sum));
                }
            }
        }
    }
}

/// What is summed over the values of a pair; 0 for two zeros.
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
        simd.abs_f64s(simd.sub_f64s(a, b))
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
    use arrayon_core::NoProgress;

    #[test]
    fn tiles_give_the_bits_of_every_pair_alone() {
        for (n_items, n_values) in [(2, 3), (5, 1), (17, 40), (33, 2_051), (70, 8)] {
            let values: Vec<f64> = (0..n_items * n_values)
                .map(|at| ((at * 7919 + at / 7) % 1009) as f64 / 1009.0 - 0.5)
                .collect();
            let row = |at: usize| &values[at * n_values..(at + 1) * n_values];
            for distance in Distance::ALL {
                let found = pairwise(&values, n_items, distance, &NoProgress);
                let mut found = found.into_iter();
                for i in 0..n_items {
                    for j in i + 1..n_items {
                        let alone = distance.of_prepared(row(i), row(j));
                        let together = found.next().unwrap();
                        assert_eq!(together.to_bits(), alone.to_bits(), "{distance} {i} {j}");
                    }
                }
            }
        }
    }
}
