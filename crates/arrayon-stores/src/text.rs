//! Tab-separated text that is being written, no larger than allowed.

use arrayon_core::InputError;
use std::fmt::Write;
use std::path::Path;

/// Lines of cells.
pub(crate) struct Text<'a> {
    text: String,
    most_bytes: u64,
    path: &'a Path,
    is_first_cell: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(most_bytes: u64, path: &'a Path) -> Self {
        Self {
            text: String::new(),
            most_bytes,
            path,
            is_first_cell: true,
        }
    }

    fn begin_cell(&mut self) {
        if !self.is_first_cell {
            self.text.push('\t');
        }
        self.is_first_cell = false;
    }

    /// A cell of text.
    ///
    /// # Errors
    /// A tab or an end of a line in it.
    pub(crate) fn cell(&mut self, cell: &str) -> Result<(), InputError> {
        if cell.contains(['\t', '\n', '\r']) {
            let found = format!("the text {cell:?} holds a tab or an end of a line");
            return Err(InputError::new(self.path, found)
                .expected("texts of one line")
                .hint("mend it with the program that wrote the file"));
        }
        self.begin_cell();
        self.text.push_str(cell);
        Ok(())
    }

    /// A cell of a number; an empty one for NaN.
    pub(crate) fn number(&mut self, number: f64) {
        self.begin_cell();
        if !number.is_nan() {
            // writing to a string does not fail
            let _ = write!(self.text, "{number}");
        }
    }

    /// An empty cell.
    pub(crate) fn empty(&mut self) {
        self.begin_cell();
    }

    /// Ends a line.
    ///
    /// # Errors
    /// The text is larger than allowed.
    pub(crate) fn end_line(&mut self) -> Result<(), InputError> {
        self.text.push('\n');
        self.is_first_cell = true;
        if self.text.len() as u64 > self.most_bytes {
            return Err(too_large(self.path, self.most_bytes));
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

/// A store that holds more than is read.
pub(crate) fn too_large(path: &Path, most_bytes: u64) -> InputError {
    let found = format!(
        "holds a table of more than {} MiB as text",
        most_bytes >> 20
    );
    InputError::new(path, found)
        .expected("a table of a study")
        .hint("`--max-input` raises the limit")
}

/// A store that its library cannot read.
pub(crate) fn damaged(path: &Path, what: &str, error: &dyn std::fmt::Display) -> InputError {
    InputError::new(path, format!("cannot be read as {what}: {error}"))
        .hint("write the file anew, or write its table as tab-separated text")
}
