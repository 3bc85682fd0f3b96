//! Fits without one sample, from the fit with all of them.

use super::{ErrorModel, Kernel, LinearFit, UnscaledCovariance};
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use rayon::prelude::*;

/// A sample whose leverage is this close to 1 determines a coefficient alone.
const DETERMINES_ALONE: f64 = 1e-9;

/// A fit with what is needed to take single samples out of it.
#[derive(Debug, Clone)]
pub struct LeaveOneOutFits<'a> {
    expression: &'a ExpressionMatrix,
    fit: &'a LinearFit,
    /// Whitened rows of the design.
    rows: Vec<Vec<f64>>,
    /// Whitened residuals, n_features x n_samples.
    residuals: Vec<f64>,
    df_residual: f64,
}

impl<'a> LeaveOneOutFits<'a> {
    /// Prepares a fit that was made with this design and these errors.
    ///
    /// # Errors
    /// Missing values, weights of single values and blocks, for which the update does not hold.
    pub fn new(
        expression: &'a ExpressionMatrix,
        design: &Design,
        errors: &ErrorModel,
        fit: &'a LinearFit,
    ) -> Result<Self, DiffexprError> {
        let is_shared = matches!(fit.cov_unscaled, UnscaledCovariance::Shared(_));
        if !is_shared || errors.block.is_some() {
            return Err(DiffexprError::LeaveOneOutUneven);
        }
        let kernel = Kernel::new(design, errors)?;
        let (n_features, n_samples) = expression.values().dim();
        let mut residuals = vec![0.0; n_features * n_samples];
        let values = expression.values().as_slice().expect("row-major");
        residuals
            .par_chunks_mut(n_samples)
            .zip(values.par_chunks(n_samples))
            .for_each(|(residuals, row)| {
                kernel.fit(row, residuals, &mut vec![0.0; design.matrix.ncols()]);
            });
        let root = |at: usize| {
            errors
                .sample_weights
                .as_ref()
                .map_or(1.0, |weights| weights[at].sqrt())
        };
        let rows = design.matrix.rows().into_iter().enumerate();
        let rows = rows.map(|(at, row)| row.iter().map(|entry| entry * root(at)).collect());
        let df_residual = fit.df_residual.at(0);
        Ok(Self {
            expression,
            fit,
            rows: rows.collect(),
            residuals,
            df_residual,
        })
    }

    /// The fit without one sample; `None` where the contrast of these weights needs the sample or
    /// no residual degree of freedom would be left.
    ///
    /// A coefficient that no other sample determines keeps its value: the contrast does not
    /// depend on it.
    ///
    /// # Panics
    /// If there is no such sample.
    ///
    /// # Numerics
    /// Meets the refit within 1e-10 of max(1, |value|).
    ///
    /// # Source
    /// Sherman and Morrison 1950; Belsley, Kuh and Welsch 1980, Regression Diagnostics, ch. 2.
    pub fn without(&self, sample: usize, weights: &[f64]) -> Option<LinearFit> {
        let covariance = self.fit.cov_unscaled.at(0);
        let row = &self.rows[sample];
        let direction: Vec<f64> = (covariance.rows().into_iter())
            .map(|entries| entries.iter().zip(row).map(|(a, b)| a * b).sum())
            .collect();
        let leverage: f64 = direction.iter().zip(row).map(|(a, b)| a * b).sum();
        let alone = 1.0 - leverage < DETERMINES_ALONE;
        let through: f64 = direction.iter().zip(weights).map(|(a, b)| a * b).sum();
        let df = if alone {
            self.df_residual
        } else {
            self.df_residual - 1.0
        };
        if (alone && through.abs() > DETERMINES_ALONE) || df < 1.0 {
            return None;
        }
        let share = if alone { 0.0 } else { 1.0 / (1.0 - leverage) };
        Some(self.updated(sample, &direction, share, df))
    }

    fn updated(&self, sample: usize, direction: &[f64], share: f64, df: f64) -> LinearFit {
        let (n_features, n_samples) = self.expression.values().dim();
        let n = n_samples as f64;
        let mut fit = self.fit.clone();
        let coefficients = fit.coefficients.as_slice_mut().expect("row-major");
        let n_coefficients = direction.len();
        coefficients
            .par_chunks_mut(n_coefficients)
            .zip(fit.sigma.par_iter_mut())
            .zip(fit.a_mean.par_iter_mut())
            .zip(self.residuals.par_chunks(n_samples))
            .enumerate()
            .for_each(|(feature, (((coefficients, sigma), a_mean), residuals))| {
                let residual = residuals[sample];
                for (coefficient, direction) in coefficients.iter_mut().zip(direction) {
                    *coefficient -= direction * residual * share;
                }
                let squares = remaining_squares(residuals, residual * residual * share);
                *sigma = (squares / df).sqrt();
                let value = self.expression.values()[(feature, sample)];
                *a_mean += (*a_mean - value) / (n - 1.0);
            });
        let cov_unscaled = self.fit.cov_unscaled.at(0);
        fit.cov_unscaled =
            UnscaledCovariance::Shared(Array2::from_shape_fn(cov_unscaled.dim(), |(i, j)| {
                cov_unscaled[(i, j)] + direction[i] * direction[j] * share
            }));
        fit.df_residual = crate::PerFeature::Shared(df);
        fit.n_constant = (0..n_features)
            .filter(|&at| is_constant_without(self.expression.row(at).as_slice(), sample))
            .count();
        fit
    }
}

/// The residual sum of squares less what the sample took with it; what rounding leaves of
/// nothing is nothing.
fn remaining_squares(residuals: &[f64], taken: f64) -> f64 {
    let all = super::kernel::dot(residuals, residuals);
    let rest = all - taken;
    if rest > 1e-13 * all { rest } else { 0.0 }
}

fn is_constant_without(row: Option<&[f64]>, sample: usize) -> bool {
    let mut others = row
        .into_iter()
        .flatten()
        .enumerate()
        .filter(|(at, _)| *at != sample);
    let first = others.next().map(|(_, value)| *value);
    others.all(|(_, value)| Some(*value) == first)
}
