//! One contrast from expression matrix to table.

use crate::linear::blocks::{BlockEffect, add_block, block_column, block_labels, block_notes};
use crate::linear::notes::{array_weight_notes, fit_notes};
use crate::linear::samples::select_samples;
use crate::linear::table::{FeatureResult, result_table};
use crate::{
    ContrastFit, Design, DiffexprError, ErrorModel, LinearFit, ModeratedContrast, Moderation,
    Power, Settings, VariancePrior, array_weights_with, build_design, detectable_fold_changes,
    fit_contrast, fit_linear_models_with, moderate, moderate_contrast, treat,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The power for which detectable fold changes are stated.
const POWER: f64 = 0.8;

/// Everything about one analysed contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastResult {
    /// The contrast.
    pub contrast: Contrast,
    /// The sign in words.
    pub direction: String,
    /// The model.
    pub design: Design,
    /// Weights of the design's samples, where they were estimated.
    pub sample_weights: Option<Vec<f64>>,
    /// The random effect of blocks, where it was asked for.
    pub block: Option<BlockEffect>,
    /// Residual degrees of freedom.
    pub df_residual: crate::PerFeature,
    /// The prior of the variances.
    pub prior: VariancePrior,
    /// What the contrast could have found with 80 % power; `None` under `treat`.
    pub power: Option<Power>,
    /// Every tested feature, by p-value.
    pub rows: Vec<FeatureResult>,
    /// Features with an adjusted p-value of at most the rate asked for, higher in the target.
    pub n_up: usize,
    /// The same, lower in the target.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Analyses one contrast: design, fits, moderation, table.
///
/// The matrix's columns are matched with the sheet's samples by name; columns that the model does
/// not use are left aside.
///
/// # Errors
/// Those of [`build_design`], [`fit_linear_models_with`], [`array_weights_with`] and
/// [`crate::duplicate_correlation`]; samples of the model without expression values or block;
/// features or samples without observation weights; settings outside their range.
///
/// # Examples
/// See the crate page.
pub fn analyse(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &Settings,
) -> Result<ContrastResult, DiffexprError> {
    let mut results = analyse_all(expression, sheet, std::slice::from_ref(contrast), settings)?;
    Ok(results.remove(0))
}

/// Analyses several contrasts, in order; those that share samples and design share the fit.
///
/// The results are those of [`analyse`] for each contrast, bit for bit.
///
/// # Errors
/// Those of [`analyse`], of the first contrast that has one.
pub fn analyse_all(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    settings: &Settings,
) -> Result<Vec<ContrastResult>, DiffexprError> {
    settings.check()?;
    let mut results: Vec<Option<ContrastResult>> = vec![None; contrasts.len()];
    for planned in PlannedDesign::of_all(sheet, contrasts, settings)? {
        let prepared = planned.prepare(expression, sheet, contrasts, settings)?;
        let of_design = (planned.members.into_par_iter()).map(|(position, design)| {
            let fit = fit_contrast(&prepared.fit, &design.weights);
            let moderated = test(&fit, &prepared.moderation, settings);
            let tested = (&fit, &moderated);
            let contrast = &contrasts[position];
            let result = result(expression, &prepared, design, contrast, tested, settings);
            (position, result)
        });
        for (position, result) in of_design.collect::<Vec<_>>() {
            results[position] = Some(result);
        }
    }
    Ok(results.into_iter().flatten().collect())
}

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
        let contrast = &contrasts[self.members[0].0];
        Prepared::of_design(expression, sheet, self.design().clone(), contrast, settings)
    }
}

/// What contrasts of one design share.
pub(crate) struct Prepared {
    pub(crate) design: Design,
    /// The matrix in the design's order, where it is not so already.
    pub(crate) selected: Option<ExpressionMatrix>,
    pub(crate) errors: ErrorModel,
    pub(crate) block: Option<BlockEffect>,
    pub(crate) fit: LinearFit,
    pub(crate) moderation: Moderation,
}

