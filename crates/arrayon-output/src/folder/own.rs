//! Which files below a folder arrayon wrote.

use super::error::FolderError;
use super::journal::{LIST_FILE, LOCK_FILE, listed};
use super::listing::entries;
use arrayon_results::DocumentKind;
use arrayon_results::manifest::Manifest;
use arrayon_results::provenance::Provenance;
use arrayon_results::summary::Summary;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The file by which a folder is known to be of results.
pub(super) const MARK_OF_OURS: &str = "provenance.json";
/// The file that is written last: a folder without it is not whole.
pub(super) const END_OF_OURS: &str = "summary.json";
/// The file that names the others.
pub(super) const LIST_OF_OURS: &str = "manifest.json";

/// The files by which others are known, in the order in which they go, after all others.
pub(super) const LAST: [&str; 5] = [
    END_OF_OURS,
    LIST_OF_OURS,
    MARK_OF_OURS,
    LIST_FILE,
    LOCK_FILE,
];

/// How a folder that arrayon writes is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Results: `manifest.json` names all files but itself, `summary.json` and `provenance.json`.
    Results,
    /// A folder of listed files, `study`, and one of results, `results`.
    Demo,
    /// Files that a list in the folder names.
    Listed,
}

impl Layout {
    /// Whether a folder is a whole one of this layout.
    pub(super) fn is_whole(self, folder: &Path) -> bool {
        match self {
            Self::Results => is_results(folder),
            Self::Demo => {
                listed(&folder.join("study").join(LIST_FILE)).is_some()
                    && is_results(&folder.join("results"))
            }
            Self::Listed => listed(&folder.join(LIST_FILE)).is_some(),
        }
    }

    /// Why a folder that is none stays.
    pub(super) fn not_ours(self, place: &Path) -> FolderError {
        match self {
            Self::Results => FolderError::NotOurs(place.to_path_buf()),
            Self::Demo => FolderError::NotDemo(place.to_path_buf()),
            Self::Listed => FolderError::NotListed(place.to_path_buf()),
        }
    }

    /// The files that may be removed, by their paths below the folder, with `/`, whether they are
    /// there or not.
    pub(super) fn own_files(self, folder: &Path) -> BTreeSet<String> {
        let mut own = files_of(folder);
        if self != Self::Demo {
            return own;
        }
        let below = entries(folder).unwrap_or_default();
        for entry in below.iter().filter(|entry| entry.is_folder) {
            let Some(name) = entry.name.to_str() else {
                continue;
            };
            let files = files_of(&folder.join(name)).into_iter();
            own.extend(files.map(|file| format!("{name}/{file}")));
        }
        own
    }
}

fn is_results(folder: &Path) -> bool {
    let summary = document(&folder.join(END_OF_OURS), Summary::SCHEMA);
    is_document(&folder.join(MARK_OF_OURS), Provenance::SCHEMA)
        && summary.is_some_and(|summary| {
            let manifest = document(&folder.join(LIST_OF_OURS), Manifest::SCHEMA);
            paths_in(&manifest.unwrap_or(summary)).is_some()
        })
}

/// The files that lists, manifest and summary of one folder name, and these themselves.
fn files_of(folder: &Path) -> BTreeSet<String> {
    let mut own = BTreeSet::new();
    for name in [LOCK_FILE, LIST_FILE] {
        if let Some(files) = listed(&folder.join(name)) {
            own.extend(files);
            own.insert(name.to_owned());
        }
    }
    for (name, schema) in [
        (MARK_OF_OURS, Provenance::SCHEMA),
        (LIST_OF_OURS, Manifest::SCHEMA),
        (END_OF_OURS, Summary::SCHEMA),
    ] {
        if let Some(document) = document(&folder.join(name), schema) {
            own.extend(paths_in(&document).into_iter().flatten());
            own.insert(name.to_owned());
        }
    }
    own
}

/// The files that a manifest lists, or a summary of a release before there were manifests; `None`
/// where it lists none.
fn paths_in(document: &serde_json::Value) -> Option<BTreeSet<String>> {
    let files = document.get("files")?.as_array()?;
    let path = |file: &serde_json::Value| Some(file.get("path")?.as_str()?.to_owned());
    files.iter().map(path).collect()
}

fn is_document(path: &Path, schema: &str) -> bool {
    document(path, schema).is_some()
}

fn document(path: &Path, schema: &str) -> Option<serde_json::Value> {
    let document: serde_json::Value = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (document.get("schema")?.as_str()? == schema).then_some(document)
}
