//! What a single stage says on standard output: JSON where a program reads, nothing where nobody
//! does, and the same as `summary.json`.

use crate::matrix_study::{DIFF, Study};
use crate::program::{json, succeed};
use crate::simulated_study;
use serde_json::Value;
use std::path::Path;

/// What a command prints, which must be `summary.json` to the byte, so that one schema holds for
/// both.
fn said(root: &Path, arguments: &[&str]) -> Value {
    let printed = succeed(root, arguments);
    let at = arguments.iter().position(|one| *one == "--out").unwrap();
    let summary = root.join(arguments[at + 1]).join("summary.json");
    assert_eq!(printed, std::fs::read_to_string(summary).unwrap());
    serde_json::from_str(&printed).unwrap()
}

#[test]
fn diff_says_what_it_found() {
    let study = Study::new();
    let said = said(study.root(), &DIFF);
    assert_eq!(said["study"], "expression.tsv");
    let contrast = &said["contrasts"][0];
    let table = json(&study.path("d/differential/b_vs_a.json"));
    for key in [
        "contrast",
        "direction_in_words",
        "n_tested",
        "n_up",
        "n_down",
    ] {
        assert_eq!(contrast[key], table[key], "{key}");
    }
    assert_eq!(
        contrast["top_features"][0]["feature_id"],
        table["features"][0]["feature_id"]
    );
    assert_eq!(said["sample_clusters"], Value::Array(Vec::new()));
}

#[test]
fn diff_says_what_further_methods_trends_and_decisions_find() {
    let study = Study::new();
    let mut asked = DIFF.to_vec();
    asked.extend(["--methods", "limma,rank-products,sam", "--decide", "global"]);
    asked.extend(["--doses", "group=a<b", "--no-leave-one-out"]);
    let said = said(study.root(), &asked);
    let contrast = &said["contrasts"][0];
    let overview = json(&study.path("d/differential/summary.json"));
    let overview = &overview["contrasts"][0];
    assert_eq!(contrast["methods"], overview["methods"]);
    assert_eq!(contrast["methods"][1]["method"], "sam");
    assert_eq!(contrast["decided"]["method"], "global");
    assert_eq!(contrast["decided"]["n_up"], overview["n_up_decided"]);
    let dose = json(&study.path("d/differential/dose.group.json"));
    let (first, leading) = (&dose["features"][0], &said["slopes"][0]["top_slopes"][0]);
    for key in ["feature_id", "slope", "adj_p_value"] {
        assert_eq!(leading[key], first[key], "{key}");
    }
}

#[test]
fn cluster_says_what_it_found() {
    let study = Study::new();
    let said = said(
        study.root(),
        &[
            "cluster",
            "--matrix",
            "expression.tsv",
            "--samples",
            "samples.csv",
            "--group",
            "group",
            "--out",
            "c",
        ],
    );
    let tree = json(&study.path("c/clusters/samples.json"));
    assert_eq!(
        said["sample_clusters"][0]["verdict"],
        tree["group_verdicts"][0]["verdict"]
    );
    assert_eq!(
        said["number_of_clusters"]["by_silhouette"],
        tree["advice"]["by_silhouette"]
    );
    let genes = json(&study.path("c/clusters/genes.json"));
    let n_clusters = genes["profiles"].as_array().unwrap().len();
    assert_eq!(said["gene_clusters"]["n_clusters"], n_clusters);
}

#[test]
fn genesets_says_what_it_found() {
    let study = Study::new();
    study.succeed(&DIFF);
    study.put(
        "sets.gmt",
        "one\tin words\tg0\tg1\tg2\tg3\ntwo\tx\tg20\tg21\tg22\n",
    );
    let table = "d/differential/b_vs_a.tsv";
    let tests = "over-representation,camera-pr,preranked";
    let genesets = [
        "genesets",
        "--table",
        table,
        "--gmt",
        "sets.gmt",
        "--fdr",
        "0.5",
        "--tests",
        tests,
        "--min-set-size",
        "1",
        "--out",
        "g",
    ];
    let said = said(study.root(), &genesets);
    assert_eq!(said["n_samples"], Value::Null);
    let all = json(&study.path("g/genesets/b_vs_a.json"));
    let told = said["contrasts"][0]["gene_set_tests"].as_array().unwrap();
    let names: Vec<&str> = told
        .iter()
        .map(|one| one["test"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["over-representation", "camera-pr", "preranked"]);
    for (told, rows) in [(&told[1], &all["camera_pr"]), (&told[2], &all["preranked"])] {
        for direction in ["up", "down"] {
            let is_found = |row: &&Value| {
                row["direction"] == direction && row["adj_p_value"].as_f64().unwrap() <= 0.5
            };
            let n = rows.as_array().unwrap().iter().filter(is_found).count();
            assert_eq!(told[format!("n_{direction}")], n, "{told}");
        }
    }
    assert!(
        told.iter()
            .any(|one| one["n_up"] != 0 || one["n_down"] != 0),
        "{told:?}"
    );
}

#[test]
fn normalize_says_what_it_found() {
    let arrays = simulated_study::Study::new();
    let normalize = [
        "normalize",
        "--out",
        "n",
        "cel/mg001_1.CEL",
        "cel/mg001_2.CEL",
    ];
    let normalize = [&normalize[..], &simulated_study::PROBE_SETS].concat();
    let said = said(arrays.root(), &normalize);
    assert_eq!(said["n_samples"], 2);
    assert_eq!(said["is_simulated"], true);
    assert_eq!(said["normalization"]["method"], "rma");
    assert_eq!(said["qc"]["n_fail"], 0);
}

#[test]
fn a_quiet_stage_says_nothing() {
    let study = Study::new();
    let printed = succeed(study.root(), &[&DIFF[..], &["--quiet"]].concat());
    assert_eq!(printed, "");
}
