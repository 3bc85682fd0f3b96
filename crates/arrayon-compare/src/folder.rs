//! A result folder, as far as it is compared.

use arrayon_core::InputError;
use arrayon_formats::source::{Kind, read_text};
use arrayon_results::document::{SCHEMA_VERSION, is_current};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::tally::is_same_text;

pub(crate) const SUMMARY: &str = "summary.json";
const MANIFEST: &str = "manifest.json";

const PROVENANCE: &str = "provenance.json";

const EXPRESSION: &str = "expression.tsv";

/// A folder with complete results.
pub(crate) struct Folder {
    pub(crate) path: PathBuf,
    pub(crate) summary: Value,
    /// `None` where there is none.
    pub(crate) provenance: Option<Value>,
    /// The listed files, as they lie, by their names without `.gz`.
    files: BTreeMap<String, String>,
}

impl Folder {
    /// # Errors
    /// No complete results, or results of another version of the schemas.
    pub(crate) fn open(path: &Path) -> Result<Self, InputError> {
        let place = path.join(SUMMARY);
        if !place.is_file() {
            return Err(
                InputError::new(path, "no complete results: summary.json is missing")
                    .expected("a result folder of arrayon, which has a summary.json")
                    .hint("a run writes summary.json last; run it again if it was interrupted"),
            );
        }
        let summary = read_json(&place)?;
        let version = summary["schema_version"].as_str().unwrap_or_default();
        if summary["schema"] != "arrayon/summary" || !is_current(version) {
            let found = format!("follows version '{version}' of its schema");
            return Err(InputError::new(&place, found)
                .expected(format!(
                    "version {SCHEMA_VERSION}, or another of the same first number"
                ))
                .hint("run that study again with this release of arrayon"));
        }
        let manifest = read_json(&path.join(MANIFEST))?;
        let listed = manifest["files"].as_array().into_iter().flatten();
        let files = listed.filter_map(|file| file["path"].as_str()).map(|file| {
            let name = file.strip_suffix(".gz").unwrap_or(file);
            (name.to_owned(), file.to_owned())
        });
        let files = files.collect();
        let provenance = path.join(PROVENANCE);
        let provenance = provenance.is_file().then(|| read_json(&provenance));
        Ok(Self {
            path: path.to_path_buf(),
            provenance: provenance.transpose()?,
            summary,
            files,
        })
    }

    pub(crate) fn study(&self) -> &str {
        self.summary["study"].as_str().unwrap_or_default()
    }

    pub(crate) fn schema_version(&self) -> &str {
        self.summary["schema_version"].as_str().unwrap_or_default()
    }

    /// A listed file as JSON.
    ///
    /// # Errors
    /// It is missing, or no JSON.
    pub(crate) fn json(&self, name: &str) -> Result<Value, InputError> {
        read_json(&self.listed(name)?)
    }

    /// A listed file as text.
    ///
    /// # Errors
    /// It is missing, or no text.
    pub(crate) fn text(&self, name: &str) -> Result<String, InputError> {
        read_text(self.listed(name)?.as_path(), Kind::Matrix)
    }

    fn listed(&self, name: &str) -> Result<PathBuf, InputError> {
        let path = self.path.join(name);
        // a listed name must not lead out of the folder
        let is_below = Path::new(name)
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        match is_below && path.is_file() {
            true => Ok(path),
            false => Err(InputError::new(&path, "missing")
                .expected("the file that summary.json lists")
                .hint("run that study again: its folder is not as the run left it")),
        }
    }

    /// The samples of the expression; `None` without.
    fn samples(&self) -> Result<Option<BTreeSet<String>>, InputError> {
        let Some(file) = self.files.get(EXPRESSION) else {
            return Ok(None);
        };
        let text = self.text(file)?;
        let header = text.lines().find(|line| !line.starts_with('#'));
        let cells = header.unwrap_or_default().split('\t').skip(1);
        Ok(Some(cells.map(str::to_owned).collect()))
    }
}

/// Refuses folders of different studies: no sample in common, or, where samples are not known,
/// different names.
///
/// # Errors
/// Expression that cannot be read; different studies.
pub(crate) fn check_same_study(one: &Folder, other: &Folder) -> Result<(), InputError> {
    let fault = match one.samples()?.zip(other.samples()?) {
        Some((mine, theirs)) => mine
            .is_disjoint(&theirs)
            .then(|| "no sample in common".to_owned()),
        None => (!is_same_text(one.study(), other.study())).then(|| "different studies".to_owned()),
    };
    match fault {
        None => Ok(()),
        Some(found) => {
            let found = format!(
                "{found} with {}: '{}' and '{}'",
                one.path.display(),
                other.study(),
                one.study()
            );
            Err(InputError::new(&other.path, found)
                .expected("two runs of one study")
                .hint("compare results of the same samples"))
        }
    }
}

/// The files that either folder lists, by name, as they lie in each.
pub(crate) fn paired(one: &Folder, other: &Folder) -> BTreeMap<String, [Option<String>; 2]> {
    let names = one.files.keys().chain(other.files.keys());
    let sides = |name: &String| [one, other].map(|side| side.files.get(name).cloned());
    names.map(|name| (name.clone(), sides(name))).collect()
}

fn read_json(path: &Path) -> Result<Value, InputError> {
    let text = read_text(path, Kind::Matrix)?;
    serde_json::from_str(&text).map_err(|error| {
        InputError::new(path, format!("no JSON: {error}"))
            .expected("a result file of arrayon")
            .hint("run that study again: its folder is not as the run left it")
    })
}
