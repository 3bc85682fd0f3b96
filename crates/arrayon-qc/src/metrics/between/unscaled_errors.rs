//! Normalised unscaled standard errors: whether an array is less precise than the others.

use super::SetMetric;
use crate::statistics::unscaled_errors;

/// The limit is that of table 1 of BMC Bioinformatics 2006, 7:211, for good arrays.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "unscaled_error_median",
    rule: "median of the normalised unscaled standard errors (NUSE) at most 1.05",
    values: |measured| {
        let compared = measured.compared;
        let n_arrays = compared.expression.n_samples();
        let all = unscaled_errors(compared.errors?, n_arrays);
        Some(all.into_iter().map(|of| of.median).collect())
    },
    limit: |_| 1.05,
    reason: |value, _| {
        format!(
            "its features are less precise than on the other arrays: the median standard error is \
             {value:.2} times as large (NUSE)"
        )
    },
};
