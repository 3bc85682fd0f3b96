//! The result folder: written beside its final place and moved there when it is whole.

mod earlier;
mod hashed_file;
mod unfinished;

pub use earlier::check_replaceable;
pub use hashed_file::sha256;
pub use unfinished::{UnfinishedFolder, remove_unfinished};

use crate::summary::ResultFile;
use earlier::{check_not_current, check_place};
use hashed_file::write_synced;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Why a result folder cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// Something is there already.
    #[error("{}: output folder is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// Something is there that arrayon did not write, so it is not replaced.
    #[error(
        "{}: not replaced, because it holds no provenance.json of arrayon", .0.display()
    )]
    NotOurs(PathBuf),
    /// Somebody has added this to earlier results.
    #[error("{}: stands among earlier results, but arrayon did not write it", .0.display())]
    Added(PathBuf),
    /// The place is a file.
    #[error("{}: is a file; expected a folder or a free name", .0.display())]
    IsFile(PathBuf),
    /// The folder in which the program runs: it cannot be moved away under the user's feet.
    #[error("{}: is the folder in which the program runs", .0.display())]
    Current(PathBuf),
    /// Another run writes there now.
    #[error("{}: output folder is in use by another run", .0.display())]
    InUse(PathBuf),
    /// The file system refused.
    #[error("{}: cannot write: {source}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

impl FolderError {
    /// How to mend it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotEmpty(_) => "name another --out, or pass --force to replace earlier results",
            Self::NotOurs(_) => "name another --out, or remove the folder yourself",
            Self::Added(_) => "move it elsewhere, or name another --out",
            Self::IsFile(_) => "name another --out",
            Self::Current(_) => "name a folder inside it, such as --out results",
            Self::InUse(_) => "wait for the other run, or name another --out",
            Self::Io { .. } => "check permissions and free space of the place",
        }
    }
}

/// A result folder that is being written.
///
/// Files go to a hidden folder beside the final place; [`ResultFolder::finish`] moves it there.
/// Dropped before that, it leaves nothing behind. What stands at the final place is touched only
/// at the end, and only if the caller said `force` and arrayon had written it.
#[derive(Debug)]
pub struct ResultFolder {
    place: PathBuf,
    staging: PathBuf,
    lock: Option<File>,
    replace: bool,
    /// Folders above the place that did not exist before, the deepest first.
    made_above: Vec<PathBuf>,
    files: Vec<ResultFile>,
}

const LOCK_FILE: &str = ".lock";

impl ResultFolder {
    /// Claims the place.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written.
    pub fn create(place: &Path, force: bool) -> Result<Self, FolderError> {
        let replace = check_place(place, force)?;
        check_not_current(place)?;
        let staging = staging_of(place)?;
        let made_above = make_folders_above(&staging)?;
        clear_stale_staging(&staging, place)?;
        fs::create_dir(&staging).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => FolderError::InUse(place.to_path_buf()),
            _ => io_error(&staging, source),
        })?;
        unfinished::remember(&staging);
        let place = place.to_path_buf();
        let mut folder = Self {
            place,
            staging,
            lock: None,
            replace,
            made_above,
            files: Vec::new(),
        };
        let lock_path = folder.staging.join(LOCK_FILE);
        let lock = File::create(&lock_path).map_err(|source| io_error(&lock_path, source))?;
        let _ = lock.try_lock();
        folder.lock = Some(lock);
        Ok(folder)
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
        let written = write_synced(&path, content).map_err(|source| io_error(&path, source))?;
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

    /// Where files are before [`ResultFolder::finish`].
    pub fn staging(&self) -> &Path {
        &self.staging
    }

    /// Moves the whole folder to its place.
    ///
    /// # Errors
    /// The file system refused; what stood at the place before stands there still.
    pub fn finish(mut self) -> Result<(), FolderError> {
        let lock_path = self.staging.join(LOCK_FILE);
        fs::remove_file(&lock_path).map_err(|source| io_error(&lock_path, source))?;
        if self.replace {
            let old = self.staging.with_extension("replaced");
            fs::rename(&self.place, &old).map_err(|source| io_error(&self.place, source))?;
            self.move_to_place()?;
            return fs::remove_dir_all(&old).map_err(|source| io_error(&old, source));
        }
        self.move_to_place()
    }

    fn move_to_place(&mut self) -> Result<(), FolderError> {
        fs::rename(&self.staging, &self.place).map_err(|source| io_error(&self.place, source))?;
        self.forget();
        Ok(())
    }

    fn forget(&mut self) {
        self.lock = None;
        unfinished::forget(&self.staging);
    }
}

impl Drop for ResultFolder {
    fn drop(&mut self) {
        if self.lock.is_some() {
            let _ = fs::remove_dir_all(&self.staging);
            for folder in &self.made_above {
                let _ = fs::remove_dir(folder);
            }
            self.forget();
        }
    }
}

fn io_error(path: &Path, source: io::Error) -> FolderError {
    FolderError::Io {
        path: path.to_path_buf(),
        source,
    }
}

