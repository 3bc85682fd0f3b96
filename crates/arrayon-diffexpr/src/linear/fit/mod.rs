//! One linear model a feature.

mod error_model;
mod kernel;
mod single;

pub use error_model::{Block, ErrorModel};
pub(crate) use kernel::Kernel;

use crate::{Design, DiffexprError, PerFeature};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use rayon::prelude::*;
use single::{FeatureFit, fit_single};
use std::collections::BTreeMap;

/// Least-squares fits of one design to every feature.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearFit {
    /// n_features x n_coefficients, log2 units per unit of the design's column. NaN where missing
    /// values leave a coefficient without estimate.
    pub coefficients: Array2<f64>,
    /// Residual standard deviation of each feature, log2; NaN without residual df.
    pub sigma: Vec<f64>,
    /// Residual degrees of freedom.
    pub df_residual: PerFeature,
    /// Covariance of the coefficients over sigma squared.
    pub cov_unscaled: UnscaledCovariance,
    /// Mean log2 expression of each feature over the design's samples, missing values left out.
    pub a_mean: Vec<f64>,
    /// How many features have the same value in every sample (their sigma is 0).
    pub n_constant: usize,
    /// How many features have missing values.
    pub n_incomplete: usize,
    /// For features whose values do not determine every coefficient: the combinations of
    /// coefficients that they leave open.
    pub undetermined: BTreeMap<usize, Vec<Vec<f64>>>,
}

/// Covariance of the coefficients over sigma squared: the inverse of the design's cross-product.
#[derive(Debug, Clone, PartialEq)]
pub enum UnscaledCovariance {
    /// The same for every feature.
    Shared(Array2<f64>),
    /// One n_coefficients x n_coefficients matrix a feature (missing values, weights).
    Each(Vec<Array2<f64>>),
}

impl UnscaledCovariance {
    /// The matrix of one feature.
    ///
    /// # Panics
    /// If there is one per feature and `feature` is none of them.
    pub fn at(&self, feature: usize) -> &Array2<f64> {
        match self {
            Self::Shared(covariance) => covariance,
            Self::Each(covariances) => &covariances[feature],
        }
    }
}

/// `a' covariance b`.
pub(crate) fn quadratic(covariance: &Array2<f64>, a: &[f64], b: &[f64]) -> f64 {
    covariance
        .indexed_iter()
        .map(|((row, column), value)| a[row] * b[column] * value)
        .sum()
}

/// Features that one task fits.
const BLOCK: usize = 64;

/// Fits the design to every feature by ordinary least squares.
///
/// # Shapes and units
/// `expression`: n_features x n_samples, log2; its columns are the design's rows, in order. NaN
/// is a missing value: the feature is then fitted to its other values.
///
/// # Errors
/// Different numbers of samples, no features, an infinite value.
///
/// # Numerics
/// One Householder decomposition for all complete features; meets limma 3.54 `lmFit` within
/// 1e-12. Where the design can express a constant, each feature is taken relative to its first
/// value, so that a constant feature has a residual of exactly 0.
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
    fit_linear_models_with(expression, design, &ErrorModel::default())
}

/// Fits the design to every feature by weighted or generalised least squares, as the error model
/// says. Otherwise as [`fit_linear_models`].
///
/// # Errors
/// Also weights that are negative or not finite or have another shape, and a block correlation
/// that no arrangement of samples can have.
pub fn fit_linear_models_with(
    expression: &ExpressionMatrix,
    design: &Design,
    errors: &ErrorModel,
) -> Result<LinearFit, DiffexprError> {
    check_sizes(expression, design)?;
    errors.check(expression.dim())?;
    let kernel = Kernel::new(design, errors)?;
    let n_coefficients = design.matrix.ncols();
    let shared = fit_shared(expression, &kernel, n_coefficients);
    check_finite(expression, &shared.uneven)?;
    let shape = (shared.sigma.len(), n_coefficients);
    let coefficients = Array2::from_shape_vec(shape, shared.coefficients).expect("one row each");
    let mut fit = LinearFit {
        coefficients,
        sigma: shared.sigma,
        df_residual: PerFeature::Shared(design.df_residual() as f64),
        cov_unscaled: UnscaledCovariance::Shared(kernel.cov_unscaled()),
        a_mean: shared.a_mean,
        n_constant: shared.n_constant,
        n_incomplete: 0,
        undetermined: BTreeMap::new(),
    };
    let apart = match errors.observation_weights {
        Some(_) => (0..fit.sigma.len()).collect(),
        None => shared.uneven,
    };
    if !apart.is_empty() {
        let fits: Vec<FeatureFit> = (apart.par_iter())
            .map(|&feature| fit_single(expression, design, errors, feature))
            .collect();
        fit.replace(&apart, fits);
    }
    Ok(fit)
}

