//! The fit that all complete features share.

use super::ErrorModel;
use crate::{Design, DiffexprError};
use arrayon_stats::inner_product::dot;
use arrayon_stats::linear::Whitening;
use arrayon_stats::qr::Qr;
use ndarray::Array2;

/// A decomposed design, ready to be fitted to values.
pub(crate) struct Kernel {
    qr: Qr,
    whitening: Whitening,
    /// Orthonormal basis of the design's columns.
    columns: Vec<Vec<f64>>,
    /// Inverse triangle, row after row.
    inverse: Vec<Vec<f64>>,
    /// Length of each of the design's columns.
    lengths: Vec<f64>,
    /// Coefficients of the constant 1, if the design can express it.
    of_one: Option<Vec<f64>>,
    df_residual: f64,
    n_coefficients: usize,
}

impl Kernel {
    /// The kernel for values of every sample.
    pub(crate) fn new(design: &Design, errors: &ErrorModel) -> Result<Self, DiffexprError> {
        let samples: Vec<usize> = (0..design.matrix.nrows()).collect();
        let roots = errors.root_weights(None, &samples);
        let whitening = Whitening {
            roots,
            correlation: errors.correlation(&samples)?,
        };
        Ok(Self::of_columns(design.column_vectors(), whitening))
    }

    pub(crate) fn of_columns(mut columns: Vec<Vec<f64>>, whitening: Whitening) -> Self {
        let n_values = columns[0].len();
        let n_coefficients = columns.len();
        columns
            .iter_mut()
            .for_each(|column| whitening.apply(column));
        let lengths = columns.iter().map(|column| dot(column, column).sqrt());
        let lengths = lengths.collect();
        let qr = Qr::new(columns);
        let mut kernel = Self {
            lengths,
            columns: qr.orthonormal_columns(),
            inverse: qr.inverse_triangle(),
            whitening,
            of_one: None,
            df_residual: (n_values - qr.rank()) as f64,
            n_coefficients,
            qr,
        };
        let mut coefficients = vec![0.0; n_coefficients];
        let mut residual = vec![0.0; n_values];
        kernel.fit(&vec![1.0; n_values], &mut residual, &mut coefficients);
        if dot(&residual, &residual) < 1e-24 * n_values as f64 {
            kernel.of_one = Some(coefficients);
        }
        kernel
    }

    pub(crate) fn n_coefficients(&self) -> usize {
        self.n_coefficients
    }

    /// Orthonormal basis of the whitened design's columns.
    pub(crate) fn orthonormal(&self) -> &[Vec<f64>] {
        &self.columns
    }

    pub(crate) fn df_residual(&self) -> f64 {
        self.df_residual
    }

    /// Writes the coefficients of one feature, 0 for those that are not determined, and the
    /// whitened residuals; returns sigma.
    pub(crate) fn fit(&self, row: &[f64], residual: &mut [f64], coefficients: &mut [f64]) -> f64 {
        let origin = if self.of_one.is_some() { row[0] } else { 0.0 };
        for (residual, value) in residual.iter_mut().zip(row) {
            *residual = value - origin;
        }
        self.whitening.apply(residual);
        coefficients.fill(0.0);
        for (position, column) in self.columns.iter().enumerate() {
            let effect = dot(column, residual);
            for (residual, entry) in residual.iter_mut().zip(column) {
                *residual -= effect * entry;
            }
            for (inverse, &target) in self.inverse.iter().zip(self.qr.pivot()) {
                coefficients[target] += inverse[position] * effect;
            }
        }
        if let Some(of_one) = &self.of_one {
            for (coefficient, share) in coefficients.iter_mut().zip(of_one) {
                *coefficient += origin * share;
            }
        }
        (dot(residual, residual) / self.df_residual).sqrt()
    }

    /// Covariance of the coefficients over sigma squared; 0 for those that are not determined.
    pub(super) fn cov_unscaled(&self) -> Array2<f64> {
        let mut covariance = Array2::zeros((self.n_coefficients, self.n_coefficients));
        for (row, &to_row) in self.inverse.iter().zip(self.qr.pivot()) {
            for (other, &to_column) in self.inverse.iter().zip(self.qr.pivot()) {
                covariance[(to_row, to_column)] = dot(row, other);
            }
        }
        covariance
    }

    /// Combinations of coefficients that change nothing in the fitted values. A coefficient's share
    /// is exactly 0 where it is a rounding error.
    pub(super) fn undetermined(&self) -> Vec<Vec<f64>> {
        /// Part of the dropped column's length below which a share of another is a rounding error.
        const NEGLIGIBLE: f64 = 1e-9;
        (self.qr.rank()..self.n_coefficients)
            .map(|position| {
                let dropped = self.qr.pivot()[position];
                let least = NEGLIGIBLE * self.lengths[dropped];
                let mut combination = vec![0.0; self.n_coefficients];
                for (share, &at) in self.qr.combination(position).iter().zip(self.qr.pivot()) {
                    if share.abs() * self.lengths[at] > least {
                        combination[at] = *share;
                    }
                }
                combination[dropped] = -1.0;
                combination
            })
            .collect()
    }

    /// Coefficients that are not determined.
    pub(super) fn not_estimated(&self) -> &[usize] {
        &self.qr.pivot()[self.qr.rank()..]
    }
}
