//! The files that went into a run, with their hashes.

use arrayon_core::InputError;
use arrayon_formats::source::{Input, Recorder};
use arrayon_results::provenance::InputFile;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The files that went into a run, in the order in which they were read. The hash of each is that
/// of the very bytes that its reader got: a file that is replaced while the run lasts, and a pipe,
/// which can be read once only, are told truly.
#[derive(Debug, Default)]
pub struct Inputs {
    read: Mutex<Vec<ReadFile>>,
}

#[derive(Debug, Clone)]
struct ReadFile {
    role: String,
    path: PathBuf,
    sha256: String,
}

impl Inputs {
    /// A file that is about to be read in a role; reading it notes it.
    pub fn file<'a>(&'a self, role: &'a str, path: &'a Path) -> Input<'a> {
        Input::noted(path, self, role)
    }

    /// All files, each once.
    ///
    /// # Errors
    /// A file that was read twice and had changed in between.
    pub fn into_files(self) -> Result<Vec<InputFile>, InputError> {
        let read = self.read.into_inner();
        let mut files: Vec<ReadFile> = Vec::new();
        for file in read.unwrap_or_else(PoisonError::into_inner) {
            let same = |other: &&ReadFile| (&other.role, &other.path) == (&file.role, &file.path);
            match files.iter().find(same) {
                None => files.push(file),
                Some(first) if first.sha256 == file.sha256 => {}
                Some(_) => {
                    return Err(
                        InputError::new(&file.path, "was changed while the run lasted")
                            .hint("run it again when the file is finished"),
                    );
                }
            }
        }
        let written = files.into_iter().map(|file| InputFile {
            role: file.role,
            path: file.path.display().to_string(),
            sha256: file.sha256,
        });
        Ok(written.collect())
    }
}

impl Recorder for Inputs {
    fn record(&self, role: &str, path: &Path, sha256: &str) {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.push(ReadFile {
            role: role.to_owned(),
            path: path.to_path_buf(),
            sha256: sha256.to_owned(),
        });
    }
}

impl Clone for Inputs {
    fn clone(&self) -> Self {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        Self {
            read: Mutex::new(read.clone()),
        }
    }
}
