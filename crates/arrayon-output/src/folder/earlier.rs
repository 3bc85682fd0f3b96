//! What stands at the place of a result folder, and whether it may go.

use super::error::{FolderError, io_error};
use super::listing::{Entry, entries};
use super::own::Layout;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Whether something of ours stands at the place and is to be replaced; messages name the place
/// as the user did.
pub(super) fn check_place(place: &Path, layout: Layout, force: bool) -> Result<bool, FolderError> {
    let found = match entries(place) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if place.is_file() => return Err(FolderError::IsFile(place.to_path_buf())),
        Err(source) => return Err(io_error(place, source)),
    };
    if found.is_empty() {
        return Ok(false);
    }
    if !force {
        return Err(FolderError::NotEmpty(place.to_path_buf()));
    }
    check_replaceable(place, layout)?;
    Ok(true)
}

/// The current folder and those around it stay where they are, and so does the user's own.
pub(super) fn check_not_current(place: &Path) -> Result<(), FolderError> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    let home = std::env::home_dir().map_or(Err(io::ErrorKind::NotFound.into()), fs::canonicalize);
    let Ok(there) = fs::canonicalize(place) else {
        return Ok(());
    };
    if here.is_ok_and(|here| here.starts_with(&there)) {
        return Err(FolderError::Current(place.to_path_buf()));
    }
    // an empty one, as containers have it, is a folder like another
    if home.is_ok_and(|home| home.starts_with(&there))
        && entries(&there).is_ok_and(|e| !e.is_empty())
    {
        return Err(FolderError::Home(place.to_path_buf()));
    }
    Ok(())
}

/// Refuses a folder that arrayon did not write, or to which somebody has added something since:
/// only what it has listed may be removed with it.
///
/// # Errors
/// The folder is not of this layout, or holds a file that is not arrayon's.
pub(super) fn check_replaceable(place: &Path, layout: Layout) -> Result<(), FolderError> {
    if !layout.is_whole(place) {
        return Err(layout.not_ours(place));
    }
    match first_other(place, layout).map_err(|source| io_error(place, source))? {
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

/// The first file below a folder, by name, that is none of arrayon's.
pub(super) fn first_other(folder: &Path, layout: Layout) -> io::Result<Option<PathBuf>> {
    let own = layout.own_files(folder);
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let mut found = entries(&folder.join(&below))?;
        found.sort_by(|one, other| one.name.cmp(&other.name));
        for Entry { name, is_folder } in found {
            let below = below.join(name);
            if is_folder {
                folders.push(below);
            } else if !own.contains(&with_slashes(&below)) {
                return Ok(Some(folder.join(below)));
            }
        }
    }
    Ok(None)
}

/// A path below a folder, with `/`.
pub(super) fn with_slashes(below: &Path) -> String {
    let parts = below
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
