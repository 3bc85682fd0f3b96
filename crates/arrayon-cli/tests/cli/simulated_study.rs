//! A small study on the arrays of the demo, which is run once.

#![expect(
    clippy::disallowed_types,
    reason = "the demo is made by another process"
)]

use crate::program::{self, folder};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The folder of a demo, seed 1, that every test may read and none may change.
pub(crate) fn demo() -> &'static Path {
    static DEMO: OnceLock<PathBuf> = OnceLock::new();
    DEMO.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        let _ = fs::remove_dir_all(&place);
        let name = place.to_string_lossy();
        program::succeed(Path::new("."), &["demo", "--quiet", "--out", &name]);
        place
    })
}

/// The demo at another place, for a test that changes it; large files are linked.
pub(crate) fn copy_demo(place: &Path) {
    for file in program::files_below(demo()) {
        let (from, to) = (demo().join(&file), place.join(&file));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        match file.extension().is_some_and(|ending| ending == "CEL") {
            true => fs::hard_link(from, to).unwrap(),
            false => drop(fs::copy(from, to).unwrap()),
        }
    }
}

/// A study of its own: six arrays of the demo, three of each of two diets.
pub(crate) struct Study {
    folder: TempDir,
}

pub(crate) const SAMPLES: [&str; 6] = [
    "pairfed_1",
    "pairfed_2",
    "pairfed_3",
    "mg001_1",
    "mg001_2",
    "mg001_3",
];

pub(crate) const PGF: &str = "library/Clariom_S_Rat.r1.pgf";
pub(crate) const CLF: &str = "library/Clariom_S_Rat.r1.clf";
pub(crate) const MPS: &str = "library/Clariom_S_Rat.r1.mps";
pub(crate) const ANNOTATION: &str = "library/Clariom_S_Rat.na36.transcript.csv";

/// The library as flags, features being its probe sets.
pub(crate) const PROBE_SETS: [&str; 4] = ["--pgf", PGF, "--clf", CLF];

/// The library as flags, features being its transcript clusters.
pub(crate) const LIBRARY: [&str; 6] = ["--pgf", PGF, "--clf", CLF, "--mps", MPS];

/// The control probes of the library, as flags.
pub(crate) const CONTROLS: [&str; 4] = [
    "--qcc",
    "library/Clariom_S_Rat.r1.qcc",
    "--bgp",
    "library/Clariom_S_Rat.r1.bgp",
];

impl Study {
    /// The study, whole.
    pub(crate) fn new() -> Self {
        let source = demo().join("study");
        let study = Self { folder: folder() };
        fs::create_dir(study.path("cel")).unwrap();
        for sample in SAMPLES {
            let name = format!("cel/{sample}.CEL");
            fs::hard_link(source.join(&name), study.path(&name)).unwrap();
        }
        fs::create_dir(study.path("library")).unwrap();
        for file in program::files_below(&source.join("library")) {
            let name = Path::new("library").join(file);
            fs::hard_link(source.join(&name), study.root().join(&name)).unwrap();
        }
        for name in ["study.toml", "samples.csv", "contrasts.csv"] {
            fs::copy(source.join(name), study.path(name)).unwrap();
        }
        let keep = |line: &str| line.starts_with("sample,") || study.has_sample(line);
        study.edit("samples.csv", |text| {
            let lines: Vec<&str> = text.lines().filter(|line| keep(line)).collect();
            lines.join("\n")
        });
        study.edit("contrasts.csv", |text| {
            let lines: Vec<&str> = text.lines().take(2).collect();
            lines.join("\n")
        });
        study.edit("study.toml", |text| {
            text.replace(", \"mg004_vs_normal\", \"mg002_vs_normal\"", "")
        });
        study
    }

    fn has_sample(&self, line: &str) -> bool {
        SAMPLES
            .iter()
            .any(|sample| line.starts_with(&format!("{sample},")))
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    /// A file's bytes.
    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// Puts a file in place of what stands there; files of the demo are linked, so that writing
    /// through the old name would change them for every test.
    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        let _ = fs::remove_file(&path);
        fs::write(path, bytes).unwrap();
    }

    /// Changes a text file; the change must change something.
    #[track_caller]
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(&str) -> String) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{name} is as before");
        self.put(name, changed);
    }

    /// Replaces a text that must stand in the file.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        self.edit(name, |text| text.replacen(from, to, 1));
    }

    pub(crate) fn succeed(&self) -> String {
        program::succeed(self.root(), &["run", "study.toml", "--out", "results"])
    }

    #[track_caller]
    pub(crate) fn refuse(&self) -> program::Refusal {
        program::refuse(self.root(), &["run", "study.toml", "--out", "results"])
    }
}

/// A text CDF of probe sets with these names and cells.
pub(crate) fn text_cdf((n_rows, n_columns): (u32, u32), units: &[(String, Vec<u32>)]) -> String {
    let n_units = units.len();
    let mut text = format!(
        "[CDF]\nVersion=GC3.0\n\n[Chip]\nName=made\nRows={n_rows}\nCols={n_columns}\n\
         NumberOfUnits={n_units}\nMaxUnit={n_units}\nNumQCUnits=0\nChipReference=\n"
    );
    for (at, (name, cells)) in units.iter().enumerate() {
        let (unit, n) = (at + 1, cells.len());
        text += &format!(
            "\n[Unit{unit}]\nName=NONE\nDirection=2\nNumAtoms={n}\nNumCells={n}\n\
             UnitNumber={unit}\nUnitType=3\nNumberBlocks=1\n\n[Unit{unit}_Block1]\nName={name}\n\
             BlockNumber=1\nNumAtoms={n}\nNumCells={n}\nStartPosition=0\nStopPosition={}\n\
             CellHeader=X\tY\tPROBE\tFEAT\tQUAL\tEXPOS\tPOS\tCBASE\tPBASE\tTBASE\tATOM\tINDEX\t\
             CODONIND\tCODON\tREGIONTYPE\tREGION\n",
            n - 1
        );
        for (atom, index) in cells.iter().enumerate() {
            let (x, y) = (index % n_columns, index / n_columns);
            text += &format!(
                "Cell{}={x}\t{y}\tN\tcontrol\t{name}\t{atom}\t13\tA\tT\tA\t{atom}\t{index}\t-1\t-1\t\
                 99\t\n",
                atom + 1
            );
        }
    }
    text
}

#[test]
fn the_small_study_runs() {
    let study = Study::new();
    let printed = study.succeed();
    assert!(printed.starts_with('{'), "JSON where nobody watches");
    assert!(study.path("results/summary.json").is_file());
}
