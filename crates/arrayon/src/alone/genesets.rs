//! `arrayon genesets`: tables of contrasts to gene sets and themes.

use crate::annotation_file;
use crate::brought_matrix::BroughtMatrix;
use crate::config::{DifferentialSection, GeneSetsSection, Section, paths};
use crate::controls::{Controls, leave_out_controls};
use crate::differential::annotate;
use crate::error::Error;
use crate::gene_sets::{
    ContrastLabel, GeneSetSettings, GeneSetTesting, StudyData, TestedContrast, read_sources,
    table_in_brief,
};
use crate::genes::{check_annotation, mangled_features};
use crate::inputs::Inputs;
use crate::matrix_scale::MatrixScale;
use crate::origin::{self, Origin, given_or_of_origin};
use crate::output::{Output, Place, RunOptions};
use crate::plan::{SheetAndContrasts, check_columns, read_sheet_and_contrasts};
use arrayon_core::{Contrast, ExpressionMatrix, InputError, Progress, SampleSheet};
use arrayon_formats::contrast_table;
use arrayon_formats::names::fault_in_file_name;
use arrayon_results::differential::FeatureRow;
use arrayon_results::summary::Summary;
use arrayon_settings::Rate;
use serde_json::json;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What `arrayon genesets` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetsStage {
    /// Tables of contrasts, or folders of results with such.
    pub tables: Vec<PathBuf>,
    /// Gene sets and themes.
    pub section: GeneSetsSection,
    /// False discovery rate at which features count as changed; without it that of the tables.
    pub fdr: Option<Rate>,
    /// Genes of the features; without them those with which the tables were made.
    pub annotation: Option<PathBuf>,
    /// Conditions that the contrasts compare with their absence, in the words of the panels.
    pub conditions: Vec<String>,
    /// The expression behind the tables.
    pub expression: GeneSetExpression,
}

/// The expression behind the tables, for tests on the design and scores of samples; what is not
/// given is that of the results in which the tables lie.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GeneSetExpression {
    /// Expression.
    pub matrix: Option<PathBuf>,
    /// What is said of its scale.
    pub scale: MatrixScale,
    /// Sample sheet.
    pub samples: Option<PathBuf>,
    /// Contrasts, among them those of the tables.
    pub contrasts: Option<PathBuf>,
    /// How the tables were made.
    pub section: Option<DifferentialSection>,
}

/// The same, read.
struct ReadExpression {
    expression: ExpressionMatrix,
    sheet: SampleSheet,
    contrasts: Vec<Contrast>,
    contrasts_path: PathBuf,
    section: DifferentialSection,
    /// Whether its arrays are simulated.
    is_simulated: bool,
    notes: Vec<String>,
}

impl GeneSetExpression {
    fn read(&self, origins: &[Option<Origin>], inputs: &Inputs) -> Result<ReadExpression, Error> {
        let of_tables = origins.iter().flatten().next();
        let section = match (&self.section, of_tables) {
            (Some(section), _) => section.clone(),
            (None, Some(origin)) => origin.section("differential")?.unwrap_or_default(),
            (None, None) => DifferentialSection::default(),
        };
        section.check_in_study()?;
        let samples = given_or_of_origin(self.samples.as_ref(), origins, "samples", "--samples")?;
        let contrasts_path =
            given_or_of_origin(self.contrasts.as_ref(), origins, "contrasts", "--contrasts")?;
        let SheetAndContrasts {
            sheet,
            contrasts,
            mut notes,
        } = read_sheet_and_contrasts(&samples, &contrasts_path, inputs)?;
        check_columns(&sheet, &section)?;
        // a whole run has written its expression; a stage was given its own
        let written = of_tables.and_then(|origin| origin.result("expression.tsv"));
        let path = match self.matrix.as_ref().or(written.as_ref()) {
            Some(path) => path.clone(),
            None => given_or_of_origin(None, origins, "matrix", "--matrix")?,
        };
        let scale = match &self.matrix {
            None if written.is_some() => MatrixScale::default(),
            _ => origin::scale(self.scale, &path, origins)?,
        };
        let brought = BroughtMatrix::read(&path, Some(&sheet), scale, inputs)?;
        let mut expression = brought.matrix;
        notes.extend(brought.notes);
        if !section.test_controls {
            let given = match (&self.matrix, of_tables) {
                (None, Some(origin)) if written.is_none() => origin.input("controls")?,
                _ => None,
            };
            let controls = Controls::of(&expression, &path, given.as_deref(), inputs)?;
            leave_out_controls(&mut expression, &controls.is_control);
            notes.extend(controls.note);
        }
        Ok(ReadExpression {
            expression,
            sheet,
            contrasts,
            contrasts_path,
            section,
            is_simulated: brought.is_simulated,
            notes,
        })
    }

