//! Cholesky's decomposition of a covariance matrix.

use crate::inner_product::dot;
use rayon::prelude::*;

/// Columns that are done at a time, row by row.
const BLOCK: usize = 64;
/// Rows below which a task is not worth its start.
const FEW_ROWS: usize = 16;

/// Adds to a row of the triangle its entries under whole rows above it, which `entry` numbers from 0.
fn extend(row: &mut Vec<f64>, above: &[Vec<f64>], entry: impl Fn(usize) -> f64) {
    for (j, other) in above.iter().enumerate() {
        let n = row.len();
        let known = dot(row, &other[..n]);
        row.push((entry(j) - known) / other[n]);
    }
}

/// A symmetric positive definite matrix as a lower triangle times its transpose.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    /// Rows of the lower triangle, each up to its diagonal.
    rows: Vec<Vec<f64>>,
}

impl Cholesky {
    /// Decomposes the matrix of `n` rows whose entries `entry` gives (the lower triangle is
    /// read). `None` where it is not positive definite.
    ///
    /// # Cost
    /// O(n^3), parallel over rows; the same bits for any number of threads.
    pub fn new(n: usize, entry: impl Fn(usize, usize) -> f64 + Sync) -> Option<Self> {
        let mut rows: Vec<Vec<f64>> = (0..n).map(|i| Vec::with_capacity(i + 1)).collect();
        for first in (0..n).step_by(BLOCK) {
            let end = n.min(first + BLOCK);
            let (above, below) = rows.split_at_mut(end);
            for i in first..end {
                let (above, rest) = above.split_at_mut(i);
                let row = &mut rest[0];
                extend(row, &above[first..], |j| entry(i, first + j));
                let square = entry(i, i) - dot(row, row);
                if square.is_nan() || square <= 0.0 {
                    return None;
                }
                row.push(square.sqrt());
            }
            let block = &above[first..];
            (below.par_iter_mut().with_min_len(FEW_ROWS).enumerate())
                .for_each(|(at, row)| extend(row, block, |j| entry(end + at, first + j)));
        }
        Some(Self { rows })
    }

    /// Solves the lower triangle for a right-hand side, in place: decorrelates a vector with this
    /// covariance.
    ///
    /// # Panics
    /// If the vector is longer than the matrix.
    pub fn solve_lower_in_place(&self, values: &mut [f64]) {
        for at in 0..values.len() {
            let row = &self.rows[at];
            let known = dot(&row[..at], &values[..at]);
            values[at] = (values[at] - known) / row[at];
        }
    }

    /// Solves the whole matrix for a right-hand side, in place.
    ///
    /// # Panics
    /// If the vector is longer than the matrix.
    pub fn solve_in_place(&self, values: &mut [f64]) {
        self.solve_lower_in_place(values);
        for at in (0..values.len()).rev() {
            values[at] /= self.rows[at][at];
            let value = values[at];
            for (above, entry) in values[..at].iter_mut().zip(&self.rows[at]) {
                *above -= value * entry;
            }
        }
    }

    /// The least square on the triangle's diagonal: of the variance of one variable, what those
    /// before it leave undetermined. Infinite for an empty matrix.
    pub fn least_pivot(&self) -> f64 {
        (self.rows.iter().enumerate())
            .map(|(at, row)| row[at].powi(2))
            .fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::Cholesky;

    #[test]
    fn decorrelates_and_refuses() {
        let entry = |i, j| if i == j { 1.0 } else { 0.5 };
        let cholesky = Cholesky::new(3, entry).unwrap();
        let mut values = [1.0, 1.0, 1.0];
        cholesky.solve_lower_in_place(&mut values);
        // 1' V^-1 1 = 3 / (1 + 2 rho)
        assert!((values.iter().map(|v| v * v).sum::<f64>() - 1.5).abs() < 1e-15);
        let mut values = [1.0, 2.0, 3.0];
        cholesky.solve_in_place(&mut values);
        for i in 0..3 {
            let product: f64 = (0..3).map(|j| entry(i, j) * values[j]).sum();
            assert!((product - (i as f64 + 1.0)).abs() < 1e-14);
        }
        assert!(Cholesky::new(3, |i, j| if i == j { 1.0 } else { -0.5 }).is_none());
    }

    #[test]
    fn large_matrices_are_their_factors_product() {
        let entry = |i: usize, j: usize| 1.0 / (1.0 + i.abs_diff(j) as f64);
        let cholesky = Cholesky::new(200, entry).unwrap();
        for (i, j) in [(0, 0), (63, 2), (64, 64), (130, 70), (199, 199), (199, 64)] {
            let rows = (&cholesky.rows[i], &cholesky.rows[j]);
            let product: f64 = rows.0.iter().zip(rows.1).map(|(a, b)| a * b).sum();
            assert!((product - entry(i, j)).abs() < 1e-13, "{i} {j}");
        }
        assert!(Cholesky::new(150, |i, j| if i == j { 1.0 } else { -0.01 }).is_none());
    }
}
