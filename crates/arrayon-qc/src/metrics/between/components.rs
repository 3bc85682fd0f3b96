//! Whether one array makes most of the variance.

use super::{Limit, SetMetric, Values};

/// Of arrays that vary alike none makes more than some part of it: with four arrays half happens
/// hardly, with more less. Ours.
const HALF: f64 = 0.5;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "variance_share",
    rule: "the array alone makes at most half of all variance along the first principal component",
    source: "ours",
    fewest_arrays: super::FOUR,
    values: |measured| match (measured.compared.components, measured.expression()) {
        (Some([first, ..]), _) => Values::Of(first.variance_shares()),
        // arrays that do not vary
        (Some([]), Some(expression)) => Values::Of(vec![f64::NAN; expression.n_arrays()]),
        _ => Values::Absent,
    },
    limit: |_| Limit::AtMost(HALF),
    failure: None,
    reason: |finding| {
        format!(
            "it alone makes {:.0} % of all variance between the arrays",
            100.0 * finding.value
        )
    },
};