    fn is_given(&self) -> bool {
        self.matrix.is_some()
    }

    fn files(&self) -> impl Iterator<Item = &PathBuf> {
        [&self.matrix, &self.samples, &self.contrasts]
            .into_iter()
            .flatten()
    }
}

/// A contrast and its table.
struct ReadTable {
    id: String,
    direction: String,
    /// Which columns were taken, where they go by other names than limma's.
    note: Option<String>,
    rows: Vec<FeatureRow>,
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

fn with_conditions(stage: &GeneSetsStage, tables: &[PathBuf]) -> GeneSetsSection {
    let mut section = stage.section.clone();
    for condition in &stage.conditions {
        let contrasts = section.conditions.entry(condition.clone()).or_default();
        contrasts.extend(tables.iter().map(|table| contrast_of(table)));
    }
    section
}

impl GeneSetsStage {
    fn files(&self) -> Vec<PathBuf> {
        let own = (self.tables.iter())
            .chain(&self.annotation)
            .chain(self.expression.files());
        let named = paths::of(GeneSetsSection::NAME, &self.section);
        own.cloned()
            .chain(named.into_iter().map(|one| one.path))
            .collect()
    }
}

/// Tests gene sets on tables of contrasts, each named after its file, and returns what
/// `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files; a collection none of whose genes was tested; a test on the
/// design without expression.
pub fn gene_sets_stage(
    stage: &GeneSetsStage,
    out: impl Into<Place>,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let paths = origin::tables(&stage.tables)?;
    let section = with_conditions(stage, &paths);
    section.check_in_study()?;
    let of_tables = paths
        .first()
        .map(|table| Origin::of(table))
        .transpose()?
        .flatten();
    let needed = section.needs_expression();
    let is_known = stage.expression.is_given() || of_tables.is_some();
    if stage.expression.section.is_some() && !is_known {
        let found = "a model needs the expression behind the table";
        let hint = "give --matrix, --samples and --contrasts; see `arrayon genesets --help`";
        return Err(Error::data("gene sets", found, hint));
    }
    if let Some(test) = needed.as_ref().filter(|_| !is_known) {
        let found = format!("'{test}' needs the expression behind the table");
        let hint = "give --matrix, --samples and --contrasts";
        return Err(Error::data("gene sets", found, hint));
    }
    let mut output = Output::create(out, options, stage.files().iter().chain(&paths))?;
    let inputs = options.inputs();
    let of_matrix = stage
        .expression
        .matrix
        .as_deref()
        .map(Origin::of)
        .transpose()?
        .flatten();
    let origins = [of_tables, of_matrix];
    let (annotation_path, note) = origin::annotation(stage.annotation.as_ref(), &origins);
    let mut notes = Vec::from_iter(note);
    let sources = read_sources(&section, annotation_path.as_deref(), &inputs)?;
    let read = match needed.is_some() || stage.expression.is_given() {
        true => Some(stage.expression.read(&origins, &inputs)?),
        false if section.tests.is_none() && is_known => {
            of_origin_or_none(&stage.expression, &origins, &paths, &inputs, &mut notes)
        }
        false => None,
    };
    let study = read.as_ref().map(|read| StudyData {
        expression: &read.expression,
        sheet: &read.sheet,
        contrasts: &read.contrasts,
        contrasts_path: &read.contrasts_path,
        section: &read.section,
    });
    let tables = read_tables(
        &paths,
        annotation_path.as_deref(),
        study,
        (&inputs, &mut notes),
    )?;
    let known = origins.iter().flatten().next();
    let of_origin: Option<DifferentialSection> = match known {
        Some(origin) => origin.section("differential")?,
        None => None,
    };
    let settings = GeneSetSettings {
        fdr: (stage.fdr.unwrap_or(of_origin.unwrap_or_default().fdr)).get(),
        section: section.clone(),
    };
    let contrasts: Vec<TestedContrast<'_>> = (tables.iter())
        .map(|table| TestedContrast {
            label: ContrastLabel {
                id: &table.id,
                direction: &table.direction,
            },
            rows: &table.rows,
            note: table.note.as_deref(),
        })
        .collect();
    let is_simulated = read.as_ref().is_some_and(|read| read.is_simulated);
    let mut summary = Summary {
        is_simulated: is_simulated || origin::are_simulated(&paths)?,
        study: match &contrasts[..] {
            [table] => table.label.id.to_owned(),
            tables => format!("{} contrasts", tables.len()),
        },
        n_samples: read.as_ref().map(|read| read.expression.n_samples()),
        n_features: contrasts.first().map_or(0, |table| table.rows.len()),
        contrasts: (contrasts.iter())
            .map(|table| table_in_brief(table, settings.fdr))
            .collect(),
        ..Summary::default()
    };
    let testing = GeneSetTesting {
        contrasts: &contrasts,
        settings: &settings,
        study,
        sources: &sources,
    };
    output.stage(testing, &mut summary, progress)?;
    let model = match &read {
        Some(read) => json!(read.section),
        None => json!({ "fdr": settings.fdr }),
    };
    let configuration =
        json!({ "genesets": section, "differential": model, "matrix": stage.expression.scale });
    notes.extend(read.iter().flat_map(|read| read.notes.clone()));
    summary.warnings.extend(notes);
    output.finish(inputs, &configuration, summary)
}

/// The expression of the results in which the tables lie, for the tests that are done unless others
/// are named; nothing but a note where it is not there any more, or is that of other contrasts.
fn of_origin_or_none(
    expression: &GeneSetExpression,
    origins: &[Option<Origin>],
    tables: &[PathBuf],
    inputs: &Inputs,
    notes: &mut Vec<String>,
) -> Option<ReadExpression> {
    let why = match expression.read(origins, inputs) {
        Ok(read) => {
            let is_known = |id: &String| read.contrasts.iter().any(|one| one.id == *id);
            let mut ids = tables.iter().map(|table| contrast_of(table));
            match ids.find(|id| !is_known(id)) {
                None => return Some(read),
                Some(id) => format!("its contrasts have no '{id}'"),
            }
        }
        Err(error) => error.to_string(),
    };
    notes.push(format!(
        "the expression behind the table cannot be used ({why}): gene sets are tested on the table \
         alone"
    ));
    None
}

/// The tables, with genes where they have none and the annotation knows them.
fn read_tables(
    paths: &[PathBuf],
    annotation_path: Option<&Path>,
    study: Option<StudyData<'_>>,
    (inputs, notes): (&Inputs, &mut Vec<String>),
) -> Result<Vec<ReadTable>, Error> {
    let genes = match annotation_path {
        Some(path) => {
            let genes = annotation_file::read(path, inputs)?;
            Some((path, genes))
        }
        None => None,
    };
    let mut tables = Vec::with_capacity(paths.len());
    for path in paths {
        let id = contrast_of(path);
        if let Some(fault) = fault_in_file_name(&id) {
            let found = format!("the file's name, after which results are named, {fault}");
            return Err(InputError::new(path, found).hint("rename the file").into());
        }
        let table = contrast_table::read(inputs.file("table", path))?;
        let mut rows = table.rows;
        if let Some((path, genes)) = &genes {
            let features: Vec<String> = rows.iter().map(|row| row.feature_id.clone()).collect();
            let told = check_annotation(genes, path, &features)?;
            for note in told
                .into_iter()
                .chain(mangled_features(&features, Some(genes)))
            {
                // tables of one study have the same features
                if !notes.contains(&note) {
                    notes.push(note);
                }
            }
            annotate(&mut rows, genes);
        }
        let direction = match study {
            Some(study) => study.contrast(&id)?.direction(),
            None => stated_direction(path, inputs)
                .unwrap_or_else(|| "positive = log2 fold change of the table above 0".to_owned()),
        };
        tables.push(ReadTable {
            id,
            direction,
            note: table
                .columns
                .map(|taken| format!("columns of the table: {taken}")),
            rows,
        });
    }
    Ok(tables)
}

/// What `<contrast>.json` next to the table says of it.
fn stated_direction(table: &Path, inputs: &Inputs) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Stated {
        contrast: String,
        // its name before version 2 of the schemas
        #[serde(alias = "direction")]
        direction_in_words: String,
    }
    let path = table.with_extension("json");
    let bytes = match inputs.held(&path) {
        Some(held) => Cow::Borrowed(held),
        None => Cow::Owned(std::fs::read(&path).ok()?),
    };
    let stated: Stated = serde_json::from_slice(&bytes).ok()?;
    (stated.contrast == contrast_of(table)).then_some(stated.direction_in_words)
}
