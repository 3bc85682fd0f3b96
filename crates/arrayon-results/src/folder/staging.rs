//! The hidden folder in which results are before they are whole, and what killed runs left.

use super::earlier::{MARK_OF_OURS, check_replaceable};
use super::error::{FolderError, io_error};
use super::removal::remove;
use super::unfinished::{Register, make_folders_above};
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Stands in the hidden folder, locked by the run that writes there.
pub(super) const LOCK_FILE: &str = ".lock";

/// How long another run may take from making its folder to locking it.
const MOMENT: Duration = Duration::from_secs(1);

/// `.<name>.<ending>` beside a place.
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
    unfinished: &mut Register<'_>,
) -> Result<File, FolderError> {
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
    unfinished.add(staging, made_above);
    let lock_path = staging.join(LOCK_FILE);
    let lock = File::create_new(&lock_path).and_then(|lock| match lock.try_lock() {
        // another run took it for a killed one's and removes it
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::AlreadyExists.into()),
        // some file systems have no locks
        _ => Ok(lock),
    });
    lock.map_err(|source| {
        unfinished.remove(staging);
        failed(source)
    })
}

/// Ends what killed runs left undone at a place: earlier results that were moved away are put
/// back, or removed where the new ones stand there; half written ones are removed.
///
/// # Errors
/// The run that writes there lives; something in the way is not of arrayon.
pub(super) fn recover(place: &Path, target: &Path, staging: &Path) -> Result<(), FolderError> {
    let stale = stale_lock(staging, place)?;
    let replaced = hidden_beside(target, "replaced")?;
    if !target.exists() && check_replaceable(&replaced).is_ok() {
        fs::rename(&replaced, target).map_err(|source| io_error(place, source))?;
    } else if is_remainder(&replaced) {
        remove(&replaced).map_err(|source| io_error(&replaced, source))?;
    }
    if stale.is_some() {
        remove(staging).map_err(|source| io_error(place, source))?;
    }
    Ok(())
}

/// What a killed run left in the hidden folder.
struct Stale {
    /// Held until it is removed, lest two runs remove it.
    _lock: Option<File>,
}

fn stale_lock(staging: &Path, place: &Path) -> Result<Option<Stale>, FolderError> {
    let in_use = || FolderError::InUse(place.to_path_buf());
    let start = Instant::now();
    loop {
        if fs::symlink_metadata(staging).is_err() {
            return Ok(None);
        }
        if let Ok(lock) = File::open(staging.join(LOCK_FILE)) {
            return match lock.try_lock() {
                Ok(()) => Ok(Some(Stale { _lock: Some(lock) })),
                Err(_) => Err(in_use()),
            };
        }
        if !is_remainder(staging) {
            return Err(FolderError::InTheWay(staging.to_path_buf()));
        }
        // another run may be between making the folder and its lock
        let is_empty = fs::read_dir(staging).is_ok_and(|mut entries| entries.next().is_none());
        if !is_empty || start.elapsed() > MOMENT {
            return Ok(Some(Stale { _lock: None }));
        }
        std::thread::sleep(MOMENT / 100);
    }
}

/// Whether a folder can be what arrayon leaves when it is killed: results, or some of those whose
/// removal had begun.
pub(super) fn is_remainder(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else {
        return false;
    };
    let is_mark =
        |entry: io::Result<fs::DirEntry>| entry.is_ok_and(|one| one.file_name() == MARK_OF_OURS);
    entries.all(is_mark) || check_replaceable(folder).is_ok()
}
