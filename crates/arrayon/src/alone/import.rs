//! `arrayon import`: values that the maker's programs computed, as a matrix for the stages after
//! normalisation.

use super::summary_of_matrix;
use crate::error::Error;
use crate::imported::Imported;
use crate::inputs::Inputs;
use crate::matrix_scale::MatrixScale;
use crate::output::{Output, RunOptions};
use arrayon_formats::matrix::tsv;
use arrayon_results::summary::Summary;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `arrayon import` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportStage {
    /// CHP files, one for each array, or tables of TAC.
    pub files: Vec<PathBuf>,
    /// The chip's CDF, which names the probe sets of older CHP files.
    pub cdf: Option<PathBuf>,
    /// What is said of the scale of the values.
    pub scale: MatrixScale,
}

/// Makes a matrix of computed values and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files; values of several algorithms or chips; a scale that is not
/// known, or that the algorithm does not give.
pub fn import_stage(
    stage: &ImportStage,
    out: &Path,
    options: &RunOptions,
) -> Result<Summary, Error> {
    let mut output = Output::create(out, options, stage.files.iter().chain(&stage.cdf))?;
    let inputs = Inputs::default();
    let imported = output.timed("import", || {
        Imported::read(&stage.files, stage.cdf.as_deref(), stage.scale, &inputs)
    })?;
    output.write_with("expression.tsv", |mut to| {
        tsv::write(&imported.matrix, &mut to)
    })?;
    if let Some(detection_p) = &imported.detection_p {
        output.write_with("detection.tsv", |mut to| tsv::write(detection_p, &mut to))?;
    }
    let mut summary = summary_of_matrix(&stage.files[0], &imported.matrix);
    summary.study = match stage.files.len() {
        1 => summary.study,
        n => format!("{n} files"),
    };
    summary.is_simulated = imported.is_simulated;
    summary.warnings = imported.notes;
    // not `matrix`, from which stages after this one would take log2 again
    let configuration = json!({ "import": stage.scale });
    output.finish(inputs, &configuration, summary)
}
