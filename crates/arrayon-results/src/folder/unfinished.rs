//! Folders that must not outlive a run that is cut short.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Folders that are being written, for [`remove_unfinished`].
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes every folder that is being written; for a program that is interrupted.
pub fn remove_unfinished() {
    if let Ok(mut folders) = UNFINISHED.lock() {
        for folder in folders.drain(..) {
            // whoever still writes there may add a file while others are removed
            for _ in 0..ATTEMPTS {
                if fs::remove_dir_all(&folder).is_ok() || !folder.exists() {
                    break;
                }
            }
        }
    }
}

const ATTEMPTS: usize = 100;

/// A folder that is to vanish unless the work in it comes to its end.
#[derive(Debug)]
pub struct UnfinishedFolder {
    place: PathBuf,
}

impl UnfinishedFolder {
    /// Removes the folder on drop and on [`remove_unfinished`], until [`UnfinishedFolder::keep`].
    pub fn new(place: &Path) -> Self {
        remember(place);
        Self {
            place: place.to_path_buf(),
        }
    }

    /// The work is done; the folder stays.
    pub fn keep(self) {
        self.forget();
        std::mem::forget(self);
    }

    fn forget(&self) {
        forget(&self.place);
    }
}

impl Drop for UnfinishedFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.place);
        self.forget();
    }
}

/// Notes a folder that is being written.
pub(super) fn remember(folder: &Path) {
    if let Ok(mut folders) = UNFINISHED.lock() {
        folders.push(folder.to_path_buf());
    }
}

/// The folder is whole, or gone.
pub(super) fn forget(folder: &Path) {
    if let Ok(mut folders) = UNFINISHED.lock() {
        folders.retain(|other| other != folder);
    }
}
