//! How far arrays are from each other.

use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;

/// For each array the sum of its mean absolute distances to all arrays, log2.
///
/// # Shapes and units
/// Log2 expression in, one number for each sample out. Features with a missing value in either of
/// two samples count in neither of them; two samples without a common feature have distance NaN.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Source
/// The distances between arrays of arrayQualityMetrics (Kauffmann, Gentleman and Huber 2009).
pub fn mean_absolute_distances(expression: &ExpressionMatrix) -> Vec<f64> {
    let n = expression.n_samples();
    let mut sums = vec![0.0; n];
    for (one, distances) in later_distances(expression).iter().enumerate() {
        for (other, distance) in (one + 1..).zip(distances) {
            sums[one] += distance;
            sums[other] += distance;
        }
    }
    sums
}

/// The mean absolute distance of each array to each, row after row, as
/// [`mean_absolute_distances`] sums them.
pub fn mean_absolute_distance_matrix(expression: &ExpressionMatrix) -> Vec<f64> {
    let n = expression.n_samples();
    let mut all = vec![0.0; n * n];
    for (one, distances) in later_distances(expression).iter().enumerate() {
        for (other, &distance) in (one + 1..).zip(distances) {
            all[one * n + other] = distance;
            all[other * n + one] = distance;
        }
    }
    all
}

/// For each array its distances to those after it.
fn later_distances(expression: &ExpressionMatrix) -> Vec<Vec<f64>> {
    let n = expression.n_samples();
    let columns: Vec<Vec<f64>> = (0..n).map(|at| expression.column(at).collect()).collect();
    (0..n)
        .into_par_iter()
        .map(|one| {
            let others = columns[one + 1..].iter();
            others
                .map(|other| mean_distance(&columns[one], other))
                .collect()
        })
        .collect()
}

fn mean_distance(one: &[f64], other: &[f64]) -> f64 {
    let distances = one.iter().zip(other).map(|(a, b)| (a - b).abs());
    let (sum, n) = distances
        .filter(|distance| !distance.is_nan())
        .fold((0.0, 0_usize), |(sum, n), distance| (sum + distance, n + 1));
    sum / n as f64
}
