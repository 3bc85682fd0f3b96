//! All contrasts of a study: each alone, those of one design together, and how firm each list is.

use crate::linear::analysis::{result, test};
use crate::linear::leave_one_out::leave_one_out_of_fit;
use crate::linear::prepared::PlannedDesign;
use crate::{
    ContrastFit, ContrastResult, DecisionMethod, Design, DiffexprError, FTest, LeaveOneOut,
    ModeratedContrast, Settings, TestedContrasts, decide, fit_contrast, moderated_f_test,
};
use arrayon_core::{Contrast, ExpressionMatrix, NoProgress, Progress, SampleSheet};
use rayon::prelude::*;
use std::slice::from_ref;

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
    /// For each of the contrasts: 1 up, -1 down, 0 not found, `None` not tested; one a feature of
    /// the matrix.
    pub decisions: Vec<Vec<Option<i8>>>,
    /// Stage-wise adjusted p-values of each of the contrasts, NaN where the F test does not find
    /// the feature; `None` where decisions are not stage-wise.
    pub stage_wise: Option<Vec<Vec<f64>>>,
}

/// One contrast of a study as soon as it is analysed.
#[derive(Debug, Clone, PartialEq)]
pub struct AnalyzedContrast {
    /// Its position among the contrasts.
    pub position: usize,
    /// What it says.
    pub result: ContrastResult,
    /// How much it owes to single arrays, where that was asked for.
    pub leave_one_out: Option<LeaveOneOut>,
}

/// Contrasts that are handed over together: enough to keep threads busy, few enough to hold.
const BATCH: usize = 16;

/// Analyses all contrasts of a study; what contrasts share is computed once.
///
/// The contrasts are those of [`crate::analyze_all`], bit for bit.
///
/// # Errors
/// Those of [`crate::analyze_all`]; nested F under `treat`.
pub fn analyze_study(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrasts: &[Contrast],
    settings: &Settings,
    together: &StudySettings,
) -> Result<StudyResult, DiffexprError> {
    let mut found: Vec<Option<AnalyzedContrast>> = vec![None; contrasts.len()];
    let hand_over = |batch: Vec<AnalyzedContrast>| -> Result<(), DiffexprError> {
        for one in batch {
            let position = one.position;
            found[position] = Some(one);
        }
        Ok(())
    };
    let study = Study {
        expression,
        sheet,
        contrasts,
        settings,
        together,
    };
    let designs = study.analyze(&NoProgress, hand_over)?;
    let (contrasts, left_out): (Vec<_>, Vec<_>) = (found.into_iter().flatten())
        .map(|one| (one.result, one.leave_one_out))
        .unzip();
    Ok(StudyResult {
        contrasts,
        designs,
        leave_one_out: left_out.into_iter().flatten().collect(),
    })
}

/// The contrasts of a study and how they are analysed.
#[derive(Debug, Clone, Copy)]
pub struct Study<'a> {
    /// log2 expression.
    pub expression: &'a ExpressionMatrix,
    /// The samples.
    pub sheet: &'a SampleSheet,
    /// What is compared.
    pub contrasts: &'a [Contrast],
    /// How each contrast is analysed.
    pub settings: &'a Settings,
    /// What is asked of the contrasts together.
    pub together: &'a StudySettings,
}

