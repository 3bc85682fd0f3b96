//! The means of the groups along each dose.

use super::features::Features;
use crate::packing::Blocks;
use crate::results::StudyResults;
use serde_json::{Value, json};

/// Digits after the point of log2 values.
const LOG2_DIGITS: i32 = 3;

/// One entry for each ordered column: features in the order of the file, with the mean of each
/// group less that of the lowest dose, feature after feature.
pub(super) fn packed(
    results: &StudyResults,
    features: &Features<'_>,
    blocks: &mut Blocks,
) -> Vec<Value> {
    let of = |dose: &arrayon_diffexpr::DoseTrend| {
        let rows = dose.features.iter().filter_map(|row| {
            let place = features.place(&row.linear.feature_id)?;
            Some((i64::try_from(place).ok(), row))
        });
        let rows: Vec<_> = rows.collect();
        let change = |change: Option<f64>| change.unwrap_or(f64::NAN);
        let n_groups = dose.group_sizes.len();
        let changes = rows.iter().flat_map(|(_, row)| {
            (0..n_groups).map(|at| change(row.change.get(at).copied().flatten()))
        });
        json!({
            "variable": dose.variable,
            "groups": dose.group_sizes.iter().map(|one| &one.group).collect::<Vec<_>>(),
            "doses": dose.doses,
            "places": blocks.integers(rows.iter().map(|(place, _)| *place)),
            "changes": blocks.rounded(changes, LOG2_DIGITS),
        })
    };
    results.doses.iter().map(of).collect()
}
