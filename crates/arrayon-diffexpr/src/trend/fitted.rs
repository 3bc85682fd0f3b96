//! A fitted and moderated trend model, and the order of its table.

use super::TrendError;
use crate::{
    Design, DiffexprError, ErrorModel, LinearFit, Moderation, Settings, array_weights,
    fit_linear_models_with, moderate,
};
use arrayon_core::ExpressionMatrix;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A model fitted to every feature.
pub(crate) struct Fitted {
    pub(crate) sample_weights: Option<Vec<f64>>,
    pub(crate) fit: LinearFit,
    pub(crate) moderation: Moderation,
}

impl Fitted {
    /// Fits a design to a matrix in the design's order.
    pub(crate) fn new(
        expression: &ExpressionMatrix,
        design: &Design,
        settings: &Settings,
    ) -> Result<Self, DiffexprError> {
        let sample_weights = (settings.array_weights.as_ref())
            .map(|settings| array_weights(expression, design, settings))
            .transpose()?;
        let errors = ErrorModel {
            sample_weights,
            ..ErrorModel::default()
        };
        let fit = fit_linear_models_with(expression, design, &errors)?;
        Ok(Self {
            moderation: moderate(&fit, &settings.moderation),
            sample_weights: errors.sample_weights,
            fit,
        })
    }
}

/// The matrix with the named samples, in their order.
pub(crate) fn select_samples<'a>(
    expression: &'a ExpressionMatrix,
    names: &[String],
    tested: &str,
) -> Result<Cow<'a, ExpressionMatrix>, TrendError> {
    if expression.samples() == names {
        return Ok(Cow::Borrowed(expression));
    }
    let positions: BTreeMap<&str, usize> = (expression.samples().iter().enumerate())
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let found = |name: &String| positions.get(name.as_str()).copied();
    let columns: Vec<usize> = names.iter().filter_map(found).collect();
    if columns.len() == names.len() {
        return Ok(Cow::Owned(expression.select_samples(&columns)));
    }
    let is_missing = |name: &&String| found(name).is_none();
    Err(TrendError::NoExpression {
        tested: tested.to_owned(),
        samples: names.iter().filter(is_missing).cloned().collect(),
    })
}

/// By what rows of a table are sorted.
pub(crate) struct Ranking<'a> {
    pub(crate) ln_p: f64,
    /// Size of the statistic, for p-values too small to tell apart.
    pub(crate) size: f64,
    pub(crate) id: &'a str,
}

impl Ranking<'_> {
    /// By p-value, then by size, then by id; rows without p-value last.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        (self.ln_p.is_nan().cmp(&other.ln_p.is_nan()))
            .then_with(|| compare(self.ln_p, other.ln_p))
            .then_with(|| compare(other.size, self.size))
            .then_with(|| self.id.cmp(other.id))
    }
}

fn compare(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}
