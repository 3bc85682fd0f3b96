//! The chain of stages on the demo's arrays: what each says of them, and what it cannot know.

use crate::program::{folder, json, succeed};
use crate::simulated_study::{CONTROLS, LIBRARY, demo};
use serde_json::Value;
use std::path::Path;

/// What a stage that is called in the study's folder says, and its figures below `figures`.
fn says(out: &Path, arguments: &[&str], figures: &[&str]) -> Value {
    let place = out.to_string_lossy();
    let study = demo().join("study");
    succeed(&study, &[arguments, &["--out", &place]].concat());
    for figure in figures {
        let drawn = std::fs::read_to_string(out.join(figure)).unwrap();
        assert!(drawn.contains("SIMULATED"), "{}: {figure}", out.display());
    }
    json(&out.join("summary.json"))
}

/// The status of each array by a metric.
fn statuses(out: &Path, metric: &str) -> Vec<Value> {
    let quality = json(&out.join("qc.json"));
    let arrays = quality["arrays"].as_array().unwrap().iter();
    let checks = arrays.map(|array| {
        let mut checks = array["checks"].as_array().unwrap().iter();
        checks.find(|check| check["metric"] == metric).unwrap()["status"].clone()
    });
    checks.collect()
}

#[test]
fn where_no_contrasts_name_groups_no_array_is_held_against_one() {
    let place = folder();
    let at = |name: &str| place.path().join(name);
    let normalize = ["normalize", "cel", "--samples", "samples.csv"];
    let normalize = [&normalize[..], &LIBRARY, &CONTROLS].concat();
    let said = says(&at("n"), &normalize, &["qc/rle.svg"]);
    assert_eq!(said["is_simulated"], true);
    let matrix = at("n").join("expression.tsv");
    let matrix = matrix.to_string_lossy();
    let of_matrix = ["qc", "--matrix", &matrix, "--samples", "samples.csv"];
    let of_matrix = says(&at("m"), &of_matrix, &["qc/rle.svg"]);
    for (out, said) in [("n", said), ("m", of_matrix)] {
        // five of the 25 arrays are of the treated group: they are no outliers
        assert_eq!(said["qc"]["n_warn"], 0, "{said:#}");
        assert_eq!(said["qc"]["n_fail"], 0);
        for metric in ["component_distance", "group_correlation_score"] {
            let found = statuses(&at(out), metric);
            assert_eq!(found.len(), 25);
            assert!(found.iter().all(|status| status == "na"), "{found:?}");
        }
    }
    // a run knows the groups
    let of_run = statuses(&demo().join("results"), "component_distance");
    assert!(of_run.iter().all(|status| status == "pass"), "{of_run:?}");
}

#[test]
fn every_stage_says_that_its_arrays_are_simulated() {
    let (place, results) = (folder(), demo().join("results"));
    let at = |name: &str| place.path().join(name);
    let matrix = results.join("expression.tsv");
    let matrix = matrix.to_string_lossy();
    let scanned = ["qc", "cel", "--samples", "samples.csv"];
    let scanned = says(&at("s"), &scanned, &["qc/boxes_scanned.svg"]);
    let samples = ["--samples", "samples.csv", "--contrasts", "contrasts.csv"];
    let tested = [&["differential", "--matrix", &matrix][..], &samples].concat();
    let tested = says(&at("d"), &tested, &[]);
    let table = at("d").to_string_lossy().into_owned();
    let clustered = ["cluster", "--matrix", &matrix, "--genes", "none"];
    let clustered = says(&at("c"), &clustered, &["clusters/samples.svg"]);
    let themes = ["genesets", "--table", &table, "--themes", "rat"];
    let themes = says(&at("g"), &themes, &[]);
    for (stage, said) in [
        ("qc", scanned),
        ("differential", tested),
        ("cluster", clustered),
        ("genesets", themes),
    ] {
        assert_eq!(said["is_simulated"], true, "{stage}");
    }
    succeed(place.path(), &["report", "d", "--out", "d.html"]);
    let page = std::fs::read_to_string(at("d.html")).unwrap();
    assert!(page.contains("role=\"note\""), "no banner");
    // also where a study of its own begins from the matrix
    let text = std::fs::read_to_string(demo().join("study/study.toml")).unwrap();
    let text: Vec<&str> = (text.lines())
        .take_while(|line| !line.starts_with("[chip]"))
        .filter(|line| !["cel_dir", "truth"].iter().any(|key| line.starts_with(key)))
        .collect();
    let text = format!("{}\nmatrix = '{matrix}'\n", text.join("\n").trim_end());
    std::fs::write(at("study.toml"), text).unwrap();
    for name in ["samples.csv", "contrasts.csv"] {
        std::fs::copy(demo().join("study").join(name), at(name)).unwrap();
    }
    succeed(
        place.path(),
        &[
            "run",
            "study.toml",
            "--set",
            "genesets.themes=none",
            "--out",
            "r",
        ],
    );
    assert_eq!(json(&at("r").join("summary.json"))["is_simulated"], true);
}
