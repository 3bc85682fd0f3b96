//! `samples.tsv`: the sheet as a study used it.

use crate::cel_files::FoundArrays;
use crate::error::Error;
use crate::output::Output;
use arrayon_core::{Comparison, Contrast, SampleSheet};
use arrayon_formats::sample_sheet;
use std::collections::BTreeSet;
use std::path::Path;

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
    let found = arrays.map(|arrays| {
        let paths: Vec<&Path> = arrays.locations.iter().map(|one| one.path()).collect();
        file_names(&paths)
    });
    let is_whole = |files: &Vec<String>| files.len() == sheet.n_samples();
    let files = found.filter(is_whole).or_else(|| sheet.files.clone());
    let groups = groups(sheet, contrasts);
    output.write_with(SAMPLES_FILE, |out| {
        sample_sheet::write(sheet, files.as_deref(), groups.as_deref(), out)
    })
}

/// The names of arrays' files without folders, which differ between machines; where two would have one
/// name, which no sheet can hold, with the folders in which they differ.
fn file_names(paths: &[&Path]) -> Vec<String> {
    let parts_of = |path: &&Path| -> Vec<String> {
        let parts = path.iter().map(|part| part.to_string_lossy().into_owned());
        parts.collect()
    };
    let parts: Vec<Vec<String>> = paths.iter().map(parts_of).collect();
    let from = |n_left_out: &dyn Fn(&[String]) -> usize| -> Vec<String> {
        let names = parts
            .iter()
            .map(|parts| parts[n_left_out(parts)..].join("/"));
        names.collect()
    };
    let names = from(&|parts| parts.len().saturating_sub(1));
    let distinct: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
    if distinct.len() == names.len() {
        return names;
    }
    let is_common = |at: usize| {
        let first = parts[0].get(at);
        (parts.iter()).all(|parts| at + 1 < parts.len() && parts.get(at) == first)
    };
    let n_common = (0..).take_while(|&at| is_common(at)).count();
    from(&|_| n_common)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_keep_the_folders_in_which_they_differ() {
        let names = |paths: &[&str]| {
            let paths: Vec<&Path> = paths.iter().map(Path::new).collect();
            file_names(&paths)
        };
        assert_eq!(
            names(&["x/cel/a/r1.CEL", "x/cel/b/r2.CEL"]),
            ["r1.CEL", "r2.CEL"]
        );
        assert_eq!(
            names(&["x/cel/a/r.CEL", "x/cel/b/r.CEL"]),
            ["a/r.CEL", "b/r.CEL"]
        );
        assert_eq!(names(&["x/r.CEL", "x/b/R.CEL"]), ["r.CEL", "b/R.CEL"]);
        assert_eq!(
            names(&["x/g.tar!a/r.CEL", "x/g.tar!b/r.CEL"]),
            ["g.tar!a/r.CEL", "g.tar!b/r.CEL"]
        );
        assert!(names(&[]).is_empty());
    }
}
