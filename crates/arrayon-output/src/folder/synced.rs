//! Folders that are on the disk, not only in the system's memory: a file's own sync does not keep
//! its name.

use super::listing::entries;
use std::fs::File;
use std::io;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread::Builder;

/// Files that are waited for at a time.
const AT_A_TIME: usize = 8;

/// Waits until what a folder lists is on the disk.
///
/// # Errors
/// The disk failed. File systems that cannot sync folders count as if they had.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    match synced {
        Err(error) if is_unable(error.kind()) => Ok(()),
        synced => synced,
    }
}

#[cfg(unix)]
fn is_unable(kind: io::ErrorKind) -> bool {
    // a folder that may be written but not read cannot be opened for this
    matches!(
        kind,
        io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
    )
}

/// Folders cannot be synced here.
#[cfg(not(unix))]
pub(super) fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits until files below a folder are on the disk, several at a time: a disk takes hardly longer for
/// many than for one.
///
/// # Errors
/// The first file, in the order given, that the disk did not take.
pub(super) fn sync_files<'a>(folder: &Path, files: &[&'a str]) -> Result<(), (&'a str, io::Error)> {
    let sync = |file: &&'a str| {
        let synced = File::options().append(true).open(folder.join(file));
        synced
            .and_then(|opened| opened.sync_all())
            .map_err(|error| (*file, error))
    };
    let n_each = files.len().div_ceil(AT_A_TIME).max(1);
    std::thread::scope(|scope| {
        let sync_part = |part: &[&'a str]| part.iter().try_for_each(sync);
        let threads = files.chunks(n_each).map(|part| {
            let thread = Builder::new().spawn_scoped(scope, move || sync_part(part));
            // where the system has no thread left, this one does it, too
            thread.map_err(|_| sync_part(part))
        });
        let threads: Vec<_> = threads.collect();
        threads.into_iter().try_for_each(|thread| match thread {
            Ok(thread) => thread.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(synced) => synced,
        })
    })
}

/// The same for a folder and all below it.
pub(super) fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in entries(folder)?.iter().filter(|entry| entry.is_folder) {
        sync_tree(&folder.join(&entry.name))?;
    }
    sync_folder(folder)
}

/// The folder in which something lies.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
