//! Normalised unscaled standard errors: how precise each array's features are.

use super::spreads::unscaled_error_spreads;

/// Normalised unscaled standard errors of one array: the standard error of each feature, over the
/// median of the feature over the arrays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnscaledErrors {
    /// Their median: above 1 where the array is less precise than the others.
    pub median: f64,
    /// The distance of their quartiles.
    pub interquartile_range: f64,
}

/// Normalised unscaled standard errors of each array.
///
/// # Shapes and units
/// Standard errors of a probe-level model, log2, features x arrays, row after row. Features without
/// errors (one probe), or whose median error is zero, take no part.
///
/// # Determinism
/// The same bits for any number of threads.
///
/// # Panics
/// If the errors are no whole number of rows.
///
/// # Source
/// Bolstad et al. 2005 (Bioinformatics and Computational Biology Solutions Using R and Bioconductor,
/// chapter 3); `NUSE` of affyPLM, whose quartiles are those of R's `quantile`, type 7.
pub fn unscaled_errors(errors: &[f64], n_arrays: usize) -> Vec<UnscaledErrors> {
    let spreads = unscaled_error_spreads(errors, n_arrays).into_iter();
    spreads
        .map(|[_, lower, median, upper, _]| UnscaledErrors {
            median,
            interquartile_range: upper - lower,
        })
        .collect()
}
