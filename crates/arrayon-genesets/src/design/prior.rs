//! Whether a prior fits the features.

use crate::error::GeneSetError;
use arrayon_stats::linear::{PerFeature, VariancePrior};

/// Refuses sizes that do not fit, and degrees of freedom that are none.
pub(crate) fn check_prior(prior: &VariancePrior, n_features: usize) -> Result<(), GeneSetError> {
    for (what, values) in [
        ("prior degrees of freedom", &prior.df),
        ("prior variances", &prior.s2),
    ] {
        match values {
            PerFeature::Each(values) if values.len() != n_features => {
                return Err(GeneSetError::Shape {
                    what,
                    found: values.len(),
                    expected: n_features,
                });
            }
            _ => {}
        }
    }
    let is_bad = |row: &usize| prior.df.at(*row).is_nan() || prior.df.at(*row) < 0.0;
    match (0..n_features).find(is_bad) {
        Some(row) => Err(GeneSetError::NotFinite {
            what: "prior degrees of freedom",
            row,
            value: prior.df.at(row),
        }),
        None => Ok(()),
    }
}
