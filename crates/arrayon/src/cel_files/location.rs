//! Where an array lies.

use arrayon_formats::archive::Archive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where an array lies: in a file, or in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CelLocation {
    path: PathBuf,
    archive: Option<(Arc<Archive>, usize)>,
}

impl From<PathBuf> for CelLocation {
    fn from(path: PathBuf) -> Self {
        Self {
            path,
            archive: None,
        }
    }
}

impl CelLocation {
    /// A member of an archive, by its position among the names.
    pub(super) fn in_archive(archive: &Arc<Archive>, member: usize) -> Self {
        Self {
            path: archive.path_of(member),
            archive: Some((Arc::clone(archive), member)),
        }
    }

    /// The path, for messages and provenance: that of a file, or `archive.tar!member`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file on disk: the archive of a member.
    pub fn file(&self) -> &Path {
        self.archive()
            .map_or(&self.path, |(archive, _)| archive.path())
    }

    /// The archive and the array's position in it.
    pub(super) fn archive(&self) -> Option<(&Arc<Archive>, usize)> {
        self.archive
            .as_ref()
            .map(|(archive, member)| (archive, *member))
    }

    /// The same for the same array, however its path is written.
    pub(super) fn identity(&self) -> PathBuf {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        match self.archive() {
            None => real(&self.path),
            // position and name: a name may stand twice in an archive
            Some((archive, member)) => {
                real(archive.path()).join(format!("{member}!{}", self.path.display()))
            }
        }
    }
}
