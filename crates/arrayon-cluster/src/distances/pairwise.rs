//! The distances of all pairs of complete rows, tile by tile.
//!
//! A row of 20,000 values is far larger than the nearest cache: row by row, every pair waits for
//! memory. Here a tile of pairs takes a part of each of its rows at a time, which then stays near
//! for all pairs of the tile.

use super::condensed::rows_mut;
use super::sums::{LANES, total_of_lanes};
use crate::settings::Distance;
use arrayon_core::Progress;
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

/// Rows of a tile on either side.
const TILE: usize = 16;

/// Values of a row that are taken at a time: those of a tile's rows fit into a second cache.
const PART: usize = 1024;

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
        let ones = &rows[self.first..rows.len().min(self.first + TILE)];
        for start in (self.first..rows.len()).step_by(TILE) {
            let others = &rows[start..rows.len().min(start + TILE)];
            let differences = match self.distance {
                Distance::Manhattan => tile_sums(ones, others, |a, b| (a - b).abs()),
                _ => tile_sums(ones, others, |a, b| (a - b) * (a - b)),
            };
            let added = (self.distance == Distance::AbsolutePearson)
                .then(|| tile_sums(ones, others, |a, b| (a + b) * (a + b)));
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
        let pairs = ones
            .iter()
            .flat_map(|one| others.iter().map(move |other| (one, other)));
        for ((one, other), sums) in pairs.zip(&mut sums) {
            add_terms(&one[part.clone()], &other[part.clone()], term, sums);
        }
    }
    sums
}

/// Adds the terms of these values to the partial sums of a pair. One pair at a time: of several
/// the compiler makes no vectors.
#[inline(always)]
fn add_terms(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64, sums: &mut [f64; LANES]) {
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
