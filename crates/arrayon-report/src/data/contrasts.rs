//! The table of a contrast, column by column.

use super::features::Features;
use crate::packing::{Blocks, rounded};
use arrayon_diffexpr::Differential;
use arrayon_results::differential::FeatureRow;
use serde_json::{Value, json};

/// Digits after the point of log2 values, and of t and log odds.
const LOG2_DIGITS: i32 = 3;
const T_DIGITS: i32 = 2;

/// The rows in the order of the features, so that their places are small steps.
pub(super) fn packed(
    contrast: &Differential,
    features: &Features<'_>,
    blocks: &mut Blocks,
) -> Value {
    let mut rows: Vec<(usize, &FeatureRow)> = (contrast.features.iter())
        .filter_map(|row| Some((features.place(&row.feature_id)?, row)))
        .collect();
    rows.sort_unstable_by_key(|(place, _)| *place);
    let mut before = -1;
    let steps: Vec<Option<i64>> = (rows.iter())
        .map(|(place, _)| {
            let place = i64::try_from(*place).unwrap_or(i64::MAX);
            Some(place - std::mem::replace(&mut before, place))
        })
        .collect();
    let numbers = |of: fn(&FeatureRow) -> f64| rows.iter().map(move |(_, row)| of(row));
    // an interval is nearly symmetric: its lower half, and how far the upper half differs
    let halves = rows.iter().map(|(_, row)| {
        let middle = rounded(row.log_fc, LOG2_DIGITS)?;
        let left = middle - rounded(row.ci_left, LOG2_DIGITS)?;
        let right = rounded(row.ci_right, LOG2_DIGITS)? - middle;
        Some((left, right - left))
    });
    let (lower, more): (Vec<_>, Vec<_>) = halves
        .map(|half| (half.map(|half| half.0), half.map(|half| half.1)))
        .unzip();
    json!({
        "id": contrast.contrast,
        "direction": contrast.direction_in_words,
        "variable": contrast.variable,
        "reference": contrast.reference,
        "target": contrast.target,
        "samples": contrast.model.samples,
        "fdr": contrast.fdr,
        "nUp": contrast.n_up,
        "nDown": contrast.n_down,
        "n": rows.len(),
        "steps": blocks.integers(steps),
        "logFC": blocks.rounded(numbers(|row| row.log_fc), LOG2_DIGITS),
        "lower": blocks.integers(lower),
        "more": blocks.integers(more),
        "mean": blocks.rounded(numbers(|row| row.ave_expr), LOG2_DIGITS),
        "t": blocks.rounded(numbers(|row| row.t.unwrap_or(f64::NAN)), T_DIGITS),
        "b": blocks.rounded(numbers(|row| row.b.unwrap_or(f64::NAN)), T_DIGITS),
        "p": blocks.p_values(rows.iter().map(|(_, row)| (row.p_value, row.log_p_value))),
        "q": blocks.p_values(rows.iter().map(|(_, row)| (row.adj_p_value, None))),
        "lostWithout": lost_without(contrast, features),
    })
}

/// For each array the features that are no longer found without it, as places; `null` where that is
/// not known of all of them.
fn lost_without(contrast: &Differential, features: &Features<'_>) -> Value {
    let Some(left_out) = &contrast.leave_one_out else {
        return Value::Null;
    };
    let mut arrays = Vec::new();
    for array in &left_out.left_out_arrays {
        let Some(found) = &array.found_without else {
            continue;
        };
        if found.lost.len() != found.n_lost {
            return Value::Null;
        }
        if found.n_lost > 0 {
            let places = found.lost.iter().filter_map(|id| features.place(id));
            arrays.push(json!([array.sample, places.collect::<Vec<_>>()]));
        }
    }
    arrays.into()
}