/// Makes the folders in which a path is to lie; gives those that did not exist, deepest first.
fn make_folders_above(path: &Path) -> Result<Vec<PathBuf>, FolderError> {
    let above = path.ancestors().skip(1);
    let missing = above.take_while(|folder| !folder.exists());
    let missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(|source| io_error(parent, source))?;
    }
    Ok(missing)
}

fn staging_of(place: &Path) -> Result<PathBuf, FolderError> {
    let absolute = std::path::absolute(place).map_err(|source| io_error(place, source))?;
    let name = absolute
        .file_name()
        .ok_or_else(|| FolderError::NotOurs(place.to_path_buf()))?;
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(name);
    hidden.push(".incomplete");
    Ok(absolute.with_file_name(hidden))
}

/// Removes what a killed run left; refuses if the run that wrote it still holds its lock.
fn clear_stale_staging(staging: &Path, place: &Path) -> Result<(), FolderError> {
    let lock = match File::open(staging.join(LOCK_FILE)) {
        Ok(lock) => lock,
        Err(_) if !staging.exists() => return Ok(()),
        // Another run may be between making the folder and its lock; a killed one left it so.
        Err(_) => return Err(FolderError::InUse(place.to_path_buf())),
    };
    if lock.try_lock().is_err() {
        return Err(FolderError::InUse(place.to_path_buf()));
    }
    fs::remove_dir_all(staging).map_err(|source| io_error(staging, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(folder: &mut ResultFolder, name: &str, text: &str) {
        folder
            .write(name, |out| out.write_all(text.as_bytes()))
            .unwrap();
    }

    #[test]
    fn a_finished_folder_is_whole_and_an_unfinished_one_leaves_nothing() {
        let temporary = tempfile::tempdir().unwrap();
        let place = temporary.path().join("deep/results");
        let mut folder = ResultFolder::create(&place, false).unwrap();
        text(&mut folder, "a/b.txt", "abc");
        assert_eq!(folder.files()[0].n_bytes, 3);
        assert_eq!(folder.files()[0].sha256, sha256(b"abc"));
        drop(folder);
        assert!(!temporary.path().join("deep").exists());

        let mut folder = ResultFolder::create(&place, false).unwrap();
        text(&mut folder, "a/b.txt", "abc");
        assert!(!place.exists());
        folder.finish().unwrap();
        assert_eq!(fs::read(place.join("a/b.txt")).unwrap(), b"abc");
        assert_eq!(
            fs::read_dir(&place).unwrap().count(),
            1,
            "no lock file remains"
        );
    }

    #[test]
    fn what_is_there_is_replaced_only_by_force_and_only_if_ours() {
        let temporary = tempfile::tempdir().unwrap();
        let place = temporary.path().join("results");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("thesis.doc"), "precious").unwrap();
        let create = |force| ResultFolder::create(&place, force);
        assert!(matches!(create(false), Err(FolderError::NotEmpty(_))));
        assert!(matches!(create(true), Err(FolderError::NotOurs(_))));
        fs::remove_file(place.join("thesis.doc")).unwrap();
        let mut folder = create(false).unwrap();
        text(&mut folder, "provenance.json", "{}");
        text(&mut folder, "a/old.txt", "old");
        text(
            &mut folder,
            "summary.json",
            r#"{"files": [{"path": "a/old.txt"}]}"#,
        );
        folder.finish().unwrap();
        fs::write(place.join("a/thesis.doc"), "precious").unwrap();
        match create(true) {
            Err(FolderError::Added(path)) => assert!(path.ends_with("a/thesis.doc")),
            other => panic!("{other:?}"),
        }
        fs::remove_file(place.join("a/thesis.doc")).unwrap();
        let mut folder = create(true).unwrap();
        text(&mut folder, "new.txt", "new");
        folder.finish().unwrap();
        assert!(!place.join("a").exists() && place.join("new.txt").exists());
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
        // without a list nothing is known to be ours
        fs::write(place.join("provenance.json"), "{}").unwrap();
        assert!(matches!(create(true), Err(FolderError::NotOurs(_))));
    }

    #[test]
    fn two_runs_do_not_share_a_place_and_a_killed_one_does_not_block_it() {
        let temporary = tempfile::tempdir().unwrap();
        let place = temporary.path().join("results");
        let first = ResultFolder::create(&place, false).unwrap();
        assert!(matches!(
            ResultFolder::create(&place, false),
            Err(FolderError::InUse(_))
        ));
        drop(first);
        let staging = staging_of(&place).unwrap();
        fs::create_dir(&staging).unwrap();
        fs::write(staging.join(LOCK_FILE), "").unwrap();
        assert!(ResultFolder::create(&place, false).is_ok());
    }

    #[test]
    fn a_file_is_no_folder() {
        let temporary = tempfile::tempdir().unwrap();
        let place = temporary.path().join("results");
        fs::write(&place, "x").unwrap();
        assert!(matches!(
            ResultFolder::create(&place, true),
            Err(FolderError::IsFile(_))
        ));
    }
}
