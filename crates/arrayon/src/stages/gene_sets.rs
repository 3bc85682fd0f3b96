//! `arrayon genesets`: a table of a contrast to gene sets and themes.

use crate::config::GeneSetsSection;
use crate::differential::annotate;
use crate::error::Error;
use crate::gene_set_files;
use crate::gene_set_stage::{ContrastGenes, ContrastLabel, GeneSetSettings};
use crate::genes::check_annotation;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::run::RunOptions;
use crate::theme_verdicts::themes_document;
use arrayon_formats::annotation;
use arrayon_results::differential_table;
use serde_json::json;
use std::path::{Path, PathBuf};

/// What `arrayon genesets` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetsStage {
    /// Table of one contrast.
    pub table: PathBuf,
    /// Gene sets and themes.
    pub section: GeneSetsSection,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Genes of the features.
    pub annotation: Option<PathBuf>,
}

/// Tests gene sets on the table of one contrast, which is named after the table's file.
///
/// # Errors
/// Whatever is wrong with the files; a collection none of whose genes was tested.
pub fn gene_sets_stage(
    stage: &GeneSetsStage,
    out: &Path,
    options: &RunOptions,
) -> Result<(), Error> {
    let mut output = Output::create(out, options)?;
    let mut inputs = Inputs::default();
    let sources = gene_set_files::read(&stage.section, &mut inputs)?;
    inputs.add("table", &stage.table);
    let mut rows = differential_table::read(&stage.table)?;
    if let Some(path) = &stage.annotation {
        inputs.add("annotation", path);
        let genes = annotation::read(path)?;
        check_annotation(&genes, path, rows.iter().map(|row| &row.feature_id))?;
        annotate(&mut rows, &genes);
    }
    let id = stage
        .table
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let direction = "positive = higher in the contrast's target than in its reference";
    let label = ContrastLabel { id: &id, direction };
    let settings = GeneSetSettings {
        fdr: stage.fdr,
        several_genes: sources.several_genes,
    };
    let genes = ContrastGenes::of(&id, &rows, settings)?;
    let themes = sources.themes.as_ref();
    let built_in = themes.and_then(|themes| themes.built_in.as_ref());
    output.write_gene_sets(&genes.test(label, built_in, &sources.collections)?)?;
    if let Some(themes) = themes {
        let judged = genes.judge_themes(label, &themes.all)?;
        output.write_document("themes.json", &themes_document(themes, vec![judged]))?;
    }
    output.finish_stage(
        inputs,
        &json!({ "genesets": stage.section, "fdr": stage.fdr }),
    )
}
