//! Why results cannot be written.

use std::io;
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
    /// Something is there that is no earlier demo, so it is not replaced.
    #[error("{}: not replaced, because it is no demo of arrayon", .0.display())]
    NotDemo(PathBuf),
    /// Something is there that is no earlier export, so it is not replaced.
    #[error("{}: not replaced, because it is no export of arrayon", .0.display())]
    NotListed(PathBuf),
    /// Somebody has changed this since arrayon wrote it.
    #[error("{}: not replaced, because it was changed since arrayon wrote it", .0.display())]
    Changed(PathBuf),
    /// Somebody has added this to earlier results.
    #[error("{}: stands among earlier results, but arrayon did not write it", .0.display())]
    Added(PathBuf),
    /// A file that is read lies among the earlier results that would be removed.
    #[error(
        "{}: is read by this command, and lies in the folder that --force would replace",
        .0.display()
    )]
    HoldsInput(PathBuf),
    /// The place is a file.
    #[error("{}: is a file; expected a folder or a free name", .0.display())]
    IsFile(PathBuf),
    /// The place is a symbolic link whose target does not exist.
    #[error("{}: is a link to nothing; expected a folder or a free name", .0.display())]
    DanglingLink(PathBuf),
    /// The folder in which the program runs: it cannot be moved away under the user's feet.
    #[error("{}: is the folder in which the program runs", .0.display())]
    Current(PathBuf),
    /// The user's home, or a folder around it.
    #[error("{}: holds your home folder", .0.display())]
    Home(PathBuf),
    /// Another run writes there now.
    #[error("{}: output folder is in use by another run", .0.display())]
    InUse(PathBuf),
    /// Something that arrayon did not write has the name under which it keeps unfinished results.
    #[error(
        "{}: has the name of unfinished results, but arrayon did not write it", .0.display()
    )]
    InTheWay(PathBuf),
    /// A file is there already.
    #[error("{}: exists already", .0.display())]
    FileExists(PathBuf),
    /// A file is to be written that the command reads.
    #[error("{}: is read by this command", .0.display())]
    IsInput(PathBuf),
    /// One file is to be written twice.
    #[error("{}: is named for two outputs", .0.display())]
    NamedTwice(PathBuf),
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
    /// The same error, about a file at `place` where it was about one in `staging`: nobody is
    /// helped by the name of a hidden folder.
    #[must_use]
    pub fn moved(self, staging: &Path, place: &Path) -> Self {
        match self {
            Self::Io { path, source } => Self::Io {
                path: match path.strip_prefix(staging) {
                    Ok(below) => place.join(below),
                    Err(_) => path,
                },
                source,
            },
            other => other,
        }
    }

    /// How to mend it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotEmpty(_) => "name another --out, or pass --force to replace earlier results",
            Self::NotOurs(_) | Self::NotDemo(_) | Self::NotListed(_) => {
                "name another --out, or remove the folder yourself"
            }
            Self::Added(_) | Self::InTheWay(_) | Self::Changed(_) => {
                "move it elsewhere, or name another --out"
            }
            Self::HoldsInput(_) => "name another --out, or copy the file elsewhere first",
            Self::IsFile(_) => "name another --out",
            Self::FileExists(_) => "name another file, or give --force to replace it",
            Self::IsInput(_) => "name a file outside of what is read",
            Self::NamedTwice(_) => "name another file for one of them",
            Self::DanglingLink(_) => "name another --out, or make the folder to which it links",
            Self::Current(_) | Self::Home(_) => "name a folder inside it, such as --out results",
            Self::InUse(_) => "wait for the other run, or name another --out",
            Self::Io { source, .. } if source.kind() == io::ErrorKind::InvalidInput => {
                "mend it in the file from which it was read"
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::FileTooLarge => {
                "files may not be larger here: `ulimit -f` shows and sets how large"
            }
            Self::Io { .. } => "check permissions and free space of the place",
        }
    }
}

pub(super) fn io_error(path: &Path, source: io::Error) -> FolderError {
    FolderError::Io {
        path: path.to_path_buf(),
        source,
    }
}
