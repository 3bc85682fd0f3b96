//! Places where no results can go.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{listing, refuse, run};

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let study = Study::new();
    std::fs::create_dir(study.path("results")).unwrap();
    study.put("results/thesis.txt", "precious");
    let refusal = study.refuse(&RUN);
    refusal.says(&["results", "not empty", "--out", "--force"]);
    let mut forced = RUN.to_vec();
    forced.push("--force");
    study.refuse(&forced).says(&["results", "not replaced"]);
    assert_eq!(listing(&study.path("results")).len(), 1);
}

#[test]
fn earlier_results_are_replaced_by_force_alone_and_only_by_success() {
    let study = Study::new();
    study.succeed(&RUN);
    study.refuse(&RUN).says(&["results", "not empty"]);
    let mut forced = RUN.to_vec();
    forced.push("--force");
    study.succeed(&forced);
    study.replace("contrasts.csv", "group,a,b,", "group,a,z,");
    study.refuse(&forced).says(&["'z'"]);
    assert!(study.path("results/summary.json").is_file());
}

#[test]
fn what_somebody_added_to_earlier_results_is_not_removed_with_them() {
    let study = Study::new();
    for command in [RUN.to_vec(), DIFF.to_vec()] {
        study.succeed(&command);
        let folder = command[command.iter().position(|word| *word == "--out").unwrap() + 1];
        let notes = format!("{folder}/differential/notes.txt");
        study.put(&notes, "precious");
        let mut forced = command.clone();
        forced.push("--force");
        study
            .refuse(&forced)
            .says(&[&notes, "did not write", "--out"]);
        std::fs::remove_file(study.path(&notes)).unwrap();
        study.succeed(&forced);
    }
}

#[test]
fn a_failed_run_takes_the_folders_above_its_place_away_again() {
    let study = Study::new();
    let deep = ["run", "study.toml", "--out", "of/several/folders"];
    study.replace("contrasts.csv", "group,a,b,", "group,a,z,");
    study.refuse(&deep).says(&["'z'"]);
    study.replace("contrasts.csv", "group,a,z,", "group,a,b,");
    study.succeed(&deep);
    assert!(study.path("of/several/folders/summary.json").is_file());
}

#[test]
fn an_empty_folder_is_taken() {
    let study = Study::new();
    std::fs::create_dir(study.path("d")).unwrap();
    study.succeed(&DIFF);
}

#[test]
fn a_file_is_no_folder() {
    let study = Study::new();
    study.put("results", "text");
    study.refuse(&RUN).says(&["results", "is a file"]);
    study.put("arrayon-demo", "text");
    study.refuse(&["demo"]).says(&["arrayon-demo", "is a file"]);
    let mut below = RUN;
    below[3] = "results/deeper";
    study.refuse(&below).says(&["results"]);
}

#[test]
fn the_demo_does_not_overwrite() {
    let study = Study::new();
    let refusal = study.refuse(&["demo", "--out", "."]);
    refusal.says(&["not empty", "--out"]);
    let output = run(study.root(), &["demo", "--out", ".", "--force"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(study.path("expression.tsv").is_file());
}

#[test]
fn the_current_folder_is_not_moved_away() {
    let study = Study::new();
    std::fs::create_dir(study.path("here")).unwrap();
    let there = ["run", "../study.toml", "--out", "."];
    let refusal = refuse(&study.path("here"), &there);
    refusal.says(&[".", "in which the program runs", "--out results"]);
    assert!(listing(&study.path("here")).is_empty());
}

#[test]
fn an_input_is_not_replaced_by_what_is_made_of_it() {
    let study = Study::new();
    study.succeed(&RUN);
    let before = crate::program::files_below(&study.path("results"));
    let mut forced = DIFF.to_vec();
    forced[2] = "results/expression.tsv";
    forced[8] = "results";
    forced.push("--force");
    let refusal = study.refuse(&forced);
    refusal.says(&["results/expression.tsv: is read by this command", "--out"]);
    assert_eq!(crate::program::files_below(&study.path("results")), before);
}

#[cfg(unix)]
#[test]
fn links_are_written_through() {
    let study = Study::new();
    std::os::unix::fs::symlink("there", study.path("results")).unwrap();
    study.refuse(&RUN).says(&["results: is a link to nothing"]);
    std::fs::create_dir(study.path("there")).unwrap();
    study.succeed(&RUN);
    let mut forced = RUN.to_vec();
    forced.push("--force");
    study.succeed(&forced);
    assert!(study.path("results").is_symlink());
    assert!(study.path("there/summary.json").is_file());
}

#[test]
fn schemas_appear_together_or_beside_what_is_there() {
    let study = Study::new();
    study.put("schemas", "text");
    study
        .refuse(&["schema", "--out", "schemas"])
        .says(&["schemas", "is a file"]);
    for place in ["of/schemas", "of/schemas", "."] {
        study.succeed(&["schema", "--out", place]);
        assert!(study.path(place).join("summary.schema.json").is_file());
    }
    assert_eq!(listing(&study.path("of")).len(), 1);
    study.put("of/schemas/summary.schema.json", "mine");
    let refusal = study.refuse(&["schema", "--out", "of/schemas"]);
    refusal.says(&["summary.schema.json: exists already", "--force"]);
    assert_eq!(
        std::fs::read_to_string(study.path("of/schemas/summary.schema.json")).unwrap(),
        "mine"
    );
    study.succeed(&["schema", "--out", "of/schemas", "--force"]);
    assert_ne!(
        std::fs::read_to_string(study.path("of/schemas/summary.schema.json")).unwrap(),
        "mine"
    );
}

#[test]
fn a_single_file_never_replaces_what_is_read_or_another() {
    let study = Study::new();
    study.succeed(&RUN);
    study.put("policy.toml", "");
    let before = crate::program::files_below(study.root());
    for (arguments, said) in [
        (
            &[
                "report",
                "results",
                "--out",
                "results/expression.tsv",
                "--force",
            ][..],
            "is read by this command",
        ),
        (
            &[
                "compare",
                "results",
                "results",
                "--out",
                "results/summary.json",
                "--force",
            ],
            "is read by this command",
        ),
        (
            &[
                "gate",
                "results",
                "--sarif",
                "results/summary.json",
                "--force",
            ],
            "is read by this command",
        ),
        (
            &[
                "gate",
                "results",
                "--policy",
                "policy.toml",
                "--junit",
                "policy.toml",
                "--force",
            ],
            "is read by this command",
        ),
        (
            &[
                "gate",
                "results",
                "--junit",
                "x",
                "--markdown",
                "./x",
                "--force",
            ],
            "is named for two outputs",
        ),
        (
            &["gate", "results", "--junit", "x", "--markdown", "x"],
            "is named for two outputs",
        ),
        (
            &[
                "gate",
                "results",
                "--junit",
                "x",
                "--markdown",
                "samples.csv",
            ],
            "exists already",
        ),
        (&["report", "results", "--out", "samples.csv"], "--force"),
    ] {
        study.refuse(arguments).says(&[said]);
        assert_eq!(
            crate::program::files_below(study.root()),
            before,
            "{arguments:?}"
        );
    }
}
