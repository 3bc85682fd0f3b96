//! The median of values of which some are missing.

use arrayon_stats::descriptive;

/// The median of those that are not missing; NaN without values.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    descriptive::median(&present)
}
