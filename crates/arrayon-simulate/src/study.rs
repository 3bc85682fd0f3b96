//! The magnesium study as a whole.

use crate::annotation::write_annotation;
use crate::array::{control_levels, scan};
use crate::biology::{Biology, ThemeGroups};
use crate::chip::SimulatedChip;
use crate::diet::{Diet, diets_of};
use crate::draws::Draws;
use crate::effects::{Effects, PLANTED_CLUSTERS, PLANTED_THEMES};
use crate::error::SimulateError;
use crate::levels::Levels;
use crate::recipe::{CONTRASTS, RecipeContrast};
use crate::theme_genes::ThemeGenes;
use crate::truth::{ContrastTruth, PlantedFeature, StudyTruth};
use arrayon_core::{InputError, Place, SampleSheet};
use arrayon_formats::cel::{CelFile, write_command_console};
use arrayon_formats::chip::{write_bgp, write_clf, write_mps, write_pgf, write_qcc};
use arrayon_themes::{Species, default_panel};
use rayon::prelude::*;
use std::io::{self, Write};
use std::path::Path;

/// Random streams of a study; that of an array is the first of arrays plus its position.
const LEVEL_STREAM: u64 = 1;
const EFFECT_STREAM: u64 = 2;
const PROGRAMME_STREAM: u64 = 3;
const CONTROL_STREAM: u64 = 4;
const FIRST_ARRAY_STREAM: u64 = 1_000;

/// Column of the sample sheet that names the days on which arrays were made.
const DAY_COLUMN: &str = "day";

/// A study whose arrays can be made one by one.
pub(crate) struct Study {
    seed: u64,
    chip: SimulatedChip,
    biology: Biology,
    control_levels: Vec<f64>,
    samples: Vec<Sample>,
    truth: StudyTruth,
}

struct Sample {
    file: String,
    diet: Diet,
    /// Position of its day among the days of the sheet.
    day: Option<usize>,
}

/// Simulates the magnesium study of a sample sheet and writes it into a folder that exists.
///
/// Written are `cel/<file of the sheet>` (Command Console), `library/Clariom_S_Rat.r1.*` (PGF,
/// CLF, MPS, QCC, BGP), `library/Clariom_S_Rat.na36.transcript.csv` and `truth.tsv`: the names of
/// the recipe's `study.toml`, while every file's content says that it is simulated (chip type
/// [`CHIP_TYPE`](crate::CHIP_TYPE)). The chip is always the same one; all else follows from the
/// seed and the sheet.
///
/// The sheet's column `diet` decides what each animal ate; a column `day`, if there is one, makes
/// animals of one day alike.
///
/// # Errors
/// [`SimulateError::Sheet`] where the sheet has no files, no column `diet`, an unknown diet or a
/// file name that leaves the folder; [`SimulateError::Write`] where a file cannot be written.
///
/// # Determinism
/// Same bytes for the same seed and sheet, whatever the number of threads.
pub fn simulate_magnesium_study(
    folder: &Path,
    seed: u64,
    sheet: &SampleSheet,
) -> Result<StudyTruth, SimulateError> {
    simulate_study(folder, seed, sheet, Scenario::default())
}

/// What is true of a simulated study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scenario {
    /// Whether the diets have effects. Without, no contrast has anything to find.
    pub has_effects: bool,
    /// Correlation between animals of two genes of one theme, from 0 to below 1, beyond what the
    /// programmes give. Genes of real themes vary together; a test that takes them as independent
    /// then finds themes where nothing is.
    pub theme_correlation: f64,
}

impl Default for Scenario {
    /// The demo's: effects, and genes that vary together in programmes alone.
    fn default() -> Self {
        Self {
            has_effects: true,
            theme_correlation: 0.0,
        }
    }
}

