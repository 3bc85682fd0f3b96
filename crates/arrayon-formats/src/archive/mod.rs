//! Archives of files: tar, gzipped tar and zip, read member by member.
//!
//! Nothing is unpacked to disk, so that no member's name can lead out of a folder, and one member
//! at a time is held in memory, so that an archive may be larger than that.

mod tar;
mod zip;

use crate::source;
use arrayon_core::InputError;
use std::io;
use std::path::{Path, PathBuf};

/// Largest member that is read, in bytes as it lies in the archive: three times the largest text
/// CEL of any chip.
pub const LARGEST_MEMBER: u64 = 512 << 20;

/// As much of a file as shows that it is an archive.
const START: u64 = 512;

/// How the members lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tar,
    GzippedTar,
    Zip,
}

/// An archive and those of its members that are of interest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    path: PathBuf,
    kind: Kind,
    members: Vec<Member>,
}

/// A file within an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    /// Its name, folders before it divided by `/`.
    name: String,
    /// Its number among all entries.
    number: usize,
}

/// What a walk over an archive calls for each file: its number, name, length and content.
type Visit<'a> = dyn FnMut(usize, &str, u64, &mut dyn io::Read) -> Result<(), InputError> + 'a;

impl Archive {
    /// Lists the members of an archive whose names are of interest; `None` where the file is no
    /// archive, judged by its content.
    ///
    /// # Errors
    /// A file that cannot be read, or an archive that is damaged.
    pub fn open(
        path: &Path,
        is_of_interest: impl Fn(&str) -> bool,
    ) -> Result<Option<Self>, InputError> {
        let Some(kind) = kind_of(path)? else {
            return Ok(None);
        };
        let mut members = Vec::new();
        let mut list = |number: usize, name: &str, _: u64, _: &mut dyn io::Read| {
            if is_of_interest(name) {
                let name = name.replace('\\', "/");
                members.push(Member { name, number });
            }
            Ok(())
        };
        match kind {
            Kind::Tar => tar::walk(path, &mut list)?,
            Kind::GzippedTar => tar::walk_gzipped(path, &mut list)?,
            Kind::Zip => zip::list(path, &mut list)?,
        }
        Ok(Some(Self {
            path: path.to_path_buf(),
            kind,
            members,
        }))
    }

    /// The archive's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Names of the members, folders before them divided by `/`, in the archive's order.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.members.iter().map(|member| member.name.as_str())
    }

    /// A member for messages and provenance: `GSE1_RAW.tar!GSM1.CEL.gz`.
    pub fn path_of(&self, member: usize) -> PathBuf {
        let mut path = self.path.clone().into_os_string();
        path.push("!");
        path.push(&self.members[member].name);
        path.into()
    }

    /// Reads members, by their positions among [`Archive::names`], and gives each one's position
    /// and bytes, in the archive's order.
    ///
    /// # Errors
    /// A member that is damaged or larger than [`LARGEST_MEMBER`], and what `take` returns.
    pub fn read<E: From<InputError>>(
        &self,
        wanted: &[usize],
        mut take: impl FnMut(usize, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut wanted: Vec<usize> = wanted.to_vec();
        wanted.sort_unstable_by_key(|&at| self.members[at].number);
        let mut next = wanted.iter().copied().peekable();
        let mut refused = None;
        let mut visit = |number: usize, _: &str, length: u64, content: &mut dyn io::Read| {
            let is_next = |at: &usize| self.members[*at].number == number;
            while let Some(at) = next.next_if(is_next) {
                let bytes = whole(content, length, &self.path_of(at))?;
                if refused.is_none() {
                    refused = take(at, bytes).err();
                }
            }
            Ok(())
        };
        match self.kind {
            Kind::Tar => tar::walk(&self.path, &mut visit)?,
            Kind::GzippedTar => tar::walk_gzipped(&self.path, &mut visit)?,
            Kind::Zip => {
                let numbers = wanted.iter().map(|&at| self.members[at].number);
                zip::read(&self.path, numbers, &mut visit)?;
            }
        }
        if let Some(error) = refused {
            return Err(error);
        }
        match next.next() {
            Some(at) => {
                let gone = "is no longer in the archive";
                Err(InputError::new(&self.path_of(at), gone).into())
            }
            None => Ok(()),
        }
    }
}

/// Whether a name is one that archives have.
pub fn has_archive_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let endings = [".tar", ".tar.gz", ".tgz", ".zip"];
    endings.iter().any(|ending| lower.ends_with(ending))
}

/// All bytes of a member.
fn whole(content: &mut dyn io::Read, length: u64, path: &Path) -> Result<Vec<u8>, InputError> {
    use io::Read;
    let too_large = || {
        InputError::new(path, format!("holds more than {LARGEST_MEMBER} bytes"))
            .hint("unpack the archive and name the folder")
    };
    if length > LARGEST_MEMBER {
        return Err(too_large());
    }
    // the stated length is not believed before the bytes are there
    let mut bytes = Vec::with_capacity(length.min(1 << 20) as usize);
    (content.take(LARGEST_MEMBER + 1))
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(path, &error))?;
    if bytes.len() as u64 > LARGEST_MEMBER {
        return Err(too_large());
    }
    if (bytes.len() as u64) < length {
        let found = format!("{} of {length} bytes are there", bytes.len());
        return Err(InputError::new(path, found)
            .hint("the archive is cut short: copy or download it again"));
    }
    Ok(bytes)
}

fn damaged(path: &Path, error: &dyn std::fmt::Display) -> InputError {
    InputError::new(path, format!("the archive is damaged ({error})"))
        .hint("copy or download it again")
}

fn kind_of(path: &Path) -> Result<Option<Kind>, InputError> {
    let start = source::read_start(path, START)?;
    Ok(match (tar::is_header(&start.content), start.gzipped) {
        (true, false) => Some(Kind::Tar),
        (true, true) => Some(Kind::GzippedTar),
        _ if zip::is_zip(&start.content) && !start.gzipped => Some(Kind::Zip),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
