//! `arrayon diff`: a matrix to tables of contrasts.

use crate::config::{DifferentialSection, Section, paths};
use crate::controls::{read_controls, unused_controls_warning, without_controls};
use crate::differential::{DifferentialSettings, StageIo, differential_expression};
use crate::error::Error;
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::normalize::linear_scale_warning;
use crate::output::Output;
use crate::plan::{check_blocks, check_columns, read_sheet_and_contrasts};
use crate::run::{RunOptions, match_samples};
use crate::summarize::{N_TOP, summarize_diff_stage};
use arrayon_core::Progress;
use arrayon_formats::{annotation, matrix};
use arrayon_results::summary::Summary;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `arrayon diff` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffStage {
    /// log2 expression.
    pub matrix: PathBuf,
    /// Sample sheet.
    pub samples: PathBuf,
    /// Contrasts.
    pub contrasts: PathBuf,
    /// How they are tested.
    pub section: DifferentialSection,
    /// Genes of the features.
    pub annotation: Option<PathBuf>,
    /// Ids of control features, which are not tested.
    pub controls: Option<PathBuf>,
}

impl DiffStage {
    fn files(&self) -> Vec<PathBuf> {
        let own = [&self.matrix, &self.samples, &self.contrasts]
            .into_iter()
            .chain(&self.annotation)
            .chain(&self.controls);
        let named = paths::of(DifferentialSection::NAME, &self.section);
        own.cloned()
            .chain(named.into_iter().map(|one| one.path))
            .collect()
    }
}

/// Tests contrasts on a matrix and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files, or a contrast that the samples cannot answer.
pub fn diff_stage(
    stage: &DiffStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    stage
        .section
        .check()
        .map_err(|fault| fault.under(DifferentialSection::NAME))?;
    let mut output = Output::create(out, options, &stage.files())?;
    let mut inputs = Inputs::default();
    let (sheet, contrasts) =
        read_sheet_and_contrasts(&stage.samples, &stage.contrasts, &mut inputs)?;
    check_columns(&sheet, &stage.section)?;
    check_blocks(&contrasts, &stage.contrasts, &stage.section)?;
    let matrix = matrix::read(inputs.file("matrix", &stage.matrix))?;
    let mut expression = match_samples(matrix, &sheet, &stage.matrix)?;
    let n_features = expression.n_features();
    if let Some(path) = &stage.controls {
        let is_control = read_controls(path, &expression, &mut inputs)?;
        if !stage.section.test_controls {
            expression = without_controls(&expression, &is_control);
        }
    }
    let genes = stage
        .annotation
        .as_deref()
        .map(|path| annotation::read(inputs.file("annotation", path)))
        .transpose()?;
    let mut warnings = Vec::from_iter(linear_scale_warning(&expression));
    if let (Some(path), Some(genes)) = (&stage.annotation, &genes) {
        warnings.extend(check_annotation(genes, path, expression.features())?);
    }
    warnings.extend(mangled_features(expression.features(), genes.as_ref()));
    let controls = stage.controls.as_deref();
    warnings.extend(unused_controls_warning(
        &stage.matrix,
        controls,
        "--controls",
    ));
    let settings = DifferentialSettings {
        section: stage.section.clone(),
        n_controls_not_tested: n_features - expression.n_features(),
        contrasts: stage.contrasts.clone(),
        notes: warnings,
        n_rows_held: N_TOP,
    };
    let results = output.timed_with("differential", |output| {
        differential_expression(
            &expression,
            &sheet,
            &contrasts,
            genes.as_ref(),
            &settings,
            StageIo {
                inputs: &inputs,
                progress,
                write: &mut |files| output.write_files(files),
            },
        )
    })?;
    output.write_differential(&results)?;
    let configuration = json!({ "differential": stage.section });
    let summary = summarize_diff_stage(&stage.matrix, &expression, &results);
    output.finish(inputs, &configuration, summary)
}