/// The files of a simulated study but its arrays, which lie in `cel`.
pub const STUDY_FILES: [&str; 7] = [
    "library/Clariom_S_Rat.r1.pgf",
    "library/Clariom_S_Rat.r1.clf",
    "library/Clariom_S_Rat.r1.mps",
    "library/Clariom_S_Rat.r1.qcc",
    "library/Clariom_S_Rat.r1.bgp",
    "library/Clariom_S_Rat.na36.transcript.csv",
    "truth.tsv",
];

/// Simulates a study like [`simulate_magnesium_study`] of which other things are true, for
/// measuring how often verdicts are right.
///
/// # Errors
/// As [`simulate_magnesium_study`].
///
/// # Panics
/// For a correlation outside `0..1`.
pub fn simulate_study(
    folder: &Path,
    seed: u64,
    sheet: &SampleSheet,
    scenario: Scenario,
) -> Result<StudyTruth, SimulateError> {
    assert!(
        (0.0..1.0).contains(&scenario.theme_correlation),
        "correlation {}",
        scenario.theme_correlation
    );
    let study = Study::new(seed, sheet, scenario)?;
    let (cel, library) = (folder.join("cel"), folder.join("library"));
    for folder in [&cel, &library] {
        make_folder(folder).map_err(SimulateError::write(folder))?;
    }
    study.write_library(&library)?;
    (0..study.samples.len())
        .into_par_iter()
        .try_for_each(|sample| {
            let array = study.array(sample);
            let path = cel.join(&study.samples[sample].file);
            write_file(&path, |to| write_command_console(&array, to))
        })?;
    write_file(&folder.join("truth.tsv"), |to| study.truth.write_tsv(to))?;
    Ok(study.truth)
}

impl Study {
    pub(crate) fn new(
        seed: u64,
        sheet: &SampleSheet,
        scenario: Scenario,
    ) -> Result<Self, SimulateError> {
        let samples = samples_of(sheet)?;
        let genes = ThemeGenes::of(default_panel(Species::Rat));
        let chip = SimulatedChip::new(&genes);
        let levels = Levels::draw(&chip, &mut Draws::new(seed, LEVEL_STREAM));
        let effects = if scenario.has_effects {
            Effects::plant(&chip, &genes, &levels, &mut Draws::new(seed, EFFECT_STREAM))
        } else {
            Effects::none(&chip)
        };
        let groups = ThemeGroups {
            of_gene: (chip.genes.iter())
                .map(|gene| genes.group(&gene.symbol))
                .collect(),
            correlation: scenario.theme_correlation,
        };
        let truth = StudyTruth {
            seed,
            contrasts: CONTRASTS
                .map(|contrast| truth_of(contrast, &chip, &effects, scenario))
                .into(),
        };
        let n_days = samples
            .iter()
            .filter_map(|sample| sample.day)
            .max()
            .map_or(0, |day| day + 1);
        let mut draws = Draws::new(seed, PROGRAMME_STREAM);
        let biology = Biology::draw(levels, effects, groups, n_days, &mut draws);
        let control_levels = control_levels(&chip, &mut Draws::new(seed, CONTROL_STREAM));
        Ok(Self {
            seed,
            chip,
            biology,
            control_levels,
            samples,
            truth,
        })
    }

    /// The scanned array of a sample.
    pub(crate) fn array(&self, sample: usize) -> CelFile {
        let mut draws = Draws::new(self.seed, FIRST_ARRAY_STREAM + sample as u64);
        let Sample { diet, day, .. } = self.samples[sample];
        let expression = self.biology.animal(diet, day, &mut draws);
        let levels = expression
            .into_iter()
            .chain(self.control_levels.iter().copied());
        scan(&self.chip, levels, scan_date(sample, day), &mut draws)
    }

    fn write_library(&self, folder: &Path) -> Result<(), SimulateError> {
        let file = |ending: &str| folder.join(format!("Clariom_S_Rat.{ending}"));
        let library = &self.chip.library;
        write_file(&file("r1.pgf"), |to| write_pgf(library, to))?;
        write_file(&file("r1.clf"), |to| write_clf(library, to))?;
        write_file(&file("r1.mps"), |to| write_mps(library, to))?;
        write_file(&file("r1.qcc"), |to| write_qcc(library, to))?;
        write_file(&file("r1.bgp"), |to| write_bgp(library, to))?;
        write_file(&file("na36.transcript.csv"), |to| {
            write_annotation(&self.chip, to)
        })
    }
}

