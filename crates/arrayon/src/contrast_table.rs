//! Tables of contrasts, ours or of other programs, from files.

use arrayon_core::InputError;
use arrayon_formats::sniff::{self, Wanted};
use arrayon_formats::source::Input;
use arrayon_results::differential_table::{self, ContrastTable};

/// Reads the table of a contrast, plain or gzipped.
///
/// # Errors
/// A file that cannot be read, and those of [`differential_table::parse`].
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<ContrastTable, InputError> {
    sniff::read_text_of(input, Wanted::FeatureTable, differential_table::parse)
}
