//! Errors and warnings reach whoever needs them: on standard error wherever results go, and as
//! JSON lines for programs.

use crate::matrix_study::{DIFF, Study};
use crate::program::{run, without_progress};
use serde_json::Value;
use std::path::Path;

/// A study with a reason to warn: features with missing values in all samples of a group.
fn study_that_warns() -> Study {
    let study = Study::new();
    let text = std::fs::read_to_string(study.path("expression.tsv")).unwrap();
    let first = text.lines().nth(1).unwrap();
    let id = first.split('\t').next().unwrap();
    study.replace(
        "expression.tsv",
        first,
        &format!("{id}{}", "\tNA".repeat(6)),
    );
    study
}

fn errors(root: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = run(root, arguments);
    (output.status.code(), without_progress(output.stderr))
}

#[test]
fn warnings_stand_on_standard_error_unless_silenced_twice() {
    let study = study_that_warns();
    let with = |flags: &[&str]| {
        let force = [&DIFF[..], &["--force"], flags].concat();
        errors(study.root(), &force)
    };
    let (code, plain) = with(&[]);
    assert_eq!(code, Some(0), "{plain}");
    assert!(plain.starts_with("warning: "), "{plain}");
    assert_eq!(with(&["-q"]), (Some(0), plain));
    assert_eq!(with(&["-qq"]), (Some(0), String::new()));
}

#[test]
fn warnings_are_json_on_request() {
    let study = study_that_warns();
    let (code, errors) = errors(
        study.root(),
        &[&DIFF[..], &["--error-format", "json"]].concat(),
    );
    assert_eq!(code, Some(0), "{errors}");
    let first: Value = serde_json::from_str(errors.lines().next().unwrap()).unwrap();
    assert_eq!(first["level"], "warning");
    assert!(!first["message"].as_str().unwrap().is_empty());
}

#[test]
fn every_fault_is_one_json_object_with_its_place() {
    let study = Study::new();
    study.replace("samples.csv", "a1,a,", "a1,,");
    let (code, errors) = errors(
        study.root(),
        &[&DIFF[..], &["--error-format=json"]].concat(),
    );
    assert_eq!(code, Some(3), "{errors}");
    let faults: Vec<Value> = (errors.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let fault = &faults[0];
    assert_eq!(fault["level"], "error");
    assert_eq!(
        (&fault["kind"], &fault["exit_code"]),
        (&"input".into(), &3.into())
    );
    assert_eq!(fault["file"], "samples.csv");
    assert_eq!(
        (&fault["line"], &fault["column"]),
        (&2.into(), &"group".into())
    );
    let message = fault["message"].as_str().unwrap();
    assert!(
        message.contains(fault["found"].as_str().unwrap()),
        "{message}"
    );
}

#[test]
fn faults_of_the_command_line_are_json_too() {
    let study = Study::new();
    let (code, errors) = errors(
        study.root(),
        &["diff", "--error-format", "json", "--no-such-flag"],
    );
    assert_eq!(code, Some(2), "{errors}");
    let fault: Value = serde_json::from_str(errors.trim()).unwrap();
    assert_eq!(
        (&fault["level"], &fault["kind"]),
        (&"error".into(), &"usage".into())
    );
    assert!(
        fault["message"]
            .as_str()
            .unwrap()
            .contains("--no-such-flag")
    );
}
