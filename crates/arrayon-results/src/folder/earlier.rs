//! What stands at the place of a result folder, and whether it may go.

use super::{FolderError, io_error};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file by which a folder is known to be of results.
pub(super) const MARK_OF_OURS: &str = "provenance.json";
/// The file that names the others.
const LIST_OF_OURS: &str = "summary.json";

/// Whether something of ours stands at the place and is to be replaced.
pub(super) fn check_place(place: &Path, force: bool) -> Result<bool, FolderError> {
    let mut entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if place.is_file() => return Err(FolderError::IsFile(place.to_path_buf())),
        Err(source) => return Err(io_error(place, source)),
    };
    if entries.next().is_none() {
        return Ok(false);
    }
    if !force {
        return Err(FolderError::NotEmpty(place.to_path_buf()));
    }
    check_replaceable(place)?;
    Ok(true)
}

/// The current folder and those around it stay where they are.
pub(super) fn check_not_current(place: &Path) -> Result<(), FolderError> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    match (fs::canonicalize(place), here) {
        (Ok(place_there), Ok(here)) if here.starts_with(&place_there) => {
            Err(FolderError::Current(place.to_path_buf()))
        }
        _ => Ok(()),
    }
}

/// Refuses a folder that arrayon did not write, or to which somebody has added something since:
/// only what its summary lists may be removed with it.
///
/// # Errors
/// The folder is not of results, or holds a file that is not theirs.
pub fn check_replaceable(place: &Path) -> Result<(), FolderError> {
    let not_ours = || FolderError::NotOurs(place.to_path_buf());
    if !place.join(MARK_OF_OURS).is_file() {
        return Err(not_ours());
    }
    let ours = listed(&place.join(LIST_OF_OURS)).ok_or_else(not_ours)?;
    match first_other(place, place, &ours).map_err(|source| io_error(place, source))? {
        Some(other) => Err(FolderError::Added(other)),
        None => Ok(()),
    }
}

/// The files that a summary lists, and those that it leaves out; `None` where it cannot be read.
fn listed(summary: &Path) -> Option<BTreeSet<String>> {
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(summary).ok()?).ok()?;
    let files = summary.get("files")?.as_array()?;
    let path = |file: &serde_json::Value| Some(file.get("path")?.as_str()?.to_owned());
    let mut listed: BTreeSet<String> = files.iter().map(path).collect::<Option<_>>()?;
    listed.extend([MARK_OF_OURS, LIST_OF_OURS].map(String::from));
    Some(listed)
}

/// The first file below a folder, by name, that is none of these.
fn first_other(
    place: &Path,
    folder: &Path,
    ours: &BTreeSet<String>,
) -> io::Result<Option<PathBuf>> {
    let entries: io::Result<Vec<fs::DirEntry>> = fs::read_dir(folder)?.collect();
    let mut entries = entries?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let other = if entry.file_type()?.is_dir() {
            first_other(place, &path, ours)?
        } else {
            (!ours.contains(&name_below(place, &path))).then_some(path)
        };
        if other.is_some() {
            return Ok(other);
        }
    }
    Ok(None)
}

/// A path below a folder, with `/`.
fn name_below(place: &Path, path: &Path) -> String {
    let below = path.strip_prefix(place).unwrap_or(path);
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
