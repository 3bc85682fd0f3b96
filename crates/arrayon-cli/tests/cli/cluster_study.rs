//! The small study clustered, and the files of `arrayon cluster` read as other programs read them.

use crate::matrix_study::Study;
use serde_json::Value;

const MATRIX: [&str; 3] = ["cluster", "--matrix", "expression.tsv"];

pub(crate) const GROUPS: [&str; 4] = ["--samples", "samples.csv", "--group", "group"];

#[track_caller]
pub(crate) fn cluster(study: &Study, arguments: &[&str]) {
    study.succeed(&[&MATRIX[..], arguments].concat());
}

pub(crate) fn text(study: &Study, name: &str) -> String {
    std::fs::read_to_string(study.path(name)).unwrap()
}

pub(crate) fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(|line| line.split('\t').collect())
        .collect()
}

pub(crate) fn strings(value: &Value) -> Vec<&str> {
    let items = value.as_array().unwrap();
    items.iter().map(|item| item.as_str().unwrap()).collect()
}
