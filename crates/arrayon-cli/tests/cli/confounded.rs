//! Columns of the sheet that say nothing, or all that is asked.

use crate::cases::case;
use crate::matrix_study::{RUN, Study};
use crate::program::json;
use serde_json::Value;

/// The arguments of `diff` on a case.
fn diff(name: &str) -> Vec<String> {
    let file = |file: &str| case(name).join(file).to_string_lossy().into_owned();
    let matrix = if case(name).join("m.tsv").exists() {
        "m.tsv"
    } else {
        "matrix.tsv"
    };
    vec![
        "diff".into(),
        "--matrix".into(),
        file(matrix),
        "--samples".into(),
        file("samples.csv"),
        "--contrasts".into(),
        file("contrasts.csv"),
        "--out".into(),
        "d".into(),
    ]
}

fn texts(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn a_blocking_column_of_one_level_is_listed_as_dropped() {
    let study = Study::new();
    study.succeed(&texts(&diff("one-level-block")));
    let found = json(&study.path("d/differential/trt_vs_ctrl.json"));
    assert_eq!(found["model"]["dropped"][0]["name"], "site=one");
    let notes = found["notes"].to_string();
    assert!(
        notes.contains("the same value of column 'site', 'one'"),
        "{notes}"
    );
    assert_eq!(found["model"]["df_residual"], 6.0);
}

#[test]
fn animals_nested_in_the_treatment_belong_in_the_block() {
    let study = Study::new();
    let refusal = study.refuse(&texts(&diff("animal-nested-in-treatment")));
    refusal.says(&[
        "contrast 'c3'",
        "confounded with 'animal'",
        "--block animal",
        "lies within one 'group'",
    ]);
    // in a formula too
    study.put(
        "samples.csv",
        "sample,group,animal\na1,a,p\na2,a,p\na3,a,q\nb1,b,r\nb2,b,r\nb3,b,s\n",
    );
    study.put(
        "contrasts.csv",
        "id,formula,make_contrasts_str\nx,~ group + animal,groupb\n",
    );
    let refusal = study.refuse(&crate::matrix_study::DIFF);
    refusal.says(&["(1 | animal)"]);
}

#[test]
fn values_that_cannot_be_expression_are_refused_with_their_place() {
    let study = Study::new();
    let arguments = diff("robust-hang");
    let refusal = study.refuse(&[&texts(&arguments)[..], &["--robust"]].concat());
    refusal.says(&[
        "matrix.tsv",
        "column 'high5'",
        "1e200 cannot be an expression value",
    ]);
    let weights = crate::matrix_study::matrix();
    let weights: Vec<String> = (weights.lines().enumerate())
        .map(|(at, line)| match line.split_once('\t') {
            Some((id, _)) if at == 3 => format!("{id}\t1\t1\t1e300\t1\t1\t1\n"),
            Some((id, _)) if at > 0 => format!("{id}\t1\t1\t1\t1\t1\t1\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    study.put("weights.tsv", &weights.concat());
    let with_weights = ["--robust", "--observation-weights", "weights.tsv"];
    let refusal = study.refuse(&[&crate::matrix_study::DIFF[..], &with_weights].concat());
    refusal.says(&["weights.tsv, line 4, column 'a3'", "1e300"]);
}

#[test]
fn a_batch_that_coincides_with_the_group_is_named_though_nothing_blocks_by_it() {
    let study = Study::new();
    study.put(
        "samples.csv",
        "sample,group,day\na1,a,d1\na2,a,d1\na3,a,d1\nb1,b,d2\nb2,b,d2\nb3,b,d2\n",
    );
    let says = "column 'day' divides the samples of 'b_vs_a' as column 'group' does";
    let checked: Value = serde_json::from_str(&study.succeed(&["check", "study.toml"])).unwrap();
    assert!(checked["warnings"].to_string().contains(says), "{checked}");
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    assert!(summary["warnings"].to_string().contains(says), "{summary}");
}
