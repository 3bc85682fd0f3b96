//! The same bytes on every run and for any number of threads.

use crate::program::{assert_same_results, contents, folder, succeed};
use crate::simulated_study::demo;
use std::path::Path;

#[test]
fn thread_counts_do_not_show() {
    for threads in ["1", "4"] {
        let place = folder();
        let arguments = ["demo", "--quiet", "--out", "demo", "--threads", threads];
        succeed(place.path(), &arguments);
        assert_same_results(demo(), &place.path().join("demo"));
    }
}

#[test]
fn seeds_show() {
    let place = folder();
    let printed = succeed(place.path(), &["demo", "--out", "demo", "--seed", "2"]);
    // as of every command, the summary as JSON where no person reads it
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let written = crate::program::json(&place.path().join("demo/results/summary.json"));
    assert_eq!(printed["study"], written["study"]);
    let file = Path::new("study/cel/normal_1.CEL");
    let read = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
    assert_ne!(read(demo()), read(&place.path().join("demo")));
    let file = Path::new("results/expression.tsv");
    let read = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
    assert_ne!(read(demo()), read(&place.path().join("demo")));
}

#[test]
fn a_run_of_the_demos_study_gives_the_demos_numbers() {
    let place = folder();
    let study = demo().join("study/study.toml");
    let study = study.to_string_lossy();
    let arguments = ["run", &study, "--out", "results", "--threads", "1"];
    succeed(place.path(), &arguments);
    let mut left: Vec<_> = contents(&demo().join("results"));
    let right: Vec<_> = contents(&place.path().join("results"));
    // the demo alone knows what was planted
    left.retain(|(name, _)| name != "truth.json");
    assert_eq!(left.len(), right.len());
    for ((name, left), (_, right)) in left.iter().zip(&right) {
        // the demo's summary tells its seed and what was planted, and so does the page of it
        let tells = ["summary.json", "manifest.json", "report.html"].contains(&name.as_str());
        assert!(left == right || tells, "{name} differs");
    }
}
