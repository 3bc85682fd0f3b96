//! What tables of contrasts hold for people, and the sheet that stands next to them.

use crate::matrix_study::{DIFF, Study};
use crate::program::{json, succeed};
use crate::simulated_study::demo;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A table as rows of cells by their headers.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let headers: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let row = |line: &str| {
        let cells = line.split('\t').map(str::to_owned);
        headers.iter().map(ToString::to_string).zip(cells).collect()
    };
    lines.map(row).collect()
}

fn number(row: &BTreeMap<String, String>, header: &str) -> f64 {
    row[header]
        .parse()
        .unwrap_or_else(|_| panic!("{header}: {row:?}"))
}

#[test]
fn group_means_and_fold_changes_are_those_of_expression() {
    let results = demo().join("results");
    let samples = rows(&results.join("samples.tsv"));
    let expression: BTreeMap<String, BTreeMap<String, String>> =
        (rows(&results.join("expression.tsv")).into_iter())
            .map(|row| (row["feature_id"].clone(), row))
            .collect();
    let id = "mg002_vs_normal";
    let document = json(&results.join(format!("differential/{id}.json")));
    let in_model = document["model"]["samples"].as_array().unwrap();
    let mean = |feature: &str, level: &str| {
        let members = samples.iter().filter(|sample| {
            let is_in_model = in_model.iter().any(|name| *name == sample["sample"]);
            sample["group"] == level && is_in_model
        });
        let values: Vec<f64> = members
            .map(|sample| number(&expression[feature], &sample["sample"]))
            .collect();
        assert!(values.len() > 2);
        values.iter().sum::<f64>() / values.len() as f64
    };
    let (reference, target) = (&document["reference"], &document["target"]);
    let table = rows(&results.join(format!("differential/{id}.tsv")));
    for (row, listed) in table.iter().zip(document["features"].as_array().unwrap()) {
        let feature = &row["feature_id"];
        for (header, level) in [("reference_mean", reference), ("target_mean", target)] {
            let expected = mean(feature, level.as_str().unwrap());
            assert!((number(row, header) - expected).abs() < 1e-12, "{row:?}");
            assert_eq!(listed[header].as_f64(), Some(number(row, header)));
        }
        let log_fc = number(row, "logFC");
        let linear = log_fc.abs().exp2().copysign(log_fc);
        assert_eq!(number(row, "fold_change"), linear);
        assert!(linear.abs() >= 1.0);
        let words = listed["gene_description"].as_str().unwrap_or_default();
        assert_eq!(row["gene_description"], words);
    }
    let described = table
        .iter()
        .filter(|row| !row["gene_description"].is_empty());
    assert!(described.count() > table.len() / 2);
}

#[test]
fn means_are_absent_where_no_two_groups_are_compared() {
    let study = Study::new();
    let combined =
        "id,variable,reference,target,formula,make_contrasts_str\nx,,,,~ group + batch,groupb\n";
    study.put("contrasts.csv", combined);
    study.succeed(&DIFF);
    let table = rows(&study.path("d/differential/x.tsv"));
    assert!(table[0].contains_key("fold_change"));
    assert!(!table[0].contains_key("target_mean"));
    let document = json(&study.path("d/differential/x.json"));
    assert_eq!(
        document["features"][0]["target_mean"],
        serde_json::Value::Null
    );
    assert!(document["features"][0]["fold_change"].is_number());
}

#[test]
fn the_sheet_that_is_written_is_a_sheet() {
    let study = Study::tested();
    let text = fs::read_to_string(study.path("d/samples.tsv")).unwrap();
    assert!(
        text.starts_with("sample\tgroup\tbatch\na1\ta\tx\n"),
        "{text}"
    );
    let before = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    fs::copy(study.path("d/samples.tsv"), study.path("again.tsv")).unwrap();
    let arguments = [
        "differential",
        "--matrix",
        "expression.tsv",
        "--samples",
        "again.tsv",
        "--contrasts",
        "contrasts.csv",
        "--out",
        "again",
    ];
    succeed(study.root(), &arguments);
    let after = fs::read(study.path("again/differential/b_vs_a.tsv")).unwrap();
    assert_eq!(before, after);
}
