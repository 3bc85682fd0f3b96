//! The contrast of coefficients that is tested.

use crate::{LinearFit, PerFeature};

/// One contrast of the coefficients of every feature.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastFit {
    /// log2 fold change of each feature.
    pub log_fc: Vec<f64>,
    /// Its standard deviation over sigma.
    pub stdev_unscaled: PerFeature,
}

/// Takes a contrast of the coefficients, `weights` one a coefficient.
///
/// # Panics
/// If there is not one weight a coefficient.
///
/// # Source
/// Smyth 2004, section 2; exact also where limma's `contrasts.fit` approximates.
pub fn fit_contrast(fit: &LinearFit, weights: &[f64]) -> ContrastFit {
    assert_eq!(
        weights.len(),
        fit.coefficients.ncols(),
        "one weight a coefficient"
    );
    let log_fc = fit.coefficients.rows().into_iter();
    let log_fc = log_fc
        .map(|row| row.iter().zip(weights).map(|(c, w)| c * w).sum())
        .collect();
    let mut variance = 0.0;
    for ((row, column), covariance) in fit.cov_unscaled.indexed_iter() {
        variance += weights[row] * weights[column] * covariance;
    }
    ContrastFit {
        log_fc,
        stdev_unscaled: PerFeature::Shared(variance.sqrt()),
    }
}
