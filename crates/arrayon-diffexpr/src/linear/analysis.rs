//! One contrast from expression matrix to table.

use crate::linear::blocks::block_notes;
use crate::linear::differential::{Differential, changed, document};
use crate::linear::notes::{array_weight_notes, fit_notes};
use crate::linear::prepared::{PlannedDesign, Prepared};
use crate::linear::selected::select_intervals;
use crate::linear::shrinkage::shrink_rows;
use crate::linear::strata::weigh_by_strata;
use crate::linear::table::result_table;
use crate::{
    ContrastFit, Design, DiffexprError, ModeratedContrast, Moderation, NoiseWeights, Settings,
    VariancePrior, detectable_fold_changes, fit_contrast, moderate_contrast, treat,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use rayon::prelude::*;

/// The power for which detectable fold changes are stated.
const POWER: f64 = 0.8;

/// One analysed contrast: what it says, and its model.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastResult {
    /// The contrast.
    pub contrast: Contrast,
    /// What it says: the table of its features and their counts. What only a study knows is not
    /// there yet: controls and features that are not tested, arrays left out in turn.
    pub found: Differential,
    /// The row of the expression matrix of each of `found.features`.
    pub places: Vec<usize>,
    /// The model.
    pub design: Design,
    /// Weights of the design's samples, where they were estimated.
    pub sample_weights: Option<Vec<f64>>,
    /// What the estimates take from each sample's noise; in no file.
    pub noise: NoiseWeights,
    /// The prior of the variances.
    pub prior: VariancePrior,
}

/// Analyses one contrast: design, fits, moderation, table.
///
/// The matrix's columns are matched with the sheet's samples by name; columns that the model does
/// not use are left aside.
///
/// # Errors
/// Those of `build_design`, `fit_linear_models_with`, `array_weights_with` and
/// [`crate::duplicate_correlation`]; samples of the model without expression values or block;
/// features or samples without observation weights; settings outside their range.
///
/// # Examples
/// See the crate page.
pub fn analyze(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &Settings,
) -> Result<ContrastResult, DiffexprError> {
    let mut results = analyze_all(expression, sheet, std::slice::from_ref(contrast), settings)?;
    Ok(results.remove(0))
}

/// Analyses several contrasts, in order; those that share samples and design share the fit.
///
/// The results are those of [`analyze`] for each contrast, bit for bit.
///
/// # Errors
/// Those of [`analyze`], of the first contrast that has one.
pub fn analyze_all(
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
            let design = prepared.completed(design);
            let fit = fit_contrast(&prepared.fit, &design.weights);
            let moderated = test(&fit, &prepared.moderation, settings);
            let tested = (&fit, &moderated);
            let contrast = &contrasts[position];
            let features = expression.features();
            let result = result(features, &prepared, design, contrast, tested, settings);
            (position, result)
        });
        for (position, result) in of_design.collect::<Vec<_>>() {
            results[position] = Some(result);
        }
    }
    Ok(results.into_iter().flatten().collect())
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
    features: &[String],
    prepared: &Prepared,
    design: Design,
    contrast: &Contrast,
    (contrast_fit, moderated): (&ContrastFit, &ModeratedContrast),
    settings: &Settings,
) -> ContrastResult {
    let (fit, moderation) = (&prepared.fit, &prepared.moderation);
    let against_zero =
        (settings.treat).map(|_| moderate_contrast(contrast_fit, moderation, &settings.log_odds));
    let (places, mut rows) = result_table(
        features,
        &fit.a_mean,
        contrast_fit,
        moderated,
        against_zero.as_ref(),
    );
    prepared.means.fill(&mut rows, &places, &design, contrast);
    let expression_strata = (settings.expression_strata)
        .map(|n_strata| weigh_by_strata(&mut rows, n_strata, settings.fdr));
    let selected_intervals = (settings.selected_intervals)
        .then(|| select_intervals(&mut rows, &places, contrast_fit, moderation, settings.fdr));
    let shrinkage = if settings.shrinkage {
        let ordinary = against_zero.as_ref().unwrap_or(moderated);
        let tested = (contrast_fit, ordinary);
        shrink_rows(&mut rows, &places, tested, moderation, settings.fdr)
    } else {
        None
    };
    let power = match settings.treat {
        None if settings.fdr < 1.0 => {
            let (n_up, n_down) = changed(&rows, settings.fdr);
            let n_found = n_up + n_down;
            detectable_fold_changes(contrast_fit, moderation, n_found, settings.fdr, POWER)
        }
        _ => None,
    };
    let notes = [
        fit_notes(&design, fit, &moderation.prior),
        array_weight_notes(settings, fit),
        prepared.block.as_ref().map(block_notes).unwrap_or_default(),
        (prepared.surrogates.as_ref()).map_or(Vec::new(), |found| found.notes()),
    ];
    let found = document(prepared, &design, contrast, rows, notes.concat(), settings);
    let sample_weights = prepared.errors.sample_weights.clone();
    let blocks = prepared.sample_blocks.as_ref();
    ContrastResult {
        contrast: contrast.clone(),
        found: Differential {
            power_analysis: power,
            expression_strata,
            selected_intervals,
            shrinkage,
            ..found
        },
        places,
        noise: NoiseWeights::of(&design, sample_weights.as_deref(), blocks),
        sample_weights,
        prior: moderation.prior.clone(),
        design,
    }
}
