//! The demo: the magnesium recipe on simulated arrays, compared with what was planted.

use crate::config::StudyConfig;
use crate::error::Error;
use crate::run::{RunOptions, run_study};
use arrayon_core::{InputError, Progress};
use arrayon_formats::sample_sheet;
use arrayon_results::FolderError;
use arrayon_results::folder::{UnfinishedFolder, check_replaceable};
use arrayon_results::summary::Summary;
use arrayon_simulate::{recipe, simulate_magnesium_study};
use std::path::{Path, PathBuf};

/// Where the demo's results lie.
pub fn demo_results(out: &Path) -> PathBuf {
    out.join("results")
}

/// Simulates the study of `workflows/magnesium-deficiency` from a seed, writes its files to
/// `<out>/study` and runs exactly that recipe to `<out>/results`.
///
/// # Errors
/// The place is taken, or cannot be written.
///
/// # Determinism
/// Arrays and results depend on the seed alone.
pub fn run_demo(
    out: &Path,
    seed: u64,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    check_place(out, options.force)?;
    let unfinished = UnfinishedFolder::create(out)?;
    let study = unfinished.make_folder("study")?;
    for folder in ["study/cel", "study/library"] {
        unfinished.make_folder(folder)?;
    }
    progress.start("simulating arrays", 1);
    write_study(&study, seed)?;
    progress.finish();
    let mut config = StudyConfig::read(&study.join("study.toml"))?;
    config.study.name = format!("{} (simulated, seed {seed})", config.study.name);
    config.study.truth = Some(study.join("truth.tsv").into());
    let options = RunOptions {
        force: false,
        ..options.clone()
    };
    let summary = run_study(config, &demo_results(out), &options, progress)?;
    unfinished.keep()?;
    Ok(summary)
}

/// Whether the demo may go there; an earlier one, or what is left of one, goes only if the user
/// said so.
fn check_place(out: &Path, force: bool) -> Result<(), Error> {
    let is_taken = match std::fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) if out.is_file() => return Err(FolderError::IsFile(out.to_path_buf()).into()),
        Err(_) => false,
    };
    if !is_taken {
        return Ok(());
    }
    if !force {
        return Err(FolderError::NotEmpty(out.to_path_buf()).into());
    }
    if UnfinishedFolder::is_one(out) {
        return Ok(());
    }
    Ok(check_replaceable(&demo_results(out))?)
}

fn write_study(folder: &Path, seed: u64) -> Result<(), Error> {
    let files = [
        ("study.toml", recipe::STUDY_TOML),
        ("samples.csv", recipe::SAMPLES_CSV),
        ("contrasts.csv", recipe::CONTRASTS_CSV),
    ];
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
    }
    let sheet = sample_sheet::read(&folder.join("samples.csv"))?;
    simulate_magnesium_study(folder, seed, &sheet)
        .map_err(|error| Error::data("simulation", &error, error.hint()))?;
    Ok(())
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    InputError::new(path, format!("cannot be written: {error}"))
        .hint("check permissions and free space of the place, or name another --out")
        .into()
}
