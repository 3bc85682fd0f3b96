//! What a finished stage rests on.

use crate::cel_files::{CelLocation, FoundArrays};
use crate::config::StudyConfig;
use crate::error::Error;
use crate::inputs::{Inputs, ReadFile};
use crate::progress::watched;
use arrayon_core::Progress;
use arrayon_formats::source;
use arrayon_output::sha256_of;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

/// What the stages of a run rest on: the study, its arrays, and what was read for it.
#[derive(Debug, Clone)]
pub(crate) struct StudyKey<'a> {
    inputs: &'a Inputs,
    /// All settings, by section.
    settings: Value,
    /// The arrays, in order.
    arrays: Vec<&'a Path>,
    /// What is said of the files among which they were found.
    notes: &'a [String],
    /// Files that were read for later stages already.
    read_for_others: Vec<ReadFile>,
}

impl<'a> StudyKey<'a> {
    /// # Errors
    /// A setting cannot be written as JSON, by which settings are compared.
    pub(crate) fn new(
        config: &StudyConfig,
        arrays: &'a FoundArrays,
        inputs: &'a Inputs,
    ) -> Result<Self, Error> {
        let settings = serde_json::to_value(config)
            .map_err(|error| Error::data("settings of the study", error, ""))?;
        Ok(Self {
            inputs,
            settings,
            arrays: arrays.locations.iter().map(CelLocation::path).collect(),
            notes: &arrays.notes,
            read_for_others: Vec::new(),
        })
    }

    /// The same for stages that do not rest on some files that were read before them.
    #[must_use]
    pub(crate) fn without(&self, files: Vec<ReadFile>) -> Self {
        Self {
            read_for_others: files,
            ..self.clone()
        }
    }

    /// The key of a stage that begins now and whose results depend on these sections.
    pub(crate) fn stage(&self, sections: &[&str]) -> StageKey<'a> {
        let settings = sections
            .iter()
            .map(|name| json!([name, self.settings.get(name)]))
            .collect::<Value>();
        let mut before: BTreeSet<ReadFile> = self.inputs.read_since(0).into_iter().collect();
        for file in &self.read_for_others {
            before.remove(file);
        }
        StageKey {
            inputs: self.inputs,
            rests_on: json!([settings, self.arrays, self.notes, before]),
        }
    }
}

/// What one stage rests on.
#[derive(Debug)]
pub(crate) struct StageKey<'a> {
    pub(crate) inputs: &'a Inputs,
    /// Its settings, the arrays, and the files that were read before it.
    rests_on: Value,
}

impl StageKey<'_> {
    /// The key, together with the program, as 64 hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        let key = json!([program(), self.rests_on]);
        arrayon_output::sha256(key.to_string().as_bytes())
    }

    /// The first of some files whose content is another one now, or that is gone.
    pub(super) fn first_changed(
        &self,
        files: &[ReadFile],
        progress: &dyn Progress,
    ) -> Option<PathBuf> {
        watched(
            progress,
            "comparing files with those of the earlier try",
            || {
                let changed = files.par_iter().find_first(|file| {
                    !self.lies_in_archive(file, files)
                        && source::sha256(&file.path).ok().as_ref() != Some(&file.sha256)
                });
                changed.map(|file| file.path.clone())
            },
        )
    }

    /// Whether a file is a member of an archive that is among the others.
    fn lies_in_archive(&self, file: &ReadFile, others: &[ReadFile]) -> bool {
        let path = file.path.to_string_lossy();
        path.contains('!')
            && !file.path.exists()
            && others.iter().any(|other| {
                let below = path.strip_prefix(&*other.path.to_string_lossy());
                below.is_some_and(|below| below.starts_with('!'))
            })
    }
}

/// The version, and the hash of the very program where that can be read: two builds of one version may give
/// other numbers.
fn program() -> &'static [String; 2] {
    #[expect(
        clippy::disallowed_types,
        reason = "a file is hashed, nothing in parallel"
    )]
    static PROGRAM: std::sync::OnceLock<[String; 2]> = std::sync::OnceLock::new();
    PROGRAM.get_or_init(|| {
        let program = std::env::current_exe()
            .and_then(File::open)
            .and_then(sha256_of);
        [
            env!("CARGO_PKG_VERSION").to_owned(),
            program.unwrap_or_default(),
        ]
    })
}
