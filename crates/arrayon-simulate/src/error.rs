//! Why a study cannot be simulated.

use arrayon_core::InputError;
use std::path::{Path, PathBuf};

/// Why a study cannot be simulated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// The sample sheet is not one of the magnesium recipe.
    #[error(transparent)]
    Sheet(#[from] InputError),
    /// A file cannot be written.
    #[error("{}: cannot be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

impl SimulateError {
    pub(crate) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        |source| Self::Write { path, source }
    }

    /// How to mend it; empty where there is nothing to add.
    pub fn hint(&self) -> &str {
        match self {
            Self::Sheet(error) => &error.hint,
            Self::Write { .. } => "choose a folder in which you may write, with 40 MB to spare",
        }
    }
}
