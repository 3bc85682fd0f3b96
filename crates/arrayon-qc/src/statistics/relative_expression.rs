//! Relative log expression: each feature against its median over the arrays.

use super::spreads::relative_expression_spreads;
use arrayon_core::ExpressionMatrix;

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
    let spreads = relative_expression_spreads(expression).into_iter();
    spreads
        .map(|[_, lower, median, upper, _]| RelativeExpression {
            median,
            interquartile_range: upper - lower,
        })
        .collect()
}
