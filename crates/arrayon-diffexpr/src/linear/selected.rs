//! Confidence intervals of the features called, adjusted for their having been selected.

use crate::linear::moderation::half_width_at;
use crate::{ContrastFit, Moderation};
use arrayon_core::called_at;
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the intervals of the features called are adjusted for their selection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SelectedIntervals {
    /// The expected share of these intervals that miss their fold change is at most this: the
    /// false discovery rate at which features were called.
    pub rate: f64,
    /// Features called.
    pub n_called: usize,
    /// Features tested.
    pub n_tested: usize,
    /// The confidence of each interval, `1 - rate * n_called / n_tested`; `null` where no feature
    /// is called.
    pub confidence: Option<f64>,
}

/// Gives the rows that are called at the rate their intervals; the others have none.
///
/// # Source
/// Benjamini and Yekutieli 2005 (doi:10.1198/016214504000001907): intervals at
/// `1 - rate * n_called / n_tested` after selection by Benjamini and Hochberg's procedure keep the
/// false coverage-statement rate at the rate, for independent estimates and under positive
/// dependence. Called features are those whose interval does not hold 0 (in a test against 0).
pub(crate) fn select_intervals(
    rows: &mut [FeatureRow],
    places: &[usize],
    contrast: &ContrastFit,
    moderation: &Moderation,
    rate: f64,
) -> SelectedIntervals {
    let is_called = |row: &FeatureRow| row.adj_p_value.is_some_and(|p| called_at(p, rate));
    let n_tested = rows.iter().filter(|row| row.p_value.is_some()).count();
    let n_called = rows.iter().filter(|row| is_called(row)).count();
    let outside = rate * n_called as f64 / n_tested as f64;
    (rows.par_iter_mut().zip(places))
        .with_min_len(1024)
        .filter(|(row, _)| is_called(row))
        .for_each(|(row, &place)| {
            let half_width = half_width_at(contrast, moderation, place, outside);
            row.selected_ci_left = finite(row.log_fc - half_width);
            row.selected_ci_right = finite(row.log_fc + half_width);
        });
    SelectedIntervals {
        rate,
        n_called,
        n_tested,
        confidence: (n_called > 0).then_some(1.0 - outside),
    }
}
