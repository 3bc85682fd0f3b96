//! What lies in the result folder that a file comes from: a stage that begins from the files of
//! another finds there what that stage was given and found.

use crate::controls::CONTROLS_FILE;
use crate::error::Error;
use crate::matrix_scale::MatrixScale;
use arrayon_core::InputError;
use arrayon_formats::source::{self, Kind};
use arrayon_output::sha256_of;
use arrayon_results::provenance::Provenance;
use arrayon_results::{Document, DocumentKind};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The result folder that a file comes from.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    folder: PathBuf,
    provenance: Provenance,
}

const PROVENANCE_FILE: &str = "provenance.json";

/// The provenance of a result folder of this program; `None` of any other folder.
fn provenance_of(folder: &Path) -> Result<Option<String>, InputError> {
    let path = folder.join(PROVENANCE_FILE);
    if !path.is_file() {
        return Ok(None);
    }
    let text = source::read_text(&path, Kind::Results)?;
    // other programs have files of this name, too
    let is_ours = serde_json::from_str(&text)
        .is_ok_and(|document: Value| document["schema"] == Provenance::SCHEMA);
    Ok(is_ours.then_some(text))
}

/// Whether a folder holds results of this program.
pub(crate) fn is_result_folder(folder: &Path) -> bool {
    provenance_of(folder).is_ok_and(|found| found.is_some())
}

impl Origin {
    /// The result folder in which a file lies, be it in its folder `differential`; `None` where it
    /// lies in none.
    ///
    /// # Errors
    /// A provenance of arrayon that cannot be read.
    pub(crate) fn of(file: &Path) -> Result<Option<Self>, InputError> {
        let folder = match file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let real = folder.canonicalize().unwrap_or_default();
        let is_of_tables = real.file_name().is_some_and(|name| name == "differential");
        let folder = match (is_of_tables, folder.parent()) {
            (true, Some(above)) if folder.ends_with("differential") => above.to_path_buf(),
            (true, _) => folder.join(".."),
            (false, _) => folder.to_path_buf(),
        };
        let Some(text) = provenance_of(&folder)? else {
            return Ok(None);
        };
        let path = folder.join(PROVENANCE_FILE);
        let document: Document<Provenance> = serde_json::from_str(&text).map_err(|error| {
            InputError::new(&path, format!("cannot be read: {error}"))
                .hint("repeat the stage before with this release of arrayon")
        })?;
        Ok(Some(Self {
            folder,
            provenance: document.content,
        }))
    }

    /// A file of the folder, where it is there.
    pub(crate) fn result(&self, name: &str) -> Option<PathBuf> {
        let file = self.folder.join(name);
        file.is_file().then_some(file)
    }

    /// Whether the results are of simulated arrays, which figures say.
    pub(crate) fn is_simulated(&self) -> bool {
        let text = self
            .result("summary.json")
            .and_then(|file| source::read_text(&file, Kind::Results).ok());
        let summary = text.and_then(|text| serde_json::from_str::<Value>(&text).ok());
        // `simulated` before version 2 of the schemas
        let keys = ["is_simulated", "simulated"];
        summary.is_some_and(|summary| keys.iter().any(|key| summary[key] == true))
    }

    /// The provenance, for messages.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.join(PROVENANCE_FILE)
    }

    /// A section of the configuration, where the stage had it.
    ///
    /// # Errors
    /// A section of another release.
    pub(crate) fn section<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, InputError> {
        let section = self.provenance.configuration.get(key);
        let Some(section) = section.filter(|section| !section.is_null()) else {
            return Ok(None);
        };
        serde_json::from_value(section.clone())
            .map(Some)
            .map_err(|error| {
                InputError::new(
                    &self.path(),
                    format!("settings '{key}' cannot be read: {error}"),
                )
                .hint("repeat the stage before with this release of arrayon")
            })
    }

    /// A file that the stage was given in this role, as it was then. Paths in the provenance start
    /// from the folder in which the stage was called: from the current one, or from one above the
    /// results.
    ///
    /// # Errors
    /// A file that is gone or has changed.
    pub(crate) fn input(&self, role: &str) -> Result<Option<PathBuf>, InputError> {
        let mut inputs = self.provenance.inputs.iter();
        let Some(input) = inputs.find(|input| input.role == role) else {
            return Ok(None);
        };
        let named = PathBuf::from(&input.path);
        let real = self.folder.canonicalize().unwrap_or_default();
        let above = real.ancestors().map(|folder| folder.join(&named));
        let mut is_there = false;
        for path in std::iter::once(named.clone()).chain(above) {
            let (file, _) = source::file_and_sheet(&path);
            let Ok(hash) = File::open(file).and_then(sha256_of) else {
                continue;
            };
            if hash == input.sha256 {
                return Ok(Some(path));
            }
            is_there = true;
        }
        let what = if is_there {
            "has changed since"
        } else {
            "is not there"
        };
        let found = format!("the {role} file '{}' of that stage {what}", input.path);
        Err(InputError::new(&self.path(), found)
            .hint("put the file back as it was, or give the stage another"))
    }
}

