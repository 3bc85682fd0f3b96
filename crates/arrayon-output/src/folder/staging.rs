//! The hidden folder in which results are before they are whole, and what killed runs left.

use super::earlier::{check_replaceable, first_other};
use super::error::{FolderError, io_error};
use super::journal::{Journal, LOCK_FILE, is_begun, listed};
use super::listing::entries;
use super::own::Layout;
use super::removal::remove_folder;
use super::synced::{folder_of, sync_folder};
use super::unfinished::{Register, make_folders_above};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long another run may take from making its folder to locking it.
const MOMENT: Duration = Duration::from_secs(1);

/// `.<name>.<ending>` next to a place.
pub(super) fn hidden_beside(place: &Path, ending: &str) -> Result<PathBuf, FolderError> {
    let absolute = std::path::absolute(place).map_err(|source| io_error(place, source))?;
    let name = absolute
        .file_name()
        .ok_or_else(|| FolderError::NotOurs(place.to_path_buf()))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(".");
    hidden.push(ending);
    Ok(absolute.with_file_name(hidden))
}

/// Makes the hidden folder and locks it; `place` is for messages.
pub(super) fn claim(
    staging: &Path,
    place: &Path,
    layout: Layout,
    unfinished: &mut Register<'_>,
) -> Result<Journal, FolderError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AlreadyExists => FolderError::InUse(place.to_path_buf()),
        _ => io_error(place, source),
    };
    let made_above = make_folders_above(staging)?;
    if let Err(source) = fs::create_dir(staging) {
        for folder in &made_above {
            let _ = fs::remove_dir(folder);
        }
        return Err(failed(source));
    }
    unfinished.add_folder(staging, layout, made_above);
    let journal = Journal::create(&staging.join(LOCK_FILE)).and_then(|journal| {
        match journal.file().try_lock() {
            // another run took it for a killed one's and removes it
            Err(TryLockError::WouldBlock) => return Err(io::ErrorKind::AlreadyExists.into()),
            // some file systems have no locks
            _ => sync_folder(folder_of(staging))?,
        }
        Ok(journal)
    });
    journal.map_err(|source| {
        unfinished.remove(staging);
        failed(source)
    })
}

/// Ends what killed runs left undone at a place: earlier results that were moved away are put
/// back, or removed where the new ones stand there; half written ones are removed. Gives what the
/// user should know of: files that no list names, which stay under another name.
///
/// # Errors
/// The run that writes there lives; something in the way is not of arrayon.
pub(super) fn recover(
    place: &Path,
    target: &Path,
    staging: &Path,
    layout: Layout,
) -> Result<Vec<String>, FolderError> {
    let stale = stale_lock(staging, place, layout)?;
    let replaced = hidden_beside(target, "replaced")?;
    if !target.exists() && check_replaceable(&replaced, layout).is_ok() {
        fs::rename(&replaced, target).map_err(|source| io_error(place, source))?;
    } else if is_remainder(&replaced, layout) {
        remove_folder(&replaced, layout).map_err(|source| io_error(&replaced, source))?;
    }
    if stale.is_none() {
        return Ok(Vec::new());
    }
    match remove_folder(staging, layout) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {
            let left = set_aside(staging, target)?;
            Ok(vec![format!(
                "an earlier run did not end, and left files that no list names: they lie in {} now; \
                 remove them yourself",
                left.display()
            )])
        }
        removed => removed
            .map(|()| Vec::new())
            .map_err(|source| io_error(place, source)),
    }
}

/// Moves what is left in the hidden folder out of the way; gives where it is. A power cut may keep a file
/// and lose the line of the list that names it: that it is not the user's cannot be known.
fn set_aside(staging: &Path, target: &Path) -> Result<PathBuf, FolderError> {
    let mut n = 1;
    let left = loop {
        let left = hidden_beside(target, &format!("left-{n}"))?;
        if fs::symlink_metadata(&left).is_err() {
            break left;
        }
        n += 1;
    };
    fs::rename(staging, &left).map_err(|source| io_error(&left, source))?;
    Ok(left)
}

/// What a killed run left in the hidden folder.
struct Stale {
    /// Held until it is removed, lest two runs remove it.
    _lock: Option<File>,
}

fn stale_lock(staging: &Path, place: &Path, layout: Layout) -> Result<Option<Stale>, FolderError> {
    let in_use = || FolderError::InUse(place.to_path_buf());
    let in_the_way = || FolderError::InTheWay(staging.to_path_buf());
    let start = Instant::now();
    loop {
        if fs::symlink_metadata(staging).is_err() {
            return Ok(None);
        }
        let lock_path = staging.join(LOCK_FILE);
        if let Ok(lock) = File::open(&lock_path) {
            // a file of this name that somebody else made licenses nothing
            if listed(&lock_path).is_none() {
                return Err(in_the_way());
            }
            lock.try_lock().map_err(|_| in_use())?;
            return match is_begun(&lock_path) || is_remainder(staging, layout) {
                true => Ok(Some(Stale { _lock: Some(lock) })),
                false => Err(in_the_way()),
            };
        }
        if !is_remainder(staging, layout) {
            return Err(in_the_way());
        }
        // another run may be between making the folder and its lock
        let is_empty = entries(staging).is_ok_and(|found| found.is_empty());
        if !is_empty || start.elapsed() > MOMENT {
            return Ok(Some(Stale { _lock: None }));
        }
        std::thread::sleep(MOMENT / 100);
    }
}

/// Whether a folder can be what arrayon leaves when it is killed: all files in it are listed as
/// its own.
pub(super) fn is_remainder(folder: &Path, layout: Layout) -> bool {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir());
    is_folder && first_other(folder, layout).is_ok_and(|other| other.is_none())
}
