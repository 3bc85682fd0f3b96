//! Every sample's value of every feature, and the box of each array.

use super::features::Features;
use crate::packing::Blocks;
use crate::results::StudyResults;
use arrayon_stats::descriptive::{Medians, quantiles};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Values that a page holds at most: 200 arrays of 27,000 features are 5.4 million, about 8 MB.
const MOST_VALUES: usize = 6_000_000;

/// The quantiles of a box.
const SHARES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Samples whose values are gathered in one pass over the matrix: as many as lie in a line of the cache.
const SAMPLES_AT_ONCE: usize = 8;

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
    if complete.is_empty() {
        return Value::Null;
    }
    let medians: Vec<f64> = (complete.par_iter())
        .map_init(Medians::default, |medians, row| medians.of(row))
        .collect();
    let samples: Vec<usize> = (0..matrix.n_samples()).collect();
    let (values, relative): (Vec<_>, Vec<_>) = (samples.par_chunks(SAMPLES_AT_ONCE))
        .flat_map_iter(|samples| columns_of(&complete, samples))
        .map(|mut column| {
            let values = quantiles(&column, &SHARES);
            let less = column.iter_mut().zip(&medians);
            less.for_each(|(value, median)| *value -= median);
            (values, quantiles(&column, &SHARES))
        })
        .unzip();
    json!({"values": values, "relative": relative, "n": complete.len()})
}

/// The values of some samples next to each other, sample by sample.
fn columns_of(rows: &[&[f64]], samples: &[usize]) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::with_capacity(rows.len()); samples.len()];
    for row in rows {
        for (column, &sample) in columns.iter_mut().zip(samples) {
            column.push(row[sample]);
        }
    }
    columns
}