impl Prepared {
    pub(crate) fn new(
        expression: &ExpressionMatrix,
        sheet: &SampleSheet,
        contrast: &Contrast,
        settings: &Settings,
    ) -> Result<Self, DiffexprError> {
        let design = build_design(sheet, contrast, &settings.roles)?;
        Self::of_design(expression, sheet, design, contrast, settings)
    }

    fn of_design(
        expression: &ExpressionMatrix,
        sheet: &SampleSheet,
        design: Design,
        contrast: &Contrast,
        settings: &Settings,
    ) -> Result<Self, DiffexprError> {
        let selected = select_samples(expression, &design.sample_names).map_err(|samples| {
            DiffexprError::NoExpression {
                contrast: contrast.id.clone(),
                samples,
            }
        })?;
        let expression = selected.as_ref().unwrap_or(expression);
        let mut errors = weights(expression, &design, settings)?;
        let block = match block_column(contrast, settings.block.as_deref())? {
            None => None,
            Some(column) => {
                let labels = block_labels(sheet, &design, contrast, column)?;
                let effect = add_block(expression, &design, column, labels, &mut errors);
                Some(effect.map_err(|error| of_contrast(error, contrast, column))?)
            }
        };
        let fit = fit_linear_models_with(expression, &design, &errors)?;
        let moderation = moderate(&fit, &settings.moderation);
        Ok(Self {
            design,
            selected,
            errors,
            block,
            fit,
            moderation,
        })
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
        } => DiffexprError::NoBlockCorrelation {
            contrast: contrast.id.clone(),
            column: column.to_owned(),
            n_samples,
            n_blocks,
        },
        other => other,
    }
}

/// The test that the settings ask for.
pub(crate) fn test(
    contrast: &ContrastFit,
    moderation: &Moderation,
    settings: &Settings,
) -> ModeratedContrast {
    match settings.treat {
        Some(threshold) => treat(contrast, moderation, threshold),
        None => moderate_contrast(contrast, moderation, &settings.log_odds),
    }
}

/// The result of a contrast from its fit and its test.
pub(crate) fn result(
    expression: &ExpressionMatrix,
    prepared: &Prepared,
    design: Design,
    contrast: &Contrast,
    (contrast_fit, moderated): (&ContrastFit, &ModeratedContrast),
    settings: &Settings,
) -> ContrastResult {
    let (fit, moderation) = (&prepared.fit, &prepared.moderation);
    let against_zero =
        (settings.treat).map(|_| moderate_contrast(contrast_fit, moderation, &settings.log_odds));
    let rows = result_table(
        expression.features(),
        &fit.a_mean,
        contrast_fit,
        moderated,
        against_zero.as_ref(),
    );
    let count = |sign: f64| {
        let is_found =
            |row: &&FeatureResult| row.adj_p_value <= settings.fdr && sign * row.log_fc > 0.0;
        rows.iter().filter(is_found).count()
    };
    let (n_up, n_down) = (count(1.0), count(-1.0));
    let power = match settings.treat {
        None if settings.fdr < 1.0 => {
            let n_found = n_up + n_down;
            detectable_fold_changes(contrast_fit, moderation, n_found, settings.fdr, POWER)
        }
        _ => None,
    };
    ContrastResult {
        contrast: contrast.clone(),
        direction: contrast.direction(),
        n_up,
        n_down,
        power,
        notes: [
            fit_notes(&design, fit, &moderation.prior),
            array_weight_notes(settings, fit),
            prepared.block.as_ref().map(block_notes).unwrap_or_default(),
        ]
        .concat(),
        block: prepared.block.clone(),
        sample_weights: prepared.errors.sample_weights.clone(),
        df_residual: fit.df_residual.clone(),
        prior: moderation.prior.clone(),
        design,
        rows,
    }
}
