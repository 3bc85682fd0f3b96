//! Whether one array makes most of the variance.

use super::{Limit, SetMetric};
use crate::statistics::first_component_shares;

/// Of arrays that vary alike none makes more than some part of it: with four arrays half happens
/// hardly, with more less. Ours.
const HALF: f64 = 0.5;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "variance_share",
    rule: "the array alone makes at most half of all variance along the first principal component",
    source: "ours",
    fewest_arrays: super::FOUR,
    values: |measured| measured.expression().map(first_component_shares).into(),
    limit: |_| Limit::AtMost(HALF),
    failure: None,
    reason: |finding| {
        format!(
            "it alone makes {:.0} % of all variance between the arrays",
            100.0 * finding.value
        )
    },
};
