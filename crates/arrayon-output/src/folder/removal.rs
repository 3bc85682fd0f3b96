//! Removing what arrayon wrote, so that what is left of a folder, where the program is killed
//! meanwhile, can be told from what a user put there.

use super::earlier::with_slashes;
use super::listing::{Entry, entries};
use super::own::{LAST, Layout};
use super::synced::sync_folder;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Removes a file, if it is there.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Removes a folder, if it is there, with all that arrayon wrote to it. The files by which that is
/// known go when all others are gone.
///
/// # Errors
/// The file system refused, or the folder holds something else too, which stays.
pub(super) fn remove_folder(folder: &Path, layout: Layout) -> io::Result<()> {
    let own = layout.own_files(folder);
    remove_below(folder, Path::new(""), &own)
}

/// As [`remove_folder`], where somebody may still add files while others are removed. What is
/// arrayon's own is read once: the lists that say it may be gone when the last file appears.
pub(super) fn remove_busy_folder(folder: &Path, layout: Layout) -> io::Result<()> {
    let own = layout.own_files(folder);
    let mut removed = remove_below(folder, Path::new(""), &own);
    for _ in 1..ATTEMPTS {
        if removed.is_ok() {
            break;
        }
        removed = remove_below(folder, Path::new(""), &own);
    }
    removed
}

const ATTEMPTS: usize = 100;

fn remove_below(folder: &Path, below: &Path, own: &BTreeSet<String>) -> io::Result<()> {
    let here = folder.join(below);
    let found = match entries(&here) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    let is_last = |entry: &Entry| LAST.iter().any(|last| entry.name == *last);
    let has_lists = found.iter().any(is_last);
    let mut stays = false;
    for entry in found {
        let below = below.join(&entry.name);
        if entry.is_folder {
            match remove_below(folder, &below, own) {
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => stays = true,
                removed => removed?,
            }
        } else if !own.contains(&with_slashes(&below)) {
            stays = true;
        } else if !is_last(&entry) {
            remove_file(&folder.join(&below))?;
        }
    }
    if stays {
        return Err(io::ErrorKind::DirectoryNotEmpty.into());
    }
    if has_lists {
        // no power cut brings back the others without them
        sync_folder(&here)?;
    }
    for last in LAST {
        remove_file(&here.join(last))?;
    }
    match fs::remove_dir(&here) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}
