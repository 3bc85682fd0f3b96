//! Weights of single values: the file.

use crate::config::DifferentialSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::InputError;
use arrayon_diffexpr::ObservationWeights;
use arrayon_formats::matrix;
use std::path::Path;

/// The weights that the settings name, for a matrix with these names; `None` where they name none.
///
/// # Errors
/// A file that is missing or malformed; a feature or sample of the matrix that it lacks.
pub(crate) fn weights(
    section: &DifferentialSection,
    features: &[String],
    samples: &[String],
    inputs: &Inputs,
) -> Result<Option<ObservationWeights>, Error> {
    let Some(path) = &section.observation_weights else {
        return Ok(None);
    };
    let found = matrix::read_weights(inputs.file("observation weights", path))?;
    check_names(path, "sample", samples, found.samples())?;
    check_names(path, "feature", features, found.features())?;
    let fault = |error: &arrayon_diffexpr::DiffexprError| {
        Error::data(path.display().to_string(), error, error.hint())
    };
    let values = ObservationWeights::new(found).map_err(|error| fault(&error))?;
    // without its folder: results do not depend on where a study lies
    let file = path.file_name().unwrap_or_default();
    Ok(Some(values.named(file.to_string_lossy().into_owned())))
}

/// Refuses weights that lack names of the matrix.
fn check_names(
    path: &Path,
    what: &str,
    needed: &[String],
    known: &[String],
) -> Result<(), InputError> {
    const NAMED: usize = 5;
    let known: std::collections::BTreeSet<&String> = known.iter().collect();
    let missing: Vec<&str> = (needed.iter())
        .filter(|name| !known.contains(name))
        .map(String::as_str)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let plural = if missing.len() == 1 { "" } else { "s" };
    let more = match missing.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = missing[..missing.len().min(NAMED)].join("', '");
    let found = format!("no weights for {what}{plural} '{named}'{more}");
    Err(InputError::new(path, found)
        .expected(format!("weights of every {what} that is tested"))
        .hint("names must match exactly, including case; a weight of 1 leaves a value as it is"))
}
