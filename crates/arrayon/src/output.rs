//! The result folder of a run or of one stage, and how it is filled.

use crate::error::Error;
use crate::exports::write_exports;
use crate::finished::FinishedStages;
use crate::inputs::{HeldFiles, Inputs, check_names};
use crate::moved::Moved;
use crate::result_files::is_declared;
use arrayon_core::Progress;
use arrayon_export::ExportFormat;
use arrayon_formats::source::{Kind, Size, read_text};
use arrayon_output::{ResultFolder, held_bytes};
use arrayon_reader::Results;
use arrayon_report::StudyResults;
use arrayon_results::manifest::{Manifest, ResultFile};
use arrayon_results::provenance::{Provenance, StageTime};
use arrayon_results::summary::Summary;
use arrayon_results::table::Table;
use arrayon_results::{Document, DocumentKind};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// How a run is done, apart from what the study says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunOptions {
    /// The command line, for provenance.
    pub command: Vec<String>,
    /// Whether earlier results of arrayon at the same place are replaced.
    pub force: bool,
    /// The folder in which the study lies and that is to be moved, if there is one.
    pub moved: Moved,
    /// What the arrays of a study may take of memory; without it half of what there is.
    pub memory: Option<Size>,
    /// The folder of scratch files; without it they lie beside the results.
    pub scratch: Option<PathBuf>,
    /// Whether a run takes up the stages that an earlier try finished, and leaves its own where it fails.
    pub resume: bool,
    /// Inputs that lie in memory.
    pub held: HeldFiles,
}

impl RunOptions {
    /// Nothing read yet.
    pub(crate) fn inputs(&self) -> Inputs {
        Inputs::with_held(HeldFiles::clone(&self.held))
    }
}

/// Where results go.
#[derive(Debug, Clone)]
pub enum Place {
    /// To a folder, which appears when it is whole.
    Folder(PathBuf),
    /// To memory.
    Memory(HeldResults),
}

impl Place {
    /// Beside what scratch files lie: the results, or a place for temporary files where these lie in
    /// memory.
    pub(crate) fn scratch(&self) -> PathBuf {
        match self {
            Self::Folder(folder) => folder.clone(),
            Self::Memory(_) => std::env::temp_dir().join("arrayon"),
        }
    }
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_path_buf())
    }
}

impl From<&PathBuf> for Place {
    fn from(folder: &PathBuf) -> Self {
        folder.as_path().into()
    }
}

