//! What a result folder holds, as far as rules ask.

use crate::policy::Policy;
use arrayon_core::InputError;
use arrayon_formats::contrast_table;
use arrayon_formats::source::{self, Kind, read_text};
use arrayon_results::Document;
use arrayon_results::differential::FeatureRow;
use arrayon_results::document::is_current;
use arrayon_results::provenance::Provenance;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Summary;
use arrayon_settings::Section;
use arrayon_themes::Themes;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// A folder of results.
pub(crate) struct Results {
    folder: PathBuf,
    pub(crate) summary: Summary,
}

impl Results {
    /// # Errors
    /// No complete result folder, or one of another version.
    pub(crate) fn open(folder: &Path) -> Result<Self, InputError> {
        let path = folder.join("summary.json");
        if !path.is_file() {
            return Err(
                InputError::new(folder, "no complete results: summary.json is missing")
                    .expected("a result folder of arrayon, which has a summary.json")
                    .hint("a run writes summary.json last; run it again if it was interrupted"),
            );
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            summary: document(&path)?,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The rules of `[gate]` in the study's description; `None` where it has none, or where the
    /// provenance is gone.
    pub(crate) fn own_policy(&self) -> Result<Option<Policy>, InputError> {
        let path = self.folder.join("provenance.json");
        if !path.is_file() {
            return Ok(None);
        }
        let provenance: Provenance = document(&path)?;
        let section = provenance.configuration.get(Policy::NAME);
        let Some(section) = section.filter(|section| !section.is_null()) else {
            return Ok(None);
        };
        serde_json::from_value(section.clone())
            .map(Some)
            .map_err(|error| {
                InputError::new(&path, format!("its gate cannot be read: {error}"))
                    .hint("name a policy with --policy")
            })
    }

    /// The quality of the arrays; `None` where results began from a matrix.
    pub(crate) fn quality(&self) -> Result<Option<QualityControl>, InputError> {
        self.optional("qc.json")
    }

    /// The verdicts of the themes; `None` where none were asked for.
    pub(crate) fn themes(&self) -> Result<Option<Themes>, InputError> {
        self.optional("themes.json")
    }

    /// The table of a contrast; `None` where there is no such contrast.
    pub(crate) fn contrast(
        &self,
        contrast: &str,
    ) -> Result<Option<(String, Vec<FeatureRow>)>, InputError> {
        for ending in ["tsv", "tsv.gz"] {
            let name = format!("differential/{contrast}.{ending}");
            // a name of the policy must not lead out of the folder
            if self.is_listed(&name) {
                let table = contrast_table::read(self.folder.join(&name).as_path())?;
                return Ok(Some((name, table.rows)));
            }
        }
        Ok(None)
    }

    /// The listed files that are missing or no longer what the run wrote.
    pub(crate) fn changed_files(&self) -> Vec<String> {
        let is_changed = |path: &str, expected: &str| {
            let content = source::read(self.folder.join(path).as_path(), Kind::Results);
            content.map_or(true, |content| content.sha256 != expected)
        };
        let files = self.summary.files.iter();
        files
            .filter(|file| is_changed(&file.path, &file.sha256))
            .map(|file| file.path.clone())
            .collect()
    }

    fn is_listed(&self, path: &str) -> bool {
        self.summary.files.iter().any(|file| file.path == path)
    }

    fn optional<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, InputError> {
        let is_there = self.is_listed(name);
        is_there
            .then(|| document(&self.folder.join(name)))
            .transpose()
    }
}

fn document<T: DeserializeOwned>(path: &Path) -> Result<T, InputError> {
    let text = read_text(path, Kind::Results)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        InputError::new(path, format!("not a result file of this version: {error}"))
            .expected("results of the same version of arrayon")
            .hint("run the study again with this version")
    };
    let frame: Document<serde::de::IgnoredAny> =
        serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    if !is_current(&frame.schema_version) {
        let version = format!("schema version {}", frame.schema_version);
        return Err(unreadable(&version));
    }
    let document: Document<T> = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    Ok(document.content)
}
