//! The prior of the features' variances, as moderation estimates it.

use crate::error::GeneSetError;

/// Prior of the features' variances, as moderation estimates it from the residual variances. Each
/// slice holds one number for all features, or one a feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VariancePrior<'a> {
    /// Prior degrees of freedom, infinite where variances do not differ; one a feature where the
    /// estimate is robust.
    pub df_prior: &'a [f64],
    /// Prior variance, log2 squared; one a feature where it follows a trend.
    pub s2_prior: &'a [f64],
}

impl VariancePrior<'_> {
    /// Refuses sizes that do not fit, and degrees of freedom that are none.
    pub(crate) fn check(&self, n_features: usize) -> Result<(), GeneSetError> {
        for (what, values) in [
            ("prior degrees of freedom", self.df_prior),
            ("prior variances", self.s2_prior),
        ] {
            if ![1, n_features].contains(&values.len()) {
                return Err(GeneSetError::Shape {
                    what,
                    found: values.len(),
                    expected: n_features,
                });
            }
        }
        let is_bad = |value: &f64| value.is_nan() || *value < 0.0;
        match self.df_prior.iter().position(is_bad) {
            Some(row) => Err(GeneSetError::NotFinite {
                what: "prior degrees of freedom",
                row,
                value: self.df_prior[row],
            }),
            None => Ok(()),
        }
    }

    /// (degrees of freedom, variance) of one feature.
    pub(crate) fn of(&self, row: usize) -> (f64, f64) {
        let at = |values: &[f64]| values[if values.len() == 1 { 0 } else { row }];
        (at(self.df_prior), at(self.s2_prior))
    }
}
