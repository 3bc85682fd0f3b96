//! A whole study, and the demo, to a folder.

use crate::errors::{detached, gate};
use crate::settings::value;
use arrayon::config::draft::Draft;
use arrayon::{Error, RunOptions, demo_results};
use arrayon_core::NoProgress;
use arrayon_gate::judge;
use arrayon_reader::Results;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;

/// Runs a study to a folder; `settings` are keys of study.toml with values in place of those that
/// stand there.
///
/// # Errors
/// Whatever is wrong with the study; rules of its `[gate]` that its results do not meet.
#[pyfunction]
pub(crate) fn run(
    py: Python<'_>,
    study: PathBuf,
    out: PathBuf,
    force: bool,
    settings: &Bound<'_, PyDict>,
) -> PyResult<()> {
    let mut typed = Vec::with_capacity(settings.len());
    for (key, given) in settings {
        let key: String = key.extract()?;
        let read = value(&key, &given)?;
        typed.push((key, read));
    }
    let failed = detached(py, || {
        let mut draft = Draft::read(&study)?;
        for (key, value) in typed {
            draft.set(&key, value, &format!("settings['{key}']"));
        }
        let config = draft.study()?;
        let has_gate = config.gate.is_some();
        arrayon::run_study(config, &out, &options("run", force), &NoProgress)?;
        if !has_gate {
            return Ok(None);
        }
        let judged = judge(&out, None).map_err(Error::from)?;
        let rules = judged.rules.iter().filter(|rule| rule.is_failed());
        let rules: Vec<String> = rules
            .map(|rule| format!("{}: {}", rule.rule, rule.in_words()))
            .collect();
        let words = || format!("gate {}: {}", judged.in_words(), rules.join("; "));
        Ok((!judged.is_passed()).then(words))
    })?;
    failed.map_or(Ok(()), |message| Err(gate(py, &message)))
}

/// Simulates a study to `<out>/study` and runs it to `<out>/results`, whose path it gives.
///
/// # Errors
/// The place is taken, or cannot be written.
#[pyfunction]
pub(crate) fn demo(py: Python<'_>, out: PathBuf, seed: u64, force: bool) -> PyResult<PathBuf> {
    detached(py, || {
        arrayon::run_demo(&out, seed, &options("demo", force), &NoProgress)?;
        Ok(demo_results(&out))
    })
}

/// The files of a complete result folder.
///
/// # Errors
/// No complete result folder, or one of another version.
#[pyfunction]
pub(crate) fn result_files(py: Python<'_>, folder: PathBuf) -> PyResult<Vec<String>> {
    detached(py, || {
        let results = Results::open(&folder)?;
        let listed = results.files().map(|file| file.path.clone());
        let own = ["summary.json", "manifest.json", "provenance.json"].map(str::to_owned);
        Ok(listed.chain(own).collect())
    })
}

fn options(function: &str, force: bool) -> RunOptions {
    RunOptions {
        command: vec![format!("arrayon.{function}")],
        force,
        ..RunOptions::default()
    }
}
