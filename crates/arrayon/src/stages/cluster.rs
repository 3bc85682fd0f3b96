//! `arrayon cluster`: a matrix to a dendrogram of its samples.

use crate::clustering::{ALL_SAMPLES, ClusterSettings, Groups, cluster_samples};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::run::{RunOptions, match_samples};
use arrayon_core::{InputError, Progress};
use arrayon_formats::{matrix, sample_sheet};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `arrayon cluster` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterStage {
    /// log2 expression.
    pub matrix: PathBuf,
    /// Distance and linkage.
    pub settings: ClusterSettings,
    /// Sample sheet and the column whose levels are judged.
    pub groups: Option<(PathBuf, String)>,
}

/// Clusters the samples of a matrix.
///
/// # Errors
/// Whatever is wrong with the files; a sample for which the distance is not defined.
pub fn cluster_stage(
    stage: &ClusterStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let mut inputs = Inputs::default();
    inputs.add("matrix", &stage.matrix);
    let mut expression = matrix::read(&stage.matrix)?;
    let mut groupings = Vec::new();
    if let Some((path, column)) = &stage.groups {
        inputs.add("samples", path);
        let sheet = sample_sheet::read(path)?;
        expression = match_samples(expression, &sheet, &stage.matrix)?;
        let levels = sheet.column(column).ok_or_else(|| {
            InputError::new(path, format!("no column '{column}'"))
                .expected(format!("one of '{}'", sheet.column_names().join("', '")))
        })?;
        groupings.push(Groups {
            variable: column.clone(),
            levels: levels.values.clone(),
        });
    }
    let tree = output.timed("cluster", || {
        cluster_samples(
            ALL_SAMPLES,
            &expression,
            &groupings,
            stage.settings,
            progress,
        )
    })?;
    output.write_clusters(&tree)?;
    let configuration = json!({
        "distance": stage.settings.distance.to_string(),
        "linkage": stage.settings.linkage.to_string(),
        "bootstrap": stage.settings.bootstrap,
        "seed": stage.settings.seed,
    });
    output.finish_stage(inputs, &configuration)
}
