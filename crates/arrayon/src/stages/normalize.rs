//! `arrayon normalize`: CEL files to expression.

use crate::config::{ChipSection, Section, paths};
use crate::error::Error;
use crate::inputs::Inputs;
use crate::normalize::{NormalizeSettings, normalize_cel_files};
use crate::output::Output;
use crate::run::RunOptions;
use crate::summarize::summarize_normalize_stage;
use arrayon_core::{InputError, Progress};
use arrayon_formats::names;
use arrayon_results::summary::Summary;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Normalises CEL files, whose names are those of the samples, and returns what `summary.json`
/// holds.
///
/// # Errors
/// Whatever is wrong with library or CEL files; nothing is left at `out` then.
pub fn normalize_stage(
    files: &[PathBuf],
    settings: &NormalizeSettings,
    out: &Path,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let library = paths::of(ChipSection::NAME, &settings.chip);
    let library: Vec<PathBuf> = library.into_iter().map(|one| one.path).collect();
    let checked = settings.chip.check_library();
    checked.map_err(|fault| fault.under(ChipSection::NAME))?;
    let mut output = Output::create(out, options, files.iter().chain(&library))?;
    let samples = names_of_files(files)?;
    let mut inputs = Inputs::default();
    let expression = output.timed("normalize", || {
        normalize_cel_files(&samples, files, settings, &mut inputs, progress)
    })?;
    output.timed_with("write", |output| output.write_expression(&expression))?;
    if let Some(qc) = &expression.qc {
        output.write_document("qc.json", qc)?;
    }
    let configuration = json!({ "chip": settings.chip, "normalize": settings.normalize });
    let summary = summarize_normalize_stage(&expression);
    output.finish(inputs, &configuration, summary)
}

fn names_of_files(files: &[PathBuf]) -> Result<Vec<String>, InputError> {
    let mut seen: BTreeMap<String, &Path> = BTreeMap::new();
    let mut names = Vec::with_capacity(files.len());
    for file in files {
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let lower = name.to_lowercase();
        let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
        let stem = plain.strip_suffix(".cel").unwrap_or(plain).len();
        let name = name[..stem].to_owned();
        if let Some(fault) = names::fault(&name) {
            let found = format!(
                "the sample name '{}', taken from the file's, {fault}",
                name.escape_debug()
            );
            return Err(InputError::new(file, found)
                .expected("<sample>.CEL or <sample>.CEL.gz")
                .hint("rename the file"));
        }
        if let Some(first) = seen.insert(name.clone(), file) {
            let found = format!(
                "sample name '{name}' is that of {} already",
                first.display()
            );
            return Err(InputError::new(file, found)
                .expected("one file a sample, each with a name of its own")
                .hint("leave out the file that stands twice, or rename it"));
        }
        names.push(name);
    }
    Ok(names)
}
