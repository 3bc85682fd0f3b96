//! Single files that appear at their place when they are whole.

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
) -> io::Result<()> {
    let is_taken = || !replace && fs::symlink_metadata(place).is_ok();
    let taken = || io::Error::from(io::ErrorKind::AlreadyExists);
    if is_taken() {
        return Err(taken());
    }
    let temporary = temporary_beside(place)?;
    let file = uninterrupted(|unfinished| {
        let file = File::create(&temporary)?;
        unfinished.add_file(&temporary);
        Ok::<_, io::Error>(file)
    })?;
    let written = write_all(file, content);
    uninterrupted(|unfinished| {
        let moved = written.and_then(|()| match is_taken() {
            true => Err(taken()),
            false => fs::rename(&temporary, place),
        });
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

/// A hidden name that no other process has.
fn temporary_beside(place: &Path) -> io::Result<PathBuf> {
    let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.incomplete", std::process::id()));
    Ok(place.with_file_name(hidden))
}
