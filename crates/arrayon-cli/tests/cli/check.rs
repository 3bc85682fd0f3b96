//! `arrayon check` says beforehand what a run would say.

use crate::matrix_study;
use crate::program::{listing, refuse, succeed};
use crate::simulated_study::{ANNOTATION, Study, demo};

#[test]
fn the_demos_study_holds_together() {
    let study = demo().join("study");
    let before = listing(&study);
    let printed = succeed(&study, &["check", "study.toml"]);
    let checked: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(checked["n_samples"], 25);
    assert_eq!(checked["contrasts"].as_array().unwrap().len(), 3);
    assert_eq!(checked["contrasts"][0]["df_residual"], 16);
    assert_eq!(checked["themes"], true);
    assert_eq!(listing(&study), before, "nothing is written");
}

#[test]
fn what_a_run_would_refuse_before_its_arrays_check_refuses_in_the_same_words() {
    let faults: [fn(&Study); 8] = [
        |study| study.replace("contrasts.csv", "pair-fed", "pair fed"),
        |study| study.replace("contrasts.csv", ",day", ",week"),
        |study| study.replace("study.toml", "pgf =", "pfg ="),
        |study| study.put("cel/mg001_1.CEL", "text"),
        |study| study.put("cel/extra.CEL", "text"),
        |study| study.put("cel/mg001_1.CEL", &study.bytes("cel/mg001_2.CEL")[..100]),
        |study| study.put(ANNOTATION, "id\tgene\nxyz_1\tActb\n"),
        |study| study.replace("study.toml", "species = \"rat\"", "species = \"cat\""),
    ];
    for (at, fault) in faults.iter().enumerate() {
        let study = Study::new();
        fault(&study);
        let run = study.refuse();
        let check = refuse(study.root(), &["check", "study.toml"]);
        assert_eq!(run.message, check.message, "fault {at}");
        assert_eq!(run.hint, check.hint, "fault {at}");
    }
}

#[test]
fn a_matrix_is_checked_too() {
    let check = ["check", "study.toml"];
    let study = matrix_study::Study::new();
    study.succeed(&check);
    study.replace("expression.tsv", "\tb3\n", "\tb4\n");
    let run = study.refuse(&matrix_study::RUN);
    assert_eq!(study.refuse(&check).message, run.message);
}
