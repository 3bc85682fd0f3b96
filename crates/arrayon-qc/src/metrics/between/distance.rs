//! Whether an array lies far from the others.

use super::SetMetric;
use crate::statistics::{mean_absolute_distances, median, upper_hinge_limit};

/// An array less than this much farther than the median array is no outlier, however alike the
/// others are. Ours.
const SMALLEST_RATIO: f64 = 1.5;

/// The hinge rule is that of arrayQualityMetrics.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "mean_distance",
    rule: "mean absolute log2 difference from the other arrays at most the upper hinge plus 1.5 \
           times the distance of the hinges over the arrays, or 1.5 times the median array",
    values: |measured| {
        let expression = measured.compared.expression;
        let others = expression.n_samples() as f64 - 1.0;
        let sums = mean_absolute_distances(expression);
        Some(sums.into_iter().map(|sum| sum / others).collect())
    },
    limit: |values| upper_hinge_limit(values).max(SMALLEST_RATIO * median(values.iter().copied())),
    reason: |value, limit| {
        format!(
            "its expression differs from that of the other arrays by {value:.2} log2 on average \
             (limit {limit:.2})"
        )
    },
};
