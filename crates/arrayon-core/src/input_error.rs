//! One clear message about bad input: which file, where in it, what was found, what was
//! expected, how to mend it.

use crate::plain_words::shortened;
use std::fmt;
use std::path::{Path, PathBuf};

/// What is said where memory ends.
const OUT_OF_MEMORY: &str = "there is not enough memory for it";

/// Where in a file something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// The file as a whole.
    #[default]
    File,
    /// A byte offset, from 0, in the uncompressed content.
    Byte(u64),
    /// A line, from 1.
    Line(u64),
    /// A line, from 1, and a column of the table by its name.
    Field {
        /// Line, from 1.
        line: u64,
        /// Column name.
        column: String,
    },
    /// A key of a configuration file.
    Key(String),
    /// A key of a configuration file, and its line, from 1.
    KeyAt {
        /// Line, from 1.
        line: u64,
        /// The key.
        key: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // before the first line nothing was read yet
            Self::File | Self::Line(0) => Ok(()),
            Self::Byte(byte) => write!(f, ", byte {byte}"),
            Self::Line(line) => write!(f, ", line {line}"),
            Self::Field { line, column } => {
                f.write_str(&shortened(&format!(", line {line}, column '{column}'")))
            }
            Self::Key(key) => write!(f, ", key '{key}'"),
            Self::KeyAt { line, key } => write!(f, ", line {line}, key '{key}'"),
        }
    }
}

/// Input that cannot be used.
///
/// Displays as `path, place: found; expected ...`; the hint is printed apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{place}: {found}{}", shown(path), expectation(expected))]
pub struct InputError {
    /// The file.
    pub path: PathBuf,
    /// Where in the file.
    pub place: Place,
    /// What was found, lower case, no full stop.
    pub found: String,
    /// What was expected; empty where `found` says it all.
    pub expected: String,
    /// How to mend it; empty where there is nothing to add.
    pub hint: String,
}

/// The path; one that is empty would leave a message without its beginning.
fn shown(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        "''".to_owned()
    } else {
        path.display().to_string()
    }
}

fn expectation(expected: &str) -> String {
    if expected.is_empty() {
        String::new()
    } else {
        format!("; expected {expected}")
    }
}

impl InputError {
    /// An error about the file as a whole.
    pub fn new(path: &Path, found: impl Into<String>) -> Self {
        Self {
            path: path.to_path_buf(),
            place: Place::File,
            found: shortened(&found.into()),
            expected: String::new(),
            hint: String::new(),
        }
    }

    /// A file for which there is no memory.
    pub fn out_of_memory(path: &Path) -> Self {
        Self::new(path, OUT_OF_MEMORY).hint("end other programs, or use a machine with more memory")
    }

    /// Whether memory ended, which is no fault of the file.
    pub fn is_out_of_memory(&self) -> bool {
        self.found == OUT_OF_MEMORY
    }

    /// The same error, with its place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The same error, with what was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = shortened(&expected.into());
        self
    }

    /// The same error, with how to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_cells_empty_paths_and_no_line_are_told_well() {
        let error = InputError::new(
            Path::new(""),
            format!("'{}' is no number", "x".repeat(5000)),
        )
        .at(Place::Line(0));
        let expected = format!(
            "'': '{}...' (and 4960 characters more) is no number",
            "x".repeat(40)
        );
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn display_names_file_place_found_and_expected() {
        let error = InputError::new(Path::new("a.cel"), "12 cells")
            .at(Place::Byte(40))
            .expected("16 cells");
        assert_eq!(
            error.to_string(),
            "a.cel, byte 40: 12 cells; expected 16 cells"
        );
        let place = Place::Field {
            line: 9,
            column: "group".into(),
        };
        let error = InputError::new(Path::new("s.csv"), "empty cell").at(place);
        assert_eq!(
            error.to_string(),
            "s.csv, line 9, column 'group': empty cell"
        );
    }
}
