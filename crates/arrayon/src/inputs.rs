//! The files that went into a run, with their hashes.

use arrayon_core::InputError;
use arrayon_formats::source::{Input, Recorder};
use arrayon_results::provenance::InputFile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The files that went into a run, in the order in which they were read. The hash of each is that
/// of the very bytes that its reader got: a file that is replaced while the run lasts, and a pipe,
/// which can be read once only, are reported as they were read.
#[derive(Debug, Default)]
pub struct Inputs {
    read: Mutex<Vec<ReadFile>>,
    held: HeldFiles,
}

/// Files that lie in memory, by the paths that stand for them in settings and messages: those of a
/// folder that is none, so that nothing on a disk is taken for their neighbour.
pub type HeldFiles = Arc<BTreeMap<PathBuf, Vec<u8>>>;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct ReadFile {
    pub(crate) role: String,
    pub(crate) path: PathBuf,
    pub(crate) sha256: String,
}

impl Inputs {
    /// Nothing read yet, with files that lie in memory.
    pub fn with_held(held: HeldFiles) -> Self {
        Self {
            read: Mutex::default(),
            held,
        }
    }

    /// A file that is about to be read in a role; reading it notes it.
    pub fn file<'a>(&'a self, role: &'a str, path: &'a Path) -> Input<'a> {
        Input::noted(path, self, role).held(self.held(path))
    }

    /// The bytes of a file that lies in memory.
    pub(crate) fn held(&self, path: &Path) -> Option<&[u8]> {
        self.held.get(path).map(Vec::as_slice)
    }

    /// How many files were read so far.
    pub(crate) fn n_read(&self) -> usize {
        self.read_files().len()
    }

    /// The files that were read after the first `n`.
    pub(crate) fn read_since(&self, n: usize) -> Vec<ReadFile> {
        self.read_files()[n..].to_vec()
    }

    /// Notes files that an earlier try read, and that are the same still.
    pub(crate) fn restore(&self, files: Vec<ReadFile>) {
        self.read_files().extend(files);
    }

    fn read_files(&self) -> MutexGuard<'_, Vec<ReadFile>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files, each once: roles in the order in which they were first read, the files of a role,
    /// which may have been read in parallel, by their paths.
    ///
    /// # Errors
    /// A file that was read twice and had changed in between.
    pub fn into_files(self) -> Result<Vec<InputFile>, InputError> {
        let read = self.read.into_inner();
        let mut roles: BTreeMap<String, usize> = BTreeMap::new();
        let mut files: BTreeMap<(usize, PathBuf), ReadFile> = BTreeMap::new();
        for file in read.unwrap_or_else(PoisonError::into_inner) {
            let next = roles.len();
            let role = *roles.entry(file.role.clone()).or_insert(next);
            let known = files.entry((role, file.path.clone()));
            if known.or_insert_with(|| file.clone()).sha256 != file.sha256 {
                return Err(
                    InputError::new(&file.path, "was changed while the run lasted")
                        .hint("run it again when the file is finished"),
                );
            }
        }
        let written = files.into_values().map(|file| InputFile {
            role: file.role,
            path: file.path.display().to_string(),
            sha256: file.sha256,
        });
        Ok(written.collect())
    }
}

impl Recorder for Inputs {
    fn record(&self, role: &str, path: &Path, sha256: &str) {
        self.read_files().push(ReadFile {
            role: role.to_owned(),
            path: path.to_path_buf(),
            sha256: sha256.to_owned(),
        });
    }
}

impl Clone for Inputs {
    fn clone(&self) -> Self {
        Self {
            read: Mutex::new(self.read_files().clone()),
            held: Arc::clone(&self.held),
        }
    }
}

/// Refuses files whose names are no text: provenance, which is JSON, could not name them.
pub(crate) fn check_names(files: &[&Path]) -> Result<(), InputError> {
    match files.iter().find(|path| path.to_str().is_none()) {
        None => Ok(()),
        Some(path) => Err(InputError::new(path, "the path is no UTF-8 text")
            .expected("a path of letters that every system can show")
            .hint("rename the file, or the folder in which it lies")),
    }
}
