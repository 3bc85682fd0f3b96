//! The list of informative features, next to `expression.tsv`: written where a method calls
//! features informative, read by stages that begin from the matrix.

use crate::inputs::Inputs;
use arrayon_core::InputError;
use arrayon_formats::name_list;
use std::collections::BTreeSet;
use std::path::Path;

/// The file, next to `expression.tsv`.
pub(super) const INFORMATIVE_FILE: &str = "informative.txt";

/// The features that the list next to a matrix names; `None` where there is no list.
///
/// # Errors
/// A list that cannot be read.
pub(crate) fn read_informative(
    matrix: &Path,
    inputs: &Inputs,
) -> Result<Option<BTreeSet<String>>, InputError> {
    let list = matrix.with_file_name(INFORMATIVE_FILE);
    if !list.is_file() {
        return Ok(None);
    }
    let names = name_list::read(inputs.file("informative", &list), "feature id")?;
    Ok(Some(names.into_iter().collect()))
}
