//! Files beside a place of results that outlive a run which is cut short.

use super::error::{FolderError, io_error};
use super::hashed_file::{hexadecimal, sha256_of};
use super::journal::{Journal, LIST_FILE, listed};
use super::own::Layout;
use super::removal::{remove_file, remove_folder};
use super::staging::is_remainder;
use super::synced::{folder_of, sync_folder};
use super::unfinished::uninterrupted;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How many bytes the checksum at the end of a file has.
const N_CHECKSUM: u64 = 64;

/// Files that a run writes for one that takes up its work, in a hidden folder beside the place of its
/// results. Each ends with a checksum, so that what a killed run left half written is none.
///
/// Whoever holds the [`ResultFolder`](super::ResultFolder) of the place is alone with them.
#[derive(Debug)]
pub struct KeptFiles {
    folder: PathBuf,
    /// As the user named the place of the results, for messages.
    place: PathBuf,
    /// Whether they stay where the run fails or is interrupted; where it is killed they always do.
    stay: bool,
    /// The list of them, once this run has written one.
    journal: Option<Journal>,
}

impl KeptFiles {
    pub(super) fn new(folder: PathBuf, place: &Path, stay: bool) -> Self {
        Self {
            folder,
            place: place.to_path_buf(),
            stay,
            journal: None,
        }
    }

    /// Whether an earlier run left any.
    pub fn are_there(&self) -> bool {
        listed(&self.folder.join(LIST_FILE)).is_some_and(|names| !names.is_empty())
    }

    /// The content of a file, without its checksum; `None` where none is whole.
    pub fn open(&self, name: &str) -> Option<io::Take<BufReader<File>>> {
        let is_ours = listed(&self.folder.join(LIST_FILE))?.contains(name);
        let file = is_ours.then(|| File::open(self.folder.join(name)).ok())??;
        let n_bytes = file.metadata().ok()?.len().checked_sub(N_CHECKSUM)?;
        let mut reader = BufReader::with_capacity(1 << 16, file);
        let checksum = sha256_of(reader.by_ref().take(n_bytes)).ok()?;
        let mut written = String::new();
        reader.read_to_string(&mut written).ok()?;
        if written != checksum {
            return None;
        }
        reader.seek(SeekFrom::Start(0)).ok()?;
        Some(reader.take(n_bytes))
    }

    /// Writes a file, instead of the one of this name if there is any, and waits until it is on the disk.
    ///
    /// # Errors
    /// The file system refused; something that arrayon did not write has the folder's name.
    pub fn write(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), FolderError> {
        let path = self.folder.join(name);
        let failed = |source| io_error(&path, source);
        let file = self.make_file(name)?;
        let mut writer = Checked {
            file: BufWriter::with_capacity(1 << 16, file),
            hash: Sha256::new(),
        };
        let written = content(&mut writer).and_then(|()| writer.finish());
        written
            .and_then(|()| sync_folder(&self.folder))
            .map_err(|source| {
                // half a file would only take room
                let _ = remove_file(&path);
                failed(source)
            })
    }

    fn make_file(&mut self, name: &str) -> Result<File, FolderError> {
        let list = self.folder.join(LIST_FILE);
        let failed = |source| io_error(&self.folder, source);
        uninterrupted(|unfinished| {
            if self.journal.is_none() {
                if fs::symlink_metadata(&self.folder).is_err() {
                    fs::create_dir(&self.folder).map_err(failed)?;
                } else if !is_remainder(&self.folder, Layout::Listed) {
                    return Err(FolderError::InTheWay(self.folder.clone()));
                }
                if !self.stay {
                    unfinished.add_folder(&self.folder, Layout::Listed, Vec::new());
                }
                let journal = match listed(&list) {
                    Some(_) => Journal::go_on(&list),
                    None => Journal::create(&list),
                };
                let journal = journal
                    .and_then(|journal| sync_folder(folder_of(&self.folder)).map(|()| journal));
                self.journal = Some(journal.map_err(failed)?);
            }
            let noted = match &mut self.journal {
                // on the disk before the file is, for its list outlives a power cut, too
                Some(journal) => journal.note(name).and_then(|()| journal.file().sync_data()),
                None => Ok(()),
            };
            let path = self.folder.join(name);
            noted
                .and_then(|()| remove_file(&path))
                .and_then(|()| File::create_new(&path))
                .map_err(failed)
        })
    }

