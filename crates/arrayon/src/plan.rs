//! Everything about a study that can be known before an array is read.

use crate::cel_files::{self, FoundArrays};
use crate::config::{DifferentialSection, StudyConfig};
use crate::differential::{collision as same_file, file_stem, unanswerable};
use crate::error::Error;
use crate::group_findings::{GroupFindings, group_findings};
use crate::inputs::Inputs;
use crate::problems::Problems;
use crate::quality::check_picture_names;
use crate::result_files::collision;
use crate::unused_settings::unused_settings;
use arrayon_core::{Contrast, InputError, SampleSheet};
use arrayon_diffexpr::block_column;
use arrayon_formats::contrasts::{self, ReadContrasts};
use arrayon_formats::names::fault_in_file_name;
use arrayon_formats::sample_sheet::{self, ReadSheet};
use arrayon_formats::source::{self, NO_SUCH_FILE};
use std::path::Path;

/// A study whose description holds together.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The description.
    pub config: StudyConfig,
    /// The samples.
    pub sheet: SampleSheet,
    /// The contrasts, each fitting the sheet.
    pub contrasts: Vec<Contrast>,
    /// The CEL file of each sample; empty where the study begins from a matrix.
    pub arrays: FoundArrays,
    /// The groups, and what a reader should know of them.
    pub groups: GroupFindings,
    /// What of sheet and contrasts was read otherwise than it stands.
    pub notes: Vec<String>,
    /// The files read so far.
    pub inputs: Inputs,
}

impl Plan {
    /// Reads sheet and contrasts and finds the arrays.
    ///
    /// # Errors
    /// All of these together: a file that is missing or malformed; a contrast that does not fit
    /// the sheet; a column that the sheet does not have; samples without a CEL file.
    pub fn new(config: StudyConfig) -> Result<Self, Error> {
        let mut problems = Problems::default();
        let plan = Self::examine(config, &mut problems);
        problems.finish(plan)
    }

    /// The same, as far as it can be had: with the contrasts that fit the sheet.
    pub(crate) fn examine(config: StudyConfig, problems: &mut Problems) -> Option<Self> {
        let inputs = Inputs::default();
        // before anything is read, so that a missing file is reported once
        for error in missing_files(&config) {
            problems.add(error);
        }
        let samples = inputs.file("samples", &config.study.samples);
        let sheet = problems.note_all(sample_sheet::read_with_notes(samples));
        let contrasts = match &config.study.contrasts {
            Some(path) => {
                let contrasts = inputs.file("contrasts", path);
                problems.note_all(contrasts::read_with_notes(contrasts))
            }
            None => Some(ReadContrasts::none()),
        };
        let ReadSheet { sheet, mut notes } = sheet?;
        let arrays = match &config.study.cel_dir {
            Some(cel_dir) => problems.note(cel_files::find(&sheet, cel_dir)),
            None => None,
        };
        if config.quality.images && config.study.cel_dir.is_some() {
            let samples = sheet.samples.iter();
            let named = samples.map(|sample| (sample.as_str(), sheet.path.as_path()));
            problems.note(check_picture_names(named));
        }
        let section = &config.differential;
        for error in column_faults(&sheet, section) {
            problems.add(error);
        }
        let shown = &config.cluster.adjust_for_display;
        let batches = "name a column of litters, days or batches";
        for error in unknown(&sheet, shown, "taken out of trees", batches) {
            problems.add(error);
        }
        let path = config.study.contrast_file();
        let read = contrasts?;
        notes.extend(read.notes);
        let mut contrasts = read.contrasts;
        contrasts::spell_as_sheet(&mut contrasts, &sheet);
        problems.note(check_file_names(path, &contrasts));
        problems.note(check_conditions(&config, &contrasts));
        contrasts.retain(|contrast| {
            let one = std::slice::from_ref(contrast);
            let faults = contrasts::faults_against(contrast, path, &sheet);
            let fits = faults.is_empty();
            faults.into_iter().for_each(|fault| problems.add(fault));
            fits && problems.note(check_blocks(one, path, section)).is_some()
        });
        Some(Self {
            groups: group_findings(&sheet, &contrasts, config.differential.block.as_deref()),
            notes,
            sheet,
            contrasts,
            arrays: arrays.unwrap_or_default(),
            inputs,
            config,
        })
    }
}

