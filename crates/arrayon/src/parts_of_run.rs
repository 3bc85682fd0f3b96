//! What is checked of every part of a scattered stage before it is merged.

use arrayon_core::InputError;
use arrayon_reader::Results;
use arrayon_results::Document;
use arrayon_results::document::{SCHEMA_VERSION, is_current};
use std::path::Path;

/// Refuses the result folder of a part that is not as its run left it; `file` is what is read of it.
pub(crate) fn check_whole(folder: &Path, file: &str) -> Result<(), InputError> {
    if !folder.join(file).is_file() {
        // whoever reads the file says what is missing
        return Ok(());
    }
    let changed = Results::open(folder)?.changed_files();
    match changed.first() {
        None => Ok(()),
        Some(changed) => Err(
            InputError::new(&folder.join(changed), "is not as the run left it")
                .expected("the file of the SHA-256 that manifest.json, or summary.json, gives")
                .hint("copy the whole folder anew, or run this part again"),
        ),
    }
}

/// Refuses a file of another release, whose numbers may differ.
pub(crate) fn check_release<T>(
    path: &Path,
    frame: &Document<T>,
    hint: &str,
) -> Result<(), InputError> {
    let release = env!("CARGO_PKG_VERSION");
    let (version, schema) = (&frame.arrayon_version, &frame.schema_version);
    if is_current(schema) && version == release {
        return Ok(());
    }
    let found = format!("written by arrayon {version}, version {schema} of its schema");
    Err(InputError::new(path, found)
        .expected(format!("arrayon {release}, version {SCHEMA_VERSION}"))
        .hint(hint))
}
