//! What can go wrong in a run, and which exit code says so.

use arrayon_core::InputError;
use arrayon_core::plain_words::shortened;
use arrayon_output::FolderError;
use arrayon_settings::Fault;

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
    /// Several things are wrong; each has its own hint.
    #[error("{}", in_a_row(.0))]
    Several(Vec<Self>),
    /// A flag has a value that it cannot have, or does not go with another.
    #[error("{flag}: {message}")]
    Flag {
        /// The flag, as typed.
        flag: String,
        /// What is wrong with it.
        message: String,
        /// How to mend it.
        hint: String,
    },
    /// The result folder cannot be written.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

fn in_a_row(errors: &[Error]) -> String {
    let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        Self::Input(Box::new(error))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let message = fault.message();
        Self::data(fault.key, message, fault.hint)
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

    /// All that is wrong with a file.
    pub(crate) fn of_all(mut faults: Vec<InputError>) -> Self {
        match faults.len() {
            1 => faults.swap_remove(0).into(),
            _ => Self::Several(faults.into_iter().map(Self::from).collect()),
        }
    }

    /// The errors that are reported one by one: this one, unless it is several.
    pub fn each(&self) -> &[Self] {
        match self {
            Self::Several(errors) => errors,
            one => std::slice::from_ref(one),
        }
    }

    /// How to mend it; empty where there is nothing to add.
    pub fn hint(&self) -> &str {
        match self {
            Self::Input(error) => &error.hint,
            Self::Data { hint, .. } | Self::Flag { hint, .. } => hint,
            Self::Several(_) => "",
            Self::Folder(error) => error.hint(),
        }
    }

    /// The process exit code: 2 for what was typed, 3 for what files hold and for a place that
    /// cannot be written.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Flag { .. } => 2,
            Self::Input(error) if error.is_out_of_memory() => 5,
            _ => 3,
        }
    }
}
