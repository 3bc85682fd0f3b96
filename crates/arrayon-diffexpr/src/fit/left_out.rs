//! Fits without one sample, from the fit with all of them.

use super::{ErrorModel, Kernel, LinearFit, UnscaledCovariance};
use crate::contrast::quadratic;
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
    /// Sum of the squared residuals of each feature.
    squares: Vec<f64>,
    df_residual: f64,
}

/// One contrast without one sample.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ContrastWithout {
    /// log2 fold change of each feature.
    pub(crate) log_fc: Vec<f64>,
    /// Residual variance of each feature.
    pub(crate) s2: Vec<f64>,
    /// Mean expression of each feature over the other samples.
    pub(crate) a_mean: Vec<f64>,
    /// Standard deviation of the fold changes over sigma.
    pub(crate) stdev_unscaled: f64,
    /// Residual degrees of freedom.
    pub(crate) df_residual: f64,
}

/// What leaving a sample out does to the design.
struct Removal {
    /// How a residual of the sample moves the coefficients.
    direction: Vec<f64>,
    /// The same for the contrast.
    through: f64,
    /// 1 / (1 - leverage); 0 where the sample determines a coefficient alone.
    share: f64,
    df: f64,
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
        let squares = residuals
            .par_chunks(n_samples)
            .map(|residuals| super::kernel::dot(residuals, residuals))
            .collect();
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
            squares,
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
        Some(self.updated(sample, &self.removal(sample, weights)?))
    }

    /// The contrast without one sample, from the contrast with all of them; `None` as
    /// [`Self::without`].
    pub(crate) fn contrast_without(
        &self,
        sample: usize,
        weights: &[f64],
        log_fc: &[f64],
    ) -> Option<ContrastWithout> {
        let removal = self.removal(sample, weights)?;
        let n_samples = self.expression.n_samples();
        let values = self.expression.values().as_slice().expect("row-major");
        let step = removal.through * removal.share;
        let n_features = log_fc.len();
        let mut without = ContrastWithout {
            log_fc: Vec::with_capacity(n_features),
            s2: Vec::with_capacity(n_features),
            a_mean: Vec::with_capacity(n_features),
            stdev_unscaled: (quadratic(self.fit.cov_unscaled.at(0), weights, weights)
                + removal.through * step)
                .sqrt(),
            df_residual: removal.df,
        };
        for feature in 0..n_features {
            let residual = self.residuals[feature * n_samples + sample];
            let taken = residual * residual * removal.share;
            let squares = remaining_squares(self.squares[feature], taken);
            let value = values[feature * n_samples + sample];
            let mean = self.fit.a_mean[feature];
            without.log_fc.push(log_fc[feature] - step * residual);
            without.s2.push(squares / removal.df);
            let n_others = n_samples as f64 - 1.0;
            without.a_mean.push(mean + (mean - value) / n_others);
        }
        Some(without)
    }

    fn removal(&self, sample: usize, weights: &[f64]) -> Option<Removal> {
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
        Some(Removal {
            direction,
            through,
            share,
            df,
        })
    }

    fn updated(&self, sample: usize, removal: &Removal) -> LinearFit {
        let (direction, share, df) = (&removal.direction, removal.share, removal.df);
        let (n_features, n_samples) = self.expression.values().dim();
        let n = n_samples as f64;
        let mut fit = self.fit.clone();
        let coefficients = fit.coefficients.as_slice_mut().expect("row-major");
        let n_coefficients = direction.len();
        coefficients
            .par_chunks_mut(n_coefficients)
            .zip(fit.sigma.par_iter_mut())
            .zip(fit.a_mean.par_iter_mut())
            .enumerate()
            .for_each(|(feature, ((coefficients, sigma), a_mean))| {
                let residual = self.residuals[feature * n_samples + sample];
                for (coefficient, direction) in coefficients.iter_mut().zip(direction) {
                    *coefficient -= direction * residual * share;
                }
                let squares = remaining_squares(self.squares[feature], residual * residual * share);
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
fn remaining_squares(all: f64, taken: f64) -> f64 {
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
