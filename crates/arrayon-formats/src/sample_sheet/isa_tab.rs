//! ISA-Tab: an assay file (`a_*.txt`) says which array is of which sample, and the study file
//! (`s_*.txt`) next to it what is known of the samples.

use super::{RawSheet, columns_kept};
use crate::source::{Input, Kind, read_text};
use crate::table::{TableReader, fold};
use arrayon_core::{InputError, Place};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// What the study file is noted as.
const ROLE: &str = "samples of the study (ISA-Tab)";

/// The column that both files have.
const SAMPLE: &str = "sample_name";

/// Adds to an assay file what the study file next to it says of its samples, and says so; nothing
/// to a sheet of another kind, or one that has factor values of its own.
///
/// # Errors
/// A study file that cannot be read, or that does not have a sample of the assay.
pub(super) fn add_study(
    raw: &mut RawSheet<'_>,
    input: Input<'_>,
) -> Result<Option<String>, InputError> {
    let of_raw = raw.header.iter().position(|name| fold(name) == SAMPLE);
    let (Some(at), Some(study)) = (of_raw, study_file(raw)) else {
        return Ok(None);
    };
    let text = read_text(input.beside(&study, ROLE), Kind::Description)?;
    let mut table = TableReader::new(&study, &text)?;
    let kept = columns_kept(&table.header);
    let Some(of_study) = kept
        .iter()
        .copied()
        .find(|&at| fold(&table.header[at]) == SAMPLE)
    else {
        return Err(table.missing_column("a column 'Sample Name', as study files of ISA-Tab have"));
    };
    let is_new = |&at: &usize| {
        !raw.header
            .iter()
            .any(|name| fold(name) == fold(&table.header[at]))
    };
    let added: Vec<usize> = kept.into_iter().filter(is_new).collect();
    let names: Vec<String> = added.iter().map(|&at| table.header[at].clone()).collect();
    let mut known: FxHashMap<String, Vec<String>> = FxHashMap::default();
    while let Some(row) = table.next_row()? {
        let cells = added.iter().map(|&at| row.cell(at).to_owned()).collect();
        known.insert(row.cell(of_study).to_owned(), cells);
    }
    for (row, line) in raw.rows.iter_mut().zip(&raw.lines) {
        let Some(cells) = known.get(row[at].trim()) else {
            let found = format!("sample '{}' is not in {}", row[at], study.display());
            return Err(InputError::new(raw.path, found)
                .at(Place::Line(*line))
                .expected("samples of the study file next to it"));
        };
        row.extend(cells.iter().cloned());
    }
    let note = format!(
        "{}: what is known of the samples comes from {}: {}",
        raw.path.display(),
        study.display(),
        names.join(", ")
    );
    raw.header.extend(names);
    Ok(Some(note))
}

/// The study file next to an assay file without factor values: the only one.
fn study_file(raw: &RawSheet<'_>) -> Option<PathBuf> {
    let is_file_of = |path: &Path, start: &str| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        name.starts_with(start) && name.ends_with(".txt")
    };
    let has_factors = raw
        .header
        .iter()
        .any(|name| fold(name).starts_with("factor_value"));
    if has_factors || !is_file_of(raw.path, "a_") {
        return None;
    }
    let folder = raw
        .path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut studies = paths.filter(|path| is_file_of(path, "s_"));
    let only = studies.next()?;
    studies.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use crate::sample_sheet::read_with_notes;
    use std::fs;

    const ASSAY: &str = "\"Sample Name\"\t\"Protocol REF\"\t\"Hybridization Assay Name\"\t\"Array Data File\"\n\
        \"r1\"\t\"hyb\"\t\"h1\"\t\"r1.CEL\"\n\"r2\"\t\"hyb\"\t\"h2\"\t\"r2.CEL\"\n";
    const STUDY: &str = "Source Name\tCharacteristics[organism]\tTerm Source REF\tSample Name\tFactor \
        Value[diet]\tTerm Source REF\nrat 2\tRattus norvegicus\tNCBI\tr2\tlow\tx\n\
        rat 1\tRattus norvegicus\tNCBI\tr1\tfull\tx\n";

    #[test]
    fn factors_come_from_the_study_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a_assay.txt"), ASSAY).unwrap();
        let alone = read_with_notes(&path("a_assay.txt")).unwrap();
        assert!(alone.sheet.column("Factor Value[diet]").is_none());
        fs::write(path("s_study.txt"), STUDY).unwrap();
        let read = read_with_notes(&path("a_assay.txt")).unwrap();
        assert_eq!(read.sheet.samples, ["r1", "r2"]);
        let diet = read.sheet.column("Factor Value[diet]").unwrap();
        assert_eq!(diet.values, ["full", "low"]);
        assert!(read.notes.iter().any(|note| note.contains("s_study.txt")));
        fs::write(path("s_study.txt"), STUDY.replace("\tr1\t", "\tr9\t")).unwrap();
        let faults = read_with_notes(&path("a_assay.txt")).unwrap_err();
        assert!(
            faults[0].found.contains("sample 'r1' is not in"),
            "{faults:?}"
        );
        // of two study files nobody knows which is meant
        fs::write(path("s_other.txt"), STUDY).unwrap();
        assert!(read_with_notes(&path("a_assay.txt")).is_ok());
    }
}
