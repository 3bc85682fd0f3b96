//! A result folder and its files.

use crate::table::{self, ResultTable};
use arrayon_core::{ExpressionMatrix, InputError, SampleSheet};
use arrayon_diffexpr::Differential;
use arrayon_formats::source::{self, Kind, read_text};
use arrayon_formats::{contrast_table, matrix, sample_sheet};
use arrayon_results::columns::ColumnDescription;
use arrayon_results::document::{SCHEMA_VERSION, is_current};
use arrayon_results::manifest::{Manifest, ResultFile};
use arrayon_results::provenance::Provenance;
use arrayon_results::summary::Summary;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

const SUMMARY: &str = "summary.json";
const MANIFEST: &str = "manifest.json";
const PROVENANCE: &str = "provenance.json";
const EXPRESSION: &str = "expression.tsv";
const SAMPLES: &str = "samples.tsv";

/// A result folder.
#[derive(Debug, Clone)]
pub struct Results {
    folder: PathBuf,
    summary: Summary,
    manifest: Manifest,
    /// The paths that are listed and lie within the folder.
    listed: BTreeSet<String>,
    version: String,
    schema_version: String,
}

/// What every result file begins with.
#[derive(Debug, Deserialize)]
struct Frame {
    schema_version: String,
    arrayon_version: String,
}

impl Results {
    /// Opens a complete result folder.
    ///
    /// # Errors
    /// No complete result folder, or one of another version.
    pub fn open(folder: &Path) -> Result<Self, InputError> {
        let path = folder.join(SUMMARY);
        if !path.is_file() {
            return Err(
                InputError::new(folder, "no complete results: summary.json is missing")
                    .expected("a result folder of arrayon, which has a summary.json")
                    .hint("a run writes summary.json last; run it again if it was interrupted"),
            );
        }
        let (summary, frame) = read_document(&path)?;
        let (manifest, _) = read_document(&folder.join(MANIFEST))?;
        Ok(Self {
            schema_version: frame.schema_version,
            ..Self::unfinished(folder, summary, manifest, &frame.arrayon_version)
        })
    }

    /// A folder that is complete but for its summary and its manifest, which are given with the version
    /// of arrayon that writes them.
    pub fn unfinished(folder: &Path, summary: Summary, manifest: Manifest, version: &str) -> Self {
        let listed = manifest.files.iter().map(|file| &file.path);
        let listed = listed.filter(|path| lies_within(path)).cloned().collect();
        Self {
            folder: folder.to_path_buf(),
            summary,
            manifest,
            listed,
            version: version.to_owned(),
            schema_version: SCHEMA_VERSION.to_owned(),
        }
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Its summary.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The same, for a caller who keeps nothing else.
    pub fn into_summary(self) -> Summary {
        self.summary
    }

    /// Version of arrayon that wrote it.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Version of the schemas that it follows.
    pub fn schema_version(&self) -> &str {
        &self.schema_version
    }

    /// Ids of the contrasts, in the order of the study.
    pub fn contrast_ids(&self) -> impl Iterator<Item = &str> {
        let contrasts = self.summary.contrasts.iter();
        contrasts.map(|contrast| contrast.contrast.as_str())
    }

    /// The listed files that lie within the folder.
    pub fn files(&self) -> impl Iterator<Item = &ResultFile> {
        let listed = &self.listed;
        let files = self.manifest.files.iter();
        files.filter(move |file| listed.contains(&file.path))
    }

    /// The listed files, and the list itself, that are missing or no longer what the run wrote.
    pub fn changed_files(&self) -> Vec<String> {
        let is_changed = |file: &&ResultFile| {
            let found = source::sha256(&self.folder.join(&file.path));
            found.map_or(true, |found| found != file.sha256)
        };
        let listed = self.summary.manifest.iter().chain(self.files());
        listed
            .filter(is_changed)
            .map(|file| file.path.clone())
            .collect()
    }

    /// Whether the folder has a file, by its path below it.
    pub fn is_listed(&self, name: &str) -> bool {
        self.listed.contains(name)
    }

    /// Where a listed file lies, or `summary.json`, `manifest.json` or `provenance.json`; `None` where
    /// the folder has none of that path.
    ///
    /// # Errors
    /// A listed file is missing.
    fn path_of(&self, name: &str) -> Result<Option<PathBuf>, InputError> {
        let path = self.folder.join(name);
        match (self.is_listed(name), path.is_file()) {
            (true, false) => Err(InputError::new(&path, "missing")
                .expected("the file that manifest.json lists")
                .hint("run that study again: its folder is not as the run left it")),
            (false, true) if [SUMMARY, MANIFEST, PROVENANCE].contains(&name) => Ok(Some(path)),
            (is_listed, _) => Ok(is_listed.then_some(path)),
        }
    }

    /// A JSON file; `None` where the folder has none of that path.
    ///
    /// # Errors
    /// It is missing, cannot be read, or is of another version.
    pub fn document<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, InputError> {
        let path = self.path_of(name)?;
        path.map(|path| read_document(&path))
            .transpose()
            .map(|found| found.map(|(content, _)| content))
    }

    /// A file as text, unpacked where it is gzipped; `None` where the folder has none of that path.
    ///
    /// # Errors
    /// It is missing, or no text.
    pub fn text(&self, name: &str) -> Result<Option<String>, InputError> {
        let path = self.path_of(name)?;
        path.map(|path| read_text(path.as_path(), Kind::Matrix))
            .transpose()
    }

    /// How the results came about; `None` where that file is gone.
    ///
    /// # Errors
    /// It cannot be read, or is of another version.
    pub fn provenance(&self) -> Result<Option<Provenance>, InputError> {
        self.document(PROVENANCE)
    }

    /// A contrast with all its features, which of very many contrasts only the table has.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn contrast(&self, id: &str) -> Result<Option<Differential>, InputError> {
        let found: Option<Differential> = self.document(&format!("differential/{id}.json"))?;
        let Some(mut contrast) = found else {
            return Ok(None);
        };
        if contrast.features_note.is_some() {
            for ending in ["tsv", "tsv.gz"] {
                let name = format!("differential/{id}.{ending}");
                if self.is_listed(&name) {
                    let table = contrast_table::read(self.folder.join(&name).as_path())?;
                    contrast.features = table.rows;
                }
            }
        }
        Ok(Some(contrast))
    }

