//! Relative log expression: each feature against its median over the arrays.

use super::quantiles::{median, quantile, sorted};
use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;

/// Deviations of one array's features from their medians, log2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RelativeExpression {
    /// Median of the signed deviations: away from 0 where the array is brighter or darker.
    pub median: f64,
    /// Distance of their quartiles: wide where the array is noisy.
    pub interquartile_range: f64,
}

/// Relative log expression of each array.
///
/// # Shapes and units
/// Log2 expression in, one entry for each sample out. Missing values take no part; all numbers are
/// NaN for a sample without values.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Source
/// Brettschneider et al. 2008 (Technometrics 50:241); `RLE` of affyPLM and oligo, whose quartiles
/// are those of R's `quantile`, type 7.
pub fn relative_expression(expression: &ExpressionMatrix) -> Vec<RelativeExpression> {
    let medians: Vec<f64> = (0..expression.n_features())
        .into_par_iter()
        .map(|feature| median(expression.row(feature).iter().copied()))
        .collect();
    (0..expression.n_samples())
        .into_par_iter()
        .map(|sample| {
            let values = expression.column(sample).zip(&medians);
            let deviations = sorted(values.map(|(value, median)| value - median));
            RelativeExpression {
                median: quantile(&deviations, 0.5),
                interquartile_range: quantile(&deviations, 0.75) - quantile(&deviations, 0.25),
            }
        })
        .collect()
}
