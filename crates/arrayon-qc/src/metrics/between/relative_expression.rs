//! Relative log expression: whether an array is brighter or noisier than the others.

use super::{Limit, Measured, SetMetric, Values};
use crate::statistics::{RelativeExpression, median, outlier_limit};

fn of_arrays(measured: &Measured<'_>, of: fn(&RelativeExpression) -> f64) -> Values {
    match measured.log2_differences() {
        Ok(_) => Values::Of(measured.relative.iter().map(of).collect()),
        Err(without) => without,
    }
}

/// Away from 0 after normalisation: many features of the array are shifted. The limit is the one at
/// which practice looks at an array (Brettschneider et al. 2008 show it on real sets; no maker gives
/// one).
pub(super) const MEDIAN: SetMetric = SetMetric {
    name: "relative_expression_median",
    rule: "median of log2 expression relative to the median array within 0.1 of 0",
    source: "Brettschneider et al. 2008 judge arrays by it; 0.1 is the limit of practice",
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.median),
    limit: |_| Limit::FromZero(0.1),
    failure: None,
    reason: |finding| {
        format!(
            "its features lie {:+.2} log2 from the median array in the median",
            finding.value
        )
    },
};

/// An array whose width is less than this many times that of the median array is no outlier. Ours.
const SMALLEST_RATIO: f64 = 1.75;

/// Wide: the features of the array are noisy, or many are changed. The hinge rule is that of
/// arrayQualityMetrics; the smallest limit is ours.
pub(super) const WIDTH: SetMetric = SetMetric {
    name: "relative_expression_width",
    rule: "interquartile range of log2 expression relative to the median array at most the upper \
           hinge plus 1.5 times the distance of the hinges over the arrays, or 1.75 times the \
           median",
    source: "hinge rule: arrayQualityMetrics; smallest limit: ours",
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.interquartile_range),
    limit: |values| {
        let smallest = SMALLEST_RATIO * median(values.iter().copied());
        Limit::AtMost(outlier_limit(values).max(smallest))
    },
    failure: None,
    reason: |finding| {
        format!(
            "its features scatter more around the median array than those of the other arrays \
             (interquartile range {:.2} log2, limit {:.2})",
            finding.value, finding.limit
        )
    },
};
