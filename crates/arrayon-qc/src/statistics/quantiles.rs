//! Quantiles of values of which some are missing.

use arrayon_stats::descriptive;

/// Those that are not missing, ascending.
pub(crate) fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    descriptive::sorted(&present)
}

/// Quantile of sorted values, type 7; NaN without values.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    match sorted.is_empty() {
        true => f64::NAN,
        false => descriptive::quantile_of_sorted(sorted, share),
    }
}

/// The median of those that are not missing; NaN without values.
pub(crate) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
    descriptive::median(&present)
}
