//! Whether an array lies far from the others.

use super::{Limit, SetMetric, Values};
use crate::statistics::{median, outlier_limit};

/// An array less than this much farther than the median array is no outlier, however alike the
/// others are. Ours.
const SMALLEST_RATIO: f64 = 1.5;

/// The hinge rule is that of arrayQualityMetrics.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "mean_distance",
    rule: "mean absolute log2 difference from the other arrays at most the upper hinge plus 1.5 \
           times the distance of the hinges over the arrays, or 1.5 times the median array",
    source: "hinge rule: arrayQualityMetrics; smallest limit: ours",
    fewest_arrays: super::FOUR,
    values: |measured| {
        let expression = match measured.log2_differences() {
            Ok(expression) => expression,
            Err(without) => return without,
        };
        let others = expression.n_arrays() as f64 - 1.0;
        let sums = expression.distance_sums();
        Values::Of(sums.into_iter().map(|sum| sum / others).collect())
    },
    limit: |values| {
        let smallest = SMALLEST_RATIO * median(values.iter().copied());
        Limit::AtMost(outlier_limit(values).max(smallest))
    },
    failure: None,
    reason: |finding| {
        format!(
            "its expression differs from that of the other arrays by {:.2} log2 on average (limit \
             {:.2})",
            finding.value, finding.limit
        )
    },
};
