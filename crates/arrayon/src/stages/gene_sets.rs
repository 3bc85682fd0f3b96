//! `arrayon genesets`: a table of a contrast to gene sets and themes.

use crate::config::{DifferentialSection, GeneSetsSection, Section, paths};
use crate::contrast_table;
use crate::differential::{annotate, fault_of_length};
use crate::error::Error;
use crate::gene_set_files;
use crate::gene_sets::{
    ContrastGenes, ContrastLabel, GeneSetSettings, SampleScores, StudyData, warnings_of_names,
};
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::output::Output;
use crate::plan::{check_columns, read_sheet_and_contrasts};
use crate::run::{RunOptions, match_samples, test_and_write};
use crate::summarize::summarize_gene_sets_stage;
use crate::theme_verdicts::themes_document;
use arrayon_core::{Contrast, ExpressionMatrix, InputError, Progress, SampleSheet};
use arrayon_formats::{annotation, matrix};
use arrayon_results::summary::Summary;
use arrayon_settings::Rate;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `arrayon genesets` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetsStage {
    /// Table of one contrast.
    pub table: PathBuf,
    /// Gene sets and themes.
    pub section: GeneSetsSection,
    /// False discovery rate at which features count as changed.
    pub fdr: Rate,
    /// Genes of the features.
    pub annotation: Option<PathBuf>,
    /// Conditions that the contrast compares with their absence, in the words of the panels.
    pub conditions: Vec<String>,
    /// The expression behind the table.
    pub expression: Option<GeneSetExpression>,
}

/// The expression behind the table, for tests on the design and scores of samples.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetExpression {
    /// log2 expression.
    pub matrix: PathBuf,
    /// Sample sheet.
    pub samples: PathBuf,
    /// Contrasts, among them the table's.
    pub contrasts: PathBuf,
    /// How the table was made.
    pub section: DifferentialSection,
}

/// The same, read.
struct ReadExpression {
    expression: ExpressionMatrix,
    sheet: SampleSheet,
    contrasts: Vec<Contrast>,
}

impl GeneSetExpression {
    fn read(&self, inputs: &mut Inputs) -> Result<ReadExpression, Error> {
        let checked = self.section.check();
        checked.map_err(|fault| fault.under(DifferentialSection::NAME))?;
        let (sheet, contrasts) = read_sheet_and_contrasts(&self.samples, &self.contrasts, inputs)?;
        check_columns(&sheet, &self.section)?;
        let matrix = matrix::read(inputs.file("matrix", &self.matrix))?;
        let expression = match_samples(matrix, &sheet, &self.matrix)?;
        Ok(ReadExpression {
            expression,
            sheet,
            contrasts,
        })
    }
}

/// The contrast of a table: the name of its file, which may be compressed.
fn contrast_of(table: &Path) -> String {
    let is_compressed = table.extension().is_some_and(|end| end == "gz");
    let table = if is_compressed {
        table.with_extension("")
    } else {
        table.to_path_buf()
    };
    let stem = table.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

fn with_conditions(stage: &GeneSetsStage, contrast: &str) -> GeneSetsSection {
    let mut section = stage.section.clone();
    for condition in &stage.conditions {
        let contrasts = section.conditions.entry(condition.clone()).or_default();
        contrasts.push(contrast.to_owned());
    }
    section
}

impl GeneSetsStage {
    fn files(&self) -> Vec<PathBuf> {
        let behind = self.expression.iter();
        let behind = behind.flat_map(|one| [&one.matrix, &one.samples, &one.contrasts]);
        let own = std::iter::once(&self.table)
            .chain(&self.annotation)
            .chain(behind);
        let named = paths::of(GeneSetsSection::NAME, &self.section);
        own.cloned()
            .chain(named.into_iter().map(|one| one.path))
            .collect()
    }
}

/// Tests gene sets on the table of one contrast, which is named after the table's file, and
/// returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files; a collection none of whose genes was tested; a test on the
/// design without expression.
pub fn gene_sets_stage(
    stage: &GeneSetsStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let id = contrast_of(&stage.table);
    if let Some(fault) = fault_of_length(&id) {
        let found = format!("the file's name, after which results are named, has {fault}");
        return Err(InputError::new(&stage.table, found)
            .hint("rename the file")
            .into());
    }
    let section = &with_conditions(stage, &id);
    section
        .check()
        .map_err(|fault| fault.under(GeneSetsSection::NAME))?;
    if let (Some(test), None) = (section.needs_expression(), &stage.expression) {
        let found = format!("'{test}' needs the expression behind the table");
        let hint = "give --matrix, --samples and --contrasts";
        return Err(Error::data("gene sets", found, hint));
    }
    let mut output = Output::create(out, options, &stage.files())?;
    let mut inputs = Inputs::default();
    let sources = gene_set_files::read(section, stage.annotation.as_deref(), &mut inputs)?;
    let mut warnings = sources.warnings.clone();
    let table = contrast_table::read(inputs.file("table", &stage.table))?;
    let mut rows = table.rows;
    if let Some(path) = &stage.annotation {
        let genes = annotation::read(inputs.file("annotation", path))?;
        let features: Vec<String> = rows.iter().map(|row| row.feature_id.clone()).collect();
        warnings.extend(check_annotation(&genes, path, &features)?);
        warnings.extend(mangled_features(&features, Some(&genes)));
        annotate(&mut rows, &genes);
    }
    let settings = GeneSetSettings {
        fdr: stage.fdr.get(),
        section: section.clone(),
    };
    let columns = table
        .columns
        .map(|taken| format!("columns of the table: {taken}"));
    let genes = ContrastGenes::of(&id, &rows, &settings)?.with_notes(columns);
    warnings.extend(warnings_of_names(&genes, &sources));
    let read = stage.expression.as_ref();
    let read = read.map(|one| one.read(&mut inputs)).transpose()?;
    let study = stage.expression.as_ref().zip(read.as_ref());
    let study = study.map(|(asked, read)| StudyData {
        expression: &read.expression,
        sheet: &read.sheet,
        contrasts: &read.contrasts,
        contrasts_path: &asked.contrasts,
        section: &asked.section,
    });
    let direction = match study {
        Some(study) => study.contrast(&id)?.direction(),
        None => "positive = log2 fold change of the table above 0".to_owned(),
    };
    let label = ContrastLabel {
        id: &id,
        direction: &direction,
    };
    progress.start("testing gene sets", 1);
    let scores = study.map(|study| SampleScores::of(study, &genes, &sources));
    let scores = scores.transpose()?.flatten();
    let behind = study.map(|study| (study, &rows[..], scores.as_ref()));
    let (sets, warning) = test_and_write(&mut output, &genes, label, &sources, behind)?;
    progress.finish();
    if let Some(scores) = &scores {
        output.write_table_file(&scores.file(), &scores.table())?;
    }
    warnings.extend(warning);
    let mut themes = None;
    if let Some(asked) = &sources.themes {
        let judged = genes.judge_themes(label, &asked.all)?;
        warnings.extend(genes.warnings_of_themes(&asked.all, &judged));
        let document = themes.insert(themes_document(asked, vec![judged]));
        output.write_document("themes.json", document)?;
    }
    let model = match &stage.expression {
        Some(expression) => json!(expression.section),
        None => json!({ "fdr": stage.fdr }),
    };
    let configuration = json!({ "genesets": section, "differential": model });
    let mut summary =
        summarize_gene_sets_stage(label, &rows, stage.fdr.get(), sets, themes.as_ref());
    summary.warnings = warnings;
    summary.n_samples = read.as_ref().map(|read| read.expression.n_samples());
    output.finish(inputs, &configuration, summary)
}
