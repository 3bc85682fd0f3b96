//! How far arrays are from each other.

use arrayon_stats::row_pairs::{PairTerm, TILE, sums_of_pairs};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

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
            let is_own = columns == rows;
            let of = |others: &[Cow<'a, [f64]>], at: usize| -> Vec<f64> {
                let ones = &held[at..held.len().min(at + TILE)];
                let mut found = vec![0.0; ones.len() * others.len()];
                // pairs below the diagonal are those above it
                for start in (if is_own { at } else { 0 }..others.len()).step_by(TILE) {
                    let some = &others[start..others.len().min(start + TILE)];
                    let distances = mean_distances(ones, some, is_complete);
                    let rows = found.chunks_mut(others.len());
                    for (row, distances) in rows.zip(distances.chunks(some.len())) {
                        row[start..start + some.len()].copy_from_slice(distances);
                    }
                }
                found
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

/// The mean absolute distances of each of a few arrays to each of others, row after row.
fn mean_distances(
    ones: &[Cow<'_, [f64]>],
    others: &[Cow<'_, [f64]>],
    is_complete: bool,
) -> Vec<f64> {
    if is_complete {
        let [ones, others] =
            [ones, others].map(|rows| rows.iter().map(Cow::as_ref).collect::<Vec<&[f64]>>());
        let mut sums = sums_of_pairs(PairTerm::AbsoluteDifference, &ones, &others);
        let n_values = ones[0].len() as f64;
        sums.iter_mut().for_each(|sum| *sum /= n_values);
        return sums;
    }
    let pairs = (ones.iter()).flat_map(|one| others.iter().map(move |other| (one, other)));
    pairs
        .map(|(one, other)| mean_distance_of_present(one, other))
        .collect()
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
