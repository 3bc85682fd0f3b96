//! What a finished stage rests on.

use crate::config::StudyConfig;
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

/// What a stage rests on: the program, sections of the study, the arrays, and what was read before it.
#[derive(Debug, Clone)]
pub(crate) struct StageKey<'a> {
    pub(crate) inputs: &'a Inputs,
    config: &'a StudyConfig,
    /// The arrays, in order.
    arrays: Vec<&'a Path>,
    /// Files that were read for later stages already.
    read_for_others: Vec<ReadFile>,
    /// What the stage's settings are, and the files that were read before it.
    rests_on: Option<(Value, BTreeSet<ReadFile>)>,
}

impl<'a> StageKey<'a> {
    pub(crate) fn new(
        config: &'a StudyConfig,
        arrays: impl IntoIterator<Item = &'a Path>,
        inputs: &'a Inputs,
    ) -> Self {
        Self {
            inputs,
            config,
            arrays: arrays.into_iter().collect(),
            read_for_others: Vec::new(),
            rests_on: None,
        }
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
    pub(crate) fn now(&self, sections: &[&str]) -> Self {
        let all = serde_json::to_value(self.config).unwrap_or_default();
        let settings = sections.iter().map(|name| json!([name, all.get(name)]));
        let mut before: BTreeSet<ReadFile> = self.inputs.read_since(0).into_iter().collect();
        for file in &self.read_for_others {
            before.remove(file);
        }
        Self {
            rests_on: Some((settings.collect(), before)),
            ..self.clone()
        }
    }

    /// The key as 64 hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        let (settings, before) = self.rests_on.clone().unwrap_or_default();
        let key = json!([program(), settings, self.arrays, before]);
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
fn program() -> [String; 2] {
    let program = std::env::current_exe()
        .and_then(File::open)
        .and_then(sha256_of);
    [
        env!("CARGO_PKG_VERSION").to_owned(),
        program.unwrap_or_default(),
    ]
}