/// Whether one of these files lies in results of simulated arrays.
///
/// # Errors
/// Those of [`Origin::of`].
pub(crate) fn are_simulated(files: &[PathBuf]) -> Result<bool, InputError> {
    for file in files {
        if Origin::of(file)?.is_some_and(|origin| origin.is_simulated()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A file: the one given, or the one that the stage before was given in this role.
///
/// # Errors
/// Neither; `flag` gives it.
pub(crate) fn given_or_of_origin(
    given: Option<&PathBuf>,
    origins: &[Option<Origin>],
    role: &str,
    flag: &str,
) -> Result<PathBuf, Error> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    let with_flag = |error: InputError| error.hint(format!("give the file with {flag}"));
    for origin in origins.iter().flatten() {
        if let Some(path) = origin.input(role).map_err(with_flag)? {
            return Ok(path);
        }
    }
    let found = format!("no {role} file");
    let hint = format!(
        "give it with {flag}; only where the stage before was given it, and its results lie \
         together, it is found"
    );
    Err(Error::data(flag, found, hint))
}

/// The annotation: the one given, or the one that a stage before was given, as long as it is there.
pub(crate) fn annotation(
    given: Option<&PathBuf>,
    origins: &[Option<Origin>],
) -> (Option<PathBuf>, Option<String>) {
    if let Some(given) = given {
        return (Some(given.clone()), None);
    }
    for origin in origins.iter().flatten() {
        match origin.input("annotation") {
            Ok(None) => {}
            Ok(found) => return (found, None),
            Err(error) => {
                let note = format!("{error}; genes have no symbols unless --annotation is given");
                return (None, Some(note));
            }
        }
    }
    (None, None)
}

/// The list of controls that is given; where none lies next to the matrix either, the one that a
/// stage before was given.
///
/// # Errors
/// That one is gone or has changed.
pub(crate) fn controls(
    given: Option<&PathBuf>,
    matrix: &Path,
    origins: &[Option<Origin>],
) -> Result<Option<PathBuf>, InputError> {
    if given.is_some() || matrix.with_file_name(CONTROLS_FILE).is_file() {
        return Ok(given.cloned());
    }
    for origin in origins.iter().flatten() {
        if let Some(list) = origin.input("controls")? {
            return Ok(Some(list));
        }
    }
    Ok(None)
}

/// Tables of contrasts: each file that is given, and of a folder of results all of its contrasts,
/// in their order.
///
/// # Errors
/// A folder that holds no results of contrasts.
pub(crate) fn tables(given: &[PathBuf]) -> Result<Vec<PathBuf>, InputError> {
    let mut tables = Vec::new();
    for path in given {
        if !path.is_dir() {
            tables.push(path.clone());
            continue;
        }
        let places = [path.join("differential"), path.clone()];
        let place = places
            .iter()
            .find(|place| place.join("summary.json").is_file());
        let contrasts = place.and_then(|place| {
            let text = source::read_text(&place.join("summary.json"), Kind::Results).ok()?;
            let summary: Value = serde_json::from_str(&text).ok()?;
            let contrasts = summary.get("contrasts")?.as_array()?;
            let ids = contrasts
                .iter()
                .filter_map(|one| one.get("contrast")?.as_str());
            Some(ids.map(|id| table_of(place, id)).collect::<Vec<_>>())
        });
        let contrasts = contrasts.filter(|tables| tables.iter().any(|table| table.is_file()));
        tables.extend(contrasts.ok_or_else(|| {
            InputError::new(path, "holds no tables of contrasts")
                .expected(
                    "a table, or the folder of results of 'arrayon differential' or 'arrayon run'",
                )
                .hint("give the table itself, as in --table d/differential/x.tsv")
        })?);
    }
    Ok(tables)
}

/// What is said of the scale of a matrix, or was said when the tables were made of it.
pub(crate) fn scale(
    given: MatrixScale,
    matrix: &Path,
    origins: &[Option<Origin>],
) -> Result<MatrixScale, InputError> {
    if given.scale.is_some() {
        return Ok(given);
    }
    for origin in origins.iter().flatten() {
        let is_of_it = origin
            .input("matrix")
            .is_ok_and(|of| of.as_deref() == Some(matrix));
        if is_of_it && let Some(scale) = origin.section("matrix")? {
            return Ok(scale);
        }
    }
    Ok(given)
}

/// The table of a contrast; where there are hundreds of them it is gzipped.
fn table_of(place: &Path, id: &str) -> PathBuf {
    let plain = place.join(format!("{id}.tsv"));
    match plain.is_file() {
        true => plain,
        false => place.join(format!("{id}.tsv.gz")),
    }
}
