//! Zip archives: the directory at the end says where each file lies.

use super::{Visit, damaged};
use crate::source;
use arrayon_core::InputError;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Whether a file begins as a zip archive does.
pub(super) fn is_zip(start: &[u8]) -> bool {
    start.starts_with(b"PK\x03\x04")
}

/// Visits all files without their content.
pub(super) fn list(path: &Path, visit: &mut Visit<'_>) -> Result<(), InputError> {
    let mut archive = open(path)?;
    for number in 0..archive.len() {
        let entry = (archive.by_index_raw(number)).map_err(|error| refused(path, &error))?;
        if entry.is_file() {
            let name = entry.name().map_err(|error| refused(path, &error))?;
            visit(number, &name, entry.size(), &mut io::empty())?;
        }
    }
    Ok(())
}

/// Visits the files of these numbers.
pub(super) fn read(
    path: &Path,
    numbers: impl Iterator<Item = usize>,
    visit: &mut Visit<'_>,
) -> Result<(), InputError> {
    let mut archive = open(path)?;
    for number in numbers
        .filter(|&number| number < archive.len())
        .collect::<Vec<_>>()
    {
        let mut entry = (archive.by_index(number)).map_err(|error| refused(path, &error))?;
        let name = entry
            .name()
            .map_err(|error| refused(path, &error))?
            .into_owned();
        let length = entry.size();
        visit(number, &name, length, &mut entry)?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<ZipArchive<BufReader<File>>, InputError> {
    let file = File::open(path).map_err(|error| source::unreadable(path, &error))?;
    ZipArchive::new(BufReader::new(file)).map_err(|error| refused(path, &error))
}

fn refused(path: &Path, error: &ZipError) -> InputError {
    match error {
        ZipError::UnsupportedArchive(why) => {
            InputError::new(path, format!("cannot be unpacked here ({why})"))
                .expected("a zip archive without password, stored or deflated")
                .hint("unpack the archive and name the folder")
        }
        other => damaged(path, other),
    }
}
