//! The samples of a model within a matrix.

use arrayon_core::ExpressionMatrix;
use std::collections::BTreeMap;

/// The matrix with the named samples in their order, or `None` where it is so already.
///
/// # Errors
/// The samples that the matrix lacks.
pub(crate) fn select_samples(
    expression: &ExpressionMatrix,
    names: &[String],
) -> Result<Option<ExpressionMatrix>, Vec<String>> {
    if expression.samples() == names {
        return Ok(None);
    }
    let positions: BTreeMap<&str, usize> = (expression.samples().iter().enumerate())
        .map(|(at, name)| (name.as_str(), at))
        .collect();
    let found = |name: &String| positions.get(name.as_str()).copied();
    let columns: Vec<usize> = names.iter().filter_map(found).collect();
    if columns.len() == names.len() {
        return Ok(Some(expression.select_samples(&columns)));
    }
    let is_missing = |name: &&String| found(name).is_none();
    Err(names.iter().filter(is_missing).cloned().collect())
}
