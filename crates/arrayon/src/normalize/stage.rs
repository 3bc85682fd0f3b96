//! The stage from arrays, or a matrix that a user brought, to log2 expression.

use super::informative::{INFORMATIVE_FILE, read_informative};
use super::{NormalizeSettings, StudyExpression, normalize_cel_files};
use crate::brought_matrix::BroughtMatrix;
use crate::cel_files::FoundArrays;
use crate::clustering::groupings_of;
use crate::config::StudyConfig;
use crate::controls::{CONTROLS_FILE, Controls};
use crate::error::Error;
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::output::Output;
use crate::plan::Plan;
use crate::quality::{
    Samples, in_brief, judge, quality_figures, warnings_of, write_detection, write_images,
    write_quality,
};
use crate::scan_days::account_for_scan_days;
use crate::stage::{Stage, watched};
use arrayon_core::{GeneAnnotation, Progress, SampleSheet};
use arrayon_qc::ExpressionByArray;
use arrayon_results::summary::Summary;
use std::path::Path;

/// What expression is made from.
#[derive(Clone, Copy)]
pub(crate) enum ExpressionSource<'a> {
    /// Arrays, with the names of their samples.
    Arrays {
        samples: &'a [String],
        arrays: &'a FoundArrays,
        settings: &'a NormalizeSettings,
    },
    /// A matrix that a user brought.
    Matrix {
        path: &'a Path,
        config: &'a StudyConfig,
        sheet: &'a SampleSheet,
    },
}

/// Expression of all samples.
pub(crate) struct Normalization<'a> {
    pub(crate) source: ExpressionSource<'a>,
    /// Genes of the features, with the file that says so.
    pub(crate) annotation: Option<(&'a Path, &'a GeneAnnotation)>,
    /// The study, where one is known: its contrasts may account for the days of scans.
    pub(crate) plan: Option<&'a Plan>,
    /// What is stated of the samples.
    pub(crate) sheet: Option<&'a SampleSheet>,
    /// Whether p-values of detection are written.
    pub(crate) writes_detection: bool,
    pub(crate) inputs: &'a Inputs,
}

impl Stage for Normalization<'_> {
    const NAME: &'static str = "normalize";
    type Found = StudyExpression;

    fn run(self, output: &mut Output, progress: &dyn Progress) -> Result<StudyExpression, Error> {
        let mut expression = self.source.read(self.inputs, progress)?;
        if let Some(scans) = &mut expression.scans {
            write_images(output, std::mem::take(&mut scans.images))?;
            if let Some(detection) = scans.detection.as_ref().filter(|_| self.writes_detection) {
                write_detection(output, detection, &expression.matrix)?;
            }
        }
        let grouping = self.plan.and_then(|plan| {
            let model = &plan.config.differential;
            groupings_of(&plan.contrasts, &plan.sheet, model)
                .into_iter()
                .next()
        });
        let scans = expression.scans.take();
        expression.qc = {
            let main = expression.main_features();
            let by_array = ExpressionByArray::of(&main);
            let samples = Samples {
                all_features: Some(&expression.matrix),
                expression: Some(&by_array),
                annotation: self.annotation.map(|(_, genes)| genes),
                sheet: self.sheet,
                grouping: grouping.as_ref(),
            };
            let drawn = watched(progress, "figures of the arrays", || {
                quality_figures(scans.as_ref(), &samples, expression.is_simulated())
            })?;
            output.write_files(drawn)?;
            scans.map(|scans| judge(Some(scans), &samples))
        };
        if let (Some(quality), Some(plan)) = (&mut expression.qc, self.plan) {
            account_for_scan_days(quality, plan);
        }
        write_expression(output, &expression)?;
        // what was read from next to a matrix stands there
        let calls = expression.informative.as_ref();
        if let Some(informative) = calls.filter(|_| expression.normalization.is_some()) {
            let lines: Vec<String> = informative.iter().map(|id| format!("{id}\n")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            output.write_text(INFORMATIVE_FILE, &lines)?;
        }
        if let Some(qc) = &expression.qc {
            write_quality(output, qc)?;
        }
        if let Some((path, annotation)) = self.annotation {
            let mangled = mangled_features(expression.matrix.features(), Some(annotation));
            let main = expression.main_features();
            let unknown = check_annotation(annotation, path, main.features())?;
            expression.warnings.extend(mangled);
            expression.warnings.extend(unknown);
        }
        Ok(expression)
    }

    fn summarize(found: &StudyExpression, summary: &mut Summary) {
        summary.is_simulated = found.is_simulated();
        summary.n_samples = Some(found.matrix.n_samples());
        summary.n_features = found.n_features();
        summary.normalization = found.normalization.clone();
        summary.qc = found.qc.as_ref().map(in_brief);
        summary.warnings.extend_from_slice(&found.warnings);
        summary
            .warnings
            .extend(found.qc.iter().flat_map(warnings_of));
    }
}

/// Writes `expression.tsv`, and `controls.txt`, which is empty where there are no controls.
fn write_expression(output: &mut Output, expression: &StudyExpression) -> Result<(), Error> {
    output.write_with("expression.tsv", |mut out| {
        arrayon_formats::matrix::tsv::write(&expression.matrix, &mut out)
    })?;
    output.write_with(CONTROLS_FILE, |out| {
        (expression.controls()).try_for_each(|id| writeln!(out, "{id}"))
    })
}

impl ExpressionSource<'_> {
    fn read(self, inputs: &Inputs, progress: &dyn Progress) -> Result<StudyExpression, Error> {
        match self {
            Self::Matrix {
                path,
                config,
                sheet,
            } => read_matrix(path, config, sheet, inputs),
            Self::Arrays {
                samples,
                arrays,
                settings,
            } => {
                let files = &arrays.locations;
                let found = normalize_cel_files(samples, files, settings, inputs, progress)?;
                Ok(found.with_notes(&arrays.notes))
            }
        }
    }
}

/// The matrix that a study begins from, with its controls.
pub(crate) fn read_matrix(
    path: &Path,
    config: &StudyConfig,
    sheet: &SampleSheet,
    inputs: &Inputs,
) -> Result<StudyExpression, Error> {
    let scale = config.study.matrix_scale();
    let brought = BroughtMatrix::read(path, Some(sheet), scale, inputs)?;
    let given = config.study.controls.as_deref();
    let controls = Controls::of(&brought.matrix, path, given, inputs)?;
    let informative = match config.differential.filter.informative {
        true => read_informative(path, inputs)?,
        false => None,
    };
    let expression = StudyExpression::from_matrix(brought, controls.is_control, informative);
    Ok(expression.with_notes(controls.note.as_slice()))
}