impl Study<'_> {
    /// Analyses the contrasts as [`analyze_study`] does and hands them over a few at a time, design
    /// by design, so that not all of them need be held at once.
    ///
    /// `progress` has a step for each contrast, and one for each array that is left out of it.
    ///
    /// # Errors
    /// Those of [`analyze_study`], and those of `hand_over`, which end the analysis.
    ///
    /// # Cost
    /// Time is linear in contrasts; beside what is handed over, each contrast holds one number and
    /// some bytes a feature while its design is at work.
    pub fn analyze<E: From<DiffexprError>>(
        &self,
        progress: &dyn Progress,
        mut hand_over: impl FnMut(Vec<AnalyzedContrast>) -> Result<(), E>,
    ) -> Result<Vec<DesignResult>, E> {
        self.settings.check()?;
        check_together(self.settings, self.together)?;
        let planned = PlannedDesign::of_all(self.sheet, self.contrasts, self.settings)?;
        let left_out = self.together.leave_one_out.is_some();
        let n_steps = |planned: &PlannedDesign| {
            let n_samples = planned.members[0].1.sample_names.len();
            planned.members.len() * if left_out { n_samples + 1 } else { 1 }
        };
        let n_steps = planned.iter().map(n_steps).sum::<usize>() as u64;
        progress.start("testing contrasts", n_steps);
        let mut designs = Vec::with_capacity(planned.len());
        for planned in planned {
            designs.push(self.analyze_design(planned, progress, &mut hand_over)?);
        }
        progress.finish();
        Ok(designs)
    }

    fn analyze_design<E: From<DiffexprError>>(
        &self,
        planned: PlannedDesign,
        progress: &dyn Progress,
        hand_over: &mut impl FnMut(Vec<AnalyzedContrast>) -> Result<(), E>,
    ) -> Result<DesignResult, E> {
        let (expression, settings) = (self.expression, self.settings);
        let prepared = planned.prepare(expression, self.sheet, self.contrasts, settings)?;
        let members: Vec<(usize, Design)> = (planned.members.into_iter())
            .map(|(position, design)| (position, prepared.completed(design)))
            .collect();
        let weights: Vec<Vec<f64>> = (members.iter())
            .map(|(_, design)| design.weights.clone())
            .collect();
        let fits: Vec<ContrastFit> = (weights.iter())
            .map(|weights| fit_contrast(&prepared.fit, weights))
            .collect();
        let f_test = moderated_f_test(&prepared.fit, &weights, &fits, &prepared.moderation);
        let of_set = |contrasts: &[ModeratedContrast], method| {
            let tested = TestedContrasts {
                fit: &prepared.fit,
                moderation: &prepared.moderation,
                weights: &weights,
                contrasts,
                f_test: &f_test,
            };
            let is_stage_wise = method == DecisionMethod::StageWise;
            let stage_wise = is_stage_wise.then(|| tested.stage_wise(settings.fdr));
            (decide(&tested, method, settings.fdr), stage_wise)
        };
        let test = |fit: &ContrastFit| test(fit, &prepared.moderation, settings);
        let is_separate = self.together.decide == DecisionMethod::Separate;
        let (mut decisions, stage_wise) = if is_separate {
            (Vec::with_capacity(members.len()), None)
        } else {
            let tested: Vec<ModeratedContrast> = fits.iter().map(test).collect();
            of_set(&tested, self.together.decide)
        };
        let left_out = self.together.leave_one_out.map_or(Vec::new(), |top_k| {
            leave_one_out_of_fit(expression, &prepared, &weights, settings, top_k, progress)
        });
        let mut left_out = left_out.into_iter();
        let positions = members.iter().map(|(position, _)| *position).collect();
        let mut members = members.into_iter().zip(&fits).peekable();
        while members.peek().is_some() {
            let batch: Vec<_> = (members.by_ref().take(BATCH))
                .map(|member| (member, left_out.next()))
                .collect();
            let analyzed = batch.into_par_iter().map(|(member, left_out)| {
                let ((position, design), fit) = member;
                let moderated = test(fit);
                let contrast = &self.contrasts[position];
                let tested = (fit, &moderated);
                let features = expression.features();
                let one = AnalyzedContrast {
                    position,
                    result: result(features, &prepared, design, contrast, tested, settings),
                    leave_one_out: left_out,
                };
                let decided = is_separate.then(|| {
                    let (mut decided, _) = of_set(from_ref(&moderated), DecisionMethod::Separate);
                    decided.remove(0)
                });
                progress.advance(1);
                (one, decided)
            });
            let (batch, decided): (Vec<_>, Vec<_>) = analyzed.unzip();
            decisions.extend(decided.into_iter().flatten());
            hand_over(batch)?;
        }
        Ok(DesignResult {
            contrasts: positions,
            f_test: settings.treat.is_none().then_some(f_test),
            decisions,
            stage_wise,
        })
    }
}

fn check_together(settings: &Settings, together: &StudySettings) -> Result<(), DiffexprError> {
    match settings.treat {
        Some(threshold) if together.decide.takes_f() => Err(DiffexprError::Setting {
            setting: "treat",
            value: threshold,
            expected: "none with an F test first, whose question is whether changes differ from 0",
        }),
        _ => Ok(()),
    }
}
