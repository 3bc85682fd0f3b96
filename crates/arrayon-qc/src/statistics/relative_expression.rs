//! Relative log expression: each feature against its median over the arrays.

use super::by_array::ExpressionByArray;

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
/// One entry for each array; all numbers are NaN for an array without values.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Source
/// Brettschneider et al. 2008 (Technometrics 50:241); `RLE` of affyPLM and oligo, whose quartiles
/// are those of R's `quantile`, type 7.
pub fn relative_expression(expression: &ExpressionByArray<'_>) -> Vec<RelativeExpression> {
    let spreads = expression.relative_spreads().iter();
    spreads
        .map(|&[_, lower, median, upper, _]| RelativeExpression {
            median,
            interquartile_range: upper - lower,
        })
        .collect()
}
