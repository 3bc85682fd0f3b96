//! How many features an array detects above its background, and how many of the vendor's controls.

use super::{Limit, Measured, SetMetric, Values};
use crate::detection::DetectedPercent;
use crate::statistics::median;

/// An array whose share is this many per cent of all features from the median array's is unlike the
/// others. Ours.
const APART: f64 = 10.0;

fn of_arrays(measured: &Measured<'_>, of: fn(&DetectedPercent) -> Option<&Vec<f64>>) -> Values {
    measured.compared.detected.and_then(of).cloned().into()
}

fn fewer(values: &[f64]) -> Limit {
    Limit::AtLeast(median(values.iter().copied()) - APART)
}

pub(super) const FEATURES: SetMetric = SetMetric {
    name: "detected_percent",
    rule: "features detected above the background at most ten per cent of all features fewer than on \
           the median array",
    source: "ours; detection: Affymetrix, detection above background (DABG)",
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |detected| Some(&detected.features)),
    limit: fewer,
    failure: None,
    reason: |finding| {
        format!(
            "it detects {:.0} % of the features above the background, where {:.0} % are expected",
            finding.value, finding.limit
        )
    },
};

pub(super) const POSITIVE_CONTROLS: SetMetric = SetMetric {
    name: "positive_controls_detected_percent",
    rule: "positive controls detected above the background at most ten per cent of them fewer than \
           on the median array",
    source: "ours; the share is reported by Affymetrix Power Tools without a rule",
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |detected| detected.positive_controls.as_ref()),
    limit: fewer,
    failure: None,
    reason: |finding| {
        format!(
            "it detects {:.0} % of the positive controls, where {:.0} % are expected",
            finding.value, finding.limit
        )
    },
};

pub(super) const NEGATIVE_CONTROLS: SetMetric = SetMetric {
    name: "negative_controls_detected_percent",
    rule: "negative controls detected above the background at most ten per cent of them more than on \
           the median array",
    source: "ours; the share is reported by Affymetrix Power Tools without a rule",
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |detected| detected.negative_controls.as_ref()),
    limit: |values| Limit::AtMost(median(values.iter().copied()) + APART),
    failure: None,
    reason: |finding| {
        format!(
            "it detects {:.0} % of the negative controls, where at most {:.0} % are expected: its \
             background probes are darker than what hybridises by chance",
            finding.value, finding.limit
        )
    },
};
