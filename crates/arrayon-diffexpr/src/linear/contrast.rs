//! The contrast of coefficients that is tested.

use crate::linear::fit::quadratic;
use crate::per_feature::of_each;
use crate::{LinearFit, PerFeature, UnscaledCovariance};

/// Part of its terms below which a combination of undetermined coefficients is a rounding error.
const NEGLIGIBLE: f64 = 1e-8;

/// Part of its terms below which a contrast of a feature without residual variance is a rounding error.
const ROUNDING: f64 = 1e-12;

/// One contrast of the coefficients of every feature.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastFit {
    /// log2 fold change of each feature; NaN where its values do not determine it.
    pub log_fc: Vec<f64>,
    /// Its standard deviation over sigma.
    pub stdev_unscaled: PerFeature,
}

/// Takes a contrast of the coefficients, `weights` one per coefficient.
///
/// # Numerics
/// Exact for every feature. (limma's `contrasts.fit` approximates the standard deviation where
/// missing values or weights differ between features and the design is not orthogonal.)
///
/// # Panics
/// If there is not one weight per coefficient.
///
/// # Source
/// Smyth 2004, section 2.
pub fn fit_contrast(fit: &LinearFit, weights: &[f64]) -> ContrastFit {
    assert_eq!(
        weights.len(),
        fit.coefficients.ncols(),
        "one weight per coefficient"
    );
    let coefficients = fit.coefficients.as_slice().expect("row-major");
    let log_fc = of_each(fit.coefficients.nrows(), |feature| {
        if !is_determined(fit, feature, weights) {
            return f64::NAN;
        }
        // a coefficient without estimate counts as 0: the contrast does not depend on it
        let row = &coefficients[feature * weights.len()..][..weights.len()];
        let term = |(c, w): (&f64, &f64)| if *w == 0.0 || c.is_nan() { 0.0 } else { c * w };
        let terms = || row.iter().zip(weights).map(term);
        let sum: f64 = terms().sum();
        // values that the model meets without any residual leave nothing but rounding
        let is_rounding = || sum.abs() <= ROUNDING * terms().map(f64::abs).sum::<f64>();
        match fit.sigma[feature] == 0.0 && is_rounding() {
            true => 0.0,
            false => sum,
        }
    });
    let stdev_unscaled = match &fit.cov_unscaled {
        UnscaledCovariance::Shared(covariance) => {
            PerFeature::Shared(quadratic(covariance, weights, weights).sqrt())
        }
        UnscaledCovariance::Each(covariances) => PerFeature::Each(
            covariances
                .iter()
                .map(|cov| quadratic(cov, weights, weights).sqrt())
                .collect(),
        ),
    };
    ContrastFit {
        log_fc,
        stdev_unscaled,
    }
}

fn is_determined(fit: &LinearFit, feature: usize, weights: &[f64]) -> bool {
    let Some(open) = fit.undetermined.get(&feature) else {
        return true;
    };
    open.iter().all(|combination| {
        let terms = combination.iter().zip(weights).map(|(a, b)| a * b);
        let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), term| {
            (sum + term, size + f64::abs(term))
        });
        f64::abs(sum) <= NEGLIGIBLE * size
    })
}
