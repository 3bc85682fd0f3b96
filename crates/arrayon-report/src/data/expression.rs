//! Every sample's value of every feature, and the box of each array.

use super::features::Features;
use crate::packing::Blocks;
use crate::results::StudyResults;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Values that a page holds at most: 200 arrays of 27,000 features are 5.4 million, about 8 MB.
const MOST_VALUES: usize = 6_000_000;

/// Means of features and what each sample adds, in thousandths of log2; `null` without expression.
pub(super) fn packed(
    results: &StudyResults,
    features: &Features<'_>,
    blocks: &mut Blocks,
    left_out: &mut Vec<String>,
) -> Value {
    let Some(matrix) = &results.expression else {
        return Value::Null;
    };
    let n_samples = matrix.n_samples();
    let mut rows: Vec<(usize, usize)> = (matrix.features().iter().enumerate())
        .filter_map(|(row, id)| Some((features.place(id)?, row)))
        .collect();
    let most = MOST_VALUES / n_samples.max(1);
    if rows.len() > most {
        left_out.push(format!(
            "the values in single samples of {} of {} features, those of the largest p-values: {n_samples} \
             samples of all would make the page too large to open; expression.tsv holds them",
            rows.len() - most,
            rows.len()
        ));
        let smallest = smallest_p_values(results);
        let p = |row: usize| {
            let id = matrix.features()[row].as_str();
            smallest.get(id).copied().unwrap_or(f64::INFINITY)
        };
        rows.sort_by(|a, b| p(a.1).total_cmp(&p(b.1)).then(a.0.cmp(&b.0)));
        rows.truncate(most);
    }
    rows.sort_unstable();
    let mut before = -1;
    let mut steps = Vec::with_capacity(rows.len());
    let mut means = Vec::with_capacity(rows.len());
    let mut differences = Vec::with_capacity(rows.len() * n_samples);
    for (place, row) in rows {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        steps.push(Some(place - std::mem::replace(&mut before, place)));
        let values: Vec<Option<i64>> = (matrix.row(row).iter())
            .map(|&value| crate::packing::rounded(value, 3))
            .collect();
        let known = || values.iter().flatten();
        let n_known = i64::try_from(known().count()).unwrap_or(1).max(1);
        let mean = known().sum::<i64>() / n_known;
        means.push(Some(mean));
        differences.extend(values.into_iter().map(|value| Some(value? - mean)));
    }
    json!({
        "steps": blocks.integers(steps),
        "means": blocks.integers(means),
        "differences": blocks.integers(differences),
    })
}

fn smallest_p_values(results: &StudyResults) -> HashMap<&str, f64> {
    let mut smallest: HashMap<&str, f64> = HashMap::new();
    for contrast in &results.contrasts {
        for row in &contrast.features {
            if let Some(p) = row.p_value {
                let known = smallest.entry(&row.feature_id).or_insert(f64::INFINITY);
                *known = known.min(p);
            }
        }
    }
    smallest
}

/// Of each array the 5th, 25th, 50th, 75th and 95th percentile of its log2 values and of its values
/// less the median of each feature (RLE), by R's quantile of type 7; features with a missing value
/// take no part.
pub(super) fn boxes(results: &StudyResults) -> Value {
    let Some(matrix) = &results.expression else {
        return Value::Null;
    };
    let complete: Vec<&[f64]> = matrix
        .rows()
        .filter(|row| row.iter().all(|value| value.is_finite()))
        .collect();
    let medians: Vec<f64> = (complete.iter())
        .map(|row| {
            let mut row = row.to_vec();
            row.sort_by(f64::total_cmp);
            quantile(&row, 0.5)
        })
        .collect();
    let sorted = |values: Vec<f64>| {
        let mut values = values;
        values.sort_by(f64::total_cmp);
        [0.05, 0.25, 0.5, 0.75, 0.95].map(|part| quantile(&values, part))
    };
    let of = |sample: usize| {
        let values = complete.iter().map(|row| row[sample]);
        let relative = values
            .clone()
            .zip(&medians)
            .map(|(value, median)| value - median);
        (sorted(values.collect()), sorted(relative.collect()))
    };
    if complete.is_empty() {
        return Value::Null;
    }
    let (values, relative): (Vec<_>, Vec<_>) = (0..matrix.n_samples()).map(of).unzip();
    json!({"values": values, "relative": relative, "n": complete.len()})
}

/// Between the two values about it, linearly.
pub(super) fn quantile(sorted: &[f64], part: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let at = part * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (at - at.floor()) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_are_those_of_r() {
        // quantile(c(1, 2, 4, 8), c(.05, .25, .5, .95))
        let values = [1.0, 2.0, 4.0, 8.0];
        for (part, expected) in [(0.05, 1.15), (0.25, 1.75), (0.5, 3.0), (0.95, 7.4)] {
            assert!((quantile(&values, part) - expected).abs() < 1e-12);
        }
        assert_eq!(quantile(&[5.0], 0.5), 5.0);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
