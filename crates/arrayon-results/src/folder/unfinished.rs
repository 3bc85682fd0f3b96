//! What must not outlive a run that is cut short.

use super::earlier::resolve;
use super::error::{FolderError, io_error};
use super::removal::remove;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What is being written, for [`remove_unfinished`]. Whoever makes, moves or removes a folder
/// holds the lock, so that an interrupt comes before or after, never between.
static UNFINISHED: Mutex<Vec<Unfinished>> = Mutex::new(Vec::new());

/// A file or folder that is being written.
#[derive(Debug)]
struct Unfinished {
    path: PathBuf,
    /// Folders above it that did not exist before, the deepest first.
    made_above: Vec<PathBuf>,
}

impl Unfinished {
    fn remove(&self) {
        // whoever still writes there may add a file while others are removed
        for _ in 0..ATTEMPTS {
            if remove(&self.path).is_ok() {
                break;
            }
        }
        for folder in &self.made_above {
            let _ = fs::remove_dir(folder);
        }
    }
}

const ATTEMPTS: usize = 100;

/// What is being written, held so that no interrupt comes between.
pub(super) struct Register<'a>(&'a mut Vec<Unfinished>);

impl Register<'_> {
    /// Notes a file or folder, before it is made.
    pub(super) fn add(&mut self, path: &Path, made_above: Vec<PathBuf>) {
        self.0.push(Unfinished {
            path: path.to_path_buf(),
            made_above,
        });
    }

    /// It stands at its place, and all that was made for it stays.
    pub(super) fn forget(&mut self, path: &Path) {
        self.0.retain(|one| one.path != path);
    }

    /// Removes it, and the folders that were made for it.
    pub(super) fn remove(&mut self, path: &Path) {
        for one in self.0.extract_if(.., |one| one.path == path) {
            one.remove();
        }
    }
}

/// Does what no interrupt may cut in two. Once [`remove_unfinished`] is at work this never
/// returns, so that nothing is made again that it has removed.
pub(super) fn uninterrupted<T>(work: impl FnOnce(&mut Register<'_>) -> T) -> T {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    work(&mut Register(&mut unfinished))
}

/// Removes everything that is being written; for a program that ends at once. What is being
/// moved to its place is moved first. Threads that write go on in vain or wait for the end.
pub fn remove_unfinished() {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for one in unfinished.drain(..).rev() {
        one.remove();
    }
    std::mem::forget(unfinished);
}

/// Stands in a folder while the work in it lasts.
pub(super) const MARK: &str = ".unfinished";

/// A folder that is to vanish unless the work in it comes to its end. Until then it holds a
/// marked and locked file, by which it is known where the program was killed.
#[derive(Debug)]
pub struct UnfinishedFolder {
    place: PathBuf,
    lock: Option<File>,
}

impl UnfinishedFolder {
    /// Makes the folder, or empties it where it stands (through a link, its target), and removes it on drop and on
    /// [`remove_unfinished`] until [`UnfinishedFolder::keep`].
    ///
    /// # Errors
    /// Another run works there, or the file system refused.
    pub fn create(place: &Path) -> Result<Self, FolderError> {
        let place = &resolve(place)?;
        uninterrupted(|unfinished| {
            let made_above = make_folders_above(place)?;
            let made = Self::mark(place);
            if let Err(FolderError::InUse(_)) = made {
                return made;
            }
            unfinished.add(place, made_above);
            made.inspect_err(|_| unfinished.remove(place))
        })
    }

    fn mark(place: &Path) -> Result<Self, FolderError> {
        let failed = |source| io_error(place, source);
        fs::create_dir_all(place).map_err(failed)?;
        let lock = File::create(place.join(MARK)).map_err(failed)?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(FolderError::InUse(place.to_path_buf()));
        }
        for entry in fs::read_dir(place).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name() != MARK {
                remove(&entry.path()).map_err(failed)?;
            }
        }
        Ok(Self {
            place: place.to_path_buf(),
            lock: Some(lock),
        })
    }

    /// Makes a folder in it.
    ///
    /// # Errors
    /// The file system refused.
    pub fn make_folder(&self, name: &str) -> Result<PathBuf, FolderError> {
        let folder = self.place.join(name);
        uninterrupted(|_| fs::create_dir(&folder)).map_err(|source| io_error(&folder, source))?;
        Ok(folder)
    }

    /// The work is done; the folder stays.
    ///
    /// # Errors
    /// The file system refused.
    pub fn keep(mut self) -> Result<(), FolderError> {
        uninterrupted(|unfinished| {
            let mark = self.place.join(MARK);
            fs::remove_file(&mark).map_err(|source| io_error(&self.place, source))?;
            unfinished.forget(&self.place);
            self.lock = None;
            Ok(())
        })
    }

    /// Whether a program was killed while it worked in this folder, or works there still.
    pub fn is_one(place: &Path) -> bool {
        place.join(MARK).is_file()
    }
}

impl Drop for UnfinishedFolder {
    fn drop(&mut self) {
        if self.lock.is_some() {
            uninterrupted(|unfinished| unfinished.remove(&self.place));
        }
    }
}

/// Makes the folders in which a path is to lie; gives those that did not exist, deepest first.
pub(super) fn make_folders_above(path: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let above = path.ancestors().skip(1);
    let missing = above.take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
    let missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
    for folder in missing.iter().rev() {
        let made = fs::create_dir(folder).or_else(|error| match error.kind() {
            // a run beside this one may need it too
            std::io::ErrorKind::AlreadyExists => Ok(()),
            _ => Err(error),
        });
        if let Err(source) = made {
            for folder in &missing {
                let _ = fs::remove_dir(folder);
            }
            return Err(io_error(folder, source));
        }
    }
    Ok(missing)
}
