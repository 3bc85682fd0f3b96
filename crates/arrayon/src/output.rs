//! The result folder of a run or of one stage: which file gets which content.

use crate::controls::CONTROLS_FILE;
use crate::differential::{DifferentialResults, NamedFile, PhenotypeResults, file_stem};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::moved::Moved;
use crate::normalize::StudyExpression;
use crate::result_files::is_declared;
use crate::run::RunOptions;
use arrayon_core::InputError;
use arrayon_genesets::GeneSets;
use arrayon_output::ResultFolder;
use arrayon_results::provenance::{Provenance, StageTime};
use arrayon_results::summary::Summary;
use arrayon_results::table::Table;
use arrayon_results::{Document, DocumentKind};
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A result folder that is being filled, and how long each stage takes.
#[derive(Debug)]
pub struct Output {
    folder: ResultFolder,
    command: Vec<String>,
    started_unix_seconds: u64,
    stages: Vec<StageTime>,
    moved: Moved,
}

impl Output {
    /// Claims the place for results from these files.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written; a file lies in the folder that would be
    /// replaced.
    pub fn create<'a>(
        place: &Path,
        options: &RunOptions,
        inputs: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Self, Error> {
        let inputs: Vec<&Path> = inputs.into_iter().map(PathBuf::as_path).collect();
        check_names(&inputs)?;
        let folder = ResultFolder::create(place, options.force)?;
        folder.check_inputs(inputs)?;
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Ok(Self {
            folder,
            command: options.command.clone(),
            started_unix_seconds: since_epoch.as_secs(),
            stages: Vec::new(),
            moved: options.moved.clone(),
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
        self.write_with(name, |out| out.write_all(text.as_bytes()))
    }

    /// Writes a file, which is one of [`RESULT_FILES`](crate::result_files::RESULT_FILES).
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_with(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        debug_assert!(is_declared(name), "{name} is no declared result file");
        Ok(self.folder.write(name, content)?)
    }

    /// Writes texts, one after the other, to a file.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_text(&mut self, name: &str, texts: &[&str]) -> Result<(), Error> {
        self.write_with(name, |out| {
            texts
                .iter()
                .try_for_each(|text| out.write_all(text.as_bytes()))
        })
    }

    /// Writes `expression.tsv`, and `controls.txt`, which is empty where there are no controls.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_expression(&mut self, expression: &StudyExpression) -> Result<(), Error> {
        self.write_with("expression.tsv", |mut out| {
            arrayon_formats::matrix::tsv::write(&expression.matrix, &mut out)
        })?;
        self.write_with(CONTROLS_FILE, |out| {
            (expression.controls()).try_for_each(|id| writeln!(out, "{id}"))
        })
    }

    /// Writes files that were made before, in order.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_files(&mut self, files: Vec<NamedFile>) -> Result<(), Error> {
        for (name, bytes) in files {
            self.write_with(&name, |out| out.write_all(&bytes))?;
        }
        Ok(())
    }

    /// Writes what contrasts say together, beside the files of each: `decisions.tsv`,
    /// `summary.json` and what else was found: `intersections`, `dose.<column>`, `phenotypes/`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn write_differential(&mut self, results: &DifferentialResults) -> Result<(), Error> {
        self.write_table("differential/decisions", &results.decisions)?;
        if let Some(found) = &results.intersections {
            self.write_with_table("differential/intersections", found, &found.table())?;
        }
        for dose in &results.doses {
            let name = format!("differential/dose.{}", file_stem(&dose.variable));
            self.write_with_table(&name, dose, &dose.table())?;
        }
        self.write_phenotypes(&results.phenotypes)?;
        self.write_document("differential/summary.json", &results.summary)
    }

    fn write_phenotypes(&mut self, results: &PhenotypeResults) -> Result<(), Error> {
        for found in &results.slopes {
            let name = format!("phenotypes/{}", file_stem(&found.phenotype));
            self.write_with_table(&name, found, &Table::of(&found.features))?;
        }
        for found in &results.splines {
            let name = format!("phenotypes/{}.spline", file_stem(&found.phenotype));
            self.write_with_table(&name, found, &found.table())?;
        }
        if let Some(found) = &results.relation {
            self.write_with_table("phenotypes/relation", found, &Table::of(&found.rows))?;
        }
        Ok(())
    }

    /// Writes `<name>.tsv` and `<name>.json`.
    fn write_with_table<T: DocumentKind + Serialize>(
        &mut self,
        name: &str,
        content: &T,
        table: &Table,
    ) -> Result<(), Error> {
        self.write_table(name, table)?;
        self.write_document(&format!("{name}.json"), content)
    }

    fn write_table(&mut self, name: &str, table: &Table) -> Result<(), Error> {
        self.write_table_file(&format!("{name}.tsv"), table)
    }

    /// Writes a table to a file of this name.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_table_file(&mut self, name: &str, table: &Table) -> Result<(), Error> {
        self.write_with(name, |out| table.write(out))
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
        // what comes after the summary was written stands in no file
        summary.warnings.extend(self.folder.finish()?);
        Ok(summary)
    }

    fn write_provenance(
        &mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
    ) -> Result<(), Error> {
        let configuration = serde_json::to_value(configuration)
            .map_err(|error| Error::data("provenance", error, ""))?;
        let mut inputs = inputs.into_files()?;
        let configuration = self.moved.in_values(configuration);
        for input in &mut inputs {
            input.path = self.moved.in_text(&input.path);
        }
        let provenance = Provenance {
            command: std::mem::take(&mut self.command),
            configuration,
            n_threads: rayon::current_num_threads(),
            inputs,
            started_unix_seconds: self.started_unix_seconds,
            stages: std::mem::take(&mut self.stages),
        };
        self.write_document("provenance.json", &provenance)
    }
}

/// Refuses files whose names are no text: provenance, which is JSON, could not tell of them.
pub(crate) fn check_names(files: &[&Path]) -> Result<(), InputError> {
    match files.iter().find(|path| path.to_str().is_none()) {
        None => Ok(()),
        Some(path) => Err(InputError::new(path, "the path is no UTF-8 text")
            .expected("a path of letters that every system can show")
            .hint("rename the file, or the folder in which it lies")),
    }
}
