//! How many features an array detects above its background.

use super::{Limit, SetMetric, Values};
use crate::statistics::median;

/// An array that detects this many per cent fewer than the median array lost much of its signal.
/// Ours.
const FEWER: f64 = 10.0;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "detected_percent",
    rule: "features detected above the background at most ten per cent of all features fewer than on \
           the median array",
    source: "ours; detection: Affymetrix, detection above background (DABG)",
    fewest_arrays: super::FOUR,
    values: |measured| match measured.compared.detected {
        Some(percent) => Values::Of(percent.to_vec()),
        None => Values::Absent,
    },
    limit: |values| Limit::AtLeast(median(values.iter().copied()) - FEWER),
    failure: None,
    reason: |finding| {
        format!(
            "it detects {:.0} % of the features above the background, where {:.0} % are expected",
            finding.value, finding.limit
        )
    },
};
