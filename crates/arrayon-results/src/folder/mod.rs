//! The result folder: written beside its final place and moved there when it is whole.

mod earlier;
mod error;
mod hashed_file;
mod new_file;
mod removal;
mod staging;
mod unfinished;

pub use earlier::check_replaceable;
pub use error::FolderError;
pub use hashed_file::sha256;
pub use new_file::write_file;
pub use unfinished::{UnfinishedFolder, remove_unfinished};

use crate::summary::ResultFile;
use earlier::{check_not_current, check_place, holds, resolve};
use error::io_error;
use hashed_file::write_synced;
use removal::remove;
use staging::{LOCK_FILE, claim, hidden_beside, is_remainder, recover};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use unfinished::{Register, uninterrupted};

/// A result folder that is being written.
///
/// Files go to a hidden folder beside the final place; [`ResultFolder::finish`] moves it there.
/// Dropped before that, it leaves nothing behind. What stands at the final place is touched only
/// at the end, and only if the caller said `force` and arrayon had written it: it is moved aside,
/// and back if the new results cannot be moved to the place. An interrupt waits for that; what a
/// killed program left undone is ended by the next [`ResultFolder::create`] at the place.
#[derive(Debug)]
pub struct ResultFolder {
    /// As the user named it.
    place: PathBuf,
    /// The same, but where the place is a link, its target.
    target: PathBuf,
    staging: PathBuf,
    force: bool,
    replaces: bool,
    /// `None` once it is finished.
    lock: Option<File>,
    files: Vec<ResultFile>,
}

impl ResultFolder {
    /// Claims the place.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written.
    pub fn create(place: &Path, force: bool) -> Result<Self, FolderError> {
        check_not_current(place)?;
        let target = resolve(place)?;
        let staging = hidden_beside(&target, "incomplete")?;
        recover(place, &target, &staging)?;
        let replaces = check_place(place, force)?;
        let replaced = hidden_beside(&target, "replaced")?;
        if replaces && replaced.exists() {
            return Err(FolderError::InTheWay(replaced));
        }
        let lock = uninterrupted(|unfinished| claim(&staging, place, unfinished))?;
        Ok(Self {
            place: place.to_path_buf(),
            target,
            staging,
            force,
            replaces,
            lock: Some(lock),
            files: Vec::new(),
        })
    }

    /// Refuses to go on where a file that is read lies among the earlier results that are to be
    /// replaced.
    ///
    /// # Errors
    /// The first such file, or folder of files.
    pub fn check_inputs<'a>(
        &self,
        inputs: impl IntoIterator<Item = &'a Path>,
    ) -> Result<(), FolderError> {
        let mut inputs = inputs.into_iter().filter(|_| self.replaces);
        match inputs.find(|input| holds(&self.target, input)) {
            Some(input) => Err(FolderError::HoldsInput(input.to_path_buf())),
            None => Ok(()),
        }
    }

    /// Writes one file, named by its path below the folder, with `/`.
    ///
    /// # Errors
    /// The file system refused; nothing of the file remains.
    pub fn write(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let path = self.staging.join(name);
        let made = path.parent().map_or(Ok(()), |folder| {
            uninterrupted(|_| fs::create_dir_all(folder))
        });
        let written = made
            .and_then(|()| write_synced(&path, content))
            .map_err(|source| io_error(&self.place.join(name), source))?;
        self.files.push(ResultFile {
            path: name.to_owned(),
            ..written
        });
        Ok(())
    }

    /// The files written so far, in the order of writing.
    pub fn files(&self) -> &[ResultFile] {
        &self.files
    }

    /// Moves the whole folder to its place.
    ///
    /// # Errors
    /// The file system refused, or somebody has put something there meanwhile; what stood at the
    /// place before stands there still.
    pub fn finish(mut self) -> Result<(), FolderError> {
        uninterrupted(|unfinished| self.move_to_place(unfinished))
    }

    fn move_to_place(&mut self, unfinished: &mut Register<'_>) -> Result<(), FolderError> {
        let failed = |source| io_error(&self.place, source);
        let replaced = hidden_beside(&self.target, "replaced")?;
        let replaces = check_place(&self.place, self.force)?;
        if replaces {
            fs::rename(&self.target, &replaced).map_err(failed)?;
        }
        if let Err(source) = fs::rename(&self.staging, &self.target) {
            if replaces {
                fs::rename(&replaced, &self.target).map_err(failed)?;
            }
            return Err(failed(source));
        }
        unfinished.forget(&self.staging);
        self.lock = None;
        // The results are at their place: what cannot be removed now is for the next run.
        let _ = fs::remove_file(self.target.join(LOCK_FILE));
        if replaces && is_remainder(&replaced) {
            let _ = remove(&replaced);
        }
        Ok(())
    }
}

impl Drop for ResultFolder {
    fn drop(&mut self) {
        if self.lock.is_some() {
            uninterrupted(|unfinished| unfinished.remove(&self.staging));
        }
    }
}

#[cfg(test)]
mod tests;
