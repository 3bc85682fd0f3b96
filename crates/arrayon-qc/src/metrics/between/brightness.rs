//! How bright an array was scanned, its background and what is above it.

use super::{Limit, Measured, SetMetric};
use crate::statistics::median;

/// Of old chips a background below 100 counts as good; between arrays of one study nobody states a
/// limit. Ours: two-fold.
const BACKGROUND_FOLD: f64 = 2.0;

/// Affymetrix and simpleaffy allow scale factors within three-fold.
const SIGNAL_FOLD: f64 = 3.0;

fn around_the_median(values: &[f64], fold: f64) -> Limit {
    let usual = median(values.iter().copied());
    Limit::Between(usual / fold, usual * fold)
}

fn signals(measured: &Measured<'_>) -> Option<Vec<f64>> {
    let (scanned, background) = (measured.compared.scanned?, measured.compared.background?);
    let above = scanned.iter().zip(background);
    Some(
        above
            .map(|(array, background)| array.mean() - background)
            .collect(),
    )
}

/// The background as scanned, linear.
pub(super) const BACKGROUND: SetMetric = SetMetric {
    name: "background_mean",
    rule: "mean intensity of the background within two-fold of the median array",
    source: "ours",
    fewest_arrays: super::FOUR,
    values: |measured| measured.compared.background.map(<[f64]>::to_vec).into(),
    limit: |values| around_the_median(values, BACKGROUND_FOLD),
    failure: None,
    reason: |finding| {
        format!(
            "its background is {:.0} where {} {:.0} is the limit of the others: {}",
            finding.value,
            if finding.value > finding.limit {
                "at most"
            } else {
                "at least"
            },
            finding.limit,
            if finding.value > finding.limit {
                "washing failed, or the scan was bright"
            } else {
                "the scan was dark"
            }
        )
    },
};

/// What the probes show above the background, linear.
pub(super) const SIGNAL: SetMetric = SetMetric {
    name: "signal_mean",
    rule: "mean intensity of the probes above the background within three-fold of the median array",
    source: "simpleaffy (Wilson and Miller 2005): scale factors within three-fold",
    fewest_arrays: super::FOUR,
    values: |measured| signals(measured).into(),
    limit: |values| around_the_median(values, SIGNAL_FOLD),
    failure: None,
    reason: |finding| {
        let (value, limit) = (finding.value, finding.limit);
        if value < limit {
            format!(
                "its probes are dim: {value:.0} above the background in the mean, where at least \
                 {limit:.0} is expected: too little was hybridised, labelled or scanned"
            )
        } else {
            format!(
                "its probes are bright: {value:.0} above the background in the mean, where at most \
                 {limit:.0} is expected"
            )
        }
    },
};
