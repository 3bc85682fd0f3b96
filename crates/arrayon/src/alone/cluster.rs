//! `arrayon cluster`: a matrix to dendrograms of its samples and features, or to one shard of the
//! bootstrap.

use super::summary_of_matrix;
use crate::annotation_file;
use crate::brought_matrix::BroughtMatrix;
use crate::clustering::shards::{count_shard, merge_shards};
use crate::clustering::{
    Clustering, FeatureContext, SamplesToCluster, Shard, groupings_of, smallest_p_values,
};
use crate::config::{
    ClusterSection, DifferentialSection, GeneChoice, GeneSetsSection, Section, TypedBlocks, paths,
};
use crate::controls::{Controls, leave_out_controls};
use crate::error::Error;
use crate::gene_sets::{GeneSetSources, read_sources};
use crate::genes::check_annotation;
use crate::inputs::Inputs;
use crate::matrix_scale::MatrixScale;
use crate::origin::{self, Origin, given_or_of_origin};
use crate::output::{Output, Place, RunOptions};
use crate::plan::{check_blocks, check_columns, read_sheet_and_contrasts};
use crate::progress::watched;
use crate::sample_columns::match_samples;
use crate::stage::Stage;
use arrayon_cluster::{Blocks, Grouping};
use arrayon_core::{Contrast, ExpressionMatrix, GeneAnnotation, InputError, Progress, SampleSheet};
use arrayon_formats::contrast_table;
use arrayon_formats::sample_sheet;
use arrayon_results::summary::Summary;
use arrayon_settings::Rate;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What `arrayon cluster` is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterStage {
    /// Expression.
    pub matrix: PathBuf,
    /// What is said of its scale.
    pub scale: MatrixScale,
    /// How samples and features are clustered.
    pub cluster: ClusterSection,
    /// The column whose levels are judged, and its sample sheet; without one that of the results in
    /// which the matrix lies.
    pub groups: Option<(Option<PathBuf>, String)>,
    /// Sample sheet and contrasts, whose groups are judged and clustered by themselves; without
    /// them, and without groups, those of the results in which the tables lie.
    pub contrasts: Option<(PathBuf, PathBuf)>,
    /// Gene symbols of the features.
    pub annotation: Option<PathBuf>,
    /// Ids of control features, which take no part; without them the list next to the matrix.
    pub controls: Option<PathBuf>,
    /// Tables of contrasts, or folders of results with such, for features that change.
    pub tables: Vec<PathBuf>,
    /// Gene sets that are tested in clusters of features.
    pub gene_sets: GeneSetsSection,
    /// False discovery rate at which a feature counts as changed; without it that of the tables.
    pub fdr: Option<Rate>,
    /// What makes blocks of samples; what is not named is that of the tables.
    pub blocks: TypedBlocks,
    /// Count only this part of the bootstrap.
    pub shard: Option<Shard>,
    /// Result folders of shards whose counts stand in place of a bootstrap.
    pub shards: Vec<PathBuf>,
}

