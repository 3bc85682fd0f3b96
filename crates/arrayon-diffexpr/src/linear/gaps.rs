//! Values that a model's samples lack, and features that do not vary in them.

use crate::{Settings, WeightsOfValues};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use rayon::prelude::*;

/// What the values of a model's samples lack.
#[derive(Debug)]
pub(crate) struct Gaps {
    /// Features with a missing value.
    pub(crate) n_incomplete: usize,
    /// Features with a missing value or a weight of 0.
    pub(crate) n_with_gaps: usize,
    /// The weights of values in brief.
    pub(crate) weights: Option<WeightsOfValues>,
    /// What a reader should know, in words.
    pub(crate) notes: Vec<String>,
}

impl Gaps {
    /// Those of a matrix with the model's samples alone, whose values have these weights; `all` is
    /// the matrix with all samples of the study.
    pub(crate) fn of(
        expression: &ExpressionMatrix,
        weights: Option<&Array2<f64>>,
        all: &ExpressionMatrix,
        settings: &Settings,
    ) -> Self {
        let features = 0..expression.n_features();
        let n_incomplete = (features.clone().into_par_iter())
            .with_min_len(1024)
            .filter(|&row| !expression.is_complete(row))
            .count();
        let mut gaps = Self {
            n_incomplete,
            n_with_gaps: n_incomplete,
            weights: None,
            notes: constant_features(expression).into_iter().collect(),
        };
        let (Some(weights), Some(given)) = (weights, &settings.observation_weights) else {
            return gaps;
        };
        let has_gap = |row: &usize| {
            let values = expression.row(*row);
            let mut weighted = values.iter().zip(weights.row(*row));
            weighted.any(|(value, weight)| *weight == 0.0 || value.is_nan())
        };
        gaps.n_with_gaps = features.filter(has_gap).count();
        let used = given.in_brief(weights, all);
        gaps.notes.extend(used.notes());
        gaps.weights = Some(used);
        gaps
    }
}

/// Names the features that have one value in all samples compared.
fn constant_features(expression: &ExpressionMatrix) -> Option<String> {
    const NAMED: usize = 5;
    let is_constant = |&row: &usize| {
        let values = expression.row(row);
        values.iter().all(|value| *value == values[0])
    };
    let constant: Vec<&str> = (0..expression.n_features())
        .filter(is_constant)
        .map(|row| expression.features()[row].as_str())
        .collect();
    let more = match constant.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = constant[..constant.len().min(NAMED)].join("', '");
    (!constant.is_empty()).then(|| format!("without any variance: '{named}'{more}"))
}
