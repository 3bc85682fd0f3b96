//! What contrasts of one design share: the design, its fit and its moderation.

use crate::linear::blocks::{add_block, block_labels};
use crate::linear::gaps::Gaps;
use crate::linear::group_means::GroupMeans;
use crate::linear::noise_weights::SampleBlocks;
use crate::linear::samples::select_samples;
use crate::linear::surrogates::surrogate_variables;
use crate::{
    BlockEffect, Design, DiffexprError, ErrorModel, LinearFit, Moderation, Settings,
    SurrogateVariables, array_weights_with, block_column, build_design, fit_linear_models_with,
    moderate,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use std::collections::BTreeMap;

/// A design and the contrasts that share it, its samples and its blocks, so that it is fitted once.
pub(crate) struct PlannedDesign {
    /// Positions of the contrasts, each with its weights on the design; at least one.
    pub(crate) members: Vec<(usize, Design)>,
}

impl PlannedDesign {
    /// The different designs of the contrasts, in the order of their first contrasts.
    ///
    /// # Errors
    /// Those of [`build_design`] and of blocks, of the first contrast that has one.
    pub(crate) fn of_all(
        sheet: &SampleSheet,
        contrasts: &[Contrast],
        settings: &Settings,
    ) -> Result<Vec<Self>, DiffexprError> {
        let mut planned: Vec<Self> = Vec::new();
        // designs of the same block, samples and columns rarely differ in more than that
        let mut alike: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (position, contrast) in contrasts.iter().enumerate() {
            let design = build_design(sheet, contrast, &settings.roles)?;
            let block = block_column(contrast, settings.block.as_deref())?.map(str::to_owned);
            let key = (block, design.samples.clone(), design.columns.clone());
            let known = alike.entry(key).or_default();
            let is_same = |at: &&usize| planned[**at].design().matrix == design.matrix;
            if let Some(&at) = known.iter().find(is_same) {
                planned[at].members.push((position, design));
            } else {
                known.push(planned.len());
                planned.push(Self {
                    members: vec![(position, design)],
                });
            }
        }
        Ok(planned)
    }

    fn design(&self) -> &Design {
        &self.members[0].1
    }

    /// Fits the design.
    pub(crate) fn prepare(
        &self,
        expression: &ExpressionMatrix,
        sheet: &SampleSheet,
        contrasts: &[Contrast],
        settings: &Settings,
    ) -> Result<Prepared, DiffexprError> {
        let members = self.members.iter();
        let members: Vec<&Contrast> = members.map(|&(at, _)| &contrasts[at]).collect();
        Prepared::of_design(expression, sheet, self.design().clone(), &members, settings)
    }
}

/// What contrasts of one design share.
pub(crate) struct Prepared {
    pub(crate) design: Design,
    /// The matrix in the design's order, where it is not so already.
    pub(crate) selected: Option<ExpressionMatrix>,
    pub(crate) errors: ErrorModel,
    pub(crate) block: Option<BlockEffect>,
    /// The block of each sample, where there are blocks.
    pub(crate) sample_blocks: Option<SampleBlocks>,
    pub(crate) surrogates: Option<SurrogateVariables>,
    pub(crate) fit: LinearFit,
    pub(crate) moderation: Moderation,
    pub(crate) gaps: Gaps,
    pub(crate) means: GroupMeans,
}

impl Prepared {
    /// The design of a contrast that shares this one, with the surrogate variables.
    pub(crate) fn completed(&self, design: Design) -> Design {
        with_surrogates(design, self.surrogates.as_ref())
    }

    pub(crate) fn new(
        expression: &ExpressionMatrix,
        sheet: &SampleSheet,
        contrast: &Contrast,
        settings: &Settings,
    ) -> Result<Self, DiffexprError> {
        let design = build_design(sheet, contrast, &settings.roles)?;
        Self::of_design(expression, sheet, design, &[contrast], settings)
    }

    fn of_design(
        expression: &ExpressionMatrix,
        sheet: &SampleSheet,
        design: Design,
        contrasts: &[&Contrast],
        settings: &Settings,
    ) -> Result<Self, DiffexprError> {
        let (all, contrast) = (expression, contrasts[0]);
        let selected = select_samples(expression, &design.sample_names).map_err(|samples| {
            DiffexprError::NoExpression {
                contrast: contrast.id.clone(),
                samples,
            }
        })?;
        let expression = selected.as_ref().unwrap_or(expression);
        let surrogates = (settings.surrogates.as_ref())
            .map(|settings| surrogate_variables(expression, &design, contrast, settings))
            .transpose()?;
        let design = with_surrogates(design, surrogates.as_ref());
        let mut errors = weights(expression, &design, settings)?;
        let mut sample_blocks = None;
        let block = match block_column(contrast, settings.block.as_deref())? {
            None => None,
            Some(column) => {
                let labels = block_labels(sheet, &design, contrast, column)?;
                let effect = add_block(expression, &design, column, &labels, &mut errors)
                    .map_err(|error| of_contrast(error, contrast, column))?;
                let names = &design.sample_names;
                sample_blocks = Some(SampleBlocks::new(&effect, names, &labels));
                Some(effect)
            }
        };
        let fit = fit_linear_models_with(expression, &design, &errors)?;
        let moderation = moderate(&fit, &settings.moderation);
        Ok(Self {
            gaps: Gaps::of(
                expression,
                errors.observation_weights.as_ref(),
                all,
                settings,
            ),
            means: GroupMeans::of(all, &design, contrasts),
            design,
            selected,
            errors,
            block,
            sample_blocks,
            surrogates,
            fit,
            moderation,
        })
    }
}

fn with_surrogates(design: Design, found: Option<&SurrogateVariables>) -> Design {
    match found {
        Some(found) => found.added_to(design),
        None => design,
    }
}

/// The weights that the settings ask for; those of arrays are estimated beside those of values.
pub(crate) fn weights(
    expression: &ExpressionMatrix,
    design: &Design,
    settings: &Settings,
) -> Result<ErrorModel, DiffexprError> {
    let mut errors = ErrorModel {
        observation_weights: (settings.observation_weights.as_ref())
            .map(|weights| weights.of(expression))
            .transpose()?,
        ..ErrorModel::default()
    };
    errors.sample_weights = (settings.array_weights.as_ref())
        .map(|settings| array_weights_with(expression, design, &errors, settings))
        .transpose()?;
    Ok(errors)
}

/// The error with the contrast and the column whose blocks it is about.
fn of_contrast(error: DiffexprError, contrast: &Contrast, column: &str) -> DiffexprError {
    match error {
        DiffexprError::NoCorrelation {
            n_samples,
            n_blocks,
            n_coefficients,
        } => DiffexprError::NoBlockCorrelation {
            contrast: contrast.id.clone(),
            column: column.to_owned(),
            n_samples,
            n_blocks,
            n_coefficients,
        },
        other => other,
    }
}
