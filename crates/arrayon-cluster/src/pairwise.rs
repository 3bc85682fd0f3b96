//! The distances of all pairs of complete rows, tile by tile.
//!
//! A row of 20,000 values is far larger than the nearest cache: row by row, every pair waits for
//! memory. Here a tile of pairs takes a part of each of its rows at a time, and each value that is
//! loaded serves several pairs.

use crate::condensed::rows_mut;
use crate::distance::{Distance, LANES, total_of_lanes};
use arrayon_core::Progress;
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

/// Rows of a tile on either side.
const TILE: usize = 16;

/// Values of a row that are taken at a time: those of a tile's rows fit into a second cache.
const PART: usize = 1024;

/// Rows on either side of which every value serves every other.
const SIDE: usize = 2;

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

impl NullaryFnOnce for Strip<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let rows = self.rows;
        let ones = padded(&rows[self.first..rows.len().min(self.first + TILE)]);
        for start in (self.first..rows.len()).step_by(TILE) {
            let others = padded(&rows[start..rows.len().min(start + TILE)]);
            let differences = match self.distance {
                Distance::Manhattan => tile_sums(&ones, &others, |a, b| (a - b).abs()),
                _ => tile_sums(&ones, &others, |a, b| (a - b) * (a - b)),
            };
            let added = (self.distance == Distance::AbsolutePearson)
                .then(|| tile_sums(&ones, &others, |a, b| (a + b) * (a + b)));
            for (row, pairs) in self.pairs.iter_mut().enumerate() {
                let one = self.first + row;
                for other in start.max(one + 1)..rows.len().min(start + TILE) {
                    let at = row * others.len() + other - start;
                    let sum = |sums: &[[f64; LANES]]| total_of_lanes(sums[at]);
                    pairs[other - one - 1] =
                        (self.distance).of_sums(sum(&differences), added.as_deref().map(sum));
                }
            }
        }
    }
}

/// The rows, the last one repeated until they fill up whole sides.
fn padded<'a>(rows: &[&'a [f64]]) -> Vec<&'a [f64]> {
    let mut rows = rows.to_vec();
    while !rows.len().is_multiple_of(SIDE) {
        rows.push(rows[rows.len() - 1]);
    }
    rows
}

/// The partial sums of every pair across, row after row.
#[inline(always)]
fn tile_sums(
    ones: &[&[f64]],
    others: &[&[f64]],
    term: impl Fn(f64, f64) -> f64 + Copy,
) -> Vec<[f64; LANES]> {
    let mut sums = vec![[0.0; LANES]; ones.len() * others.len()];
    let n_values = ones[0].len();
    for from in (0..n_values).step_by(PART) {
        let part = from..n_values.min(from + PART);
        for i in (0..ones.len()).step_by(SIDE) {
            for j in (0..others.len()).step_by(SIDE) {
                let one = [0, 1].map(|side| &ones[i + side][part.clone()]);
                let other = [0, 1].map(|side| &others[j + side][part.clone()]);
                let at = [0, 1].map(|side| (i + side) * others.len() + j);
                let mut square = at.map(|at| [sums[at], sums[at + 1]]);
                add_terms(one, other, term, &mut square);
                for (at, row) in at.into_iter().zip(square) {
                    (sums[at], sums[at + 1]) = (row[0], row[1]);
                }
            }
        }
    }
    sums
}

/// Adds the terms of these values to the partial sums of the pairs across.
#[inline(always)]
fn add_terms(
    ones: [&[f64]; SIDE],
    others: [&[f64]; SIDE],
    term: impl Fn(f64, f64) -> f64 + Copy,
    sums: &mut [[[f64; LANES]; SIDE]; SIDE],
) {
    let mut kept = *sums;
    let (one, one_rest) = ones[0].as_chunks::<LANES>();
    let (one_below, one_below_rest) = ones[1].as_chunks::<LANES>();
    let (other, other_rest) = others[0].as_chunks::<LANES>();
    let (other_below, other_below_rest) = others[1].as_chunks::<LANES>();
    let left = one.iter().zip(one_below);
    let right = other.iter().zip(other_below);
    for ((a, b), (c, d)) in left.zip(right) {
        for lane in 0..LANES {
            kept[0][0][lane] += term(a[lane], c[lane]);
            kept[0][1][lane] += term(a[lane], d[lane]);
            kept[1][0][lane] += term(b[lane], c[lane]);
            kept[1][1][lane] += term(b[lane], d[lane]);
        }
    }
    let left = [one_rest, one_below_rest];
    let right = [other_rest, other_below_rest];
    for (row, left) in kept.iter_mut().zip(left) {
        for (sums, right) in row.iter_mut().zip(right) {
            for (lane, (&a, &b)) in left.iter().zip(right).enumerate() {
                sums[lane] += term(a, b);
            }
        }
    }
    *sums = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_core::NoProgress;

    #[test]
    fn tiles_give_the_bits_of_every_pair_alone() {
        for (n_items, n_values) in [(2, 3), (5, 1), (17, 40), (33, 2_051), (40, 8)] {
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
