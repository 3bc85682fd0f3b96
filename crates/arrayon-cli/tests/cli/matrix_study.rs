//! A small study that begins from a matrix, written out in full.

use crate::program::{self, folder};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub(crate) const SHEET: &str = "\
sample,group,batch
a1,a,x
a2,a,y
a3,a,x
b1,b,y
b2,b,x
b3,b,y
";

pub(crate) const CONTRASTS: &str = "\
id,variable,reference,target,blocking
b_vs_a,group,a,b,
";

const DESCRIPTION: &str = "\
[study]
name = \"six samples\"
samples = \"samples.csv\"
contrasts = \"contrasts.csv\"
matrix = \"expression.tsv\"

[genesets]
themes = \"none\"
";

/// The matrix, its sheet, contrasts and description.
pub(crate) struct Study {
    folder: TempDir,
}

impl Study {
    pub(crate) fn new() -> Self {
        let study = Self { folder: folder() };
        study.put("expression.tsv", &matrix());
        study.put("samples.csv", SHEET);
        study.put("contrasts.csv", CONTRASTS);
        study.put("study.toml", DESCRIPTION);
        study
    }

    /// With the contrast tested, below `d`.
    pub(crate) fn tested() -> Self {
        let study = Self::new();
        study.succeed(&DIFF);
        study
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn put(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces a text that must stand in the file.
    #[track_caller]
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} has no '{from}'");
        self.put(name, &text.replacen(from, to, 1));
    }

    #[track_caller]
    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        program::succeed(self.root(), arguments)
    }

    #[track_caller]
    pub(crate) fn refuse(&self, arguments: &[&str]) -> program::Refusal {
        program::refuse(self.root(), arguments)
    }

    /// The program must refuse what was typed, with exit code 2, and write nothing; its words.
    #[track_caller]
    pub(crate) fn refuse_usage(&self, arguments: &[&str], says: &[&str]) {
        let before = program::listing(self.root());
        let output = program::run(self.root(), arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert_eq!(program::listing(self.root()), before, "{arguments:?}");
        for text in says {
            assert!(errors.contains(text), "not said: '{text}' in: {errors}");
        }
    }

    /// Both `arrayon run` and `arrayon differential` must refuse, in the same words.
    #[track_caller]
    pub(crate) fn refuse_run_and_diff(&self) -> program::Refusal {
        let run = self.refuse(&RUN);
        let diff = self.refuse(&DIFF);
        assert_eq!(run.message, diff.message);
        assert_eq!(run.hint, diff.hint);
        run
    }
}

pub(crate) const RUN: [&str; 4] = ["run", "study.toml", "--out", "results"];

pub(crate) const DIFF: [&str; 9] = [
    "diff",
    "--matrix",
    "expression.tsv",
    "--samples",
    "samples.csv",
    "--contrasts",
    "contrasts.csv",
    "--out",
    "d",
];

pub(crate) const CLUSTER: [&str; 5] = ["cluster", "--matrix", "expression.tsv", "--out", "c"];

/// Forty genes; the first four are higher in b. The noise is that of a fixed linear congruence.
pub(crate) fn matrix() -> String {
    let mut text = String::from("feature_id\ta1\ta2\ta3\tb1\tb2\tb3\n");
    let mut state = 1_u32;
    for gene in 0..40_u32 {
        text += &format!("g{gene}");
        for sample in 0..6_u32 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(state >> 20) / 8192.0;
            let effect = if gene < 4 && sample > 2 { 3.0 } else { 0.0 };
            text += &format!("\t{}", 5.0 + f64::from(gene) / 10.0 + effect + noise);
        }
        text += "\n";
    }
    text
}

#[test]
fn the_small_study_runs() {
    let study = Study::new();
    study.succeed(&RUN);
    study.succeed(&DIFF);
    study.succeed(&CLUSTER);
    let summary = program::json(&study.path("results/summary.json"));
    assert_eq!(summary["contrasts"][0]["n_up"], 4);
    assert_eq!(summary["contrasts"][0]["n_down"], 0);
}
