//! Results in formats of other programs: `arrayon export`, and what `[output]` asks of a run.

use crate::error::Error;
use crate::result_files::columns_of;
use arrayon_export::{ExportError, ExportFormat, export};
use arrayon_output::ResultFolder;
use arrayon_reader::Results;
use std::path::Path;

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// The files, by their paths below the folder, with `/`.
    pub files: Vec<String>,
    /// What a reader should know: what was left out, and why.
    pub notes: Vec<String>,
}

/// Writes the results in a folder in other formats to a new folder, whole or not at all; an earlier
/// export at the place is replaced if `force` is said.
///
/// # Errors
/// No complete results, a file that cannot be read, a format that cannot hold the data, or a place
/// that cannot be written.
///
/// # Determinism
/// Equal result folders give equal bytes.
pub fn export_results(
    results: &Path,
    out: &Path,
    formats: &[ExportFormat],
    force: bool,
) -> Result<Exported, Error> {
    let found = Results::open(results)?;
    let mut folder = ResultFolder::create_listed(out, force)?;
    folder.check_inputs([results])?;
    let notes = write_exports(&found, formats, |name, bytes| {
        Ok(folder.write(name, |to| to.write_all(&bytes))?)
    })?;
    let files = folder.files().iter().map(|file| file.path.clone());
    let files = files.collect();
    let warnings = folder.finish()?;
    Ok(Exported {
        files,
        notes: [notes, warnings].concat(),
    })
}

/// Makes the files of all formats and hands them on.
pub(crate) fn write_exports(
    results: &Results,
    formats: &[ExportFormat],
    mut write: impl FnMut(&str, Vec<u8>) -> Result<(), Error>,
) -> Result<Vec<String>, Error> {
    let mut refused = None;
    let mut take = |name: &str, bytes: Vec<u8>| {
        write(name, bytes).map_err(|error| {
            refused = Some(error);
            ExportError::Refused
        })
    };
    let made = export(results, &columns_of, formats, &mut take);
    made.map_err(|error| match error {
        ExportError::Input(error) => Error::Input(error),
        ExportError::Refused => {
            refused.unwrap_or_else(|| Error::data("export", "a file could not be written", ""))
        }
        error => Error::data(
            "export",
            error,
            "leave out the format that cannot hold the results",
        ),
    })
}
