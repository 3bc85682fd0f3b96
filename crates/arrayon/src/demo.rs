//! The demo: the magnesium recipe on simulated arrays, compared with what was planted.

use crate::config::StudyConfig;
use crate::error::Error;
use crate::moved::Moved;
use crate::output::RunOptions;
use crate::run::run_study;
use arrayon_core::{InputError, Progress};
use arrayon_formats::sample_sheet;
use arrayon_output::{FolderError, ResultFolder};
use arrayon_results::summary::Summary;
use arrayon_simulate::study::STUDY_FILES;
use arrayon_simulate::{recipe, simulate_magnesium_study};
use std::path::{Path, PathBuf};

/// The files of the recipe, as they are written.
const RECIPE: [(&str, &str); 3] = [
    ("study.toml", recipe::STUDY_TOML),
    ("samples.csv", recipe::SAMPLES_CSV),
    ("contrasts.csv", recipe::CONTRASTS_CSV),
];

/// Where the demo's results lie.
pub fn demo_results(out: &Path) -> PathBuf {
    out.join("results")
}

/// Simulates the study of `workflows/magnesium-deficiency` from a seed, writes its files to
/// `<out>/study` and runs exactly that recipe to `<out>/results`. Both appear at once, when they
/// are whole, in place of an earlier demo if `options.force` is said.
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
    if options.force {
        check_unchanged(out)?;
    }
    let mut demo = ResultFolder::create_demo(out, options.force)?;
    let staging = demo.staging().to_path_buf();
    let made = fill(&mut demo, out, seed, options, progress);
    let mut summary = made.map_err(|error| match error {
        Error::Folder(error) => error.moved(&staging, out).into(),
        other => other,
    })?;
    let warnings = demo.finish().map_err(|error| error.moved(&staging, out))?;
    summary.warnings.extend(warnings);
    Ok(summary)
}

fn fill(
    demo: &mut ResultFolder,
    out: &Path,
    seed: u64,
    options: &RunOptions,
    progress: &dyn Progress,
) -> Result<Summary, Error> {
    let arrays = sample_files();
    let arrays = arrays.iter().map(String::as_str);
    let files = RECIPE.iter().map(|(name, _)| *name);
    let files = files.chain(STUDY_FILES).chain(arrays);
    let study = demo.make_folder("study", files)?;
    progress.start("simulating arrays", 1);
    write_study(&study, seed)?;
    progress.finish();
    let mut config = StudyConfig::read(&study.join("study.toml"))?;
    config.study.name = format!("{} (simulated, seed {seed})", config.study.name);
    config.study.truth = Some(study.join("truth.tsv").into());
    let options = RunOptions {
        force: false,
        moved: Moved::new(demo.staging(), out),
        ..options.clone()
    };
    run_study(config, &demo_results(demo.staging()), &options, progress)
}

/// The arrays of the recipe, below the folder of the study.
fn sample_files() -> Vec<String> {
    let rows = recipe::SAMPLES_CSV.lines();
    let cells = rows.flat_map(|row| row.split(','));
    let files = cells.filter(|cell| cell.ends_with(".CEL"));
    files.map(|file| format!("cel/{file}")).collect()
}

/// Refuses to replace a demo whose study somebody has made into one of his own.
fn check_unchanged(out: &Path) -> Result<(), Error> {
    for (name, text) in RECIPE {
        let path = out.join("study").join(name);
        let found = std::fs::read(&path);
        if found.is_ok_and(|found| found != text.as_bytes()) {
            return Err(FolderError::Changed(path).into());
        }
    }
    Ok(())
}

fn write_study(folder: &Path, seed: u64) -> Result<(), Error> {
    for (name, text) in RECIPE {
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