    /// Removes all of them, also those of an earlier run.
    ///
    /// # Errors
    /// The file system refused, or somebody has put something among them, which stays.
    pub fn remove(mut self) -> Result<(), FolderError> {
        self.journal = None;
        let is_ours = listed(&self.folder.join(LIST_FILE)).is_some();
        if !is_ours && !is_remainder(&self.folder, Layout::Listed) {
            // none are there, or something of somebody else has their name
            return Ok(());
        }
        uninterrupted(|unfinished| {
            unfinished.forget(&self.folder);
            remove_folder(&self.folder, Layout::Listed)
        })
        .map_err(|source| io_error(&self.place, source))
    }
}

impl Drop for KeptFiles {
    fn drop(&mut self) {
        if self.journal.is_some() && !self.stay {
            uninterrupted(|unfinished| unfinished.remove(&self.folder));
        }
    }
}

/// Writes to a file whose checksum goes to its end.
struct Checked {
    file: BufWriter<File>,
    hash: Sha256,
}

impl Checked {
    fn finish(mut self) -> io::Result<()> {
        let checksum = hexadecimal(&self.hash.finalize());
        self.file.write_all(checksum.as_bytes())?;
        let file = self.file.into_inner();
        file.map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl Write for Checked {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.file.write(bytes)?;
        self.hash.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::super::ResultFolder;
    use super::*;

    fn text(kept: &KeptFiles, name: &str) -> Option<String> {
        let mut text = String::new();
        kept.open(name)?.read_to_string(&mut text).unwrap();
        Some(text)
    }

    #[test]
    fn what_is_kept_outlives_a_failed_run_where_it_is_to_stay() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("results");
        for stay in [true, false] {
            let claimed = ResultFolder::create(&place, false).unwrap();
            let mut kept = claimed.kept_files(stay).unwrap();
            assert!(!kept.are_there());
            kept.write("one", |out| out.write_all(b"first")).unwrap();
            kept.write("one", |out| out.write_all(b"second")).unwrap();
            assert_eq!(text(&kept, "one").as_deref(), Some("second"));
            drop((kept, claimed));
            let claimed = ResultFolder::create(&place, false).unwrap();
            let kept = claimed.kept_files(stay).unwrap();
            assert_eq!(kept.are_there(), stay);
            assert_eq!(text(&kept, "one").is_some(), stay);
            kept.remove().unwrap();
            drop(claimed);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_folder_that_was_being_removed_goes() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("results");
        fs::create_dir(folder.path().join(".results.stages")).unwrap();
        let claimed = ResultFolder::create(&place, false).unwrap();
        claimed.kept_files(false).unwrap().remove().unwrap();
        drop(claimed);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_file_that_is_cut_short_or_changed_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("results");
        let claimed = ResultFolder::create(&place, false).unwrap();
        let mut kept = claimed.kept_files(true).unwrap();
        kept.write("one", |out| out.write_all(b"text")).unwrap();
        let path = kept.folder.join("one");
        let whole = fs::read(&path).unwrap();
        for n in 0..whole.len() {
            fs::write(&path, &whole[..n]).unwrap();
            assert!(kept.open("one").is_none(), "{n} bytes");
            let mut changed = whole.clone();
            changed[n] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(kept.open("one").is_none(), "byte {n}");
        }
        fs::write(&path, whole).unwrap();
        assert_eq!(text(&kept, "one").as_deref(), Some("text"));
        // nobody's file is taken for one of them, or goes with them
        fs::write(kept.folder.join("other"), "mine").unwrap();
        assert!(kept.open("other").is_none());
        let there = kept.folder.join("other");
        assert!(kept.remove().is_err());
        assert_eq!(fs::read_to_string(there).unwrap(), "mine");
    }
}
