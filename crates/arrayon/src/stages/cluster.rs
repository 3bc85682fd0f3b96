//! `arrayon cluster`: a matrix to dendrograms of its samples and features, or to one shard of the
//! bootstrap.

use crate::clustering::shards::{count_shard, merge_shards};
use crate::clustering::{
    ALL_SAMPLES, GeneClustering, GeneTreeInput, Groups, KnownOfGenes, Shard, cluster_genes,
    cluster_samples, sample_components, smallest_p_values, watched,
};
use crate::config::{ClusterSection, GeneChoice, GeneSetsSection, Section, paths};
use crate::contrast_table;
use crate::controls::{read_controls, unused_controls_warning, without_controls};
use crate::error::Error;
use crate::gene_set_files;
use crate::genes::check_annotation;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::run::{GeneSetSources, RunOptions, match_samples};
use crate::same_samples::check_distinct_samples;
use crate::summarize::{ClusterFindings, summarize_cluster_stage};
use arrayon_core::{ExpressionMatrix, GeneAnnotation, InputError, Progress};
use arrayon_figures::{Look, Palette};
use arrayon_formats::{annotation, matrix, sample_sheet};
use arrayon_results::summary::Summary;
use arrayon_settings::Rate;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `arrayon cluster` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterStage {
    /// log2 expression.
    pub matrix: PathBuf,
    /// How samples and features are clustered.
    pub cluster: ClusterSection,
    /// Sample sheet and the column whose levels are judged.
    pub groups: Option<(PathBuf, String)>,
    /// Gene symbols of the features.
    pub annotation: Option<PathBuf>,
    /// Ids of control features, which take no part.
    pub controls: Option<PathBuf>,
    /// Tables of contrasts, for features that change.
    pub tables: Vec<PathBuf>,
    /// Gene sets that are tested in clusters of features.
    pub gene_sets: GeneSetsSection,
    /// False discovery rate at which a feature counts as changed.
    pub fdr: Rate,
    /// Count only this part of the bootstrap.
    pub shard: Option<Shard>,
    /// Result folders of shards whose counts stand in place of a bootstrap.
    pub shards: Vec<PathBuf>,
}

impl ClusterStage {
    /// The files that it reads, and folders of shards.
    fn files(&self) -> Vec<PathBuf> {
        let own = std::iter::once(&self.matrix)
            .chain(self.groups.iter().map(|(sheet, _)| sheet))
            .chain(&self.annotation)
            .chain(&self.controls)
            .chain(&self.tables)
            .chain(&self.shards);
        let named = paths::of(ClusterSection::NAME, &self.cluster)
            .into_iter()
            .chain(paths::of(GeneSetsSection::NAME, &self.gene_sets));
        own.cloned().chain(named.map(|one| one.path)).collect()
    }
}

/// Clusters samples and features of a matrix and returns what `summary.json` holds.
///
/// # Errors
/// Whatever is wrong with the files; a sample or feature for which the distance is not defined;
/// fewer than two features to cluster.
pub fn cluster_stage(
    stage: &ClusterStage,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    stage
        .cluster
        .check()
        .map_err(|fault| fault.under(ClusterSection::NAME))?;
    stage
        .gene_sets
        .check()
        .map_err(|fault| fault.under(GeneSetsSection::NAME))?;
    let choice = stage.cluster.genes.choice()?;
    if matches!(choice, GeneChoice::Differential(_)) && stage.tables.is_empty() {
        let hint = "give the tables of 'arrayon diff' with --table";
        return Err(Error::data(
            "--genes differential",
            "no table of a contrast",
            hint,
        ));
    }
    let mut output = Output::create(out, options, &stage.files())?;
    let mut inputs = Inputs::default();
    let read = Read::files(stage, &mut inputs, progress)?;
    let (found, notes) = output.timed_with("cluster", |output| match stage.shard {
        Some(shard) => {
            let counts = count_shard(&read.expression, &stage.cluster, shard, progress)?;
            output.write_shard(&counts)?;
            Ok((ClusterFindings::default(), Vec::new()))
        }
        None => cluster_all(stage, &read, output, &mut inputs, progress),
    })?;
    let mut summary = summarize_cluster_stage(&stage.matrix, &read.expression, &found);
    let controls = stage.controls.as_deref();
    let unused = unused_controls_warning(&stage.matrix, controls, "--controls");
    summary.warnings.extend(unused);
    summary.warnings.extend(notes);
    summary.warnings.extend(read.warnings);
    output.finish(inputs, &configuration(stage), summary)
}

/// What the files hold.
struct Read {
    expression: ExpressionMatrix,
    groupings: Vec<Groups>,
    annotation: Option<GeneAnnotation>,
    p_values: BTreeMap<String, f64>,
    gene_sets: GeneSetSources,
    warnings: Vec<String>,
}

