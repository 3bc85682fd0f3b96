//! Lists that arrayon keeps of the files it writes, in the folders that it writes them to: only
//! what stands in one is ever removed.

use super::synced::{folder_of, sync_folder};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Stands in a folder that is being written, locked by the run that writes there. It names the
/// files, each before it is made.
pub(super) const LOCK_FILE: &str = ".lock";

/// Stands in a folder of files that no summary lists, and names them.
pub(super) const LIST_FILE: &str = ".files";

/// Begins every list. A file of the same name that begins otherwise is somebody else's.
const HEADER: &str = "arrayon wrote the files below, and may remove them\n";

/// A list that grows.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

impl Journal {
    /// Begins a list where no file is, and waits until it is on the disk, lest files be there after a power
    /// cut and no list.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create_new(path)?;
        file.write_all(HEADER.as_bytes())?;
        file.sync_all()?;
        sync_folder(folder_of(path))?;
        Ok(Self { file })
    }

    /// Goes on with a list that an earlier run began.
    pub(super) fn go_on(path: &Path) -> io::Result<Self> {
        let file = File::options().append(true).open(path)?;
        Ok(Self { file })
    }

    /// The file, to be locked.
    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Notes a file that is to be made, by its path below the folder, with `/`.
    pub(super) fn note(&mut self, name: &str) -> io::Result<()> {
        if name.contains(['\n', '\r']) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.file.write_all(format!("{name}\n").as_bytes())
    }
}

/// Whether a list was begun: whoever made the folder goes on only when that is on the disk.
pub(super) fn is_begun(path: &Path) -> bool {
    fs::read(path).is_ok_and(|text| text.starts_with(HEADER.as_bytes()))
}

/// The files that a list names; `None` where there is no list of arrayon.
pub(super) fn listed(path: &Path) -> Option<BTreeSet<String>> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let text = is_file.then(|| fs::read(path).ok())??;
    // where a power cut left no text, that is the name of no file
    let text = String::from_utf8_lossy(&text);
    // a run that was killed, or a power cut, may have left the beginning of a list
    if HEADER.starts_with(&*text) {
        return Some(BTreeSet::new());
    }
    let names = text.strip_prefix(HEADER)?.lines();
    Some(names.map(str::to_owned).collect())
}
