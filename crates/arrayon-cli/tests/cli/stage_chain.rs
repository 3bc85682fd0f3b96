//! Stages one after the other, each from the files of the one before, against the whole run.

use crate::program::{self, folder};
use crate::simulated_study::demo;
use std::fs;
use std::path::Path;

#[test]
fn stages_find_what_the_whole_run_finds() {
    let (whole, place) = (demo().join("results"), folder());
    let at = |name: &str| whole.join(name).to_string_lossy().into_owned();
    let study = |name: &str| {
        demo()
            .join("study")
            .join(name)
            .to_string_lossy()
            .into_owned()
    };
    let (matrix, controls) = (at("expression.tsv"), at("controls.txt"));
    let diff = [
        "diff",
        "--matrix",
        &matrix,
        "--controls",
        &controls,
        "--samples",
        &study("samples.csv"),
        "--contrasts",
        &study("contrasts.csv"),
        "--annotation",
        &study("library/Clariom_S_Rat.na36.transcript.csv"),
        "--out",
        "d",
    ];
    program::succeed(place.path(), &diff);
    let cluster = [
        "cluster",
        "--matrix",
        &matrix,
        "--controls",
        &controls,
        "--out",
        "c",
    ];
    program::succeed(place.path(), &cluster);
    let same = |stage: &str, name: &str| {
        let read = |folder: &Path| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read(&place.path().join(stage)), read(&whole), "{name}");
    };
    for contrast in ["mg001_vs_pairfed", "mg002_vs_normal", "mg004_vs_normal"] {
        same("d", &format!("differential/{contrast}.tsv"));
        same("d", &format!("differential/{contrast}.json"));
    }
    same("d", "differential/decisions.tsv");
    same("c", "clusters/samples.nwk");
    same("c", "clusters/pca_scores.tsv");
}

#[test]
fn controls_beside_a_matrix_are_not_forgotten_silently() {
    let place = folder();
    let matrix = demo().join("results/expression.tsv");
    let matrix = matrix.to_string_lossy();
    let unnamed = [
        "cluster", "--matrix", &matrix, "--genes", "none", "--out", "c",
    ];
    program::succeed(place.path(), &unnamed);
    let summary = fs::read_to_string(place.path().join("c/summary.json")).unwrap();
    assert!(summary.contains("--controls leaves them out"), "{summary}");

    fs::write(place.path().join("other.txt"), "# none of these\ng1\n").unwrap();
    let mut wrong = unnamed.to_vec();
    wrong.extend(["--controls", "other.txt", "--force"]);
    program::refuse(place.path(), &wrong).says(&["other.txt", "'g1'", "controls.txt"]);
}
