//! The whole study, stage after stage.

mod annotate;
mod clusters;

pub use annotate::GeneSetFindings;
pub(crate) use annotate::{TestedContrast, annotate_gene_sets};
pub(crate) use clusters::{contrast_trees, sample_trees};

use crate::brought_matrix::BroughtMatrix;
use crate::config::StudyConfig;
use crate::controls::Controls;
use crate::differential::{DifferentialSettings, StageIo, differential_expression};
use crate::error::Error;
use crate::gene_sets::{ContrastLabel, GeneSetSettings, StudyData, read_sources};
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::moved::Moved;
use crate::normalize::{NormalizeSettings, normalize_cel_files};
use crate::output::Output;
use crate::plan::Plan;
use crate::scan_days::account_for_scan_days;
use crate::study_expression::StudyExpression;
use crate::summarize::{Findings, summarize};
use crate::truth::Truth;
use arrayon_core::{GeneAnnotation, Progress, SampleSheet};
use arrayon_formats::annotation;
use arrayon_results::summary::Summary;
use clusters::{Clustered, StudyClusters};
use std::path::{Path, PathBuf};

/// How a run is done, apart from what the study says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// The command line, for provenance.
    pub command: Vec<String>,
    /// Whether earlier results of arrayon at the same place are replaced.
    pub force: bool,
    /// The folder in which the study lies and that is to be moved, if there is one.
    pub moved: Moved,
}

/// Runs a study and writes its result folder.
///
/// # Errors
/// Whatever is wrong with the study's files or data; nothing is left at `out` then.
///
/// # Determinism
/// All files but `provenance.json` are the same bytes for any number of threads.
pub fn run_study(
    config: StudyConfig,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    config.check()?;
    let files: Vec<PathBuf> = config.paths().into_iter().map(|one| one.path).collect();
    let mut output = Output::create(out, options, &files)?;
    let mut plan = Plan::new(config)?;
    let truth = Truth::of(&plan)?;
    let annotation = read_annotation(&mut plan)?;
    let path = annotation_path(&plan).map(Path::to_path_buf);
    let section = plan.config.genesets.clone();
    let gene_sets = read_sources(&section, path.as_deref(), &mut plan.inputs)?;

    let mut expression = output.timed("normalize", || read_expression(&mut plan, progress))?;
    if let Some(quality) = &mut expression.qc {
        account_for_scan_days(quality, &plan);
    }
    output.write_expression(&expression)?;
    if let Some(qc) = &expression.qc {
        output.write_document("qc.json", qc)?;
    }
    if let (Some(annotation), Some(path)) = (&annotation, annotation_path(&plan)) {
        let mangled = mangled_features(expression.matrix.features(), Some(annotation));
        let main = expression.main_features();
        let unknown = check_annotation(annotation, path, main.features())?;
        expression.warnings.extend(mangled);
        expression.warnings.extend(unknown);
    }
    if !plan.config.differential.test_controls {
        expression.leave_out_controls();
    }
    let (tested, main) = (&expression.matrix, expression.main_features());
    let mut differential = output.timed_with("differential", |output| {
        let settings = DifferentialSettings {
            section: plan.config.differential.clone(),
            n_controls_not_tested: expression.n_left_out,
            contrasts: plan.config.study.contrast_file().to_path_buf(),
            notes: Vec::new(),
            // clusters, gene sets and comparisons with a truth rest on whole tables
            n_rows_held: usize::MAX,
        };
        differential_expression(
            tested,
            &plan.sheet,
            &plan.contrasts,
            annotation.as_ref(),
            &settings,
            StageIo {
                inputs: &plan.inputs,
                progress,
                write: &mut |files| output.write_files(files),
            },
        )
    })?;
    differential.summary.notes.extend(plan.warnings());
    if !differential.is_empty() {
        output.write_differential(&differential)?;
    }

    let clusters = output.timed_with("cluster", |output| {
        let study = Clustered {
            plan: &plan,
            main: &main,
            annotation: annotation.as_ref(),
            differential: &differential.contrasts,
            gene_sets: &gene_sets,
        };
        let clusters = StudyClusters::of(study, progress)?;
        clusters.write(output, expression.is_simulated())?;
        Ok::<_, Error>(clusters)
    })?;

    progress.start("testing gene sets", differential.contrasts.len() as u64);
    let found = output.timed_with("genesets", |output| {
        let contrasts: Vec<TestedContrast<'_>> = (differential.contrasts.iter())
            .map(|contrast| TestedContrast {
                label: ContrastLabel {
                    id: &contrast.contrast,
                    direction: &contrast.direction,
                },
                rows: &contrast.features,
                note: None,
            })
            .collect();
        let settings = GeneSetSettings {
            fdr: plan.config.differential.fdr.get(),
            section: plan.config.genesets.clone(),
        };
        let study = StudyData {
            expression: tested,
            sheet: &plan.sheet,
            contrasts: &plan.contrasts,
            contrasts_path: plan.config.study.contrast_file(),
            section: &plan.config.differential,
        };
        annotate_gene_sets(
            output,
            &contrasts,
            &settings,
            Some(study),
            &gene_sets,
            progress,
        )
    })?;
    progress.finish();

    let findings = Findings {
        plan: &plan,
        expression: &expression,
        differential: &differential,
        n_incomplete: (0..main.n_features())
            .filter(|&row| !main.is_complete(row))
            .count(),
        cluster_notes: &clusters.notes(),
        clusters: &clusters.trees,
        gene_clusters: clusters.gene_tree(),
        gene_sets: &found,
        truth: truth.as_ref(),
    };
    let summary = summarize(&findings);
    output.finish(plan.inputs, &plan.config, summary)
}

fn annotation_path(plan: &Plan) -> Option<&Path> {
    plan.config.chip.as_ref()?.annotation.as_deref()
}

fn read_annotation(plan: &mut Plan) -> Result<Option<GeneAnnotation>, Error> {
    let Some(path) = annotation_path(plan).map(Path::to_path_buf) else {
        return Ok(None);
    };
    Ok(Some(annotation::read(
        plan.inputs.file("annotation", &path),
    )?))
}

fn read_expression(plan: &mut Plan, progress: &dyn Progress) -> Result<StudyExpression, Error> {
    if let Some(path) = plan.config.study.matrix.clone() {
        return read_matrix(&path, &plan.config, &plan.sheet, &mut plan.inputs);
    }
    let samples = &plan.sheet.samples;
    let settings = NormalizeSettings::of(&plan.config);
    let files = &plan.arrays.locations;
    let expression = normalize_cel_files(samples, files, &settings, &mut plan.inputs, progress);
    expression.map(|expression| expression.with_notes(&plan.arrays.notes))
}

/// The matrix that a study begins from, with its controls.
pub(crate) fn read_matrix(
    path: &Path,
    config: &StudyConfig,
    sheet: &SampleSheet,
    inputs: &mut Inputs,
) -> Result<StudyExpression, Error> {
    let scale = config.study.matrix_scale();
    let brought = BroughtMatrix::read(path, Some(sheet), scale, inputs)?;
    let given = config.study.controls.as_deref();
    let controls = Controls::of(&brought.matrix, path, given, inputs)?;
    let expression = StudyExpression::from_matrix(brought, controls.is_control);
    Ok(expression.with_notes(controls.note.as_slice()))
}
