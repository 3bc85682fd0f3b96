//! A fitted and moderated model of a slope.

use super::model::find;
use crate::linear::blocks::{add_block, block_notes, labels};
use crate::linear::noise_weights::SampleBlocks;
use crate::linear::notes::{array_weight_notes, fit_notes};
use crate::linear::prepared::weights;
use crate::linear::samples::select_samples;
use crate::{
    BlockEffect, Design, DiffexprError, DroppedColumn, LeftOutSample, LinearFit, Moderation,
    Settings, SlopeError, fit_linear_models_with, moderate,
};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use arrayon_results::number::{finite, nan_where_null};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The linear model of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SlopeModel")]
pub struct SlopeModel {
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Columns adjusted for that left the design because they are combinations of the others.
    #[serde(default)]
    pub dropped: Vec<DroppedColumn>,
    /// Columns of the sample sheet for which the trend is adjusted.
    pub adjusted_for: Vec<String>,
    /// Samples in the model, with the value of the tested variable.
    pub sample_values: Vec<SampleValue>,
    /// Samples of the sheet that take no part, with the reason.
    pub left_out: Vec<LeftOutSample>,
    /// The random effect of blocks; `null` where none was asked for.
    #[serde(default)]
    pub block: Option<BlockEffect>,
    /// Residual degrees of freedom.
    pub df_residual: f64,
    /// Degrees of freedom of the variance prior; `null` where infinite.
    pub df_prior: Option<f64>,
    /// The prior variance; with a trend, that of the feature of median average expression;
    /// `null` where no feature has a variance.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub s2_prior: f64,
}

/// The tested variable of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleValue {
    /// The sample.
    pub sample: String,
    /// Its value.
    pub value: f64,
}

/// A model fitted to every feature.
pub(crate) struct Fitted {
    pub(crate) sample_weights: Option<Vec<f64>>,
    pub(crate) block: Option<BlockEffect>,
    /// The block of each sample, where there are blocks.
    pub(crate) sample_blocks: Option<SampleBlocks>,
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
    ) -> Result<Self, SlopeError> {
        let mut errors = weights(expression, design, settings)?;
        let mut sample_blocks = None;
        let block = match &settings.block {
            None => None,
            Some(column) => {
                let labels = block_labels(sheet, &design.samples, tested, column)?;
                let effect = add_block(expression, design, column, &labels, &mut errors)
                    .map_err(|error| without_correlation(error, tested, column))?;
                let names = &design.sample_names;
                sample_blocks = Some(SampleBlocks::new(&effect, names, &labels));
                Some(effect)
            }
        };
        let fit = fit_linear_models_with(expression, design, &errors)?;
        Ok(Self {
            moderation: moderate(&fit, &settings.moderation),
            sample_weights: errors.sample_weights,
            block,
            sample_blocks,
            fit,
        })
    }

    /// The model as results tell it; `values` are those of the design's samples.
    pub(crate) fn model(
        &self,
        design: &Design,
        adjusted_for: &[String],
        values: &[f64],
        left_out: &[LeftOutSample],
    ) -> SlopeModel {
        let samples = design.sample_names.iter().zip(values);
        let prior = &self.moderation.prior;
        SlopeModel {
            coefficients: design.columns.clone(),
            dropped: design.dropped.clone(),
            adjusted_for: adjusted_for.to_vec(),
            sample_values: samples
                .map(|(sample, &value)| SampleValue {
                    sample: sample.clone(),
                    value,
                })
                .collect(),
            left_out: left_out.to_vec(),
            block: self.block.clone(),
            df_residual: design.df_residual() as f64,
            df_prior: finite(prior.df_of_most(self.fit.a_mean.len())),
            s2_prior: prior.s2_at_median(&self.fit.a_mean),
        }
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
) -> Result<Vec<String>, SlopeError> {
    let column = find(sheet, tested, name)?;
    labels(column, samples).map_err(|empty| SlopeError::EmptyCell {
        tested: tested.to_owned(),
        column: name.to_owned(),
        samples: (empty.iter())
            .map(|&at| sheet.samples[at].clone())
            .collect(),
    })
}

fn without_correlation(error: DiffexprError, tested: &str, column: &str) -> SlopeError {
    match error {
        DiffexprError::NoCorrelation {
            n_samples,
            n_blocks,
            n_coefficients,
        } => SlopeError::NoCorrelation {
            tested: tested.to_owned(),
            column: column.to_owned(),
            n_samples,
            n_blocks,
            n_coefficients,
        },
        other => other.into(),
    }
}

/// The matrix with the named samples, in their order.
pub(crate) fn samples_of<'a>(
    expression: &'a ExpressionMatrix,
    names: &[String],
    tested: &str,
) -> Result<Cow<'a, ExpressionMatrix>, SlopeError> {
    let selected = select_samples(expression, names);
    let selected = selected.map_err(|samples| SlopeError::NoExpression {
        tested: tested.to_owned(),
        samples,
    })?;
    Ok(selected.map_or(Cow::Borrowed(expression), Cow::Owned))
}
