//! The files that went into a run, with their hashes.

use arrayon_core::InputError;
use arrayon_formats::source;
use arrayon_results::folder::sha256;
use arrayon_results::provenance::InputFile;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The files that went into a run, in the order in which they were named.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    known: Vec<InputFile>,
    unhashed: Vec<(String, PathBuf)>,
}

impl Inputs {
    /// Notes a file that is to be hashed at the end.
    pub fn add(&mut self, role: &str, path: &Path) {
        self.unhashed.push((role.to_owned(), path.to_path_buf()));
    }

    /// Notes a file whose hash is known.
    pub fn add_hashed(&mut self, role: &str, path: &Path, sha256: String) {
        let path = path.display().to_string();
        self.known.push(InputFile {
            role: role.to_owned(),
            path,
            sha256,
        });
    }

    /// All files; those without a hash are read for it.
    ///
    /// # Errors
    /// A file vanished.
    pub fn into_files(self) -> Result<Vec<InputFile>, InputError> {
        let hash = |(role, path): &(String, PathBuf)| {
            let bytes = source::read_raw(path)?;
            Ok(InputFile {
                role: role.clone(),
                path: path.display().to_string(),
                sha256: sha256(&bytes),
            })
        };
        let mut files = self
            .unhashed
            .par_iter()
            .map(hash)
            .collect::<Result<Vec<_>, _>>()?;
        files.extend(self.known);
        Ok(files)
    }
}
