//! Whether the scanned intensities of an array are distributed as those of the others.

use super::{Limit, SetMetric};
use crate::statistics::{distances_to_pooled, outlier_limit};

/// Below this distance no array counts as unlike the others. Ours: normalisation by quantiles mends
/// small differences.
const SMALLEST_LIMIT: f64 = 0.15;

/// The hinge rule is that of arrayQualityMetrics.
pub(super) const METRIC: SetMetric = SetMetric {
    name: "density_distance",
    rule: "Kolmogorov-Smirnov distance of the scanned intensities from those of all arrays at most \
           the upper hinge plus 1.5 times the distance of the hinges over the arrays, or 0.15",
    source: "hinge rule: arrayQualityMetrics; smallest limit: ours",
    fewest_arrays: super::FOUR,
    values: |measured| measured.compared.scanned.map(distances_to_pooled).into(),
    limit: |values| Limit::AtMost(outlier_limit(values).max(SMALLEST_LIMIT)),
    failure: None,
    reason: |finding| {
        format!(
            "its scanned intensities are distributed unlike those of the other arrays (distance \
             {:.2}, limit {:.2}): hybridisation or scan were brighter or darker",
            finding.value, finding.limit
        )
    },
};