fn samples_of(sheet: &SampleSheet) -> Result<Vec<Sample>, SimulateError> {
    let Some(files) = &sheet.files else {
        return Err(InputError::new(&sheet.path, "no column 'file'")
            .expected("a CEL file name for every sample")
            .into());
    };
    let diets = diets_of(sheet)?;
    let days = days_of(sheet);
    let mut samples = Vec::with_capacity(files.len());
    for ((file, diet), (day, &line)) in files
        .iter()
        .zip(diets)
        .zip(days.into_iter().zip(&sheet.lines))
    {
        if file.is_empty() || file.contains(['/', '\\']) || file.starts_with('.') {
            return Err(InputError::new(&sheet.path, format!("file '{file}'"))
                .at(Place::Line(line))
                .expected("a plain file name: simulated arrays are written into one folder")
                .into());
        }
        let file = file.clone();
        samples.push(Sample { file, diet, day });
    }
    Ok(samples)
}

/// The day of each sample as a number from 0, in the order in which the sheet names the days.
fn days_of(sheet: &SampleSheet) -> Vec<Option<usize>> {
    let Some(column) = sheet.column(DAY_COLUMN) else {
        return vec![None; sheet.n_samples()];
    };
    let mut known: Vec<&str> = Vec::new();
    let mut days = Vec::with_capacity(column.values.len());
    for day in &column.values {
        if day.is_empty() {
            days.push(None);
            continue;
        }
        let at = known.iter().position(|one| one == day).unwrap_or_else(|| {
            known.push(day);
            known.len() - 1
        });
        days.push(Some(at));
    }
    days
}

/// Arrays are scanned eleven minutes apart, from nine o'clock on.
fn scan_date(sample: usize, day: Option<usize>) -> String {
    let minutes = 9 * 60 + 11 * (sample % 60);
    let day = 1 + day.unwrap_or(0) % 28;
    format!(
        "2024-03-{day:02}T{:02}:{:02}:00Z",
        minutes / 60,
        minutes % 60
    )
}

fn truth_of(
    contrast: RecipeContrast,
    chip: &SimulatedChip,
    effects: &Effects,
    scenario: Scenario,
) -> ContrastTruth {
    let (target, reference) = (effects.of(contrast.target), effects.of(contrast.reference));
    let features = (chip.genes.iter().zip(target.iter().zip(reference)))
        .map(|(gene, (target, reference))| PlantedFeature {
            feature_id: gene.feature_id.clone(),
            symbol: gene.symbol.clone(),
            log_fc: target - reference,
        })
        .filter(|feature| feature.log_fc != 0.0)
        .collect();
    let themes = (PLANTED_THEMES.iter())
        .filter(|(id, ..)| scenario.has_effects && *id == contrast.id)
        .map(|(_, theme, direction)| ((*theme).to_owned(), *direction))
        .collect();
    ContrastTruth {
        contrast: contrast.id.to_owned(),
        features,
        themes,
        separated: PLANTED_CLUSTERS
            .iter()
            .any(|&(id, separated)| scenario.has_effects && id == contrast.id && separated),
    }
}

/// Makes a folder in one that exists: what an interrupted program removes is not made again.
fn make_folder(folder: &Path) -> io::Result<()> {
    match std::fs::create_dir(folder) {
        Err(_) if folder.is_dir() => Ok(()),
        made => made,
    }
}

fn write_file(
    path: &Path,
    write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), SimulateError> {
    let mut bytes = Vec::new();
    let written = write(&mut bytes)
        .and_then(|()| std::fs::File::create(path))
        .and_then(|mut file| file.write_all(&bytes));
    written.map_err(SimulateError::write(path))
}
