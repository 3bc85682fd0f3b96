//! A file to which pieces are added, and from which they are read, by many threads.

use crate::error::Error;
use arrayon_core::InputError;
use arrayon_output::{FolderError, scratch_file};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A file of pieces. Each piece has a checksum, which its owner keeps: what a disk gives back otherwise
/// than it was written is an error and never a number.
#[derive(Debug)]
pub(crate) struct Store {
    file: File,
    /// What messages name: the file, or the folder of a file without a name.
    place: PathBuf,
    end: AtomicU64,
}

impl Store {
    /// An empty one in a folder, which is gone when the program ends, however it ends.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written.
    pub(crate) fn scratch(folder: &Path) -> Result<Self, Error> {
        // of a bare name the folder is the empty path
        let folder = match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        };
        let file = scratch_file(folder).map_err(|error| {
            let found = format!("no scratch file can be made in this folder: {error}");
            InputError::new(folder, found)
                .expected("a folder that may be written, with room for the arrays")
                .hint("name another folder with --scratch")
        })?;
        Ok(Self {
            file,
            place: folder.to_path_buf(),
            end: AtomicU64::new(0),
        })
    }

    /// An empty one in a new file.
    #[cfg(test)]
    pub(crate) fn create(path: &Path) -> Result<Self, Error> {
        let options = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path);
        let file = options.map_err(|source| refused(path, source))?;
        Ok(Self {
            file,
            place: path.to_path_buf(),
            end: AtomicU64::new(0),
        })
    }

    /// One that was written before.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub(crate) fn open(path: &Path) -> Result<Self, InputError> {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (n_bytes, file) =
            opened.map_err(|error| InputError::new(path, format!("cannot be read: {error}")))?;
        Ok(Self {
            file,
            place: path.to_path_buf(),
            end: AtomicU64::new(n_bytes),
        })
    }

    /// Adds bytes and says where they begin.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub(crate) fn add(&self, bytes: &[u8]) -> Result<u64, Error> {
        let start = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_all_at(&self.file, bytes, start).map_err(|source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                let found = "no room is left for the arrays that memory does not hold";
                Error::from(
                    InputError::new(&self.place, found)
                        .hint("name a folder with more room with --scratch, or give more --memory"),
                )
            }
            _ => refused(&self.place, source),
        })?;
        Ok(start)
    }

    /// Reads bytes that were added.
    ///
    /// # Errors
    /// There are none, or the disk fails.
    pub(crate) fn read(&self, start: u64, bytes: &mut [u8]) -> Result<(), Error> {
        read_exact_at(&self.file, bytes, start)
            .map_err(|error| self.damaged(format!("cannot be read: {error}")))
    }

    /// What is said of a file that takes no more of what the store holds.
    pub(crate) fn refused(&self, source: io::Error) -> Error {
        refused(&self.place, source)
    }

    /// What is said of a store that does not give back what was written.
    pub(crate) fn damaged(&self, found: impl Into<String>) -> Error {
        InputError::new(&self.place, found)
            .expected("the numbers that were written to it")
            .hint("the disk fails, or somebody wrote to the file; use another disk and run again")
            .into()
    }
}

fn refused(path: &Path, source: io::Error) -> Error {
    let path = path.to_path_buf();
    FolderError::Io { path, source }.into()
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, start)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut start: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let n = file.seek_write(bytes, start)?;
        (bytes, start) = (&bytes[n..], start + n as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let n = file.seek_read(bytes, start)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, start) = (&mut bytes[n..], start + n as u64);
    }
    Ok(())
}

/// Lanes of a checksum, which are computed side by side.
const LANES: usize = 4;
const PRIME: u64 = 0x9E37_79B1_85EB_CA87;

/// A checksum that differs where bytes were changed, lost or exchanged by accident.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mix = |lane: u64, word: u64| (lane ^ word).wrapping_mul(PRIME).rotate_left(31);
    let word = |part: &[u8]| {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        u64::from_le_bytes(word)
    };
    let mut lanes: [u64; LANES] = std::array::from_fn(|lane| PRIME.rotate_left(lane as u32));
    let blocks = bytes.chunks_exact(8 * LANES);
    let rest = blocks.remainder();
    for block in blocks {
        for (lane, part) in lanes.iter_mut().zip(block.chunks_exact(8)) {
            *lane = mix(*lane, word(part));
        }
    }
    for part in rest.chunks(8) {
        lanes[0] = mix(lanes[0], word(part));
    }
    let joined = lanes.into_iter().fold(bytes.len() as u64, mix);
    mix(joined, joined >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::scratch(folder.path()).unwrap();
        assert_eq!(store.add(b"first").unwrap(), 0);
        assert_eq!(store.add(b"second").unwrap(), 5);
        let mut bytes = [0; 6];
        store.read(5, &mut bytes).unwrap();
        assert_eq!(&bytes, b"second");
        assert!(store.read(6, &mut bytes).is_err());
        let error = Store::scratch(&folder.path().join("none")).unwrap_err();
        assert!(error.to_string().contains("no scratch file"), "{error}");
        assert!(error.hint().contains("--scratch"));
    }

    #[test]
    fn every_changed_bit_changes_the_checksum() {
        let bytes: Vec<u8> = (0..100).map(|at| (at * 37 % 251) as u8).collect();
        let whole = checksum(&bytes);
        for at in 0..8 * bytes.len() {
            let mut changed = bytes.clone();
            changed[at / 8] ^= 1 << (at % 8);
            assert_ne!(checksum(&changed), whole, "{at}");
        }
        assert_ne!(checksum(&bytes[..99]), whole);
        assert_ne!(checksum(&[0; 8]), checksum(&[0; 16]));
        let mut exchanged = bytes.clone();
        exchanged.swap(3, 70);
        assert_ne!(checksum(&exchanged), whole);
    }
}