/// Result files that lie in memory, by their paths below what would be the folder.
#[derive(Debug, Clone, Default)]
pub struct HeldResults(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl HeldResults {
    /// The files, of which nothing is left here.
    pub fn take(&self) -> BTreeMap<String, Vec<u8>> {
        std::mem::take(&mut *self.files())
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file of the result folder: its path there and its bytes.
pub(crate) type NamedFile = (String, Vec<u8>);

/// What is being filled.
#[derive(Debug)]
enum Filled {
    Folder(ResultFolder),
    Memory(HeldResults),
}

/// Results that are being written, and how long each stage takes.
#[derive(Debug)]
pub struct Output {
    filled: Filled,
    command: Vec<String>,
    started_unix_seconds: u64,
    stages: Vec<StageTime>,
    moved: Moved,
    /// The stages of a run that are kept for a later try.
    finished: Option<FinishedStages>,
}

impl Output {
    /// Claims the place for results from these files.
    ///
    /// # Errors
    /// The place is taken, in use, or cannot be written; a file lies in the folder that would be
    /// replaced.
    pub fn create<'a>(
        place: impl Into<Place>,
        options: &RunOptions,
        inputs: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<Self, Error> {
        let inputs: Vec<&Path> = inputs.into_iter().map(PathBuf::as_path).collect();
        check_names(&inputs)?;
        let filled = match place.into() {
            Place::Folder(place) => {
                let folder = ResultFolder::create(&place, options.force)?;
                folder.check_inputs(inputs)?;
                Filled::Folder(folder)
            }
            Place::Memory(held) => Filled::Memory(held),
        };
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Ok(Self {
            filled,
            command: options.command.clone(),
            started_unix_seconds: since_epoch.as_secs(),
            stages: Vec::new(),
            moved: options.moved.clone(),
            finished: None,
        })
    }

    /// Keeps finished stages for a later try, and takes up those of an earlier one where `resumes`.
    ///
    /// # Errors
    /// The place has no name.
    pub(crate) fn keep_stages(
        &mut self,
        resumes: bool,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        if let Filled::Folder(folder) = &self.filled {
            let finished = FinishedStages::new(folder.kept_files(resumes)?, resumes);
            finished
                .note()
                .into_iter()
                .for_each(|note| progress.note(note));
            self.finished = Some(finished);
        }
        Ok(())
    }

    /// The finished stages, in a run.
    pub(crate) fn finished(&mut self) -> Option<&mut FinishedStages> {
        self.finished.as_mut()
    }

    /// Notes how long a stage took that was not timed here.
    pub(crate) fn add_time(&mut self, time: StageTime) {
        self.stages.push(time);
    }

    /// How long the last stage took, in seconds.
    pub(crate) fn last_time(&self) -> f64 {
        self.stages.last().map_or(0.0, |stage| stage.seconds)
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
            is_taken_up: false,
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
        match &mut self.filled {
            Filled::Folder(folder) => Ok(folder.write(name, content)?),
            Filled::Memory(held) => {
                let bytes = held_bytes(name, content);
                let bytes = bytes.map_err(|error| Error::data(name, error, ""))?;
                held.files().insert(name.to_owned(), bytes);
                Ok(())
            }
        }
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

    /// The text of a file that was written before; `None` where none of this name was.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn written_text(&self, name: &str) -> Result<Option<String>, Error> {
        match &self.filled {
            Filled::Folder(folder) => {
                if !folder.files().iter().any(|file| file.path == name) {
                    return Ok(None);
                }
                let path = folder.staging().join(name);
                Ok(Some(read_text(path.as_path(), Kind::Results)?))
            }
            Filled::Memory(held) => {
                let files = held.files();
                let text = files.get(name).map(|bytes| String::from_utf8_lossy(bytes));
                Ok(text.map(|text| text.into_owned()))
            }
        }
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

    /// Writes `<name>.tsv` and `<name>.json`.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_with_table<T: DocumentKind + Serialize>(
        &mut self,
        name: &str,
        content: &T,
        table: &Table,
    ) -> Result<(), Error> {
        self.write_table(&format!("{name}.tsv"), table)?;
        self.write_document(&format!("{name}.json"), content)
    }

    /// Writes a table to a file of this name.
    ///
    /// # Errors
    /// The file system refused.
    pub(crate) fn write_table(&mut self, name: &str, table: &Table) -> Result<(), Error> {
        self.write_with(name, |out| table.write(out))
    }

    /// Writes `provenance.json`, `manifest.json`, then `summary.json`, and moves the folder to its
    /// place. In memory, where nothing can be cut short, there is no manifest.
    ///
    /// # Errors
    /// The file system refused, or an input file vanished.
    pub fn finish(
        mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
        summary: Summary,
    ) -> Result<Summary, Error> {
        let manifest = self.manifest();
        self.write_provenance(inputs, configuration)?;
        self.move_with(summary, &manifest)
    }

    /// The same with the page `report.html` and formats of other programs, which are made of the files that
    /// lie there; results in memory are without.
    ///
    /// # Errors
    /// As [`Self::finish`]; a file of the folder cannot be read again.
    pub fn finish_with_report(
        mut self,
        inputs: Inputs,
        configuration: &impl Serialize,
        formats: &[ExportFormat],
        mut summary: Summary,
        progress: &dyn Progress,
    ) -> Result<Summary, Error> {
        let Some(staging) = self.staging().map(Path::to_path_buf) else {
            return self.finish(inputs, configuration, summary);
        };
        let mut manifest = self.manifest();
        self.write_provenance(inputs, configuration)?;
        progress.start("writing the report", 1);
        let version = Document::new(&summary).arrayon_version;
        let results =
            StudyResults::read_unfinished(&staging, summary.clone(), manifest.clone(), &version)?;
        let page = arrayon_report::page(&results);
        self.write_text(arrayon_report::FILE_NAME, &[&page])?;
        progress.finish();
        manifest.files.extend(self.files().last().cloned());
        if !formats.is_empty() {
            progress.start("writing exports", 1);
            let n_before = self.files().len();
            let results =
                Results::unfinished(&staging, summary.clone(), manifest.clone(), &version);
            let notes = write_exports(&results, formats, |name, bytes| {
                self.write_with(&format!("export/{name}"), |out| out.write_all(&bytes))
            })?;
            summary.warnings.extend(notes);
            (manifest.files).extend_from_slice(&self.files()[n_before..]);
            progress.finish();
        }
        self.move_with(summary, &manifest)
    }

    /// Where the files are until they are moved; `None` where they lie in memory.
    pub(crate) fn staging(&self) -> Option<&Path> {
        match &self.filled {
            Filled::Folder(folder) => Some(folder.staging()),
            Filled::Memory(_) => None,
        }
    }

    /// The files that were written to a folder so far.
    pub(crate) fn files(&self) -> &[ResultFile] {
        match &self.filled {
            Filled::Folder(folder) => folder.files(),
            Filled::Memory(_) => &[],
        }
    }

    /// The files that were written so far.
    fn manifest(&self) -> Manifest {
        Manifest {
            files: self.files().to_vec(),
        }
    }

    /// Writes manifest and summary and moves the folder.
    fn move_with(mut self, mut summary: Summary, manifest: &Manifest) -> Result<Summary, Error> {
        if self.staging().is_some() {
            self.write_document("manifest.json", manifest)?;
            summary.manifest = self.files().last().cloned();
        }
        self.write_document("summary.json", &summary)?;
        if let Filled::Folder(folder) = self.filled {
            // what comes after the summary was written stands in no file
            summary.warnings.extend(folder.finish()?);
        }
        if let Some(finished) = self.finished
            && let Err(error) = finished.remove()
        {
            summary.warnings.push(error.to_string());
        }
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
