//! Samples out of sheets that people have, and out of the columns of a matrix.

use crate::columns::Samples;
use arrayon_core::{InputError, SampleSheet};
use arrayon_formats::sample_sheet;
use std::path::Path;

/// Reads a sheet; gives its samples and what a reader should know of it.
///
/// # Errors
/// What the reader of sheets says.
pub(crate) fn read(path: &Path) -> Result<(Samples, Vec<String>), InputError> {
    let read = sample_sheet::read_with_notes(path).map_err(|mut faults| faults.swap_remove(0))?;
    Ok((samples_of(read.sheet), read.notes))
}

fn samples_of(sheet: SampleSheet) -> Samples {
    let mut samples = Samples {
        names: sheet.samples,
        files: sheet.files,
        columns: Vec::new(),
    };
    for column in sheet.columns {
        if column.values != samples.names {
            samples.add(&column.name, column.values);
        }
    }
    samples
}