impl ClusterStage {
    /// The files that it reads, and folders of shards.
    fn files(&self) -> Vec<PathBuf> {
        let own = std::iter::once(&self.matrix)
            .chain(self.groups.iter().filter_map(|(sheet, _)| sheet.as_ref()))
            .chain(
                self.contrasts
                    .iter()
                    .flat_map(|(sheet, contrasts)| [sheet, contrasts]),
            )
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
    out: impl Into<Place>,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    stage.cluster.check_in_study()?;
    stage.gene_sets.check_in_study()?;
    let choice = stage.cluster.genes.choice()?;
    if matches!(choice, GeneChoice::Differential(_)) && stage.tables.is_empty() {
        let hint = "give the tables of 'arrayon differential' with --table";
        return Err(Error::data(
            "--genes differential",
            "no table of a contrast",
            hint,
        ));
    }
    let mut output = Output::create(out, options, &stage.files())?;
    let inputs = options.inputs();
    let read = ClusterInputs::files(stage, &inputs, progress)?;
    let mut summary = summary_of_matrix(&stage.matrix, &read.expression);
    summary.is_simulated = read.simulated;
    summary.warnings.clone_from(&read.notes);
    match stage.shard {
        Some(shard) => output.timed_with(Clustering::NAME, |output| {
            let counts = count_shard(&read.expression, &stage.cluster, shard, progress)?;
            output.write_shard(&counts)
        })?,
        None => {
            let clustering = read.clustering(stage, &inputs)?;
            let found = output.stage(clustering, &mut summary, progress)?;
            if let Some(why) = &found.no_genes {
                let hint = "choose other features with --genes, or none";
                return Err(Error::data("clustering features", why, hint));
            }
        }
    }
    output.finish(inputs, &configuration(stage, &read), summary)
}

/// What the files hold.
struct ClusterInputs {
    expression: ExpressionMatrix,
    groupings: Vec<Grouping>,
    /// The sheet of samples whose groups a column names.
    sheet: Option<SampleSheet>,
    /// Sheet and contrasts whose groups are clustered by themselves.
    contrasts: Option<(SampleSheet, Vec<Contrast>)>,
    annotation: Option<GeneAnnotation>,
    p_values: BTreeMap<String, f64>,
    gene_sets: GeneSetSources,
    /// How the tables were made, where they say so.
    model: DifferentialSection,
    fdr: Rate,
    /// Whether the arrays behind the matrix, or the tables, are simulated.
    simulated: bool,
    notes: Vec<String>,
}

impl ClusterInputs {
    fn clustering<'a>(
        &'a self,
        stage: &'a ClusterStage,
        inputs: &'a Inputs,
    ) -> Result<Clustering<'a>, Error> {
        let bootstrapped = match stage.shards.is_empty() {
            true => None,
            false => {
                let (shards, settings) = (&stage.shards, &stage.cluster);
                Some(merge_shards(shards, &self.expression, settings, inputs)?)
            }
        };
        let contrasts = self.contrasts.as_ref();
        Ok(Clustering {
            samples: SamplesToCluster {
                expression: &self.expression,
                groupings: &self.groupings,
                sheet: (contrasts.map(|(sheet, _)| sheet)).or(self.sheet.as_ref()),
                contrasts: contrasts.map(|(sheet, contrasts)| (sheet, &contrasts[..])),
                model: &self.model,
                settings: &stage.cluster,
            },
            known: FeatureContext {
                annotation: self.annotation.as_ref(),
                p_values: Some(&self.p_values),
                fdr: self.fdr.get(),
                groups: self.groupings.first(),
                gene_sets: Some(&self.gene_sets),
            },
            bootstrapped,
            simulated: self.simulated,
            inputs,
        })
    }

    fn files(
        stage: &ClusterStage,
        inputs: &Inputs,
        progress: &dyn Progress,
    ) -> Result<Self, Error> {
        let tables = origin::tables(&stage.tables)?;
        let of_tables = tables.first().map(|table| Origin::of(table)).transpose()?;
        let origins = [of_tables.flatten(), Origin::of(&stage.matrix)?];
        let scale = origin::scale(stage.scale, &stage.matrix, &origins)?;
        let brought = watched(progress, "reading the matrix", || {
            BroughtMatrix::read(&stage.matrix, None, scale, inputs)
        })?;
        let mut expression = brought.matrix;
        let mut notes = brought.notes;
        let given = origin::controls(stage.controls.as_ref(), &stage.matrix, &origins)?;
        let controls = Controls::of(&expression, &stage.matrix, given.as_deref(), inputs)?;
        leave_out_controls(&mut expression, &controls.is_control);
        notes.extend(controls.note);
        let section = origins[0]
            .as_ref()
            .map(|origin| origin.section("differential"));
        let mut section: DifferentialSection = section.transpose()?.flatten().unwrap_or_default();
        let typed = stage.blocks.section();
        section.block = typed.block.clone().or(section.block);
        if !typed.factors.is_empty() {
            section.factors.clone_from(&typed.factors);
        }
        let (mut groupings, mut sheet_of_groups) = (Vec::new(), None);
        if let Some((sheet, column)) = &stage.groups {
            let path = &given_or_of_origin(sheet.as_ref(), &origins, "samples", "--samples")?;
            let read = sample_sheet::read_with_notes(inputs.file("samples", path));
            let read = read.map_err(Error::of_all)?;
            notes.extend(read.notes);
            let sheet = read.sheet;
            let matched = match_samples(expression, &sheet, &stage.matrix)?;
            expression = matched.matrix;
            notes.extend(matched.notes);
            let levels = sheet.column(column).ok_or_else(|| {
                InputError::new(path, format!("no column '{column}'"))
                    .expected(format!("one of '{}'", sheet.column_names().join("', '")))
            })?;
            check_columns(&sheet, &typed)?;
            let mut grouping = Grouping::new(column, levels.values.clone());
            grouping.blocks = blocks_of(&sheet, typed.block.as_deref());
            groupings.push(grouping);
            sheet_of_groups = Some(sheet);
        }
        let contrasts = match (&stage.contrasts, &stage.groups) {
            (Some(files), _) => Some(files.clone()),
            (None, Some(_)) => None,
            (None, None) => contrasts_of(origins[0].as_ref(), &expression, &mut notes),
        };
        let contrasts = match contrasts {
            Some((samples, contrasts)) => {
                let read = read_sheet_and_contrasts(&samples, &contrasts, inputs)?;
                let matched = match_samples(expression, &read.sheet, &stage.matrix)?;
                expression = matched.matrix;
                notes.extend(matched.notes);
                notes.extend(read.notes);
                check_columns(&read.sheet, &typed)?;
                check_blocks(&read.contrasts, &contrasts, &typed)?;
                groupings = groupings_of(&read.contrasts, &read.sheet, &section);
                Some((read.sheet, read.contrasts))
            }
            None => None,
        };
        let is_unused = match (&contrasts, &stage.groups) {
            (Some(_), _) => None,
            // of a column alone, no column of numbers is adjusted for
            (None, Some(_)) => (!typed.factors.is_empty()).then_some("differential.factors"),
            (None, None) if !typed.factors.is_empty() => Some("differential.factors"),
            (None, None) => typed.block.as_ref().map(|_| "differential.block"),
        };
        if let Some(key) = is_unused {
            let hint = "give --samples and --contrasts, or leave it out";
            return Err(Error::data(key, "no contrasts whose blocks it says", hint));
        }
        let (annotation_path, note) = origin::annotation(stage.annotation.as_ref(), &origins);
        notes.extend(note);
        let annotation = match &annotation_path {
            Some(path) => {
                let genes = annotation_file::read(path, inputs)?;
                notes.extend(check_annotation(&genes, path, expression.features())?);
                Some(genes)
            }
            None => None,
        };
        let mut rows = Vec::new();
        for path in &tables {
            let table = contrast_table::read(inputs.file("table", path))?.rows;
            check_table(path, &expression, table.iter().map(|row| &row.feature_id))?;
            rows.extend(table);
        }
        let gene_sets = read_sources(&stage.gene_sets, annotation_path.as_deref(), inputs)?;
        notes.extend_from_slice(&gene_sets.warnings);
        Ok(Self {
            expression,
            groupings,
            sheet: sheet_of_groups,
            contrasts,
            annotation,
            p_values: smallest_p_values(&rows),
            gene_sets,
            fdr: stage.fdr.unwrap_or(section.fdr),
            model: section,
            simulated: brought.is_simulated || origin::are_simulated(&tables)?,
            notes,
        })
    }
}