impl Read {
    fn files(
        stage: &ClusterStage,
        inputs: &mut Inputs,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let mut expression = watched(progress, "reading the matrix", || {
            matrix::read(inputs.file("matrix", &stage.matrix))
        })?;
        check_distinct_samples(&expression, &stage.matrix)?;
        if let Some(path) = &stage.controls {
            let is_control = read_controls(path, &expression, inputs)?;
            expression = without_controls(&expression, &is_control);
        }
        let mut groupings = Vec::new();
        if let Some((path, column)) = &stage.groups {
            let sheet = sample_sheet::read(inputs.file("samples", path))?;
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
        let mut warnings = Vec::new();
        let annotation = match &stage.annotation {
            Some(path) => {
                let genes = annotation::read(inputs.file("annotation", path))?;
                warnings.extend(check_annotation(&genes, path, expression.features())?);
                Some(genes)
            }
            None => None,
        };
        let mut rows = Vec::new();
        for path in &stage.tables {
            let table = contrast_table::read(inputs.file("table", path))?.rows;
            check_table(path, &expression, table.iter().map(|row| &row.feature_id))?;
            rows.extend(table);
        }
        let gene_sets =
            gene_set_files::read(&stage.gene_sets, stage.annotation.as_deref(), inputs)?;
        warnings.extend_from_slice(&gene_sets.warnings);
        Ok(Self {
            expression,
            groupings,
            annotation,
            p_values: smallest_p_values(&rows),
            gene_sets,
            warnings,
        })
    }
}

/// Refuses a table none of whose features is one of the matrix.
fn check_table<'a>(
    path: &Path,
    expression: &ExpressionMatrix,
    mut ids: impl Iterator<Item = &'a String>,
) -> Result<(), InputError> {
    let known: std::collections::BTreeSet<&String> = expression.features().iter().collect();
    let first = ids.next();
    if first.into_iter().chain(ids).any(|id| known.contains(id)) {
        return Ok(());
    }
    let listed = first.map_or("", String::as_str);
    let feature = &expression.features()[0];
    let found = format!("none of its features, such as '{listed}', is one of the matrix");
    Err(InputError::new(path, found)
        .expected(format!("ids such as '{feature}'"))
        .hint("give a table that 'arrayon diff' made of the same matrix"))
}

fn cluster_all(
    stage: &ClusterStage,
    read: &Read,
    output: &mut Output,
    inputs: &mut Inputs,
    progress: &dyn Progress,
) -> Result<(ClusterFindings, Vec<String>), Error> {
    let (expression, groupings) = (&read.expression, &read.groupings[..]);
    let merged = match stage.shards.is_empty() {
        true => None,
        false => Some(merge_shards(
            &stage.shards,
            expression,
            &stage.cluster,
            inputs,
        )?),
    };
    let settings = &stage.cluster;
    let all = cluster_samples(
        ALL_SAMPLES,
        expression,
        groupings,
        settings,
        merged,
        progress,
    )?;
    // nothing in a matrix says whether its arrays are simulated
    let look = Look {
        palette: Palette::of([&all.written]),
        simulated: false,
    };
    output.write_clusters(&all.written, &look)?;
    let annotation = read.annotation.as_ref();
    let components = sample_components(ALL_SAMPLES, expression, groupings, annotation, progress)?;
    if let Some(found) = components {
        output.write_components(&found, &look)?;
    }
    let input = GeneTreeInput {
        expression,
        samples: &all.tree,
        known: KnownOfGenes {
            annotation,
            p_values: Some(&read.p_values),
            fdr: stage.fdr.get(),
            groups: groupings.first(),
            gene_sets: Some(&read.gene_sets),
        },
        inputs,
    };
    let genes = match cluster_genes(input, &stage.cluster.genes, progress)? {
        GeneClustering::Tree(tree) => {
            watched(progress, "writing the heat map and its tables", || {
                output.write_gene_tree(&tree, &all.written, &look)
            })?;
            Some(tree.written)
        }
        GeneClustering::NotAsked => None,
        GeneClustering::TooFew(why) => {
            let hint = "choose other features with --genes, or none";
            return Err(Error::data("clustering features", why, hint));
        }
    };
    let found = ClusterFindings {
        samples: Some(all.written),
        genes,
    };
    Ok((found, all.notes))
}

fn configuration(stage: &ClusterStage) -> serde_json::Value {
    let shard = (stage.shard).map(|shard| format!("{}/{}", shard.number, shard.of));
    json!({
        "cluster": stage.cluster,
        "differential": { "fdr": stage.fdr },
        "genesets": stage.gene_sets,
        "shard": shard,
    })
}
