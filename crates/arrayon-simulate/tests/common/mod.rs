//! The recipe in a temporary folder, and its arrays read back.
#![allow(dead_code, clippy::missing_panics_doc)] // each test file uses its part

use arrayon_core::{ChipDesign, SampleSheet};
use arrayon_formats::chip::{PgfLibrary, read_pgf_library};
use arrayon_formats::{cel, sample_sheet};
use arrayon_simulate::{StudyTruth, recipe, simulate_magnesium_study};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) struct Simulated {
    pub(crate) folder: TempDir,
    pub(crate) sheet: SampleSheet,
    pub(crate) truth: StudyTruth,
}

/// Simulates the recipe's study into a folder that goes away with the value.
pub(crate) fn simulated(seed: u64) -> Simulated {
    let folder = tempfile::tempdir().unwrap();
    let sheet = recipe_sheet(folder.path());
    let truth = simulate_magnesium_study(folder.path(), seed, &sheet).unwrap();
    Simulated {
        folder,
        sheet,
        truth,
    }
}

/// The recipe's sample sheet.
pub(crate) fn recipe_sheet(folder: &Path) -> SampleSheet {
    let path = folder.join("samples.csv");
    std::fs::write(&path, recipe::SAMPLES_CSV).unwrap();
    sample_sheet::read(&path).unwrap()
}

impl Simulated {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn design(&self) -> ChipDesign {
        let file = |ending: &str| self.path(&format!("library/Clariom_S_Rat.r1.{ending}"));
        let library = PgfLibrary {
            pgf: file("pgf"),
            clf: file("clf"),
            mps: Some(file("mps")),
            qcc: Some(file("qcc")),
            bgp: Some(file("bgp")),
        };
        read_pgf_library(&library).unwrap()
    }

    pub(crate) fn array(&self, sample: usize) -> cel::CelFile {
        let file = &self.sheet.files.as_ref().unwrap()[sample];
        cel::read_complete(&self.path("cel").join(file)).unwrap()
    }

    /// Positions of the samples of a diet.
    pub(crate) fn samples_of(&self, level: &str) -> Vec<usize> {
        let diets = &self.sheet.column("diet").unwrap().values;
        (0..diets.len()).filter(|&at| diets[at] == level).collect()
    }
}
