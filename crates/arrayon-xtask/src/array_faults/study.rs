//! Simulated studies whose arrays are given faults, and real ones, through `arrayon qc`.

use anyhow::Context;
use arrayon::results::qc::QualityControl;
use arrayon::{
    ChipSection, NormalizeSection, NormalizeSettings, QualitySection, QualitySource, QualityStage,
    RunOptions, quality_stage,
};
use arrayon_core::{ChipDesign, NoProgress, SampleSheet, SheetColumn};
use arrayon_formats::cel::{self, write_command_console};
use arrayon_formats::chip::{PgfLibrary, read_pgf_library};
use arrayon_simulate::{Diet, Fault, simulate_magnesium_study};
use std::fs;
use std::path::{Path, PathBuf};

const N_ARRAYS: usize = 10;

/// A simulated study of ten animals of two diets, of one day each two.
pub(super) struct FaultStudy {
    folder: tempfile::TempDir,
    chip: ChipDesign,
}

impl FaultStudy {
    pub(super) fn new(seed: u64) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let column = |name: &str, of: &dyn Fn(usize) -> String| SheetColumn {
            name: name.to_owned(),
            values: (0..N_ARRAYS).map(of).collect(),
        };
        let diets = [Diet::Mg001, Diet::PairFed];
        let sheet = SampleSheet {
            path: "samples.csv".into(),
            samples: (0..N_ARRAYS).map(|at| format!("r{at}")).collect(),
            lines: (0..N_ARRAYS as u64).map(|at| at + 2).collect(),
            files: Some((0..N_ARRAYS).map(|at| format!("r{at}.CEL")).collect()),
            columns: vec![
                column("diet", &|at| diets[at % 2].level().to_owned()),
                column("day", &|at| format!("day{}", at / 2)),
            ],
        };
        simulate_magnesium_study(folder.path(), seed, &sheet)?;
        let library = |ending: &str| library_file(folder.path(), ending);
        let chip = read_pgf_library(&PgfLibrary {
            pgf: library("r1.pgf"),
            clf: library("r1.clf"),
            mps: Some(library("r1.mps")),
            qcc: Some(library("r1.qcc")),
            bgp: Some(library("r1.bgp")),
        })?;
        Ok(Self { folder, chip })
    }

    pub(super) fn judged(&self) -> anyhow::Result<QualityControl> {
        let folder = self.folder.path();
        let file = |ending: &str| Some(library_file(folder, ending).into());
        let chip = ChipSection {
            pgf: file("r1.pgf"),
            clf: file("r1.clf"),
            mps: file("r1.mps"),
            qcc: file("r1.qcc"),
            bgp: file("r1.bgp"),
            ..ChipSection::default()
        };
        judged(vec![folder.join("cel")], chip, &folder.join("q"))
    }

    /// Puts a fault on one array, judges, and takes it off again; the array's sample comes back with
    /// the verdicts.
    pub(super) fn with_fault(
        &self,
        fault: Fault,
        seed: u64,
    ) -> anyhow::Result<(String, QualityControl)> {
        let sample = format!("r{}", seed % N_ARRAYS as u64);
        let path = self.folder.path().join(format!("cel/{sample}.CEL"));
        let clean = fs::read(&path)?;
        let mut array = cel::read(&path)?;
        fault.put_on(&mut array, Some(&self.chip), seed);
        let mut bytes = Vec::new();
        write_command_console(&array, &mut bytes)?;
        fs::write(&path, bytes)?;
        let quality = self.judged();
        fs::write(&path, clean)?;
        Ok((sample, quality?))
    }
}

fn library_file(folder: &Path, ending: &str) -> PathBuf {
    folder.join(format!("library/Clariom_S_Rat.{ending}"))
}

/// The verdicts on the real arrays of a folder with a CDF.
pub(super) fn judge_cdf_study(folder: &Path) -> anyhow::Result<QualityControl> {
    let is_cdf = |path: &PathBuf| path.to_string_lossy().contains(".cdf");
    let mut files = fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path()));
    let cdf = files.find(is_cdf).context("no CDF in the folder")?;
    let chip = ChipSection {
        cdf: Some(cdf.into()),
        ..ChipSection::default()
    };
    let out = tempfile::tempdir()?;
    judged(vec![folder.join("cel")], chip, &out.path().join("q"))
}

fn judged(files: Vec<PathBuf>, chip: ChipSection, out: &Path) -> anyhow::Result<QualityControl> {
    let stage = QualityStage {
        source: QualitySource::Arrays(files),
        samples: None,
        settings: NormalizeSettings {
            chip,
            normalize: NormalizeSection::default(),
            quality: QualitySection::default(),
        },
    };
    let options = RunOptions {
        force: true,
        ..RunOptions::default()
    };
    quality_stage(&stage, out, &options, &NoProgress)?;
    Ok(serde_json::from_str(&fs::read_to_string(
        out.join("qc.json"),
    )?)?)
}
