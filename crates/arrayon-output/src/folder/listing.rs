//! What lies in a folder.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// What lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: OsString,
    /// Whether it is a folder, and no link to one.
    pub is_folder: bool,
}

/// What lies in a folder, hidden entries too, in no order.
///
/// # Errors
/// The folder cannot be opened, or its listing breaks off. The standard library's listing would
/// end the program where a file system fails as the folder is closed.
#[cfg(unix)]
pub fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    use rustix::fs::{CWD, Dir, FileType, Mode, OFlags, openat};
    use std::os::unix::ffi::OsStringExt;

    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut listing = Dir::new(openat(CWD, folder, flags, Mode::empty())?)?;
    let mut found = Vec::new();
    while let Some(entry) = listing.read() {
        let entry = entry?;
        let name = OsString::from_vec(entry.file_name().to_bytes().to_vec());
        if name == "." || name == ".." {
            continue;
        }
        let is_folder = match entry.file_type() {
            FileType::Unknown => std::fs::symlink_metadata(folder.join(&name))?.is_dir(),
            kind => kind.is_dir(),
        };
        found.push(Entry { name, is_folder });
    }
    Ok(found)
}

/// What lies in a folder, hidden entries too, in no order.
///
/// # Errors
/// The folder cannot be opened, or its listing breaks off.
#[cfg(not(unix))]
pub fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let entry = |entry: io::Result<std::fs::DirEntry>| {
        let entry = entry?;
        Ok(Entry {
            is_folder: entry.file_type()?.is_dir(),
            name: entry.file_name(),
        })
    };
    std::fs::read_dir(folder)?.map(entry).collect()
}
