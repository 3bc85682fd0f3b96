//! Normalised unscaled standard errors: whether an array is less precise than the others.

use super::{Limit, SetMetric, Values};
use crate::statistics::unscaled_errors;

/// The limit is that of table 1 of BMC Bioinformatics 2006, 7:211, for good arrays.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "unscaled_error_median",
    rule: "median of the normalised unscaled standard errors (NUSE) at most 1.05",
    source: "BMC Bioinformatics 2006, 7:211, table 1",
    fewest_arrays: super::FOUR,
    values: |measured| {
        let compared = measured.compared;
        let Some(errors) = compared.errors else {
            return Values::Absent;
        };
        let all = unscaled_errors(errors, compared.n_arrays);
        Values::Of(all.into_iter().map(|of| of.median).collect())
    },
    limit: |_| Limit::AtMost(1.05),
    failure: None,
    reason: |finding| {
        format!(
            "its features are less precise than on the other arrays: the median standard error is \
             {:.2} times as large (NUSE)",
            finding.value
        )
    },
};
