//! The fit of one feature on its own: missing values, weights of single values.

use super::ErrorModel;
use super::kernel::Kernel;
use crate::Design;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::mean;
use arrayon_stats::linear::Whitening;
use ndarray::Array2;

/// The fit of one feature.
pub(super) struct FeatureFit {
    pub coefficients: Vec<f64>,
    pub sigma: f64,
    pub df_residual: f64,
    pub cov_unscaled: Array2<f64>,
    pub a_mean: f64,
    pub is_constant: bool,
    pub is_incomplete: bool,
    pub undetermined: Vec<Vec<f64>>,
}

/// Fits one feature to those of its values that are there and have a weight.
pub(super) fn fit_single(
    expression: &ExpressionMatrix,
    design: &Design,
    errors: &ErrorModel,
    feature: usize,
) -> FeatureFit {
    let row = expression.row(feature);
    let weights = errors
        .observation_weights
        .as_ref()
        .map(|weights| weights.row(feature));
    let has_weight = |at: usize| weights.as_ref().is_none_or(|weights| weights[at] > 0.0);
    let present: Vec<usize> = (0..row.len()).filter(|&at| !row[at].is_nan()).collect();
    let a_mean = mean(&present.iter().map(|&at| row[at]).collect::<Vec<_>>());
    let used: Vec<usize> = present
        .iter()
        .copied()
        .filter(|&at| has_weight(at))
        .collect();
    let is_incomplete = present.len() < row.len();
    if used.is_empty() {
        return nothing_known(design.matrix.ncols(), a_mean, is_incomplete);
    }
    let values: Vec<f64> = used.iter().map(|&at| row[at]).collect();
    let columns = design
        .column_vectors()
        .iter()
        .map(|column| used.iter().map(|&at| column[at]).collect())
        .collect();
    let whitening = Whitening {
        roots: errors.root_weights(Some(feature), &used),
        correlation: errors
            .correlation(&used)
            .expect("a part of what was decomposed"),
    };
    let kernel = Kernel::of_columns(columns, whitening);
    let mut coefficients = vec![0.0; design.matrix.ncols()];
    let sigma = kernel.fit(&values, &mut vec![0.0; values.len()], &mut coefficients);
    for &at in kernel.not_estimated() {
        coefficients[at] = f64::NAN;
    }
    FeatureFit {
        coefficients,
        sigma: if kernel.df_residual() > 0.0 {
            sigma
        } else {
            f64::NAN
        },
        df_residual: kernel.df_residual(),
        cov_unscaled: kernel.cov_unscaled(),
        a_mean,
        // a value alone says nothing of others
        is_constant: values.len() > 1 && values.iter().all(|value| *value == values[0]),
        is_incomplete,
        undetermined: kernel.undetermined(),
    }
}

fn nothing_known(n_coefficients: usize, a_mean: f64, is_incomplete: bool) -> FeatureFit {
    let unit = |at: usize| {
        (0..n_coefficients)
            .map(|i| f64::from(u8::from(i == at)))
            .collect()
    };
    FeatureFit {
        coefficients: vec![f64::NAN; n_coefficients],
        sigma: f64::NAN,
        df_residual: 0.0,
        cov_unscaled: Array2::zeros((n_coefficients, n_coefficients)),
        a_mean,
        is_constant: false,
        is_incomplete,
        undetermined: (0..n_coefficients).map(unit).collect(),
    }
}
