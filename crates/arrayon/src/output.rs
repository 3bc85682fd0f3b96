//! The result folder of a run or of one stage: which file gets which content.

use crate::differential::DifferentialResults;
use crate::error::Error;
use crate::inputs::Inputs;
use crate::run::RunOptions;
use arrayon_core::ExpressionMatrix;
use arrayon_results::clusters::Clusters;
use arrayon_results::gene_sets::GeneSets;
use arrayon_results::provenance::{Provenance, StageTime};
use arrayon_results::summary::Summary;
use arrayon_results::{Document, DocumentKind, ResultFolder, differential_table};
use serde::Serialize;
use std::path::Path;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A result folder that is being filled, and how long each stage takes.
#[derive(Debug)]
pub struct Output {
    folder: ResultFolder,
    command: Vec<String>,
    started_unix_seconds: u64,
    stages: Vec<StageTime>,
}

impl Output {
    /// Claims the place.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written.
    pub fn create(place: &Path, options: &RunOptions) -> Result<Self, Error> {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Ok(Self {
            folder: ResultFolder::create(place, options.force)?,
            command: options.command.clone(),
            started_unix_seconds: since_epoch.as_secs(),
            stages: Vec::new(),
        })
    }

    /// Does a stage's work and notes how long it took.
    pub fn timed<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        self.timed_with(stage, |_| work())
    }

    /// Does a stage's work, which writes as it goes, and notes how long it took.
    pub fn timed_with<T>(&mut self, stage: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let start = Instant::now();
        let result = work(self);
        let seconds = start.elapsed().as_secs_f64();
        self.stages.push(StageTime {
            stage: stage.to_owned(),
            seconds,
        });
        result
    }

    /// Writes a JSON file.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_document<T: DocumentKind + Serialize>(
        &mut self,
        name: &str,
        content: &T,
    ) -> Result<(), Error> {
        let text = Document::new(content).to_json();
        Ok(self
            .folder
            .write(name, |out| out.write_all(text.as_bytes()))?)
    }

    /// Writes `expression.tsv`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_expression(&mut self, matrix: &ExpressionMatrix) -> Result<(), Error> {
        Ok(self.folder.write("expression.tsv", |mut out| {
            arrayon_formats::matrix::tsv::write(matrix, &mut out)
        })?)
    }

    /// Writes `differential/<contrast>.tsv` and `.json`, `decisions.tsv` and `summary.json`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_differential(&mut self, results: &DifferentialResults) -> Result<(), Error> {
        for contrast in &results.contrasts {
            let name = format!("differential/{}", contrast.contrast);
            self.folder.write(&format!("{name}.tsv"), |out| {
                differential_table::write(&contrast.features, out)
            })?;
            self.write_document(&format!("{name}.json"), contrast)?;
        }
        self.folder.write("differential/decisions.tsv", |out| {
            results.decisions.write(out)
        })?;
        self.write_document("differential/summary.json", &results.summary)
    }

    /// Writes `clusters/<scope>.json` and `.nwk`; all samples are `samples`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_clusters(&mut self, tree: &Clusters) -> Result<(), Error> {
        let is_all = tree.scope == crate::clustering::ALL_SAMPLES;
        let name = if is_all {
            "samples"
        } else {
            tree.scope.as_str()
        };
        let newick = &tree.newick;
        self.folder.write(&format!("clusters/{name}.nwk"), |out| {
            writeln!(out, "{newick}")
        })?;
        self.write_document(&format!("clusters/{name}.json"), tree)
    }

    /// Writes `genesets/<contrast>.json`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_gene_sets(&mut self, sets: &GeneSets) -> Result<(), Error> {
        self.write_document(&format!("genesets/{}.json", sets.contrast), sets)
    }

    /// Writes `provenance.json`, then `summary.json`, and moves the folder to its place.
    ///
    /// # Errors
    /// The file system refused, or an input file vanished.
    pub fn finish(
        mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
        mut summary: Summary,
    ) -> Result<Summary, Error> {
        summary.files = self.folder.files().to_vec();
        self.write_provenance(inputs, configuration)?;
        self.write_document("summary.json", &summary)?;
        self.folder.finish()?;
        Ok(summary)
    }

    /// Ends the folder of a single stage: `provenance.json`, no summary.
    ///
    /// # Errors
    /// The file system refused, or an input file vanished.
    pub fn finish_stage(
        mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
    ) -> Result<(), Error> {
        self.write_provenance(inputs, configuration)?;
        Ok(self.folder.finish()?)
    }

    fn write_provenance(
        &mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
    ) -> Result<(), Error> {
        let configuration = serde_json::to_value(configuration)
            .map_err(|error| Error::data("provenance", error, ""))?;
        let provenance = Provenance {
            command: std::mem::take(&mut self.command),
            configuration,
            n_threads: rayon::current_num_threads(),
            inputs: inputs.into_files()?,
            started_unix_seconds: self.started_unix_seconds,
            stages: std::mem::take(&mut self.stages),
        };
        self.write_document("provenance.json", &provenance)
    }
}
