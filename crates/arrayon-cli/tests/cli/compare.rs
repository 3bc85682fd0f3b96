//! `arrayon compare`: two result folders, stage by stage.

use crate::matrix_study::{RUN, Study};
use crate::program::{self, json, run};
use serde_json::Value;
use std::fs;

/// Two runs of the same study, below `results` and `other`.
fn twice() -> Study {
    let study = Study::new();
    study.succeed(&RUN);
    study.succeed(&["run", "study.toml", "--out", "other"]);
    study
}

fn compared(study: &Study, more: &[&str]) -> (Value, i32, String) {
    let output = run(
        study.root(),
        &[&["compare", "results", "other"], more].concat(),
    );
    let found = serde_json::from_slice(&output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    (found, output.status.code().unwrap(), errors)
}

fn stage<'a>(found: &'a Value, name: &str) -> &'a Value {
    let stages = found["stages"].as_array().unwrap();
    stages.iter().find(|stage| stage["stage"] == name).unwrap()
}

#[test]
fn a_run_is_the_same_as_itself() {
    let study = twice();
    let (found, code, errors) = compared(&study, &[]);
    assert_eq!((code, errors.as_str()), (0, ""), "{found:#}");
    assert_eq!(found["schema"], "arrayon/comparison");
    assert_eq!(found["outcome"], "same");
    for name in [
        "inputs",
        "settings",
        "expression",
        "contrasts",
        "clusters",
        "summary",
    ] {
        let stage = stage(&found, name);
        assert!(stage["n_values"].as_u64().unwrap() > 0, "{name}: {stage:#}");
        assert_eq!(stage["largest_difference"], 0.0);
    }
    let (_, code, _) = compared(&study, &["--tolerance", "0", "--out", "found.json"]);
    assert_eq!(code, 0);
    assert_eq!(json(&study.path("found.json"))["outcome"], "same");
    let again = ["compare", "results", "other", "--out", "found.json"];
    program::refuse(study.root(), &again).says(&["found.json"]);
}

/// Changes a text of a result file.
fn change(study: &Study, file: &str, edit: impl Fn(&str) -> String) {
    let path = study.path("other").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = edit(&text);
    assert_ne!(text, changed, "{file}");
    fs::write(path, changed).unwrap();
}

#[test]
fn each_stage_that_drifts_is_named_with_exit_code_four() {
    let study = twice();
    change(&study, "expression.tsv", |text| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let (feature, _) = lines[1].split_once('\t').unwrap();
        lines[1] = format!("{feature}\t1\t2\t3\t4\t5\t6");
        lines.join("\n")
    });
    change(&study, "differential/b_vs_a.tsv", |text| {
        // the last row is gone
        let lines: Vec<&str> = text.lines().collect();
        lines[..lines.len() - 1].join("\n")
    });
    change(&study, "clusters/samples.json", |text| {
        text.replacen(
            "\"cophenetic_correlation\": 0.",
            "\"cophenetic_correlation\": 0.0",
            1,
        )
    });
    change(&study, "provenance.json", |text| {
        text.replacen("\"linkage\": \"average\"", "\"linkage\": \"single\"", 1)
    });
    let (found, code, errors) = compared(&study, &[]);
    assert_eq!(code, 4, "{found:#}");
    assert!(errors.starts_with("error: drift: "), "{errors}");
    for (name, file) in [
        ("settings", "provenance.json"),
        ("expression", "expression.tsv"),
        ("contrasts", "differential/b_vs_a.tsv"),
        ("clusters", "clusters/samples.json"),
    ] {
        let stage = stage(&found, name);
        assert_eq!(stage["outcome"], "drift", "{name}");
        assert_eq!(stage["differences"][0]["file"], file, "{name}");
        assert!(errors.contains(name), "{errors}");
    }
    assert_eq!(stage(&found, "expression")["n_differences"], 6);
    assert_eq!(
        stage(&found, "contrasts")["differences"][0]["candidate"],
        "missing"
    );
    assert_eq!(stage(&found, "inputs")["outcome"], "same");
    // a wide tolerance of one stage lets its numbers pass
    let (found, _, _) = compared(&study, &["--tolerance", "expression=100"]);
    assert_eq!(stage(&found, "expression")["outcome"], "same");
    assert_eq!(stage(&found, "clusters")["outcome"], "drift");
}

#[test]
fn other_input_and_other_settings_are_drift() {
    let study = Study::new();
    study.succeed(&RUN);
    study.replace(
        "study.toml",
        "[genesets]",
        "[differential]\nfdr = 0.2\n\n[genesets]",
    );
    study.succeed(&["run", "study.toml", "--out", "other"]);
    let (found, code, _) = compared(&study, &[]);
    assert_eq!(code, 4);
    let settings = stage(&found, "settings");
    assert_eq!(settings["differences"][0]["place"], "differential.fdr");
    assert_eq!(stage(&found, "expression")["outcome"], "same");
}

#[test]
fn folders_that_cannot_be_compared_are_refused() {
    let study = twice();
    let refuse = |arguments: &[&str], texts: &[&str]| {
        program::refuse(study.root(), arguments).says(texts);
    };
    refuse(
        &["compare", "results", "nowhere"],
        &["nowhere", "no complete results"],
    );
    let typed = ["compare", "results", "other", "--tolerance", "expresion=1"];
    study.refuse_usage(&typed, &["no stage 'expresion'", "gene-sets"]);
    let summary = fs::read_to_string(study.path("other/summary.json")).unwrap();
    change(&study, "summary.json", |text| {
        text.replacen("\"schema_version\": \"3.", "\"schema_version\": \"1.", 1)
    });
    refuse(
        &["compare", "results", "other"],
        &["schema version 1.", "run the study again"],
    );
    fs::write(study.path("other/summary.json"), &summary).unwrap();
    let table = study.path("other/differential/b_vs_a.tsv");
    let kept = fs::read(&table).unwrap();
    fs::remove_file(&table).unwrap();
    refuse(
        &["compare", "results", "other"],
        &["differential/b_vs_a.tsv", "missing"],
    );
    fs::write(&table, kept).unwrap();
    change(&study, "expression.tsv", |text| {
        let (header, rest) = text.split_once('\n').unwrap();
        let header = header.replace("\ta", "\tx").replace("\tb", "\ty");
        format!("{header}\n{rest}")
    });
    refuse(
        &["compare", "results", "other"],
        &["no sample in common", "two runs of one study"],
    );
}
