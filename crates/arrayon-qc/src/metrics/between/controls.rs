//! The vendor's controls: whether positive controls are brighter than negative ones, and whether
//! spikes of rising amounts rise.

use super::{Finding, Limit, Measured, SetMetric, Values};
use crate::controls::Series;

fn of_series(series: Option<&Series>) -> Values {
    match series {
        None => Values::Absent,
        Some(series) => match &series.not_applicable {
            Some(why) => Values::NotApplicable(why.clone()),
            None => Values::Of(series.smallest_steps()),
        },
    }
}

fn falling(finding: &Finding<'_>, series: Option<&Series>, what: &str) -> String {
    let step = series.and_then(|series| series.falling_step(finding.array));
    let (lower, higher) = step.unwrap_or_default();
    format!(
        "its {what} controls do not rise: {higher} is not brighter than {lower} ({:+.2} log2)",
        finding.value
    )
}

fn hybridization<'a>(measured: &'a Measured<'_>) -> Option<&'a Series> {
    measured.compared.controls?.hybridization.as_ref()
}

fn labelling<'a>(measured: &'a Measured<'_>) -> Option<&'a Series> {
    measured.compared.controls?.labelling.as_ref()
}

/// Exons of genes that are expressed everywhere against introns.
pub(super) const SEPARATION: SetMetric = SetMetric {
    name: "pos_vs_neg_auc",
    rule: "positive controls brighter than negative controls: area under the curve at least 0.7",
    source: "Affymetrix Power Tools define it; 0.7 is said to be the default of the Transcriptome \
             Analysis Console, which no document at hand confirms",
    fewest_arrays: 1,
    values: |measured| match measured.compared.controls {
        Some(controls) => controls.separation.clone().into(),
        None => Values::Absent,
    },
    limit: |_| Limit::AtLeast(0.7),
    failure: None,
    reason: |finding| {
        format!(
            "its positive controls are hardly brighter than its negative ones (area under the curve \
             {:.2}, limit 0.7): labelling or hybridisation failed",
            finding.value
        )
    },
};

/// The smallest step of the series, log2.
pub(super) const HYBRIDIZATION: SetMetric = SetMetric {
    name: "hybridization_controls",
    rule: "bioB below bioC below bioD below cre: the smallest step above 0 log2",
    source: "Affymetrix: spiked at 1.5, 5, 25 and 100 pM",
    fewest_arrays: 1,
    values: |measured| of_series(hybridization(measured)),
    limit: |_| Limit::AtLeast(f64::MIN_POSITIVE),
    failure: None,
    reason: |finding| falling(finding, hybridization(finding.measured), "hybridisation"),
};

/// The smallest step of the series, log2.
pub(super) const LABELLING: SetMetric = SetMetric {
    name: "labelling_controls",
    rule: "lys below phe below thr below dap: the smallest step above 0 log2",
    source: "Affymetrix: poly-A spikes at 1:100,000, 1:50,000, 1:25,000 and 1:6,667 copies",
    fewest_arrays: 1,
    values: |measured| of_series(labelling(measured)),
    limit: |_| Limit::AtLeast(f64::MIN_POSITIVE),
    failure: None,
    reason: |finding| falling(finding, labelling(finding.measured), "labelling"),
};
