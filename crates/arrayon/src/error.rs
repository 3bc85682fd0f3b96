//! What can go wrong in a run, and which exit code says so.

use arrayon_core::InputError;
use arrayon_core::plain_words::shortened;
use arrayon_results::FolderError;

/// Why a run ended without results.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be used.
    #[error(transparent)]
    Input(#[from] Box<InputError>),
    /// Data that were read cannot be analysed.
    #[error("{context}: {message}")]
    Data {
        /// What was being done: the contrast, the array.
        context: String,
        /// What is wrong.
        message: String,
        /// How to mend it.
        hint: String,
    },
    /// The result folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        Self::Input(Box::new(error))
    }
}

impl Error {
    /// Data that cannot be analysed.
    pub fn data(
        context: impl Into<String>,
        message: impl ToString,
        hint: impl Into<String>,
    ) -> Self {
        Self::Data {
            context: context.into(),
            message: shortened(&message.to_string()),
            hint: hint.into(),
        }
    }

    /// How to mend it; empty where there is nothing to add.
    pub fn hint(&self) -> &str {
        match self {
            Self::Input(error) => &error.hint,
            Self::Data { hint, .. } => hint,
            Self::Folder(error) => error.hint(),
        }
    }

    /// The process exit code: every kind here is the user's to mend, so 3.
    pub fn exit_code(&self) -> u8 {
        3
    }
}
