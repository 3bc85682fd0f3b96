//! What stands at the place of a result folder, and whether it may go.

use super::error::{FolderError, io_error};
use super::staging::LOCK_FILE;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The file by which a folder is known to be of results.
pub(super) const MARK_OF_OURS: &str = "provenance.json";
/// The file that names the others.
pub(super) const LIST_OF_OURS: &str = "summary.json";

/// Whether something of ours stands at the place and is to be replaced; messages name the place
/// as the user did.
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

/// Whether a file lies in a folder, by its own name or through a link.
pub(super) fn holds(folder: &Path, file: &Path) -> bool {
    let Ok(folder) = fs::canonicalize(folder) else {
        return false;
    };
    let lies_there =
        |path: &Path| fs::canonicalize(path).is_ok_and(|path| path.starts_with(&folder));
    lies_there(file) || file.parent().is_some_and(lies_there)
}

/// The files that a summary lists, and those that it leaves out; `None` where it cannot be read.
fn listed(summary: &Path) -> Option<BTreeSet<String>> {
    let summary: serde_json::Value = serde_json::from_slice(&fs::read(summary).ok()?).ok()?;
    let files = summary.get("files")?.as_array()?;
    let path = |file: &serde_json::Value| Some(file.get("path")?.as_str()?.to_owned());
    let mut listed: BTreeSet<String> = files.iter().map(path).collect::<Option<_>>()?;
    // a run that is killed in its last moment leaves its lock
    listed.extend([MARK_OF_OURS, LIST_OF_OURS, LOCK_FILE].map(String::from));
    Some(listed)
}

/// Where results go that are to stand at a place: where it is a symbolic link, to its target.
pub(super) fn resolve(place: &Path) -> Result<PathBuf, FolderError> {
    // without a slash at the end, which would follow the link
    let place: PathBuf = place.components().collect();
    let is_link = fs::symlink_metadata(&place).is_ok_and(|found| found.is_symlink());
    if !is_link {
        return Ok(place);
    }
    fs::canonicalize(&place).map_err(|_| FolderError::DanglingLink(place))
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
