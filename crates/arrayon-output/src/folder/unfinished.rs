//! What must not outlive a run that is cut short.

use super::error::{FolderError, io_error};
use super::own::Layout;
use super::removal::{remove_busy_folder, remove_file};
use super::synced::{folder_of, sync_folder};
use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What is being written, for [`remove_unfinished`]. Whoever makes, moves or removes a folder
/// holds the lock, so that an interrupt comes before or after, never between.
static UNFINISHED: Mutex<Vec<Unfinished>> = Mutex::new(Vec::new());

thread_local! {
    /// Whether this thread holds the lock.
    static HOLDS: Cell<bool> = const { Cell::new(false) };
}

/// A file or folder that is being written.
#[derive(Debug)]
struct Unfinished {
    path: PathBuf,
    /// How it is laid out, if it is a folder.
    layout: Option<Layout>,
    /// Folders above it that did not exist before, the deepest first.
    made_above: Vec<PathBuf>,
}

impl Unfinished {
    fn remove(&self) {
        // the program ends: what cannot be removed is left for the next run
        let _ = match self.layout {
            Some(layout) => remove_busy_folder(&self.path, layout),
            None => remove_file(&self.path),
        };
        for folder in &self.made_above {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// What is being written, held so that no interrupt comes between.
pub(super) struct Register<'a>(&'a mut Vec<Unfinished>);

impl Register<'_> {
    /// Notes a file, before it is made.
    pub(super) fn add_file(&mut self, path: &Path) {
        self.0.push(Unfinished {
            path: path.to_path_buf(),
            layout: None,
            made_above: Vec::new(),
        });
    }

    /// Notes a folder.
    pub(super) fn add_folder(&mut self, path: &Path, layout: Layout, made_above: Vec<PathBuf>) {
        self.0.push(Unfinished {
            path: path.to_path_buf(),
            layout: Some(layout),
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
    let _held = Held::new();
    work(&mut Register(&mut unfinished))
}

/// As long as this thread holds the lock.
struct Held;

impl Held {
    fn new() -> Self {
        HOLDS.set(true);
        Self
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HOLDS.set(false);
    }
}

/// Removes everything that is being written; for a program that ends at once. What is being
/// moved to its place is moved first. Threads that write go on in vain or wait for the end.
///
/// A thread that fails while it makes, moves or removes something itself would wait for itself: then what is
/// unfinished stays, under its hidden name, for the next run to remove.
pub fn remove_unfinished() {
    if HOLDS.get() {
        return;
    }
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    for one in unfinished.drain(..).rev() {
        one.remove();
    }
    std::mem::forget(unfinished);
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
        if let Err(source) = made.and_then(|()| sync_folder(folder_of(folder))) {
            for folder in &missing {
                let _ = fs::remove_dir(folder);
            }
            return Err(io_error(folder, source));
        }
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_within_does_not_wait_for_itself() {
        uninterrupted(|unfinished| {
            unfinished.add_file(Path::new("not there"));
            remove_unfinished();
            // it did nothing: this thread is at work
            assert!(
                unfinished
                    .0
                    .iter()
                    .any(|one| one.path == Path::new("not there"))
            );
            unfinished.forget(Path::new("not there"));
        });
        assert!(!HOLDS.get());
        let failed = std::panic::catch_unwind(|| uninterrupted(|_| panic!("within")));
        assert!(failed.is_err() && !HOLDS.get());
    }
}
