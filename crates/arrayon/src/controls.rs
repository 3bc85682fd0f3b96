//! Control features of a matrix: which they are, and expression without them.
//!
//! A chip's library declares its controls, a matrix does not: the stage that normalises writes
//! their ids beside the matrix, and stages that begin from the matrix read them.

use crate::inputs::Inputs;
use crate::name_list;
use arrayon_core::{ExpressionMatrix, InputError};
use std::collections::BTreeSet;
use std::path::Path;

/// The file of their ids, beside `expression.tsv`.
pub(crate) const CONTROLS_FILE: &str = "controls.txt";

/// For each feature of the matrix whether the file lists it.
///
/// # Errors
/// A file that cannot be read, or none of whose ids is a feature.
pub(crate) fn read_controls(
    path: &Path,
    matrix: &ExpressionMatrix,
    inputs: &mut Inputs,
) -> Result<Vec<bool>, InputError> {
    let listed = name_list::read(inputs.file("controls", path), "feature id")?;
    let known: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    let is_control = |id: &String| known.contains(id.as_str());
    let is_control: Vec<bool> = matrix.features().iter().map(is_control).collect();
    if is_control.contains(&true) {
        return Ok(is_control);
    }
    let found = format!("none of its ids, such as '{}', is a feature", listed[0]);
    Err(InputError::new(path, found)
        .expected(format!("ids such as '{}'", matrix.features()[0]))
        .hint("give the controls.txt that stands beside the matrix"))
}

/// The features that are no controls.
pub(crate) fn without_controls(matrix: &ExpressionMatrix, is_control: &[bool]) -> ExpressionMatrix {
    let rows = (0..is_control.len()).filter(|&row| !is_control[row]);
    matrix.select_features(&rows.collect::<Vec<_>>())
}

/// What a reader must know of controls that are listed beside the matrix but were not named.
pub(crate) fn unused_controls_warning(
    matrix: &Path,
    controls: Option<&Path>,
    setting: &str,
) -> Option<String> {
    let beside = matrix.with_file_name(CONTROLS_FILE);
    (controls.is_none() && beside.is_file()).then(|| {
        format!(
            "a {CONTROLS_FILE} stands beside the matrix, but the control features that it lists \
             take part as any other; {setting} leaves them out"
        )
    })
}