/// The contrasts of conditions must be contrasts.
fn check_conditions(config: &StudyConfig, contrasts: &[Contrast]) -> Result<(), Error> {
    for (condition, ids) in &config.genesets.conditions {
        let is_known = |id: &String| contrasts.iter().any(|one| one.id == *id);
        if let Some(unknown) = ids.iter().find(|id| !is_known(id)) {
            let known: Vec<&str> = contrasts.iter().map(|one| one.id.as_str()).collect();
            let found = format!(
                "'{condition}' names the contrast '{unknown}'; expected one of '{}'",
                known.join("', '")
            );
            let hint = "name contrasts of the contrast file by their ids";
            return Err(Error::data("genesets.conditions", found, hint));
        }
    }
    Ok(())
}

/// The files that the description names and that are not there; folders are reported where their
/// files are looked for.
fn missing_files(config: &StudyConfig) -> Vec<InputError> {
    let hint = "paths in study.toml start from its folder, those of --set from the current one";
    let files = config.paths().into_iter().filter(|one| !one.is_folder);
    files
        // an annotation may be a package, which may be a folder
        .filter(|file| {
            let (is, _) = source::file_and_sheet(&file.path);
            !is.exists() || file.path.is_dir() && file.key != "chip.annotation"
        })
        .map(|file| InputError::new(&file.path, NO_SUCH_FILE).hint(hint))
        .collect()
}

/// Checks that the columns which the settings name are columns, and that those with result files
/// of their own have different ones.
///
/// # Errors
/// All that the sheet does not have.
pub(crate) fn check_columns(
    sheet: &SampleSheet,
    section: &DifferentialSection,
) -> Result<(), Error> {
    let mut problems = Problems::default();
    for error in column_faults(sheet, section) {
        problems.add(error);
    }
    problems.finish(Some(()))
}

fn column_faults(sheet: &SampleSheet, section: &DifferentialSection) -> Vec<InputError> {
    let mut faults = Vec::new();
    let is_group = "factors are numeric blocking columns of the sample sheet that are groups";
    faults.extend(unknown(
        sheet,
        &section.factors,
        "declared a factor",
        is_group,
    ));
    let is_number = "phenotypes are columns of the sample sheet that hold numbers";
    faults.extend(unknown(
        sheet,
        &section.phenotypes,
        "a phenotype",
        is_number,
    ));
    let adjusted = "correct the name or add the column";
    faults.extend(unknown(
        sheet,
        &section.adjust_for,
        "adjusted for",
        adjusted,
    ));
    let blocks = "blocks are a column of the sample sheet, for example of animals or litters";
    faults.extend(unknown(
        sheet,
        section.block.as_slice(),
        "a random block",
        blocks,
    ));
    let pairs = "a column of the sample sheet names the pairs, for example the animal";
    let further = [&section.rank_products.pairs, &section.sam.pairs];
    for column in further.into_iter().flatten() {
        let column = std::slice::from_ref(column);
        faults.extend(unknown(sheet, column, "said to name pairs", pairs));
    }
    for series in &section.doses {
        let column = std::slice::from_ref(&series.variable);
        faults.extend(unknown(sheet, column, "put in order", adjusted));
        faults.extend(unknown(sheet, &series.adjust_for, "adjusted for", adjusted));
    }
    let doses: Vec<&str> = section
        .doses
        .iter()
        .map(|series| &series.variable[..])
        .collect();
    faults.extend(shared_file(sheet, &doses, "doses"));
    let splines: Vec<String> = (section.phenotypes.iter())
        .filter(|_| section.spline_df.get() > 0)
        .map(|column| format!("{column}.spline"))
        .collect();
    let phenotypes: Vec<&str> = std::iter::once("relation")
        .chain(section.phenotypes.iter().map(String::as_str))
        .chain(splines.iter().map(String::as_str))
        .collect();
    faults.extend(shared_file(sheet, &phenotypes, "phenotypes"));
    let named = doses
        .iter()
        .copied()
        .chain((section.phenotypes.iter()).map(String::as_str));
    faults.extend(named.filter_map(|column| no_file_name(sheet, column)));
    faults
}