/// The fits of all features as if none lacked a value.
struct SharedFits {
    /// One row per feature.
    coefficients: Vec<f64>,
    sigma: Vec<f64>,
    a_mean: Vec<f64>,
    n_constant: usize,
    /// Features with a value that is missing or infinite, whose fits mean nothing.
    uneven: Vec<usize>,
}

fn fit_shared(expression: &ExpressionMatrix, kernel: &Kernel, n_coefficients: usize) -> SharedFits {
    let (n_features, n_samples) = expression.dim();
    let mut coefficients = vec![0.0; n_features * n_coefficients];
    let mut sigma = vec![0.0; n_features];
    let mut a_mean = vec![0.0; n_features];
    let n_constant = coefficients
        .par_chunks_mut(BLOCK * n_coefficients)
        .zip(sigma.par_chunks_mut(BLOCK))
        .zip(a_mean.par_chunks_mut(BLOCK))
        .enumerate()
        .map(|(block, ((coefficients, sigma), a_mean))| {
            let mut scratch = vec![0.0; n_samples];
            let mut n_constant = 0;
            for at in 0..sigma.len() {
                let row = expression.row(block * BLOCK + at);
                let coefficients = &mut coefficients[at * n_coefficients..][..n_coefficients];
                sigma[at] = kernel.fit(row, &mut scratch, coefficients);
                a_mean[at] = mean_from_first(row);
                n_constant += usize::from(row.iter().all(|value| value == &row[0]));
            }
            n_constant
        })
        .sum();
    let is_uneven = |feature: &usize| {
        let row = expression.row(*feature);
        !a_mean[*feature].is_finite() && row.iter().any(|value| !value.is_finite())
    };
    let uneven = (0..n_features).filter(is_uneven).collect();
    SharedFits {
        coefficients,
        sigma,
        a_mean,
        n_constant,
        uneven,
    }
}

/// The mean, by differences from the first value: that value itself where all are equal.
fn mean_from_first(row: &[f64]) -> f64 {
    let first = row[0];
    let mut sums = [0.0; 8];
    let eights = row.chunks_exact(8);
    let rest: f64 = eights.remainder().iter().map(|value| value - first).sum();
    for eight in eights {
        for (sum, value) in sums.iter_mut().zip(eight) {
            *sum += value - first;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    let sum = ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest;
    first + sum / row.len() as f64
}

impl LinearFit {
    /// Puts fits made apart in the place of the shared ones.
    fn replace(&mut self, features: &[usize], fits: Vec<FeatureFit>) {
        let n_features = self.sigma.len();
        let mut df = self.df_residual.to_vec(n_features);
        let mut covariances = vec![self.cov_unscaled.at(0).clone(); n_features];
        for (&feature, fit) in features.iter().zip(fits) {
            for (to, from) in self
                .coefficients
                .row_mut(feature)
                .iter_mut()
                .zip(fit.coefficients)
            {
                *to = from;
            }
            self.sigma[feature] = fit.sigma;
            self.a_mean[feature] = fit.a_mean;
            self.n_constant += usize::from(fit.is_constant);
            self.n_incomplete += usize::from(fit.is_incomplete);
            df[feature] = fit.df_residual;
            covariances[feature] = fit.cov_unscaled;
            if !fit.undetermined.is_empty() {
                self.undetermined.insert(feature, fit.undetermined);
            }
        }
        self.df_residual = PerFeature::Each(df);
        self.cov_unscaled = UnscaledCovariance::Each(covariances);
    }
}

fn check_sizes(expression: &ExpressionMatrix, design: &Design) -> Result<(), DiffexprError> {
    let (n_matrix, n_design) = (expression.n_samples(), design.matrix.nrows());
    if n_matrix != n_design {
        return Err(DiffexprError::SampleCount { n_matrix, n_design });
    }
    if expression.n_features() == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    Ok(())
}

/// Refuses an infinite value among these features.
fn check_finite(expression: &ExpressionMatrix, features: &[usize]) -> Result<(), DiffexprError> {
    for &feature in features {
        let row = expression.row(feature);
        if let Some(sample) = row.iter().position(|value| value.is_infinite()) {
            return Err(DiffexprError::NotFinite {
                feature: expression.features()[feature].clone(),
                sample: expression.samples()[sample].clone(),
                value: row[sample],
            });
        }
    }
    Ok(())
}
