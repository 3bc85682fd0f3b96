//! All contrasts of a study: each alone, those of one design together, and how firm each list is.

use crate::analysis::{Designs, Prepared, check_settings, prepare_all, results, test};
use crate::leave_one_out::leave_one_out_of_fit;
use crate::{
    ContrastResult, DecisionMethod, DiffexprError, FTest, LeaveOneOut, Settings, TestedContrasts,
    decide, fit_contrast, moderated_f_test,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};

/// What is asked of the contrasts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StudySettings {
    /// How the number of tests is taken into account across contrasts of one design.
    pub decide: DecisionMethod,
    /// Leaves each array out in turn, comparing so many first features; `None` for not at all.
    pub leave_one_out: Option<usize>,
}

/// All contrasts of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyResult {
    /// Each contrast, in the order asked.
    pub contrasts: Vec<ContrastResult>,
    /// Contrasts that share samples and design, in the order of their first.
    pub designs: Vec<DesignResult>,
    /// Leave-one-array-out of each contrast; empty where not asked for.
    pub leave_one_out: Vec<LeaveOneOut>,
}

/// The contrasts of one design, tested together.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignResult {
    /// Positions of the contrasts.
    pub contrasts: Vec<usize>,
    /// Moderated F of all of them; `None` under `treat`, which asks another question.
    pub f_test: Option<FTest>,
    /// For each of the contrasts: 1 up, -1 down, 0 not found, one a feature of the matrix.
    pub decisions: Vec<Vec<i8>>,
}

/// Analyses all contrasts of a study; what contrasts share is computed once.
///
/// The contrasts are those of [`crate::analyse_all`], bit for bit.
///
/// # Errors
/// Those of [`crate::analyse_all`]; nested F under `treat`.
pub fn analyse_study(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    settings: &Settings,
    together: &StudySettings,
) -> Result<StudyResult, DiffexprError> {
    check_settings(settings)?;
    if together.decide == DecisionMethod::NestedF
        && let Some(threshold) = settings.treat
    {
        return Err(DiffexprError::Setting {
            setting: "treat",
            value: threshold,
            expected: "none with nested F, whose question is whether changes differ from 0",
        });
    }
    let (prepared, designs) = prepare_all(expression, sheet, contrasts, settings)?;
    let together_tested = (prepared.iter().enumerate())
        .map(|(at, prepared)| test_together(prepared, at, &designs, settings, together.decide))
        .collect();
    let leave_one_out = together.leave_one_out.map_or(Vec::new(), |top_k| {
        leave_arrays_out(expression, &prepared, &designs, settings, top_k)
    });
    Ok(StudyResult {
        contrasts: results(expression, &prepared, designs, contrasts, settings),
        designs: together_tested,
        leave_one_out,
    })
}

/// Leave-one-out of every contrast, design by design.
fn leave_arrays_out(
    expression: &ExpressionMatrix,
    prepared: &[Prepared],
    designs: &Designs,
    settings: &Settings,
    top_k: usize,
) -> Vec<LeaveOneOut> {
    let mut found = vec![None; designs.len()];
    for (at, prepared) in prepared.iter().enumerate() {
        let (members, weights) = members_of(designs, at);
        let results = leave_one_out_of_fit(expression, prepared, &weights, settings, top_k);
        for (contrast, result) in members.into_iter().zip(results) {
            found[contrast] = Some(result);
        }
    }
    found.into_iter().flatten().collect()
}

/// The contrasts of a design and their weights.
fn members_of(designs: &Designs, at: usize) -> (Vec<usize>, Vec<Vec<f64>>) {
    (designs.iter().enumerate())
        .filter(|(_, (design, _))| *design == at)
        .map(|(contrast, (_, design))| (contrast, design.weights.clone()))
        .unzip()
}

fn test_together(
    prepared: &Prepared,
    at: usize,
    designs: &Designs,
    settings: &Settings,
    method: DecisionMethod,
) -> DesignResult {
    let (members, weights) = members_of(designs, at);
    let fits: Vec<_> = (weights.iter())
        .map(|weights| fit_contrast(&prepared.fit, weights))
        .collect();
    let tested: Vec<_> = (fits.iter())
        .map(|fit| test(fit, &prepared.moderation, settings))
        .collect();
    let f_test = moderated_f_test(&prepared.fit, &weights, &fits, &prepared.moderation);
    let decisions = decide(
        &TestedContrasts {
            fit: &prepared.fit,
            moderation: &prepared.moderation,
            weights: &weights,
            contrasts: &tested,
            f_test: &f_test,
        },
        method,
        settings.fdr,
    );
    DesignResult {
        contrasts: members,
        f_test: settings.treat.is_none().then_some(f_test),
        decisions,
    }
}
