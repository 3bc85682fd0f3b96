//! Arrays against each other: which array of a study is unlike the others, and in what.

mod density;
mod dependence;
mod distance;
mod relative_expression;
mod unscaled_errors;

use crate::statistics::{Distribution, RelativeExpression, relative_expression};
use arrayon_core::ExpressionMatrix;
use arrayon_results::qc::{Check, Status};

/// The arrays of a study, as far as they are compared.
#[derive(Debug, Clone, Copy)]
pub struct Compared<'a> {
    /// Log2 expression, one column for each array, without controls.
    pub expression: &'a ExpressionMatrix,
    /// Standard errors of a probe-level model, log2, features x arrays, row after row; `None` where
    /// no such model was fitted.
    pub errors: Option<&'a [f64]>,
    /// Intensities of the probes as they were scanned; `None` where there are no scans.
    pub scanned: Option<&'a [Distribution]>,
}

/// The arrays, and what several metrics are made of.
pub(crate) struct Measured<'a> {
    compared: &'a Compared<'a>,
    relative: Vec<RelativeExpression>,
}

/// A metric of arrays against each other: an array whose value lies beyond the limit warns.
pub(crate) struct SetMetric {
    name: &'static str,
    rule: &'static str,
    /// The value of each array; `None` where the metric cannot be had.
    values: fn(&Measured<'_>) -> Option<Vec<f64>>,
    /// The limit that these values have.
    limit: fn(&[f64]) -> f64,
    /// What a value beyond the limit means.
    reason: fn(value: f64, limit: f64) -> String,
}

/// Fewer arrays show no outlier among them.
const FEWEST_ARRAYS: usize = 4;

/// Compares the arrays of a study: the checks of each, in the order of the samples. No checks where
/// there are fewer than four arrays.
///
/// # Determinism
/// The same for any number of threads.
pub fn compare_arrays(compared: &Compared<'_>) -> Vec<Vec<Check>> {
    let n_arrays = compared.expression.n_samples();
    let mut checks = vec![Vec::new(); n_arrays];
    if n_arrays < FEWEST_ARRAYS || compared.expression.n_features() == 0 {
        return checks;
    }
    let measured = Measured {
        compared,
        relative: relative_expression(compared.expression),
    };
    let metrics = [
        density::METRIC,
        distance::METRIC,
        dependence::METRIC,
        relative_expression::MEDIAN,
        relative_expression::WIDTH,
        unscaled_errors::METRIC,
    ];
    for metric in metrics {
        let Some(values) = (metric.values)(&measured) else {
            continue;
        };
        let limit = (metric.limit)(&values);
        for (checks, &value) in checks.iter_mut().zip(&values) {
            checks.push(metric.check(value, limit));
        }
    }
    checks
}

impl SetMetric {
    fn check(&self, value: f64, limit: f64) -> Check {
        let is_known = value.is_finite() && limit.is_finite();
        let status = match is_known {
            false => Status::NotApplicable,
            true if value.abs() <= limit => Status::Pass,
            true => Status::Warn,
        };
        Check {
            metric: self.name.to_owned(),
            value: is_known.then_some(value),
            rule: self.rule.to_owned(),
            threshold: is_known.then_some(limit),
            status,
            reason: (status == Status::Warn).then(|| (self.reason)(value, limit)),
        }
    }
}
