//! How far arrays are from each other.

use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Sums that are formed side by side: one chain of additions would wait for each of them.
const LANES: usize = 8;

/// The mean absolute distance of each array to each, row after row. A feature that one of two arrays
/// lacks takes no part. Up to `at_once` arrays, two at least, are asked for and held at a time;
/// `is_complete` says that none lacks a feature.
pub(super) fn distance_matrix<'a>(
    n_arrays: usize,
    is_complete: bool,
    at_once: usize,
    array: &(dyn Fn(usize) -> Cow<'a, [f64]> + Sync),
) -> Vec<f64> {
    let distance = match is_complete {
        true => mean_distance,
        false => mean_distance_of_present,
    };
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
            let found: Vec<Vec<f64>> = (rows.clone().into_par_iter())
                .map(|one| {
                    let later = columns.clone().filter(|&other| other > one);
                    let distances = later.map(|other| {
                        distance(&held[one - rows.start], &others[other - columns.start])
                    });
                    distances.collect()
                })
                .collect();
            for (one, distances) in rows.clone().zip(found) {
                let later = columns.clone().filter(|&other| other > one);
                for (other, found) in later.zip(distances) {
                    all[one * n_arrays + other] = found;
                    all[other * n_arrays + one] = found;
                }
            }
        }
    }
    all
}

fn mean_distance(one: &[f64], other: &[f64]) -> f64 {
    Arch::new().dispatch(MeanDistance { one, other })
}

struct MeanDistance<'a> {
    one: &'a [f64],
    other: &'a [f64],
}

impl NullaryFnOnce for MeanDistance<'_> {
    type Output = f64;

    /// The same bits for any vector registers: each lane is a sum of its own.
    #[inline(always)]
    fn call(self) -> f64 {
        let Self { one, other } = self;
        let mut sums = [0.0; LANES];
        let (ones, rest_of_one) = one.as_chunks::<LANES>();
        let (others, rest_of_other) = other.as_chunks::<LANES>();
        for (ones, others) in ones.iter().zip(others) {
            for lane in 0..LANES {
                sums[lane] += (ones[lane] - others[lane]).abs();
            }
        }
        let rest = rest_of_one.iter().zip(rest_of_other);
        let rest: f64 = rest.map(|(a, b)| (a - b).abs()).sum();
        (sums.iter().sum::<f64>() + rest) / one.len() as f64
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
