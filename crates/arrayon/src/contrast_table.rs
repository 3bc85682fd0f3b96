//! Tables of contrasts, ours or of other programs, from files.

use arrayon_core::InputError;
use arrayon_formats::source;
use arrayon_results::differential_table::{self, ContrastTable};
use std::path::Path;

/// Reads the table of a contrast, plain or gzipped.
///
/// # Errors
/// A file that cannot be read, and those of [`differential_table::parse`].
pub fn read(path: &Path) -> Result<ContrastTable, InputError> {
    differential_table::parse(path, &source::read_text(path)?)
}
