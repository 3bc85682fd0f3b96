//! Lists that arrayon keeps of the files it writes, in the folders that it writes them to: only
//! what stands in one is ever removed.

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
    /// Begins a list where no file is.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let mut file = File::create_new(path)?;
        file.write_all(HEADER.as_bytes())?;
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

/// The files that a list names; `None` where there is no list of arrayon.
pub(super) fn listed(path: &Path) -> Option<BTreeSet<String>> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let text = is_file.then(|| fs::read_to_string(path).ok())??;
    // a run that was killed may have left the beginning of a list
    if HEADER.starts_with(&text) {
        return Some(BTreeSet::new());
    }
    let names = text.strip_prefix(HEADER)?.lines();
    Some(names.map(str::to_owned).collect())
}