/// Checks that no contrast's formula has another random block than the settings.
///
/// # Errors
/// The first contrast with two blocks.
pub(crate) fn check_blocks(
    contrasts: &[Contrast],
    path: &Path,
    section: &DifferentialSection,
) -> Result<(), Error> {
    (contrasts.iter())
        .try_for_each(|contrast| block_column(contrast, section.block.as_deref()).map(|_| ()))
        .map_err(|error| unanswerable(path, &error))
}

/// What is wrong with columns that are named in a role: those that are none.
fn unknown<'a>(
    sheet: &'a SampleSheet,
    columns: &'a [String],
    role: &'a str,
    hint: &'a str,
) -> impl Iterator<Item = InputError> + 'a {
    let unknown = columns.iter().filter(|name| sheet.column(name).is_none());
    unknown.map(move |name| {
        let names = sheet.column_names();
        let found = format!("no column '{name}', which is {role}");
        InputError::new(&sheet.path, found)
            .expected(format!("one of '{}'", names.join("', '")))
            .hint(hint)
    })
}

/// A column that names a result file has a name that files can have.
fn no_file_name(sheet: &SampleSheet, column: &str) -> Option<InputError> {
    let fault = fault_in_file_name(&file_stem(column))?;
    let found = format!("the name of column '{column}', which names a result file, {fault}");
    Some(InputError::new(&sheet.path, found).hint("rename the column"))
}

fn shared_file(sheet: &SampleSheet, columns: &[&str], what: &str) -> Option<InputError> {
    let (first, second) = same_file(columns)?;
    let found = format!("{what} '{first}' and '{second}' would share a result file");
    Some(
        InputError::new(&sheet.path, found)
            .expected("columns whose names differ in letters or digits, each named once")
            .hint("rename one of the columns, or take the repeated one out"),
    )
}

impl Plan {
    /// What a reader should know of sheet, contrasts and groups.
    pub(crate) fn warnings(&self) -> Vec<String> {
        let mut warnings = self.notes.clone();
        if self.config.study.contrasts.is_none() {
            let none = "there is no contrast file: no groups were compared";
            warnings.push(none.to_owned());
        }
        warnings.extend(unused_settings(&self.config));
        warnings.extend(self.groups.in_words());
        warnings
    }
}

/// A sample sheet and contrasts that fit each other.
pub(crate) struct SheetAndContrasts {
    pub(crate) sheet: SampleSheet,
    pub(crate) contrasts: Vec<Contrast>,
    /// What was read otherwise than it stands.
    pub(crate) notes: Vec<String>,
}

/// Reads a sample sheet and contrasts that fit each other.
///
/// # Errors
/// All of these together: a file that is missing or malformed; a contrast that does not fit the
/// sheet.
pub(crate) fn read_sheet_and_contrasts(
    samples: &Path,
    contrast_file: &Path,
    inputs: &Inputs,
) -> Result<SheetAndContrasts, Error> {
    let mut problems = Problems::default();
    let sheet = inputs.file("samples", samples);
    let sheet = problems.note_all(sample_sheet::read_with_notes(sheet));
    let read = inputs.file("contrasts", contrast_file);
    let read = problems.note_all(contrasts::read_with_notes(read));
    let both = sheet.zip(read).map(|(sheet, read)| {
        let (sheet, mut notes) = (sheet.sheet, sheet.notes);
        notes.extend(read.notes);
        let mut contrasts = read.contrasts;
        contrasts::spell_as_sheet(&mut contrasts, &sheet);
        for contrast in &contrasts {
            let faults = contrasts::faults_against(contrast, contrast_file, &sheet);
            faults.into_iter().for_each(|fault| problems.add(fault));
        }
        problems.note(check_file_names(contrast_file, &contrasts));
        SheetAndContrasts {
            sheet,
            contrasts,
            notes,
        }
    });
    problems.finish(both)
}

/// Refuses contrasts whose result files would be those of something else.
fn check_file_names(path: &Path, contrasts: &[Contrast]) -> Result<(), InputError> {
    let ids: Vec<&str> = contrasts.iter().map(|one| one.id.as_str()).collect();
    match collision(&ids) {
        None => Ok(()),
        Some(found) => {
            let name = ids[found.contrast];
            Err(
                InputError::new(path, format!("a contrast is named '{name}'"))
                    .expected(format!("another name: {}", found.taken))
                    .hint("rename the contrast"),
            )
        }
    }
}
