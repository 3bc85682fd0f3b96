//! Weights of single values: the file, and what it leaves out.

use super::table::columns_of;
use crate::config::DifferentialSection;
use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_core::{ExpressionMatrix, InputError};
use arrayon_diffexpr::ObservationWeights;
use arrayon_formats::matrix;
use arrayon_results::differential as written;
use std::path::Path;

/// The weights of a study.
pub(crate) struct Weights {
    pub(crate) values: ObservationWeights,
    /// The file's name, without its folder: results do not depend on where a study lies.
    file: String,
    n_features_ignored: usize,
    n_samples_ignored: usize,
}

/// What weights of 0 leave out of a model.
pub(super) struct LeftOut {
    pub(super) n_values: usize,
    /// Features with a missing value or a weight of 0.
    pub(super) n_incomplete: usize,
}

/// The weights that the settings name, for a matrix with these names; `None` where they name none.
///
/// # Errors
/// A file that is missing or malformed; a feature or sample of the matrix that it lacks.
pub(crate) fn weights(
    section: &DifferentialSection,
    features: &[String],
    samples: &[String],
    inputs: &Inputs,
) -> Result<Option<Weights>, Error> {
    let Some(path) = &section.observation_weights else {
        return Ok(None);
    };
    let found = matrix::read_weights(inputs.file("observation weights", path))?;
    check_names(path, "sample", samples, found.samples())?;
    check_names(path, "feature", features, found.features())?;
    let n_features_ignored = found.n_features() - features.len();
    let n_samples_ignored = found.n_samples() - samples.len();
    let fault = |error: &arrayon_diffexpr::DiffexprError| {
        Error::data(path.display().to_string(), error, error.hint())
    };
    let values = ObservationWeights::new(found).map_err(|error| fault(&error))?;
    let file = path.file_name().unwrap_or_default();
    Ok(Some(Weights {
        values,
        file: file.to_string_lossy().into_owned(),
        n_features_ignored,
        n_samples_ignored,
    }))
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
        .hint("names are compared letter by letter; a weight of 1 leaves a value as it is"))
}

impl Weights {
    /// What is left out of a model with these samples.
    pub(super) fn left_out(
        &self,
        expression: &ExpressionMatrix,
        samples: &[String],
    ) -> Result<LeftOut, Error> {
        let columns = columns_of(expression, samples);
        let weights = (self.values.of(expression))
            .map_err(|error| Error::data(&self.file, &error, error.hint()))?;
        let (mut n_values, mut n_incomplete) = (0, 0);
        for (row, weights) in weights.rows().into_iter().enumerate() {
            let values = expression.row(row);
            let is_left_out = |column: &&usize| weights[**column] == 0.0;
            n_values += columns.iter().filter(is_left_out).count();
            let is_gap = |&column: &usize| weights[column] == 0.0 || values[column].is_nan();
            n_incomplete += usize::from(columns.iter().any(is_gap));
        }
        Ok(LeftOut {
            n_values,
            n_incomplete,
        })
    }

    /// The file as results tell of it.
    pub(super) fn written(&self, left_out: &LeftOut) -> written::ObservationWeights {
        written::ObservationWeights {
            file: self.file.clone(),
            n_zero: left_out.n_values,
            n_features_ignored: self.n_features_ignored,
            n_samples_ignored: self.n_samples_ignored,
        }
    }

    /// What a reader should know, in words.
    pub(super) fn notes(&self, left_out: &LeftOut) -> Vec<String> {
        let mut notes = Vec::new();
        if left_out.n_values > 0 {
            notes.push(format!(
                "{} values have an observation weight of 0 and are left out",
                left_out.n_values
            ));
        }
        if self.n_features_ignored + self.n_samples_ignored > 0 {
            notes.push(format!(
                "{} has weights of {} features and {} samples that are not tested; they are \
                 ignored",
                self.file, self.n_features_ignored, self.n_samples_ignored
            ));
        }
        notes
    }
}
