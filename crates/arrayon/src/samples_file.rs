//! `samples.tsv`: the sheet as a study used it.

use crate::cel_files::FoundArrays;
use crate::error::Error;
use crate::output::Output;
use arrayon_core::{Comparison, Contrast, SampleSheet};
use arrayon_formats::sample_sheet;

/// The file's name below the result folder.
const SAMPLES_FILE: &str = "samples.tsv";

/// Writes the samples with the files of their arrays, their columns and the groups that contrasts
/// compare.
///
/// # Errors
/// The file system refused.
pub(crate) fn write_samples(
    output: &mut Output,
    sheet: &SampleSheet,
    arrays: Option<&FoundArrays>,
    contrasts: &[Contrast],
) -> Result<(), Error> {
    let found = arrays.map(|arrays| arrays.locations.iter().map(|one| file_name(one.path())));
    let found: Option<Vec<String>> = found.map(Iterator::collect);
    let is_whole = |files: &Vec<String>| files.len() == sheet.n_samples();
    let files = found.filter(is_whole).or_else(|| sheet.files.clone());
    let groups = groups(sheet, contrasts);
    output.write_with(SAMPLES_FILE, |out| {
        sample_sheet::write(sheet, files.as_deref(), groups.as_deref(), out)
    })
}

/// The name of an array's file, without folders, which differ between machines.
fn file_name(path: &std::path::Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// The levels of the columns that contrasts compare, joined by `.`; `None` where none are compared.
fn groups(sheet: &SampleSheet, contrasts: &[Contrast]) -> Option<Vec<String>> {
    let is_grouped =
        |contrast: &&Contrast| !matches!(contrast.comparison, Comparison::Coefficients { .. });
    let variables = contrasts.iter().filter(is_grouped);
    let mut columns: Vec<&[String]> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for variable in variables.flat_map(Contrast::variables) {
        if seen.contains(&variable) {
            continue;
        }
        seen.push(variable);
        columns.extend(sheet.column(variable).map(|column| &column.values[..]));
    }
    let level = |at: usize| {
        let levels = columns.iter().map(|values| values[at].as_str());
        levels.collect::<Vec<_>>().join(".")
    };
    (!columns.is_empty()).then(|| (0..sheet.n_samples()).map(level).collect())
}
