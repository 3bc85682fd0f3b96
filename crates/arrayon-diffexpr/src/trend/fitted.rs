//! A fitted and moderated trend model, and the order of its table.

use super::{TrendError, find};
use crate::analysis::weights;
use crate::block_effect::{add_block, block_notes, labels};
use crate::notes::{array_weight_notes, fit_notes};
use crate::{
    BlockEffect, Design, DiffexprError, LinearFit, Moderation, Settings, fit_linear_models_with,
    moderate,
};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A model fitted to every feature.
pub(crate) struct Fitted {
    pub(crate) sample_weights: Option<Vec<f64>>,
    pub(crate) block: Option<BlockEffect>,
    pub(crate) fit: LinearFit,
    pub(crate) moderation: Moderation,
}

impl Fitted {
    /// Fits a design to a matrix in the design's order; weights of arrays and the correlation
    /// within blocks are estimated with this design where the settings ask for them.
    pub(crate) fn new(
        expression: &ExpressionMatrix,
        design: &Design,
        sheet: &SampleSheet,
        tested: &str,
        settings: &Settings,
    ) -> Result<Self, TrendError> {
        let mut errors = weights(expression, design, settings)?;
        let block = match &settings.block {
            None => None,
            Some(column) => {
                let labels = block_labels(sheet, &design.samples, tested, column)?;
                let found = add_block(expression, design, column, labels, &mut errors);
                Some(found.map_err(|error| without_correlation(error, tested, column))?)
            }
        };
        let fit = fit_linear_models_with(expression, design, &errors)?;
        Ok(Self {
            moderation: moderate(&fit, &settings.moderation),
            sample_weights: errors.sample_weights,
            block,
            fit,
        })
    }

    /// What a reader should know, in words.
    pub(crate) fn notes(&self, design: &Design, settings: &Settings) -> Vec<String> {
        let mut notes = fit_notes(design, &self.fit, &self.moderation.prior);
        notes.extend(array_weight_notes(settings, &self.fit));
        notes.extend(self.block.iter().flat_map(block_notes));
        notes
    }
}

/// The block of each sample.
fn block_labels(
    sheet: &SampleSheet,
    samples: &[usize],
    tested: &str,
    name: &str,
) -> Result<Vec<String>, TrendError> {
    let column = find(sheet, tested, name)?;
    labels(column, samples).map_err(|empty| TrendError::EmptyCell {
        tested: tested.to_owned(),
        column: name.to_owned(),
        samples: (empty.iter())
            .map(|&at| sheet.samples[at].clone())
            .collect(),
    })
}

fn without_correlation(error: DiffexprError, tested: &str, column: &str) -> TrendError {
    match error {
        DiffexprError::NoCorrelation {
            n_samples,
            n_blocks,
        } => TrendError::NoCorrelation {
            tested: tested.to_owned(),
            column: column.to_owned(),
            n_samples,
            n_blocks,
        },
        other => other.into(),
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
