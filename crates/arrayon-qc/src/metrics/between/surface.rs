//! What lies on the surface of a chip: regions, gradients, edges, scratches and bubbles.

use super::{Limit, Measured, SetMetric, Values};
use crate::spatial::SpatialPattern;
use crate::statistics::outlier_limit;

fn of_arrays(measured: &Measured<'_>, of: fn(&SpatialPattern) -> f64) -> Values {
    let patterns = measured.compared.patterns;
    let values = patterns.map(|all| all.iter().map(|one| of(&one.pattern)).collect());
    values.into()
}

const HINGES: &str = "hinge rule: arrayQualityMetrics; smallest limit: ours";

/// Smallest limits, log2 or per cent. Ours.
const REGIONS_MATTER: f64 = 0.1;
const GRADIENT_MATTERS: f64 = 0.3;
const EDGE_MATTERS: f64 = 0.2;
const DEFECTS_MATTER: f64 = 0.8;

/// Bubbles, rings, uneven washing: parts of the chip that are brighter or darker.
pub(super) const REGIONS: SetMetric = SetMetric {
    name: "regional_deviation",
    rule: "standard deviation of regions of 32 x 32 cells around the median array, beyond that of \
           single cells, at most the upper hinge plus 1.5 times the distance of the hinges over the \
           arrays, or 0.1 log2",
    source: HINGES,
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.regional_deviation),
    limit: |values| Limit::AtMost(outlier_limit(values).max(REGIONS_MATTER)),
    failure: None,
    reason: |finding| {
        format!(
            "parts of its surface are brighter or darker than on the other arrays (regions differ by \
             {:.2} log2, limit {:.2}): a bubble, a ring, or uneven washing",
            finding.value, finding.limit
        )
    },
};

/// Light or hybridisation that changes from one side to the other.
pub(super) const GRADIENT: SetMetric = SetMetric {
    name: "gradient",
    rule: "change from one side of the chip to the other, against the median array, at most the \
           upper hinge plus 1.5 times the distance of the hinges over the arrays, or 0.3 log2",
    source: HINGES,
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.gradient),
    limit: |values| Limit::AtMost(outlier_limit(values).max(GRADIENT_MATTERS)),
    failure: None,
    reason: |finding| {
        format!(
            "it grows brighter from one side to the other by {:.2} log2 (limit {:.2})",
            finding.value, finding.limit
        )
    },
};

/// An edge that dried, or was not washed.
pub(super) const EDGE: SetMetric = SetMetric {
    name: "edge_difference",
    rule: "outermost sixteenth of the chip within the upper hinge plus 1.5 times the distance of the \
           hinges over the arrays, or 0.2 log2, of the rest, against the median array",
    source: HINGES,
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.edge_difference),
    limit: |values| {
        let sizes: Vec<f64> = values.iter().map(|value| value.abs()).collect();
        Limit::FromZero(outlier_limit(&sizes).max(EDGE_MATTERS))
    },
    failure: None,
    reason: |finding| {
        format!(
            "its edge is {} than its middle by {:.2} log2 (limit {:.2})",
            if finding.value > 0.0 {
                "brighter"
            } else {
                "darker"
            },
            finding.value.abs(),
            finding.limit
        )
    },
};

/// Scratches, dust, bubbles with sharp borders.
pub(super) const DEFECTS: SetMetric = SetMetric {
    name: "defect_percent",
    rule: "blocks of 8 x 8 cells with far more cells at over two-fold from the median array than the \
           array as a whole at most the upper hinge plus 1.5 times the distance of the hinges over \
           the arrays, or 0.8 % of the surface",
    source: HINGES,
    fewest_arrays: super::FOUR,
    values: |measured| of_arrays(measured, |of| of.defect_percent),
    limit: |values| Limit::AtMost(outlier_limit(values).max(DEFECTS_MATTER)),
    failure: None,
    reason: |finding| {
        format!(
            "{:.1} % of its surface is defective (limit {:.1} %): a scratch, dust or a bubble",
            finding.value, finding.limit
        )
    },
};
