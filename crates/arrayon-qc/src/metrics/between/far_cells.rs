//! Cells that are far from the median array, wherever they lie.

use super::{Limit, SetMetric};
use crate::statistics::{median, outlier_limit};

/// An array with less than this many per cent of cells beyond those of the median array is no
/// outlier: a group in which many genes change has 2 to 3 % more. Ours.
const SMALLEST_EXCESS: f64 = 4.0;

/// The hinge rule is that of arrayQualityMetrics.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "far_cells_percent",
    rule: "cells at more than two-fold from the median array at most the upper hinge plus 1.5 times \
           the distance of the hinges over the arrays, or twice the median array's and 4 % more",
    source: "hinge rule: arrayQualityMetrics; two-fold and smallest limit: ours",
    fewest_arrays: super::FOUR,
    values: |measured| {
        let patterns = measured.compared.patterns;
        let percent = patterns.map(|all| all.iter().map(|one| one.pattern.far_percent).collect());
        percent.into()
    },
    limit: |values| {
        let usual = median(values.iter().copied());
        let smallest = (2.0 * usual).max(usual + SMALLEST_EXCESS);
        Limit::AtMost(outlier_limit(values).max(smallest))
    },
    failure: None,
    reason: |finding| {
        format!(
            "{:.1} % of its cells are more than two-fold brighter or darker than on the median array \
             (limit {:.1} %)",
            finding.value, finding.limit
        )
    },
};
