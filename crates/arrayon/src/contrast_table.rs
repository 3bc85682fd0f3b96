//! Tables of contrasts, ours or of other programs, from files.

use arrayon_core::InputError;
use arrayon_formats::sniff::{self, Wanted};
use arrayon_results::differential_table::{self, ContrastTable};
use std::path::Path;

/// Reads the table of a contrast, plain or gzipped.
///
/// # Errors
/// A file that cannot be read, and those of [`differential_table::parse`].
pub fn read(path: &Path) -> Result<ContrastTable, InputError> {
    sniff::read_text_of(path, Wanted::FeatureTable, |text| {
        differential_table::parse(path, text)
    })
}
