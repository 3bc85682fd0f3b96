//! Genes and samples without variance: which are harmless, which are told, which are refused.

use crate::matrix_study::{CLUSTER, DIFF, RUN, Study, matrix};
use crate::program::{files_below, json};
use serde_json::json as value;

/// The matrix with one gene the same in every sample.
fn with_constant_gene() -> String {
    let mut lines: Vec<String> = matrix().lines().map(str::to_owned).collect();
    lines[8] = "g7\t6.123\t6.123\t6.123\t6.123\t6.123\t6.123".to_owned();
    lines.join("\n") + "\n"
}

#[test]
fn a_constant_gene_is_tested_told_and_never_nan() {
    let study = Study::new();
    study.put("expression.tsv", &with_constant_gene());
    study.succeed(&RUN);
    study.succeed(&DIFF);
    study.succeed(&CLUSTER);
    for folder in ["results", "d", "c"] {
        let files = files_below(&study.path(folder)).into_iter();
        // the script of the page knows what is not a number
        let is_text = |file: &std::path::PathBuf| {
            !file.ends_with("report.html") && file.extension().is_none_or(|ending| ending != "pdf")
        };
        for file in files.filter(is_text) {
            let text = std::fs::read_to_string(study.path(folder).join(&file)).unwrap();
            assert!(
                !text.contains("NaN") && !text.contains("NA\t"),
                "{}",
                file.display()
            );
        }
    }
    let table = json(&study.path("d/differential/b_vs_a.json"));
    let rows = table["features"].as_array().unwrap();
    assert_eq!(rows.len(), 40, "the constant gene is tested as limma does");
    let row = rows.iter().find(|row| row["feature_id"] == "g7").unwrap();
    // no rounding error of least squares is left, which would make a fold change of -1
    assert_eq!(
        (&row["log_fc"], &row["t"]),
        (&value!(0.0), &value!(0.0)),
        "{row}"
    );
    assert_eq!(
        (&row["p_value"], &row["fold_change"]),
        (&value!(1.0), &value!(1.0))
    );
    let notes = table["notes"].to_string();
    assert!(notes.contains("g7"), "the note names it: {notes}");
    let summary = json(&study.path("results/summary.json"));
    assert!(summary["warnings"].to_string().contains("g7"), "{summary}");
}

#[test]
fn a_constant_sample_has_no_correlation() {
    let study = Study::new();
    let lines = matrix();
    let flat: Vec<String> = (lines.lines().enumerate())
        .map(|(at, line)| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            if at > 0 {
                cells[3] = "6";
            }
            cells.join("\t")
        })
        .collect();
    study.put("expression.tsv", &(flat.join("\n") + "\n"));
    let says = ["'a3'", "same value", "correlation", "check the array"];
    study.refuse(&CLUSTER).says(&says);
    study.refuse(&RUN).says(&says);
    study.succeed(&DIFF);
    study.succeed(&[
        "cluster",
        "--matrix",
        "expression.tsv",
        "--distance",
        "euclidean",
        "--out",
        "e",
    ]);
}

/// Without any residual variance nothing can be moderated: the numbers are those of rounding, and
/// the notes must say so.
#[test]
fn genes_that_are_all_constant_within_groups_come_with_a_note() {
    let study = Study::new();
    let header = "feature_id\ta1\ta2\ta3\tb1\tb2\tb3\n";
    let rows = "g1\t1\t1\t1\t2\t2\t2\ng2\t4\t4\t4\t4\t4\t4\n";
    study.put("expression.tsv", &format!("{header}{rows}"));
    study.succeed(&DIFF);
    let table = json(&study.path("d/differential/b_vs_a.json"));
    let notes = table["notes"].to_string();
    assert!(
        notes.contains("exactly zero") && notes.contains("'g2'"),
        "{notes}"
    );
}
