//! Whether two arrays are of one sample.

use super::{Finding, Limit, SetMetric, Values};

/// Two scans of one array correlate by 0.98 and more after each feature's median was taken off,
/// arrays of two animals by less than 0.8. Ours.
const ONE_SAMPLE: f64 = 0.95;

pub(super) const METRIC: SetMetric = SetMetric {
    name: "closest_array_correlation",
    rule: "correlation with any other array, after each feature's median was taken off, below 0.95",
    source: "ours",
    fewest_arrays: super::FOUR,
    values: |measured| match measured.closest.as_slice() {
        [] => Values::Absent,
        all => Values::Of(all.iter().map(|one| one.correlation).collect()),
    },
    limit: |_| Limit::AtMost(ONE_SAMPLE),
    failure: Some(|_| Limit::AtMost(0.995)),
    reason: |finding| {
        let other = closest_name(finding).unwrap_or_default();
        format!(
            "it is a copy of {other}, or another scan of the same sample (correlation {:.3} of what \
             sets them apart from the others)",
            finding.value
        )
    },
};

fn closest_name(finding: &Finding<'_>) -> Option<String> {
    let other = finding.measured.closest.get(finding.array)?.array;
    let samples = finding.measured.expression()?.samples();
    samples.get(other).cloned()
}
