//! Stages from data in memory to result files in memory.
//!
//! Data come as the text of the files that they could be, under paths of a folder that is none;
//! whatever reads files reads these. Files on a disk are named by their own paths.

use crate::errors::detached;
use crate::settings::draft;
use arrayon::{
    ClusterStage, DifferentialSection, DifferentialStage, Error, GeneSetExpression, GeneSetsStage,
    HeldFiles, HeldResults, MatrixScale, NormalizeSettings, NormalizeStage, Place, RunOptions,
    Scale,
};
use arrayon_core::NoProgress;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Bytes of files by their paths.
type Held = BTreeMap<PathBuf, Vec<u8>>;

/// Result files by their paths below what would be the result folder.
type Files = BTreeMap<String, Vec<u8>>;

/// Does a stage whose inputs lie in memory, and gives the files that it would write.
fn in_memory(
    function: &str,
    held: Held,
    stage: impl FnOnce(Place, &RunOptions) -> Result<(), Error>,
) -> Result<Files, Error> {
    let results = HeldResults::default();
    let options = RunOptions {
        command: vec![format!("arrayon.{function}")],
        held: HeldFiles::new(held),
        ..RunOptions::default()
    };
    stage(Place::Memory(results.clone()), &options)?;
    Ok(results.take())
}

fn scale(scale: Option<&str>, offset: f64) -> Result<MatrixScale, Error> {
    let scale = scale.map(str::parse::<Scale>).transpose();
    let scale = scale.map_err(|message| Error::Flag {
        flag: "scale".to_owned(),
        message: message.to_string(),
        hint: "'linear' takes log2 of the values, 'log2' takes them as they are".to_owned(),
    })?;
    Ok(MatrixScale { scale, offset })
}

/// CEL files to expression.
#[pyfunction]
pub(crate) fn normalize(
    py: Python<'_>,
    held: Held,
    files: Vec<PathBuf>,
    samples: Option<PathBuf>,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Files> {
    let draft = draft("rma", "normalize", settings)?;
    detached(py, || {
        let stage = NormalizeStage {
            files,
            samples,
            settings: NormalizeSettings::typed(&draft)?,
            shard: None,
            shards: Vec::new(),
        };
        in_memory("rma", held, |out, options| {
            arrayon::normalize_stage(&stage, out, options, &NoProgress).map(|_| ())
        })
    })
}

/// Expression to tables of contrasts.
#[pyfunction]
#[pyo3(signature = (held, matrix, samples, contrasts, controls, scale, offset, settings))]
#[expect(clippy::too_many_arguments, reason = "called by name from one place")]
pub(crate) fn differential(
    py: Python<'_>,
    held: Held,
    matrix: PathBuf,
    samples: Option<PathBuf>,
    contrasts: PathBuf,
    controls: Option<PathBuf>,
    scale: Option<&str>,
    offset: f64,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Files> {
    let draft = draft("diff", "differential", settings)?;
    detached(py, || {
        let stage = DifferentialStage {
            matrix,
            scale: self::scale(scale, offset)?,
            samples,
            contrasts,
            section: draft.section()?,
            annotation: draft.annotation()?,
            controls,
        };
        in_memory("diff", held, |out, options| {
            arrayon::differential_stage(&stage, out, options, &NoProgress).map(|_| ())
        })
    })
}

/// Expression to trees, verdicts on groups and principal components.
#[pyfunction]
#[pyo3(signature = (held, matrix, samples, group, contrasts, controls, tables, scale, offset, settings))]
#[expect(clippy::too_many_arguments, reason = "called by name from one place")]
pub(crate) fn cluster(
    py: Python<'_>,
    held: Held,
    matrix: PathBuf,
    samples: Option<PathBuf>,
    group: Option<String>,
    contrasts: Option<PathBuf>,
    controls: Option<PathBuf>,
    tables: Vec<PathBuf>,
    scale: Option<&str>,
    offset: f64,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Files> {
    let draft = draft("cluster", "cluster", settings)?;
    detached(py, || {
        let stage = ClusterStage {
            matrix,
            scale: self::scale(scale, offset)?,
            cluster: draft.section()?,
            groups: group.map(|column| (samples.clone(), column)),
            contrasts: samples.zip(contrasts),
            annotation: draft.annotation()?,
            controls,
            tables,
            gene_sets: draft.section()?,
            fdr: draft.typed_fdr()?,
            blocks: draft.typed_blocks()?,
            shard: None,
            shards: Vec::new(),
        };
        in_memory("cluster", held, |out, options| {
            arrayon::cluster_stage(&stage, out, options, &NoProgress).map(|_| ())
        })
    })
}

/// Tables of contrasts to gene sets and themes. `model` is the section of the settings by which the
/// tables were made, as JSON, where no setting of it is given.
#[pyfunction]
#[pyo3(signature = (held, tables, conditions, matrix, samples, contrasts, model, scale, offset, settings))]
#[expect(clippy::too_many_arguments, reason = "called by name from one place")]
pub(crate) fn genesets(
    py: Python<'_>,
    held: Held,
    tables: Vec<PathBuf>,
    conditions: Vec<String>,
    matrix: Option<PathBuf>,
    samples: Option<PathBuf>,
    contrasts: Option<PathBuf>,
    model: Option<&Bound<'_, PyDict>>,
    scale: Option<&str>,
    offset: f64,
    settings: &Bound<'_, PyDict>,
) -> PyResult<Files> {
    let draft = draft("genesets", "genesets", settings)?;
    let model = match model {
        Some(model) => Some(crate::settings::value("model", model)?),
        None => None,
    };
    detached(py, || {
        let of_tables: Option<DifferentialSection> =
            model
                .map(toml::Value::try_into)
                .transpose()
                .map_err(|error| Error::data("the settings of the tables", error, ""))?;
        let typed = draft.typed_model()?;
        let fdr = draft.typed_fdr()?;
        let stage = GeneSetsStage {
            tables,
            section: draft.gene_sets()?,
            fdr: fdr.or(of_tables.as_ref().map(|section| section.fdr)),
            annotation: draft.annotation()?,
            conditions,
            expression: GeneSetExpression {
                matrix,
                scale: self::scale(scale, offset)?,
                samples,
                contrasts,
                section: typed.or(of_tables),
            },
        };
        in_memory("genesets", held, |out, options| {
            arrayon::gene_sets_stage(&stage, out, options, &NoProgress).map(|_| ())
        })
    })
}
