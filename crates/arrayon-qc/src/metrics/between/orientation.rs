//! Whether the cells of an array lie where those of the others do.

use super::{Finding, Limit, Measured, SetMetric, Values};
use crate::spatial::{Orientation, Orientations};
use crate::statistics::median;

/// Arrays of one tissue and chip correlate by 0.9 and more as scanned. Ours.
const LEAST_CORRELATION: f64 = 0.8;

/// Below this an array measures something else than the others, or its cells lie elsewhere. Ours.
const NO_CORRELATION: f64 = 0.5;

/// An array whose correlation falls short of the median array's by more than this part of what is
/// missing to 1 is unlike the others. Ours.
const SHORTFALL: f64 = 3.0;

fn of_arrays(measured: &Measured<'_>, of: fn(&Orientations) -> f64) -> Values {
    let Some(patterns) = measured.compared.patterns else {
        return Values::Absent;
    };
    let values = patterns
        .iter()
        .map(|one| one.orientations.as_ref().map_or(f64::NAN, of));
    Values::Of(values.collect())
}

/// Shuffled, turned or exchanged cells, another tissue, a failed hybridisation.
pub(super) const CORRELATION: SetMetric = SetMetric {
    name: "median_array_correlation",
    rule: "correlation of the scanned log2 intensities with the median array at least 0.8 and at \
           most three times as far from 1 as that of the median array, but 0.02; below 0.5 it fails",
    source: "ours; the correlation with the median array is that of nf-core/differentialabundance",
    fewest_arrays: 3,
    values: |measured| of_arrays(measured, |of| of.as_it_lies),
    limit: |values| {
        let usual = (1.0 - median(values.iter().copied())).max(0.0);
        let least = 1.0 - (SHORTFALL * usual).max(usual + 0.02);
        Limit::AtLeast(least.max(LEAST_CORRELATION))
    },
    failure: Some(|_| Limit::AtLeast(NO_CORRELATION)),
    reason: |finding| {
        let turned = best_of(finding).filter(|(best, _)| *best != Orientation::AsTheOthers);
        match turned.filter(|(_, correlation)| *correlation > finding.value) {
            Some((best, correlation)) => format!(
                "its cells do not lie where those of the others do: {best} it correlates with the \
                 median array by {correlation:.2}, as it is by {:.2}",
                finding.value
            ),
            None => format!(
                "its cells correlate with those of the median array by {:.2} only (limit {:.2}): \
                 cells lie in wrong places, hybridisation failed, or the sample is of another kind",
                finding.value, finding.limit
            ),
        }
    },
};

/// How much better an array fits the others when it is turned.
pub(super) const ORIENTATION: SetMetric = SetMetric {
    name: "orientation",
    rule: "no turned or mirrored array correlates better with the median array than the array as it \
           is; what correlates better by 0.1 fails",
    source: "ours",
    fewest_arrays: 3,
    values: |measured| of_arrays(measured, |of| of.best.1 - of.as_it_lies),
    limit: |_| Limit::AtMost(0.0),
    failure: Some(|_| Limit::AtMost(0.1)),
    reason: |finding| match best_of(finding) {
        Some((best, _)) => format!(
            "the array is stored {best}: turn it back, or take the file anew from the scanner"
        ),
        None => String::new(),
    },
};

fn best_of(finding: &Finding<'_>) -> Option<(Orientation, f64)> {
    let patterns = finding.measured.compared.patterns?;
    Some(patterns.get(finding.array)?.orientations?.best)
}
