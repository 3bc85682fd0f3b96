//! How far arrays are from each other.

use super::pairs::symmetric;
use rayon::prelude::*;

/// Sums that are formed side by side: one chain of additions would wait for each of them.
const LANES: usize = 8;

/// The mean absolute distance of each array to each, row after row. A feature that one of two arrays
/// lacks takes no part.
pub(super) fn distance_matrix(arrays: &[Vec<f64>]) -> Vec<f64> {
    let is_complete = (arrays.par_iter()).all(|array| array.iter().all(|value| value.is_finite()));
    let distance = match is_complete {
        true => mean_distance,
        false => mean_distance_of_present,
    };
    symmetric(arrays.len(), |one, other| {
        distance(&arrays[one], &arrays[other])
    })
}

fn mean_distance(one: &[f64], other: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (ones, others) = (one.chunks_exact(LANES), other.chunks_exact(LANES));
    let rest = ones.remainder().iter().zip(others.remainder());
    let rest: f64 = rest.map(|(a, b)| (a - b).abs()).sum();
    for (ones, others) in ones.zip(others) {
        for ((sum, a), b) in sums.iter_mut().zip(ones).zip(others) {
            *sum += (a - b).abs();
        }
    }
    (sums.iter().sum::<f64>() + rest) / one.len() as f64
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

    #[test]
    fn distances_are_means_over_what_both_arrays_have() {
        let arrays = vec![
            vec![1.0; 19],
            (0..19).map(f64::from).collect(),
            vec![3.0; 19],
        ];
        let found = distance_matrix(&arrays);
        // 1, 0, 1, ... 17 over 19
        let expected = (1.0 + 17.0 * 18.0 / 2.0) / 19.0;
        assert!((found[1] - expected).abs() < 1e-14 && found[1] == found[3]);
        assert_eq!((found[0], found[2], found[6]), (0.0, 2.0, 2.0));
        let mut gaps = arrays;
        gaps[0][0] = f64::NAN;
        gaps[1][18] = f64::NAN;
        let found = distance_matrix(&gaps);
        assert!(
            (found[1] - 16.0 * 17.0 / 2.0 / 17.0).abs() < 1e-14,
            "{found:?}"
        );
        assert_eq!(found[2], 2.0);
    }
}
