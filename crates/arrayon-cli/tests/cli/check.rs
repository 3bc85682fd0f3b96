//! `arrayon check` says beforehand what a run would say.

use crate::matrix_study;
use crate::program::{listing, refuse, run, succeed};
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
    // 25 arrays: ranks of the probes, expression, and what is kept of each
    let n_bytes = checked["memory"]["n_bytes"].as_u64().unwrap();
    assert!((5 << 20..50 << 20).contains(&n_bytes), "{n_bytes}");
    assert_eq!(checked["memory"]["passes_through_scratch"], false);
    assert_eq!(listing(&study), before, "nothing is written");
}

#[test]
fn what_a_run_would_refuse_before_its_arrays_check_refuses_in_the_same_words() {
    let faults: [fn(&Study); 7] = [
        |study| study.replace("contrasts.csv", "pair-fed", "pair fed"),
        |study| study.replace("contrasts.csv", ",day", ",week"),
        |study| study.replace("study.toml", "pgf =", "pfg ="),
        |study| study.put("cel/mg001_1.CEL", "text"),
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
fn a_path_of_set_starts_from_the_current_folder() {
    let study = matrix_study::Study::new();
    std::fs::create_dir(study.path("age")).unwrap();
    for name in [
        "study.toml",
        "samples.csv",
        "expression.tsv",
        "contrasts.csv",
    ] {
        std::fs::rename(study.path(name), study.path("age").join(name)).unwrap();
    }
    let set = |path: &str| format!("study.contrasts={path}");
    let beside = set("contrasts.csv");
    let check = ["check", "age/study.toml", "--set", &beside];
    let refused = study.refuse(&check);
    refused.says(&["contrasts.csv: no such file"]);
    assert!(
        refused.hint.contains("those of --set from the current one"),
        "{}",
        refused.hint
    );
    let found = set("age/contrasts.csv");
    study.succeed(&["check", "age/study.toml", "--set", &found]);
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

/// Adds to study.toml what a run refuses; `arrayon check` must refuse it in the same words.
#[track_caller]
fn refused_by_both(study: &matrix_study::Study, toml: &str, says: &[&str]) {
    let text = std::fs::read_to_string(study.path("study.toml")).unwrap();
    study.put("study.toml", &(text + toml));
    let run = study.refuse(&matrix_study::RUN);
    run.says(says);
    let check = study.refuse(&["check", "study.toml"]);
    assert_eq!(check.message, run.message, "{toml}");
    assert_eq!(check.hint, run.hint, "{toml}");
}

fn with_doses() -> matrix_study::Study {
    let study = matrix_study::Study::new();
    let rows = "a1,a,x,1\na2,a,y,1\na3,a,x,1\nb1,b,y,2\nb2,b,x,2\nb3,b,y,2\n";
    study.put("samples.csv", &format!("sample,group,batch,dose\n{rows}"));
    study
}

#[test]
fn phenotypes_and_orders_are_tested_by_both() {
    for (toml, says) in [
        ("phenotypes = [\"group\"]\n", &["group", "'a'"][..]),
        (
            "phenotypes = [\"dose\"]\nadjust_for = [\"group\"]\n",
            &["dose"],
        ),
        (
            "[[differential.doses]]\nvariable = \"group\"\nlevels = [\"a\", \"c\"]\n",
            &["group", "'c'"],
        ),
        (
            "methods = [\"limma\", \"sam\"]\n[differential.filter]\nmean = 99.0\n",
            &["filter"],
        ),
    ] {
        let toml = format!("[differential]\n{toml}");
        refused_by_both(&with_doses(), &toml, says);
    }
}

#[test]
fn contrasts_that_the_samples_cannot_answer_are_refused_by_both() {
    let study = with_doses();
    study.replace(
        "contrasts.csv",
        "b_vs_a,group,a,b,",
        "b_vs_a,group,a,b,dose",
    );
    refused_by_both(&study, "", &["b_vs_a", "dose"]);
}

#[test]
fn sets_and_lists_that_share_nothing_with_the_features_are_refused_by_both() {
    let study = matrix_study::Study::new();
    study.put("sets.gmt", "one\tx\tENSG01\tENSG02\n");
    refused_by_both(&study, "gmt = [\"sets.gmt\"]\n", &["sets", "ENSG01"]);
    let study = matrix_study::Study::new();
    study.put(
        "own.yaml",
        "arrayon_panel: 1\nid: mine\nversion: \"1\"\nname: mine\nthemes:\n  - id: heat\n    \
         name: heat\n    genes: [Hspa1a]\n",
    );
    // a panel stops nothing: the run says why it cannot be tested
    let text = std::fs::read_to_string(study.path("study.toml")).unwrap();
    study.put("study.toml", &(text + "panels = [\"own.yaml\"]\n"));
    study.succeed(&["check", "study.toml"]);
    study.succeed(&matrix_study::RUN);
    let summary = std::fs::read_to_string(study.path("results/summary.json")).unwrap();
    assert!(summary.contains("panel 'mine'"), "{summary}");
    let study = matrix_study::Study::new();
    study.put("list.txt", "Mgp\n");
    let list = "[cluster.genes]\nchoose = \"list\"\nfile = \"list.txt\"\n";
    refused_by_both(&study, list, &["list.txt", "Mgp"]);
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let study = with_doses();
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\none,group,a,c\ntwo,batch,x,z\n",
    );
    let text = std::fs::read_to_string(study.path("study.toml")).unwrap();
    let wrong = "gmt = [\"none.gmt\"]\n[differential]\nphenotypes = [\"batch\", \"weight\"]\n";
    study.put("study.toml", &(text + wrong));
    study.replace("expression.tsv", "\tb3\n", "\tb4\n");
    let output = run(study.root(), &["check", "study.toml"]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(output.stdout, b"");
    let told = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<&str> = told
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    let expected = [
        "none.gmt: no such file",
        "'weight'",
        "'one'",
        "'two'",
        "'b3'",
        "batch",
    ];
    assert_eq!(errors.len(), expected.len(), "{told}");
    for (error, text) in errors.iter().zip(expected) {
        assert!(error.contains(text), "no '{text}' in: {error}");
    }
}
