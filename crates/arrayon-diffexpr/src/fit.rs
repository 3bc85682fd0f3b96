//! One linear model a feature.

use crate::{Design, DiffexprError, PerFeature};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::qr::Qr;
use ndarray::Array2;
use rayon::prelude::*;

/// Least-squares fits of one design to every feature.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFit {
    /// n_features x n_coefficients, log2 units per unit of the design's column.
    pub coefficients: Array2<f64>,
    /// Residual standard deviation of each feature, log2.
    pub sigma: Vec<f64>,
    /// Residual degrees of freedom.
    pub df_residual: PerFeature,
    /// Inverse of the design's cross-product: covariance of the coefficients over sigma squared.
    pub cov_unscaled: Array2<f64>,
    /// Mean log2 expression of each feature over the design's samples.
    pub a_mean: Vec<f64>,
    /// How many features have the same value in every sample (their sigma is 0).
    pub n_constant: usize,
}

/// Features that one task fits.
const BLOCK: usize = 64;

/// Fits the design to every feature by least squares.
///
/// # Shapes and units
/// `expression`: n_features x n_samples, log2, finite; its columns are the design's rows, in
/// order.
///
/// # Errors
/// Different numbers of samples, no features, a value that is not finite.
///
/// # Numerics
/// One Householder decomposition for all features; meets limma 3.54 `lmFit` within 1e-12. Where
/// the design can express a constant, each feature is taken relative to its first value, so that
/// a constant feature has a residual of exactly 0.
///
/// # Cost
/// O(n_features x n_samples x n_coefficients), parallel over features; the same bits for any
/// number of threads.
///
/// # Source
/// Smyth 2004 (doi:10.2202/1544-6115.1027), section 2.
pub fn fit_linear_models(
    expression: &ExpressionMatrix,
    design: &Design,
) -> Result<LinearFit, DiffexprError> {
    check(expression, design)?;
    let kernel = Kernel::new(design);
    let (n_features, n_samples) = expression.values().dim();
    let n_coefficients = kernel.columns.len();
    let mut coefficients = vec![0.0; n_features * n_coefficients];
    let mut sigma = vec![0.0; n_features];
    let mut a_mean = vec![0.0; n_features];
    let values = expression.values().as_slice().expect("row-major");
    let n_constant = values
        .par_chunks(BLOCK * n_samples)
        .zip(coefficients.par_chunks_mut(BLOCK * n_coefficients))
        .zip(sigma.par_chunks_mut(BLOCK))
        .zip(a_mean.par_chunks_mut(BLOCK))
        .map(|(((values, coefficients), sigma), a_mean)| {
            let mut scratch = vec![0.0; n_samples];
            let mut n_constant = 0;
            for (at, row) in values.chunks_exact(n_samples).enumerate() {
                let coefficients = &mut coefficients[at * n_coefficients..][..n_coefficients];
                sigma[at] = kernel.fit(row, &mut scratch, coefficients);
                a_mean[at] = arrayon_stats::descriptive::mean(row);
                n_constant += usize::from(row.iter().all(|value| value == &row[0]));
            }
            n_constant
        })
        .sum();
    Ok(LinearFit {
        coefficients: Array2::from_shape_vec((n_features, n_coefficients), coefficients)
            .expect("one row a feature"),
        sigma,
        df_residual: PerFeature::Shared(design.df_residual() as f64),
        cov_unscaled: kernel.cov_unscaled(),
        a_mean,
        n_constant,
    })
}

fn check(expression: &ExpressionMatrix, design: &Design) -> Result<(), DiffexprError> {
    let (n_matrix, n_design) = (expression.n_samples(), design.matrix.nrows());
    if n_matrix != n_design {
        return Err(DiffexprError::SampleCount { n_matrix, n_design });
    }
    if expression.n_features() == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    let not_finite = expression
        .values()
        .indexed_iter()
        .find(|(_, value)| !value.is_finite());
    match not_finite {
        None => Ok(()),
        Some(((feature, sample), &value)) => Err(DiffexprError::NotFinite {
            feature: expression.features()[feature].clone(),
            sample: expression.samples()[sample].clone(),
            value,
        }),
    }
}

/// What every feature's fit shares.
struct Kernel {
    qr: Qr,
    /// Orthonormal basis of the design's columns.
    columns: Vec<Vec<f64>>,
    /// Inverse triangle, row after row.
    inverse: Vec<Vec<f64>>,
    /// Coefficients of the constant 1, if the design can express it.
    of_one: Option<Vec<f64>>,
    df_residual: f64,
}

impl Kernel {
    fn new(design: &Design) -> Self {
        let qr = Qr::new(design.column_vectors());
        let mut kernel = Self {
            columns: qr.orthonormal_columns(),
            inverse: qr.inverse_triangle(),
            qr,
            of_one: None,
            df_residual: design.df_residual() as f64,
        };
        let n_samples = design.matrix.nrows();
        let mut coefficients = vec![0.0; kernel.columns.len()];
        let sigma = kernel.fit(
            &vec![1.0; n_samples],
            &mut vec![0.0; n_samples],
            &mut coefficients,
        );
        if sigma < 1e-12 {
            kernel.of_one = Some(coefficients);
        }
        kernel
    }

    /// Writes the coefficients of one feature and returns its sigma.
    fn fit(&self, row: &[f64], residual: &mut [f64], coefficients: &mut [f64]) -> f64 {
        let origin = if self.of_one.is_some() { row[0] } else { 0.0 };
        for (residual, value) in residual.iter_mut().zip(row) {
            *residual = value - origin;
        }
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

    fn cov_unscaled(&self) -> Array2<f64> {
        let n = self.columns.len();
        let mut covariance = Array2::zeros((n, n));
        for (row, &to_row) in self.inverse.iter().zip(self.qr.pivot()) {
            for (other, &to_column) in self.inverse.iter().zip(self.qr.pivot()) {
                covariance[(to_row, to_column)] = dot(row, other);
            }
        }
        covariance
    }
}

/// The inner product, in four interleaved sums of fixed order.
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 4];
    let (a_fours, b_fours) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a_fours
        .remainder()
        .iter()
        .zip(b_fours.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_fours.zip(b_fours) {
        for lane in 0..4 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
