//! What the log variances of arrays are made of.

use crate::DiffexprError;
use crate::linear::design::Reduction;
use ndarray::Array2;

/// Log variances as combinations of columns that sum to 0, so that the weights multiply to 1.
/// Only entries that are not 0 are held.
pub(super) struct VarianceModel {
    /// For each parameter, the samples that it concerns and its coefficient there.
    columns: Vec<Vec<(usize, f64)>>,
    /// For each sample, the parameters that concern it and their coefficients.
    rows: Vec<Vec<(usize, f64)>>,
}

impl VarianceModel {
    /// A parameter for each array but the last, whose log variance is minus the sum of the others';
    /// or the columns given, less their means and without those that are combinations of others.
    pub(super) fn new(
        design: Option<&Array2<f64>>,
        n_samples: usize,
    ) -> Result<Self, DiffexprError> {
        let Some(design) = design else {
            let last = n_samples.saturating_sub(1);
            return Ok(Self::of(
                (0..last).map(|at| vec![(at, 1.0), (last, -1.0)]).collect(),
                n_samples,
            ));
        };
        if design.nrows() != n_samples || design.iter().any(|value| !value.is_finite()) {
            return Err(DiffexprError::Setting {
                setting: "rows of the variance design",
                value: design.nrows() as f64,
                expected: "finite numbers, one row per sample",
            });
        }
        let mut vectors = vec![vec![1.0; n_samples]];
        vectors.extend(design.columns().into_iter().map(|column| column.to_vec()));
        let centred = |vector: &Vec<f64>| -> Vec<(usize, f64)> {
            let mean = vector.iter().sum::<f64>() / n_samples as f64;
            vector
                .iter()
                .map(|value| value - mean)
                .enumerate()
                .collect()
        };
        let kept = Reduction::new(vectors.clone()).kept;
        let columns = kept.iter().skip(1).map(|&at| centred(&vectors[at]));
        Ok(Self::of(columns.collect(), n_samples))
    }

    fn of(columns: Vec<Vec<(usize, f64)>>, n_samples: usize) -> Self {
        let mut rows = vec![Vec::new(); n_samples];
        for (parameter, column) in columns.iter().enumerate() {
            for &(sample, coefficient) in column {
                rows[sample].push((parameter, coefficient));
            }
        }
        Self { columns, rows }
    }

    pub(super) fn n_parameters(&self) -> usize {
        self.columns.len()
    }

    /// The weights of arrays.
    pub(super) fn weights(&self, parameters: &[f64]) -> Vec<f64> {
        let log_variance = |row: &Vec<(usize, f64)>| -> f64 {
            let terms = row.iter().map(|&(at, share)| share * parameters[at]);
            terms.sum()
        };
        let rows = self.rows.iter();
        rows.map(|row| (-log_variance(row)).exp()).collect()
    }

    /// Sums over samples for each parameter.
    pub(super) fn sums(&self, values: &[f64]) -> Vec<f64> {
        let sum = |column: &Vec<(usize, f64)>| -> f64 {
            let terms = column.iter().map(|&(at, share)| share * values[at]);
            terms.sum()
        };
        self.columns.iter().map(sum).collect()
    }

    /// The entry of two parameters of a matrix between samples.
    pub(super) fn entry(
        &self,
        (a, b): (usize, usize),
        matrix: impl Fn(usize, usize) -> f64,
    ) -> f64 {
        let mut sum = 0.0;
        for &(i, share) in &self.columns[a] {
            for &(j, other) in &self.columns[b] {
                sum += share * other * matrix(i, j);
            }
        }
        sum
    }

    /// Adds a diagonal matrix between samples to the lower triangle of one between parameters, row
    /// after row of `n_parameters`.
    pub(super) fn add_diagonal(&self, diagonal: impl Fn(usize) -> f64, matrix: &mut [f64]) {
        let n = self.n_parameters();
        for (sample, row) in self.rows.iter().enumerate() {
            let value = diagonal(sample);
            for (at, &(a, share)) in row.iter().enumerate() {
                for &(b, other) in &row[..=at] {
                    matrix[a * n + b] += value * share * other;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_multiply_to_one() {
        let model = VarianceModel::new(None, 4).unwrap();
        let weights = model.weights(&[0.3, -0.2, 1.0]);
        assert_eq!(weights.len(), 4);
        assert!((weights.iter().product::<f64>() - 1.0).abs() < 1e-15);
        assert_eq!(model.sums(&[1.0, 2.0, 3.0, 0.5]), [0.5, 1.5, 2.5]);
        assert_eq!(
            model.entry((0, 1), |i, j| (10 * i + j) as f64),
            1.0 - 3.0 - 31.0 + 33.0
        );
    }

    #[test]
    fn a_constant_adds_nothing_to_groups() {
        let design = ndarray::arr2(&[[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [1.0, 0.0, 2.0]]);
        let model = VarianceModel::new(Some(&design), 3).unwrap();
        assert_eq!(model.n_parameters(), 1);
        let weights = model.weights(&[0.6]);
        assert_eq!(weights[0], weights[1]);
        assert!((weights.iter().product::<f64>() - 1.0).abs() < 1e-15);
        let mut matrix = vec![0.0];
        model.add_diagonal(|_| 3.0, &mut matrix);
        assert!((matrix[0] - 2.0).abs() < 1e-15);
        assert!(VarianceModel::new(Some(&design), 4).is_err());
    }
}
