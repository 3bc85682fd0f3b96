//! The small study with gene sets, and its results read.

use crate::matrix_study::Study;
use crate::program::json;
use serde_json::Value;

/// Twelve genes of which the first four go up, ten others, the four alone with a fifth.
pub(crate) const SETS: &str = "\
heat\tna\tg0\tg1\tg2\tg3\tg4\tg5\tg6\tg7\tg8\tg9\tg10\tg11
cold\tna\tg20\tg21\tg22\tg23\tg24\tg25\tg26\tg27\tg28\tg29
fever\tna\tg0\tg1\tg2\tg3\tg12
";

pub(crate) const GENESETS: [&str; 7] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--gmt",
    "sets.gmt",
    "--out",
    "g",
];

pub(crate) const EXPRESSION: [&str; 6] = [
    "--matrix",
    "expression.tsv",
    "--samples",
    "samples.csv",
    "--contrasts",
    "contrasts.csv",
];

/// The study with its contrast tested and gene sets beside it.
pub(crate) fn tested() -> Study {
    let study = Study::tested();
    study.put("sets.gmt", SETS);
    study
}

/// Adds settings to the section of gene sets.
pub(crate) fn configure(study: &Study, settings: &str) {
    let section = format!("themes = \"none\"\n{settings}");
    study.replace("study.toml", "themes = \"none\"", &section);
}

pub(crate) fn results(study: &Study, folder: &str) -> Value {
    json(&study.path(&format!("{folder}/genesets/b_vs_a.json")))
}

/// The row of a set.
#[track_caller]
pub(crate) fn row<'a>(rows: &'a Value, set: &str) -> &'a Value {
    let rows = rows.as_array().unwrap();
    let found = rows.iter().find(|row| row["set_id"] == set);
    found.unwrap_or_else(|| panic!("no '{set}' in {rows:?}"))
}

pub(crate) fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_else(|| panic!("{key}: {row}"))
}
