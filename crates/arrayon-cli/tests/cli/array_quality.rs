//! `arrayon qc`: verdicts on arrays with and without a library, and on the samples of a matrix.

use crate::matrix_study;
use crate::program::{files_below, json, refuse, succeed};
use crate::simulated_study::{CONTROLS, LIBRARY, PGF, SAMPLES, Study};
use serde_json::Value;

fn metrics(quality: &Value) -> Vec<&str> {
    let checks = quality["arrays"][0]["checks"].as_array().unwrap();
    checks
        .iter()
        .map(|check| check["metric"].as_str().unwrap())
        .collect()
}

#[test]
fn arrays_are_judged_without_a_library_and_with_one() {
    let study = Study::new();
    let printed = succeed(study.root(), &["qc", "cel", "--images", "--out", "q"]);
    let summary: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(summary["qc"]["status"], "pass");
    assert_eq!(summary["qc"]["n_pass"], SAMPLES.len());
    let alone = json(&study.path("q/qc.json"));
    let found = metrics(&alone);
    for metric in ["orientation", "defect_percent", "signal_mean"] {
        assert!(found.contains(&metric), "{metric}: {found:?}");
    }
    assert!(!found.contains(&"mean_distance") && !found.contains(&"pos_vs_neg_auc"));
    for check in alone["arrays"][0]["checks"].as_array().unwrap() {
        assert!(!check["rule"].as_str().unwrap().is_empty());
        assert!(!check["source"].as_str().unwrap().is_empty());
        assert_eq!(
            check["status"] == "pass",
            check["reason"].is_null(),
            "{check}"
        );
    }
    let table = String::from_utf8(study.bytes("q/qc.tsv")).unwrap();
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    assert_eq!(header[..3], ["sample", "status", "verdict"]);
    assert_eq!(header[3..], found[..]);
    assert_eq!(lines.count(), SAMPLES.len());
    let mut images = files_below(&study.path("q/qc"));
    images.retain(|name| name.to_string_lossy().ends_with(".png"));
    assert_eq!(images.len(), 2 * SAMPLES.len());
    assert!(
        study
            .bytes(&format!("q/qc/{}.png", SAMPLES[0]))
            .starts_with(b"\x89PNG")
    );

    let further = ["--samples", "samples.csv", "--detection", "--out", "l"];
    let quality = [&["qc", "cel"], &LIBRARY[..], &CONTROLS, &further].concat();
    succeed(study.root(), &quality);
    let whole = json(&study.path("l/qc.json"));
    let found = metrics(&whole);
    for metric in [
        "orientation",
        "mean_distance",
        "pos_vs_neg_auc",
        "hybridization_controls",
        "labelling_controls",
        "detected_percent",
        "closest_array_correlation",
    ] {
        assert!(found.contains(&metric), "{metric}: {found:?}");
    }
    let associations = whole["component_associations"].as_array().unwrap();
    assert!(associations.iter().any(|one| one["column"] == "diet"));
    let detection = String::from_utf8(study.bytes("l/detection.tsv")).unwrap();
    let row = detection.lines().nth(1).unwrap();
    assert_eq!(row.split('\t').count(), SAMPLES.len() + 1);
    let p: f64 = row.split('\t').nth(1).unwrap().parse().unwrap();
    assert!((0.0..=1.0).contains(&p));
    assert!(!study.path("l/expression.tsv").exists());
}

#[test]
fn a_run_says_the_same_of_the_arrays_whatever_the_number_of_threads() {
    let study = Study::new();
    for threads in ["1", "3"] {
        let out = format!("t{threads}");
        let arguments = ["qc", "cel", "--images", "--threads", threads, "--out", &out];
        succeed(study.root(), &arguments);
    }
    for file in ["qc.json", "qc.tsv", "summary.json"] {
        let (one, three) = (
            study.bytes(&format!("t1/{file}")),
            study.bytes(&format!("t3/{file}")),
        );
        assert!(one == three, "{file}");
    }
    let image = format!("qc/{}.png", SAMPLES[1]);
    assert!(study.bytes(&format!("t1/{image}")) == study.bytes(&format!("t3/{image}")));
}

#[test]
fn samples_of_a_matrix_are_judged_by_expression_alone() {
    let study = matrix_study::Study::new();
    let arguments = [
        "qc",
        "--matrix",
        "expression.tsv",
        "--samples",
        "samples.csv",
        "--out",
        "q",
    ];
    succeed(study.root(), &arguments);
    let quality = json(&study.path("q/qc.json"));
    let found = metrics(&quality);
    assert!(
        found.contains(&"mean_distance") && !found.contains(&"orientation"),
        "{found:?}"
    );
    assert_eq!(quality["study_checks"].as_array().unwrap().len(), 0);
    assert!(
        quality["scope"]
            .as_str()
            .unwrap()
            .contains("no array was seen")
    );
}

#[test]
fn wrong_requests_are_refused() {
    let study = Study::new();
    refuse(study.root(), &["qc", "cel", "--pgf", PGF, "--out", "q"]).says(&["'clf'", "'pgf'"]);
    refuse(study.root(), &["qc", "no.CEL", "--out", "q"]).says(&["no.CEL"]);
}

#[test]
fn pictures_of_arrays_stand_in_the_report() {
    let study = Study::new();
    let images = ["--set", "quality.images=true", "--out", "r"];
    succeed(
        study.root(),
        &[&["run", "study.toml"], &images[..]].concat(),
    );
    let page = String::from_utf8(study.bytes("r/report.html")).unwrap();
    for sample in SAMPLES {
        assert!(page.contains(&format!("data-drawing=\"qc/{sample}.small.png\"")));
    }
    succeed(study.root(), &["report", "r", "--out", "again.html"]);
    assert!(study.bytes("again.html") == page.as_bytes());
}

#[test]
fn a_sample_whose_picture_would_lie_elsewhere_or_over_another_is_refused_before_arrays_are_read() {
    for (name, fault) in [
        ("../../../outside", "begins with '.'"),
        ("qc/../../outside", "holds the character '/'"),
        (
            "pairfed_2.small",
            "would share the picture qc/pairfed_2.small.png",
        ),
    ] {
        let study = Study::new();
        study.replace("samples.csv", "pairfed_1,", &format!("{name},"));
        for command in [&["check"][..], &["run", "--out", "r"]] {
            let images = ["study.toml", "--set", "quality.images=true"];
            let arguments = [&command[..1], &images, &command[1..]].concat();
            refuse(study.root(), &arguments).says(&["samples.csv", name, fault]);
        }
        let alone = ["--samples", "samples.csv", "--images", "--out", "n"];
        let arguments = [&["qc", "cel"][..], &alone].concat();
        refuse(study.root(), &arguments).says(&[name, fault]);
        assert!(!study.path("n").exists());
        let above = files_below(study.root().parent().unwrap());
        assert!(!above.iter().any(|file| file.ends_with("outside.png")));
    }
}
