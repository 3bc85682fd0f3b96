//! A result folder, as far as it is compared.

use crate::tally::is_same_text;
use arrayon_core::InputError;
use arrayon_reader::Results;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Display, Path};

pub(crate) const SUMMARY: &str = "summary.json";
const PROVENANCE: &str = "provenance.json";
const EXPRESSION: &str = "expression.tsv";

/// A folder with complete results.
pub(crate) struct Folder {
    results: Results,
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
        let results = Results::open(path)?;
        let files = results.files().map(|file| {
            let name = file.path.strip_suffix(".gz").unwrap_or(&file.path);
            (name.to_owned(), file.path.clone())
        });
        Ok(Self {
            summary: json(&results, SUMMARY)?.unwrap_or_default(),
            provenance: json(&results, PROVENANCE)?,
            files: files.collect(),
            results,
        })
    }

    pub(crate) fn path(&self) -> Display<'_> {
        self.results.folder().display()
    }

    pub(crate) fn study(&self) -> &str {
        &self.results.summary().study
    }

    pub(crate) fn schema_version(&self) -> &str {
        self.results.schema_version()
    }

    /// A listed file as JSON, whoever's schema it follows.
    ///
    /// # Errors
    /// It is missing, or no JSON.
    pub(crate) fn json(&self, name: &str) -> Result<Value, InputError> {
        json(&self.results, name).map(Option::unwrap_or_default)
    }

    /// A listed file as text.
    ///
    /// # Errors
    /// It is missing, or no text.
    pub(crate) fn text(&self, name: &str) -> Result<String, InputError> {
        self.results.text(name).map(Option::unwrap_or_default)
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
                one.path(),
                other.study(),
                one.study()
            );
            Err(InputError::new(other.results.folder(), found)
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

fn json(results: &Results, name: &str) -> Result<Option<Value>, InputError> {
    let parse = |text: String| {
        serde_json::from_str(&text).map_err(|error| {
            InputError::new(&results.folder().join(name), format!("no JSON: {error}"))
                .expected("a result file of arrayon")
                .hint("run that study again: its folder is not as the run left it")
        })
    };
    results.text(name)?.map(parse).transpose()
}
