//! How far arrays are from each other.

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Sums that are formed side by side: one chain of additions would wait for each of them.
const LANES: usize = 8;

/// Arrays whose distances to others are summed together.
const TILE: usize = 8;

/// Values of an array that are taken at a time: those of a tile stay in the nearest cache.
const PART: usize = 256;

/// The mean absolute distance of each array to each, row after row. A feature that one of two arrays
/// lacks takes no part. Up to `at_once` arrays, two at least, are asked for and held at a time;
/// `is_complete` says that none lacks a feature.
pub(super) fn distance_matrix<'a>(
    n_arrays: usize,
    is_complete: bool,
    at_once: usize,
    array: &(dyn Fn(usize) -> Cow<'a, [f64]> + Sync),
) -> Vec<f64> {
    let hold = |arrays: Range<usize>| -> Vec<Cow<'a, [f64]>> {
        arrays.into_par_iter().map(array).collect()
    };
    let part = |start: usize, width: usize| start..(start + width).min(n_arrays);
    let width = match n_arrays <= at_once {
        true => n_arrays.max(1),
        false => (at_once / 2).max(1),
    };
    let mut all = vec![0.0; n_arrays * n_arrays];
    for rows in (0..n_arrays).step_by(width).map(|start| part(start, width)) {
        let held = hold(rows.clone());
        for columns in (rows.start..n_arrays).step_by(width) {
            let columns = part(columns, width);
            let others = (columns != rows).then(|| hold(columns.clone()));
            let others = others.as_ref().unwrap_or(&held);
            let of = |others: &[Cow<'a, [f64]>], at: usize| -> Vec<f64> {
                let ones = &held[at..held.len().min(at + TILE)];
                match is_complete {
                    true => Arch::new().dispatch(Tile { ones, others }),
                    false => {
                        let pairs = ones
                            .iter()
                            .flat_map(|one| others.iter().map(move |other| (one, other)));
                        pairs
                            .map(|(one, other)| mean_distance_of_present(one, other))
                            .collect()
                    }
                }
            };
            let tiles: Vec<usize> = (0..held.len()).step_by(TILE).collect();
            let found: Vec<Vec<f64>> = tiles.into_par_iter().map(|at| of(others, at)).collect();
            let found = found.iter().flat_map(|tile| tile.chunks(columns.len()));
            for (one, distances) in rows.clone().zip(found) {
                let of_columns = columns.clone().zip(distances);
                for (other, &found) in of_columns.filter(|(other, _)| *other > one) {
                    all[one * n_arrays + other] = found;
                    all[other * n_arrays + one] = found;
                }
            }
        }
    }
    all
}

/// The distances of each of a few arrays to each of others, row after row.
///
/// A part of the few stays in the nearest cache while that of each other is taken from memory once. The bits
/// are those of every pair alone, for any vector registers: each lane is a sum of its own.
struct Tile<'a, 'b> {
    ones: &'a [Cow<'b, [f64]>],
    others: &'a [Cow<'b, [f64]>],
}

impl NullaryFnOnce for Tile<'_, '_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn call(self) -> Vec<f64> {
        let Self { ones, others } = self;
        let n_values = ones[0].len();
        let n_whole = n_values - n_values % LANES;
        let mut sums = vec![[0.0; LANES]; ones.len() * others.len()];
        for from in (0..n_whole).step_by(PART) {
            let part = from..n_whole.min(from + PART);
            for (column, other) in others.iter().enumerate() {
                let other = other[part.clone()].as_chunks::<LANES>().0;
                for (row, one) in ones.iter().enumerate() {
                    let one = one[part.clone()].as_chunks::<LANES>().0;
                    let mut kept = sums[row * others.len() + column];
                    for (one, other) in one.iter().zip(other) {
                        for lane in 0..LANES {
                            kept[lane] += (one[lane] - other[lane]).abs();
                        }
                    }
                    sums[row * others.len() + column] = kept;
                }
            }
        }
        let rest = |row: usize, column: usize| -> f64 {
            let rest = ones[row][n_whole..].iter().zip(&others[column][n_whole..]);
            rest.map(|(a, b)| (a - b).abs()).sum()
        };
        let mean = |(at, sums): (usize, &[f64; LANES])| {
            let (row, column) = (at / others.len(), at % others.len());
            (sums.iter().sum::<f64>() + rest(row, column)) / n_values as f64
        };
        sums.iter().enumerate().map(mean).collect()
    }
}

fn mean_distance_of_present(one: &[f64], other: &[f64]) -> f64 {
    let distances = one.iter().zip(other).map(|(a, b)| (a - b).abs());
    let (sum, n) = distances
        .filter(|distance| !distance.is_nan())
        .fold((0.0, 0_usize), |(sum, n), distance| (sum + distance, n + 1));
    sum / n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(arrays: &[Vec<f64>], is_complete: bool) -> Vec<f64> {
        let held = |at: usize| Cow::Borrowed(&arrays[at][..]);
        let all = distance_matrix(arrays.len(), is_complete, arrays.len(), &held);
        for at_once in [1, 2] {
            let some = distance_matrix(arrays.len(), is_complete, at_once, &held);
            assert_eq!(some, all);
        }
        all
    }

    #[test]
    fn distances_are_means_over_what_both_arrays_have() {
        let arrays = vec![
            vec![1.0; 19],
            (0..19).map(f64::from).collect(),
            vec![3.0; 19],
        ];
        let found = of(&arrays, true);
        // 1, 0, 1, ... 17 over 19
        let expected = (1.0 + 17.0 * 18.0 / 2.0) / 19.0;
        assert!((found[1] - expected).abs() < 1e-14 && found[1] == found[3]);
        assert_eq!((found[0], found[2], found[6]), (0.0, 2.0, 2.0));
        let mut gaps = arrays;
        gaps[0][0] = f64::NAN;
        gaps[1][18] = f64::NAN;
        let found = of(&gaps, false);
        assert!(
            (found[1] - 16.0 * 17.0 / 2.0 / 17.0).abs() < 1e-14,
            "{found:?}"
        );
        assert_eq!(found[2], 2.0);
    }
}
