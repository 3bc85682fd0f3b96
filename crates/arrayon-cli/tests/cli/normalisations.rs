//! Further methods of normalisation, and what they leave for the stages after.

use crate::program::{json, refuse, run, succeed};
use crate::simulated_study::{LIBRARY, Study};
use std::fs;

fn normalize<'a>(method: &'a str, out: &'a str) -> Vec<&'a str> {
    let first = ["normalize", "cel", "--method", method, "--out", out];
    [&first[..], &LIBRARY].concat()
}

/// The values of an expression table, row after row.
fn values(study: &Study, folder: &str) -> Vec<f64> {
    let text = String::from_utf8(study.bytes(&format!("{folder}/expression.tsv"))).unwrap();
    let rows = text.lines().skip(1);
    let cells = rows.flat_map(|row| row.split('\t').skip(1).collect::<Vec<_>>());
    cells.map(|cell| cell.parse().unwrap()).collect()
}

#[test]
fn sketches_are_near_full_quantiles_and_gc_counts_make_a_difference_that_is_said() {
    let study = Study::new();
    for method in ["rma", "rma-sketch", "gc-adjusted"] {
        succeed(study.root(), &normalize(method, method));
    }
    let rma = values(&study, "rma");
    let largest = |folder: &str| {
        let differences = values(&study, folder).into_iter().zip(&rma);
        differences
            .map(|(value, rma)| (value - rma).abs())
            .fold(0.0, f64::max)
    };
    // a chip of fewer probes than a sketch has points is normalised in full
    assert!(largest("rma-sketch") < 0.05, "{}", largest("rma-sketch"));
    let moved = largest("gc-adjusted");
    assert!(moved > 1e-6 && moved < 3.0, "{moved}");
    let summary = json(&study.path("gc-adjusted/summary.json"));
    assert!(
        summary["warnings"]
            .to_string()
            .contains("constants are not public")
    );
    assert_eq!(summary["normalization"]["method"], "gc-adjusted");
}

#[test]
fn only_informative_features_are_tested_where_that_is_asked() {
    let study = Study::new();
    succeed(study.root(), &normalize("farms", "n"));
    let listed = String::from_utf8(study.bytes("n/informative.txt")).unwrap();
    let n_listed = listed.lines().count();
    let summary = json(&study.path("n/summary.json"));
    let n_features = summary["n_features"].as_u64().unwrap() as usize;
    assert!(
        n_listed > 10 && n_listed < n_features,
        "{n_listed} of {n_features}"
    );
    let n_main = summary["normalization"]["n_informative_features"]
        .as_u64()
        .unwrap() as usize;
    assert!(n_main <= n_listed);
    let differential = [
        "diff",
        "--matrix",
        "n/expression.tsv",
        "--samples",
        "samples.csv",
        "--contrasts",
        "contrasts.csv",
        "--filter-informative",
        "--out",
        "d",
    ];
    succeed(study.root(), &differential);
    let filters = &json(&study.path("d/differential/summary.json"))["filters"];
    assert_eq!(filters["n_kept"], n_main);
    assert_eq!(filters["steps"][0]["filter"], "informative");
    // the same in one run
    study.replace("study.toml", "method = \"rma\"", "method = \"farms\"");
    study.edit("study.toml", |text| {
        format!("{text}\n[differential.filter]\ninformative = true\n")
    });
    study.succeed();
    let filters = &json(&study.path("results/differential/summary.json"))["filters"];
    assert_eq!(filters["n_kept"], n_main);
    // calls that nobody made
    study.replace("study.toml", "\"farms\"", "\"rma\"");
    let output = run(study.root(), &["check", "study.toml"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("method 'rma' does not make"), "{said}");
    fs::remove_file(study.path("n/informative.txt")).unwrap();
    let mut again = differential.to_vec();
    again[9] = "e";
    refuse(study.root(), &again).says(&["no informative.txt", "--method farms"]);
}
