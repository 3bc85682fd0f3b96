//! The result folder: written beside its final place and moved there when it is whole.

use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::summary::ResultFile;

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
            Self::IsFile(_) => "name another --out",
            Self::Current(_) => "name a folder inside it, such as --out results",
            Self::InUse(_) => "wait for the other run, or name another --out",
            Self::Io { .. } => "check permissions and free space of the place",
        }
    }
}

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
        if let Ok(mut folders) = UNFINISHED.lock() {
            folders.push(place.to_path_buf());
        }
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
        if let Ok(mut folders) = UNFINISHED.lock() {
            folders.retain(|folder| *folder != self.place);
        }
    }
}

impl Drop for UnfinishedFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.place);
        self.forget();
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
const MARK_OF_OURS: &str = "provenance.json";

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
        if let Ok(mut folders) = UNFINISHED.lock() {
            folders.push(staging.clone());
        }
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
        if let Ok(mut folders) = UNFINISHED.lock() {
            folders.retain(|folder| *folder != self.staging);
        }
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

/// Whether something of ours stands at the place and is to be replaced.
fn check_place(place: &Path, force: bool) -> Result<bool, FolderError> {
    let mut entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if place.is_file() => return Err(FolderError::IsFile(place.to_path_buf())),
        Err(source) => return Err(io_error(place, source)),
    };
    if entries.next().is_none() {
        return Ok(false);
    }
    if !force {
        return Err(FolderError::NotEmpty(place.to_path_buf()));
    }
    if !place.join(MARK_OF_OURS).is_file() {
        return Err(FolderError::NotOurs(place.to_path_buf()));
    }
    Ok(true)
}

/// The current folder and those around it stay where they are.
fn check_not_current(place: &Path) -> Result<(), FolderError> {
    let here = std::env::current_dir().and_then(fs::canonicalize);
    match (fs::canonicalize(place), here) {
        (Ok(place_there), Ok(here)) if here.starts_with(&place_there) => {
            Err(FolderError::Current(place.to_path_buf()))
        }
        _ => Ok(()),
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

fn write_synced(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<ResultFile> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut writer = BufWriter::with_capacity(1 << 16, Hashing::new(File::create(path)?));
    content(&mut writer)?;
    writer.flush()?;
    let hashing = writer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    hashing.file.sync_all()?;
    let sha256 = hexadecimal(&hashing.hash.finalize());
    Ok(ResultFile {
        path: String::new(),
        n_bytes: hashing.n_bytes,
        sha256,
    })
}

/// Hashes what passes through to a file.
struct Hashing {
    file: File,
    hash: Sha256,
    n_bytes: u64,
}

impl Hashing {
    fn new(file: File) -> Self {
        Self {
            file,
            hash: Sha256::new(),
            n_bytes: 0,
        }
    }
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 of bytes, as 64 hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
        fs::write(place.join(MARK_OF_OURS), "{}").unwrap();
        let mut folder = create(true).unwrap();
        text(&mut folder, "new.txt", "new");
        folder.finish().unwrap();
        assert!(!place.join("thesis.doc").exists() && place.join("new.txt").exists());
        assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 1);
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
