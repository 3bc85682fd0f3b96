//! Relative log expression: whether an array is brighter or noisier than the others.

use super::SetMetric;
use crate::statistics::{median, upper_hinge_limit};

/// Away from 0 after normalisation: many features of the array are shifted. The limit is the one at
/// which practice looks at an array (Brettschneider et al. 2008 show it on real sets; no maker gives
/// one).
pub(super) const MEDIAN: SetMetric = SetMetric {
    name: "relative_expression_median",
    rule: "median of log2 expression relative to the median array within 0.1 of 0",
    values: |measured| Some(measured.relative.iter().map(|of| of.median).collect()),
    limit: |_| 0.1,
    reason: |value, _| {
        format!("its features lie {value:+.2} log2 from the median array in the median")
    },
};

/// Wide: the features of the array are noisy, or many are changed. The hinge rule is that of
/// arrayQualityMetrics; the smallest limit is ours.
pub(super) const WIDTH: SetMetric = SetMetric {
    name: "relative_expression_width",
    rule: "interquartile range of log2 expression relative to the median array at most the upper \
           hinge plus 1.5 times the distance of the hinges over the arrays, or 1.5 times the median",
    values: |measured| {
        Some(
            measured
                .relative
                .iter()
                .map(|of| of.interquartile_range)
                .collect(),
        )
    },
    limit: |values| upper_hinge_limit(values).max(1.5 * median(values.iter().copied())),
    reason: |value, limit| {
        format!(
            "its features scatter more around the median array than those of the other arrays \
             (interquartile range {value:.2} log2, limit {limit:.2})"
        )
    },
};
