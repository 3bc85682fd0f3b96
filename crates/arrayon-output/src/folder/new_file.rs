//! Single files that appear at their place when they are whole.

use super::error::{FolderError, io_error};
use super::synced::{folder_of, sync_folder};
use super::unfinished::uninterrupted;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file next to its final place and moves it there. Nothing of it remains after an error or
/// [`remove_unfinished`](super::remove_unfinished).
///
/// # Errors
/// The file system refused, or, unless `replace` is said, there is a file already.
pub fn write_file(
    place: &Path,
    replace: bool,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), FolderError> {
    let check = || match !replace && fs::symlink_metadata(place).is_ok() {
        true => Err(FolderError::FileExists(place.to_path_buf())),
        false => Ok(()),
    };
    check()?;
    let failed = |source| io_error(place, source);
    let temporary = temporary_beside(place).map_err(failed)?;
    let file = uninterrupted(|unfinished| {
        let file = File::create(&temporary)?;
        unfinished.add_file(&temporary);
        Ok(file)
    });
    let written = write_all(file.map_err(failed)?, content);
    uninterrupted(|unfinished| {
        let moved = (written.map_err(failed))
            .and_then(|()| check())
            .and_then(|()| fs::rename(&temporary, place).map_err(failed));
        match moved {
            Ok(()) => {
                unfinished.forget(&temporary);
                // the file is whole and at its place: a folder that cannot be synced is no failure
                let _ = sync_folder(folder_of(place));
            }
            Err(_) => unfinished.remove(&temporary),
        }
        moved
    })
}

fn write_all(file: File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    content(&mut writer)?;
    let file = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

/// Checks files that a command is asked to write, before it writes any: that none stands there unless they are
/// replaced, that no two are one, and that none is, or stands in the place of, a file that the command reads.
///
/// # Errors
/// The first of which that is not so.
pub fn check_new_files(places: &[&Path], read: &[&Path], replace: bool) -> Result<(), FolderError> {
    let read: Vec<PathBuf> = read.iter().map(|path| resolved(path)).collect();
    let mut known = Vec::new();
    for &place in places {
        let path = resolved(place);
        if known.contains(&path) {
            return Err(FolderError::NamedTwice(place.to_path_buf()));
        }
        if fs::symlink_metadata(place).is_ok() {
            if !replace {
                return Err(FolderError::FileExists(place.to_path_buf()));
            }
            if read.iter().any(|read| path.starts_with(read)) {
                return Err(FolderError::IsInput(place.to_path_buf()));
            }
        }
        known.push(path);
    }
    Ok(())
}

/// A path without links, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let whole = path.canonicalize().or_else(|_| {
        let name = path.file_name().ok_or(io::ErrorKind::NotFound)?;
        Ok::<_, io::Error>(folder_of(path).canonicalize()?.join(name))
    });
    whole.unwrap_or_else(|_| path.to_path_buf())
}

/// A hidden name that no other process has.
fn temporary_beside(place: &Path) -> io::Result<PathBuf> {
    let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.incomplete", std::process::id()));
    Ok(place.with_file_name(hidden))
}
