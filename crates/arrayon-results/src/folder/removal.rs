//! Removing folders so that what is left of one, where the program is killed meanwhile, can be
//! told from what a user put there.

use super::earlier::{LIST_OF_OURS, MARK_OF_OURS};
use super::staging::LOCK_FILE;
use super::unfinished::MARK;
use std::fs;
use std::io;
use std::path::Path;

/// The files by which a folder is known, in the order in which they go, after all others.
const LAST: [&str; 4] = [LIST_OF_OURS, MARK_OF_OURS, LOCK_FILE, MARK];

/// Removes a file or folder, if it is there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    let found = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    if !found.is_dir() {
        return fs::remove_file(path);
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if LAST.iter().any(|last| entry.file_name() == *last) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    for last in LAST {
        match fs::remove_file(path.join(last)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir(path)
}