/// The sample sheet and contrasts by which tables were made, as long as they are there and speak of
/// samples of the matrix.
fn contrasts_of(
    tables: Option<&Origin>,
    expression: &ExpressionMatrix,
    notes: &mut Vec<String>,
) -> Option<(PathBuf, PathBuf)> {
    let tables = tables?;
    let read = || -> Result<Option<(PathBuf, PathBuf)>, InputError> {
        let (samples, contrasts) = (tables.input("samples")?, tables.input("contrasts")?);
        let Some((samples, contrasts)) = samples.zip(contrasts) else {
            return Ok(None);
        };
        let sheet = sample_sheet::read(&samples)?;
        let mut unknown = sheet.samples.iter();
        match unknown.find(|sample| !expression.samples().contains(sample)) {
            Some(sample) => {
                let found = format!("sample '{sample}' is no column of the matrix");
                Err(InputError::new(&samples, found))
            }
            None => Ok(Some((samples, contrasts))),
        }
    };
    read().unwrap_or_else(|error| {
        notes.push(format!(
            "{error}; no groups are judged unless --samples and --contrasts are given"
        ));
        None
    })
}

/// The units that a column makes of all samples: animals, of which each gave several.
fn blocks_of(sheet: &SampleSheet, block: Option<&str>) -> Option<Blocks> {
    let name = block?;
    let column = sheet.column(name)?;
    Some(Blocks::random(name, column.values.clone()))
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
        .hint("give a table that 'arrayon differential' made of the same matrix"))
}

fn configuration(stage: &ClusterStage, read: &ClusterInputs) -> serde_json::Value {
    let shard = (stage.shard).map(|shard| format!("{}/{}", shard.number, shard.of));
    json!({
        "cluster": stage.cluster,
        "differential": {
            "fdr": read.fdr,
            "block": read.model.block,
            "factors": read.model.factors,
        },
        "matrix": stage.scale,
        "genesets": stage.gene_sets,
        "shard": shard,
    })
}
