//! Each stage alone, from the files of the stage before or a user's own.

use crate::clustering::{ALL_SAMPLES, ClusterSettings, Groups, cluster_samples};
use crate::config::{DifferentialSection, GeneSetsSection};
use crate::differential::{DifferentialSettings, annotate, differential_expression};
use crate::error::Error;
use crate::gene_set_files;
use crate::gene_set_stage::{ContrastGenes, ContrastLabel, GeneSetSettings};
use crate::genes::check_annotation;
use crate::inputs::Inputs;
use crate::normalize::{NormalizeSettings, linear_scale_warning, normalize_cel_files};
use crate::output::Output;
use crate::plan::{check_factors, read_sheet_and_contrasts};
use crate::run::{RunOptions, match_samples};
use crate::theme_verdicts::theme_rule;
use arrayon_core::{InputError, Progress};
use arrayon_formats::{annotation, matrix, sample_sheet};
use arrayon_results::differential_table;
use arrayon_results::themes::Themes;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Normalises CEL files; samples are named after their files.
///
/// # Errors
/// Whatever is wrong with library or CEL files; nothing is left at `out` then.
pub fn normalize_stage(
    files: &[PathBuf],
    settings: &NormalizeSettings,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let samples = names_of_files(files)?;
    let mut inputs = Inputs::default();
    let expression = output.timed("normalize", || {
        normalize_cel_files(&samples, files, settings, &mut inputs, progress)
    })?;
    output.timed_with("write", |output| {
        output.write_expression(&expression.matrix)
    })?;
    if let Some(qc) = expression.qc {
        output.write_document("qc.json", &qc)?;
    }
    let configuration = json!({ "normalization": expression.normalization });
    output.finish_stage(inputs, &configuration)
}

fn names_of_files(files: &[PathBuf]) -> Result<Vec<String>, InputError> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    let mut names = Vec::with_capacity(files.len());
    for file in files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let lower = name.to_lowercase();
        let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
        let stem = plain.strip_suffix(".cel").unwrap_or(plain).len();
        let name = name[..stem].to_owned();
        if let Some(first) = seen.insert(name.clone(), file) {
            let found = format!(
                "sample name '{name}' is that of {} already",
                first.display()
            );
            return Err(InputError::new(file, found)
                .expected("one file a sample, each with a name of its own")
                .hint("leave out the file that stands twice, or rename it"));
        }
        names.push(name);
    }
    Ok(names)
}

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
}

/// Tests contrasts on a matrix.
///
/// # Errors
/// Whatever is wrong with the files, or a contrast that the samples cannot answer.
pub fn diff_stage(stage: &DiffStage, out: &Path, options: &RunOptions) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let mut inputs = Inputs::default();
    let (sheet, contrasts) =
        read_sheet_and_contrasts(&stage.samples, &stage.contrasts, &mut inputs)?;
    check_factors(&sheet, &stage.section.factors)?;
    inputs.add("matrix", &stage.matrix);
    let expression = match_samples(matrix::read(&stage.matrix)?, &sheet, &stage.matrix)?;
    let genes = stage
        .annotation
        .as_deref()
        .map(annotation::read)
        .transpose()?;
    if let (Some(path), Some(genes)) = (&stage.annotation, &genes) {
        inputs.add("annotation", path);
        check_annotation(genes, path, expression.features())?;
    }
    let settings = DifferentialSettings {
        section: stage.section.clone(),
        n_controls_not_tested: 0,
        contrasts: stage.contrasts.clone(),
    };
    let results = output.timed("differential", || {
        differential_expression(&expression, &sheet, &contrasts, genes.as_ref(), &settings)
    })?;
    for mut result in results {
        result.notes.extend(linear_scale_warning(&expression));
        output.write_differential(&result)?;
    }
    let configuration = json!({ "differential": stage.section });
    output.finish_stage(inputs, &configuration)
}

/// What `arrayon cluster` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterStage {
    /// log2 expression.
    pub matrix: PathBuf,
    /// Distance and linkage.
    pub settings: ClusterSettings,
    /// Sample sheet and the column whose levels are judged.
    pub groups: Option<(PathBuf, String)>,
}

/// Clusters the samples of a matrix.
///
/// # Errors
/// Whatever is wrong with the files; a sample for which the distance is not defined.
pub fn cluster_stage(
    stage: &ClusterStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let mut inputs = Inputs::default();
    inputs.add("matrix", &stage.matrix);
    let mut expression = matrix::read(&stage.matrix)?;
    let mut groupings = Vec::new();
    if let Some((path, column)) = &stage.groups {
        inputs.add("samples", path);
        let sheet = sample_sheet::read(path)?;
        expression = match_samples(expression, &sheet, &stage.matrix)?;
        let levels = sheet.column(column).ok_or_else(|| {
            InputError::new(path, format!("no column '{column}'"))
                .expected(format!("one of '{}'", sheet.column_names().join("', '")))
        })?;
        groupings.push(Groups {
            variable: column.clone(),
            levels: levels.values.clone(),
        });
    }
    let tree = output.timed("cluster", || {
        cluster_samples(
            ALL_SAMPLES,
            &expression,
            &groupings,
            stage.settings,
            progress,
        )
    })?;
    output.write_clusters(&tree)?;
    let configuration = json!({
        "distance": stage.settings.distance.to_string(),
        "linkage": stage.settings.linkage.to_string(),
        "bootstrap": stage.settings.bootstrap,
        "seed": stage.settings.seed,
    });
    output.finish_stage(inputs, &configuration)
}

/// What `arrayon genesets` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetsStage {
    /// Table of one contrast.
    pub table: PathBuf,
    /// Gene sets and themes.
    pub section: GeneSetsSection,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Genes of the features.
    pub annotation: Option<PathBuf>,
}

/// Tests gene sets on the table of one contrast, which is named after the table's file.
///
/// # Errors
/// Whatever is wrong with the files; a collection none of whose genes was tested.
pub fn gene_sets_stage(
    stage: &GeneSetsStage,
    out: &Path,
    options: &RunOptions,
) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let mut inputs = Inputs::default();
    let sources = gene_set_files::read(&stage.section, &mut inputs)?;
    inputs.add("table", &stage.table);
    let mut rows = differential_table::read(&stage.table)?;
    if let Some(path) = &stage.annotation {
        inputs.add("annotation", path);
        let genes = annotation::read(path)?;
        check_annotation(&genes, path, rows.iter().map(|row| &row.feature_id))?;
        annotate(&mut rows, &genes);
    }
    let id = stage
        .table
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let direction = "positive = higher in the contrast's target than in its reference";
    let label = ContrastLabel { id: &id, direction };
    let settings = GeneSetSettings {
        fdr: stage.fdr,
        several_genes: sources.several_genes,
    };
    let genes = ContrastGenes::of(&id, &rows, settings)?;
    let panel = sources.panel.map(|(_, panel)| panel);
    output.write_gene_sets(&genes.test(label, panel, &sources.collections)?)?;
    if let Some((species, panel)) = sources.panel {
        let themes = Themes {
            species: species.to_owned(),
            origin: panel.origin.clone(),
            rule: theme_rule(),
            contrasts: vec![genes.judge_themes(label, panel)?],
        };
        output.write_document("themes.json", &themes)?;
    }
    output.finish_stage(
        inputs,
        &json!({ "genesets": stage.section, "fdr": stage.fdr }),
    )
}
