//! The table of a contrast, column by column.

use super::features::Features;
use crate::packing::{Blocks, rounded};
use arrayon_diffexpr::Differential;
use arrayon_results::differential::FeatureRow;
use arrayon_stats::descriptive::median;
use arrayon_stats::normal;
use serde_json::{Value, json};
use std::f64::consts::LN_2;

/// Digits after the point of log2 values, and of t and log odds.
const LOG2_DIGITS: i32 = 3;
const T_DIGITS: i32 = 2;

/// Digits after the point of standard deviations.
const SD_DIGITS: i32 = 4;

/// The rows in the order of the features, so that their places are small steps; `is_ranked` adds the
/// statistic by which gene sets rank them.
pub(super) fn packed(
    contrast: &Differential,
    features: &Features<'_>,
    is_ranked: bool,
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
        "spread": {
            "moderated": moderated(contrast, &rows)
                .map(|values| blocks.rounded(values, SD_DIGITS)),
            "prior": Some(contrast.s2_prior.sqrt()).filter(|sd| sd.is_finite()),
            "dfPrior": contrast.df_prior,
            "dfResidual": contrast.model.df_residual,
            "hasOnlyGroups": contrast.model.coefficients.len() <= contrast.model.group_sizes.len(),
        },
        "z": is_ranked.then(|| blocks.rounded(rows.iter().map(|(_, row)| z(row)), LOG2_DIGITS)),
        "lostWithout": lost_without(contrast, features),
    })
}

/// The moderated standard deviation of each feature, log2: its standard error over the factor of the
/// design, which follows from the median of both. `None` where that factor differs between features.
fn moderated(contrast: &Differential, rows: &[(usize, &FeatureRow)]) -> Option<Vec<f64>> {
    if contrast.observation_weights.is_some() || contrast.n_incomplete > 0 {
        return None;
    }
    let middle = (contrast.power_analysis.iter())
        .flat_map(|power| &power.detectable)
        .find(|level| (level.variance_quantile - 0.5).abs() < 1e-9)?;
    let errors: Vec<f64> = rows.iter().map(|(_, row)| standard_error(row)).collect();
    let known: Vec<f64> = errors.iter().copied().filter(|e| e.is_finite()).collect();
    let factor = median(&known) / middle.sigma;
    let is_usable = factor.is_finite() && factor > 0.0;
    is_usable.then(|| errors.into_iter().map(|error| error / factor).collect())
}

/// Of the log2 fold change, by its moderated t; NaN where there is none.
fn standard_error(row: &FeatureRow) -> f64 {
    let t = row.ordinary_t().filter(|t| *t != 0.0);
    t.map_or(f64::NAN, |t| row.log_fc / t)
}

/// The ordinary moderated t on the scale of z: that of the same two-sided p-value and the same sign.
fn z(row: &FeatureRow) -> f64 {
    let (Some(t), Some(ln_p)) = (row.ordinary_t(), row.ordinary_ln_p()) else {
        return f64::NAN;
    };
    if t == 0.0 {
        return 0.0;
    }
    let size = -normal::quantile_of_ln(ln_p - LN_2);
    if t < 0.0 { -size } else { size }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(more: &Value) -> FeatureRow {
        let mut row = json!({
            "feature_id": "f", "log_fc": -1.0, "ci_left": -2.0, "ci_right": 0.0, "ave_expr": 5.0,
            "t": -2.5, "p_value": 0.05, "adj_p_value": 0.1, "b": 0.0,
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            row[key] = value.clone();
        }
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn z_has_the_p_value_and_the_sign_of_t() {
        // R: qnorm(0.025), qnorm(1e-300 / 2)
        assert!((z(&row(&json!({}))) + 1.959_964).abs() < 1e-6);
        let tiny = row(&json!({"t": 40.0, "p_value": 1e-300}));
        assert!((z(&tiny) - 37.065_79).abs() < 1e-3, "{}", z(&tiny));
        // of a test against a fold change the ordinary t counts
        let treat =
            json!({"t": 0.0, "p_value": 1.0, "moderated_t": 2.0, "moderated_p_value": 0.05});
        assert!((z(&row(&treat)) - 1.959_964).abs() < 1e-6);
        assert_eq!(z(&row(&json!({"t": 0.0, "p_value": 1.0}))), 0.0);
        assert!(z(&row(&json!({"t": null, "p_value": null}))).is_nan());
    }

    #[test]
    fn a_standard_error_is_the_fold_change_over_t() {
        assert!((standard_error(&row(&json!({}))) - 0.4).abs() < 1e-12);
        assert!(standard_error(&row(&json!({"t": 0.0}))).is_nan());
    }
}
