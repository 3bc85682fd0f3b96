//! Matrices that are no matrices, or not those of the sheet.

use crate::matrix_study::{CLUSTER, DIFF, SHEET, Study};

/// `run`, `diff` and `cluster` must all refuse the matrix.
#[track_caller]
fn refused(matrix: &str, says: &[&str]) {
    let study = Study::new();
    study.put("expression.tsv", matrix);
    study.refuse_run_and_diff().says(says);
    study.refuse(&CLUSTER).says(says);
}

/// The matrix with one cell replaced, by line and column from 1.
fn with_cell(line: usize, column: usize, cell: &str) -> String {
    let text = crate::matrix_study::matrix();
    let mut lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    lines[line - 1][column - 1] = cell;
    let lines: Vec<String> = lines.into_iter().map(|line| line.join("\t")).collect();
    lines.join("\n") + "\n"
}

#[test]
fn cells_that_are_no_finite_numbers_are_named_with_place() {
    for cell in ["inf", "-Inf", "seven", "1e999", "7,5"] {
        let says = ["expression.tsv, line 9", "'b1'"];
        refused(&with_cell(9, 5, cell), &says);
    }
}

#[test]
fn duplicate_features_and_samples_are_named() {
    let place = "expression.tsv, line 9";
    refused(&with_cell(9, 1, "g0"), &[place, "'g0'", "line 2"]);
    refused(&with_cell(1, 5, "a1"), &["expression.tsv", "'a1'"]);
    refused(&with_cell(9, 1, ""), &[place]);
}

#[test]
fn matrices_without_content_are_refused() {
    refused("", &["expression.tsv"]);
    refused("feature_id\ta1\ta2\ta3\tb1\tb2\tb3\n", &["expression.tsv"]);
    refused("feature_id\n", &["expression.tsv"]);
    refused(
        "<html>not found</html>\n",
        &["expression.tsv", "a web page", "expected"],
    );
    let ragged = with_cell(9, 5, "7.5\t7.5");
    refused(
        &ragged,
        &["expression.tsv, line 9", "7 values", "expected 6"],
    );
    let truncated = crate::matrix_study::matrix();
    let half = truncated.rfind('\t').unwrap();
    refused(&truncated[..half], &["expression.tsv, line 41"]);
}

#[test]
fn a_value_that_is_no_log2_is_refused_unless_the_scale_is_stated() {
    refused(
        &with_cell(9, 5, "2500"),
        &["expression.tsv", "look linear", "the largest is 2500"],
    );
    let study = Study::new();
    study.put("expression.tsv", &with_cell(9, 5, "2500"));
    study.succeed(&[&DIFF[..], &["--scale", "log2"]].concat());
    let summary = crate::program::json(&study.path("d/summary.json"));
    assert!(summary["warnings"].to_string().contains("looks linear"));
}

#[test]
fn a_damaged_gzip_is_refused() {
    let study = Study::new();
    let packed = crate::program::gzip(crate::matrix_study::matrix().as_bytes());
    std::fs::write(study.path("expression.tsv"), &packed[..packed.len() / 2]).unwrap();
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["expression.tsv", "gzip", "copy or download"]);
}

#[test]
fn every_sample_of_the_sheet_needs_a_column() {
    let study = Study::new();
    study.put("samples.csv", &format!("{SHEET}b4,b,x\n"));
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["samples.csv, line 8", "'b4'", "expression.tsv"]);
    let study = Study::new();
    study.replace("samples.csv", "b3,b,y\n", "");
    study.succeed(&DIFF);
    let summary = crate::program::json(&study.path("d/summary.json"));
    assert_eq!(summary["n_samples"], 5);
    let warnings = summary["warnings"].to_string();
    assert!(warnings.contains("'b3'"), "{warnings}");
}

#[test]
fn copies_of_a_sample_are_refused() {
    let text = crate::matrix_study::matrix();
    let mut copied = String::from("feature_id\ta1\ta2\ta3\tb1\tb2\tb3\n");
    for line in text.lines().skip(1) {
        let mut cells: Vec<&str> = line.split('\t').collect();
        cells[6] = cells[2];
        copied += &(cells.join("\t") + "\n");
    }
    refused(
        &copied,
        &[
            "expression.tsv",
            "'a2' and 'b3'",
            "40 features",
            "wrong name",
        ],
    );
    let study = Study::new();
    study.put("expression.tsv", &copied);
    let says = ["'a2' and 'b3'"];
    study.refuse(&["check", "study.toml"]).says(&says);
}

#[test]
fn names_that_results_cannot_carry_are_refused_where_they_stand() {
    for (from, to, says) in [
        ("g3\t", "\"g3\t", ["line 5", "quote that is not closed"]),
        (
            "g3\t",
            "g\u{1b}3\t",
            ["line 5", "control character '\\u{1b}'"],
        ),
        (
            "a2\t",
            "a\u{1}2\t",
            ["line 1", "control character '\\u{1}'"],
        ),
    ] {
        let study = Study::new();
        study.replace("expression.tsv", from, to);
        for command in [&CLUSTER[..], &DIFF] {
            let refusal = study.refuse(command);
            refusal.says(&["expression.tsv", says[0], says[1]]);
            assert!(
                !refusal.message.contains("incomplete"),
                "{}",
                refusal.message
            );
        }
    }
    let study = Study::new();
    study.replace("samples.csv", "a2,a,y", "a2,a,\u{7}y");
    study
        .refuse_run_and_diff()
        .says(&["samples.csv, line 3, column 'batch'", "control"]);
    let study = Study::new();
    study.put(".CEL", "");
    study.put("made.cdf", "");
    let normalize = ["normalize", "--cdf", "made.cdf", "--out", "n", ".CEL"];
    study
        .refuse(&normalize)
        .says(&[".CEL: the sample name ''", "is empty", "rename"]);
}