    /// log2 expression, features x samples; `None` where the stage wrote none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn expression(&self) -> Result<Option<ExpressionMatrix>, InputError> {
        match self.is_listed(EXPRESSION) {
            true => Ok(Some(matrix::read(self.folder.join(EXPRESSION).as_path())?)),
            false => Ok(None),
        }
    }

    /// The samples as the study used them; `None` where it had no sheet.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn samples(&self) -> Result<Option<SampleSheet>, InputError> {
        match self.is_listed(SAMPLES) {
            true => {
                let path = self.folder.join(SAMPLES);
                Ok(Some(sample_sheet::read(path.as_path())?))
            }
            false => Ok(None),
        }
    }

    /// A table with its columns as their rows declare them; of columns that nobody declares the
    /// cells show what they are. `None` where the folder has none of that path.
    ///
    /// # Errors
    /// It cannot be read, or is no table of this program.
    pub fn table(
        &self,
        name: &str,
        declared: Option<&[ColumnDescription]>,
    ) -> Result<Option<ResultTable>, InputError> {
        let parse =
            |text: String| table::parse_table(&self.folder.join(name), name, &text, declared);
        self.text(name)?.map(parse).transpose()
    }

    /// A listed file as it lies, or `summary.json`, `manifest.json` or `provenance.json`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, InputError> {
        let path = self.path_of(name)?;
        path.map(|path| source::read_as_it_lies(&path, Kind::Matrix))
            .transpose()
    }
}

/// Whether a path below a folder stays there.
fn lies_within(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

/// A JSON result file with its frame, which is read by itself: a document flattened into it would be
/// held twice while it is read.
///
/// # Errors
/// It cannot be read, or follows schemas of another version.
fn read_document<T: DeserializeOwned>(path: &Path) -> Result<(T, Frame), InputError> {
    let text = read_text(path, Kind::Results)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        InputError::new(path, format!("not a result file of this version: {error}"))
            .expected("results of the same version of arrayon")
            .hint("run the study again with this version")
    };
    let frame: Frame = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    if !is_current(&frame.schema_version) {
        let version = format!("schema version {}", frame.schema_version);
        return Err(unreadable(&version));
    }
    let content = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    Ok((content, frame))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::Document;
    use std::fs;

    fn folder_with(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let listed = files.iter().map(|path| ResultFile {
            path: (*path).to_owned(),
            n_bytes: 1,
            sha256: String::new(),
        });
        let manifest = Manifest {
            files: listed.collect(),
        };
        let text = Document::new(&manifest).to_json();
        fs::write(folder.path().join(MANIFEST), text).unwrap();
        let text = Document::new(Summary::default()).to_json();
        fs::write(folder.path().join(SUMMARY), text).unwrap();
        folder
    }

    #[test]
    fn nothing_outside_of_the_folder_is_read() {
        let listed = ["../secret.tsv", "/etc/hostname", "a/../../b.tsv", "a/b.tsv"];
        let folder = folder_with(&listed);
        fs::write(folder.path().join("unlisted.tsv"), "a\n1\n").unwrap();
        let results = Results::open(folder.path()).unwrap();
        assert_eq!(results.files().count(), 1);
        for name in listed[..3].iter().chain(&["unlisted.tsv"]) {
            assert!(!results.is_listed(name), "{name}");
            assert_eq!(results.table(name, None).unwrap(), None, "{name}");
            assert_eq!(results.bytes(name).unwrap(), None, "{name}");
        }
        assert!(results.is_listed("a/b.tsv"));
        assert!(results.table("a/b.tsv", None).is_err());
    }

    #[test]
    fn folders_without_a_summary_and_of_other_versions_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let error = Results::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("summary.json is missing"), "{error}");
        let text = Document::new(Summary::default()).to_json();
        let text = text.replacen(
            &format!("\"{}\"", arrayon_results::document::SCHEMA_VERSION),
            "\"1.0.0\"",
            1,
        );
        fs::write(folder.path().join(SUMMARY), text).unwrap();
        let error = Results::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("1.0.0"), "{error}");
    }
}
