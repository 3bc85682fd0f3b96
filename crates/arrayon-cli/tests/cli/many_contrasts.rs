//! Studies of more contrasts than a person compares by hand.

use crate::matrix_study::{DIFF, Study, matrix};
use crate::program::{self, files_below, json};
use std::fs;

/// Contrasts of the two groups, in turn the one over the other.
fn contrasts(n: usize) -> String {
    let mut text = String::from("id,variable,reference,target\n");
    for at in 0..n {
        let (reference, target) = if at % 2 == 0 { ("a", "b") } else { ("b", "a") };
        text += &format!("c{at:03},group,{reference},{target}\n");
    }
    text
}

fn tested(n: usize) -> Study {
    let study = Study::new();
    study.put("contrasts.csv", &contrasts(n));
    study.succeed(&DIFF);
    study
}

#[test]
fn many_contrasts_are_written_briefly_and_say_so() {
    let study = tested(51);
    let found = json(&study.path("d/differential/intersections.json"));
    assert_eq!(found["n_pairs"], 51 * 50 / 2);
    assert_eq!(found["contrast_pairs"].as_array().unwrap().len(), 1000);
    let pair = &found["contrast_pairs"][0];
    assert_eq!(
        (&pair["first"], &pair["second"]),
        (&"c000".into(), &"c001".into())
    );
    assert_eq!(pair["up_down"]["n_features"], 4);
    assert_eq!(pair["up_down"]["feature_ids"].as_array().unwrap().len(), 0);
    assert_eq!(found["n_patterns"], 2);
    assert_eq!(found["patterns"][0]["sentence"], "not found in any");
    let words = found["patterns"][1]["sentence"].as_str().unwrap();
    assert!(words.ends_with(" and 15 more"), "{words}");
    assert!(found["notes"].to_string().contains("of 1275 pairs"));
    let summary = json(&study.path("d/differential/summary.json"));
    assert_eq!(summary["intersections"].as_array().unwrap().len(), 0);
    assert!(summary["notes"].to_string().contains("51 contrasts"));
    let contrast = json(&study.path("d/differential/c050.json"));
    // fewer features than are listed
    assert_eq!(contrast["features"].as_array().unwrap().len(), 40);
    assert_eq!(contrast["features_note"], serde_json::Value::Null);

    let few = tested(50);
    assert_eq!(
        json(&few.path("d/differential/summary.json"))["intersections"]
            .as_array()
            .unwrap()
            .len(),
        1225
    );
    assert!(few.path("d/differential/c000.tsv").exists());
}

#[test]
fn compressed_tables_are_read_by_further_stages_and_hold_the_same() {
    let (many, few) = (tested(51), tested(1));
    assert!(!many.path("d/differential/c000.tsv").exists());
    for (study, table) in [(&many, "c000.tsv.gz"), (&few, "c000.tsv")] {
        study.put(
            "sets.gmt",
            "one\tx\tg0\tg1\tg2\tg9\ntwo\tx\tg20\tg21\tg22\n",
        );
        let table = format!("d/differential/{table}");
        let arguments = [
            "genesets", "--table", &table, "--gmt", "sets.gmt", "--themes", "none",
        ];
        study.succeed(&[&arguments[..], &["--out", "g"]].concat());
    }
    let sets = |study: &Study| json(&study.path("g/genesets/c000.json"))["collections"].clone();
    assert_eq!(sets(&many), sets(&few));
}

#[test]
fn features_beyond_the_first_are_left_to_the_table() {
    let study = Study::new();
    study.put("contrasts.csv", &contrasts(51));
    let mut text = matrix();
    for copy in 0..8 {
        let rows: Vec<String> = matrix()
            .lines()
            .skip(1)
            .map(|row| format!("x{copy}{row}\n"))
            .collect();
        text += &rows.concat();
    }
    study.put("expression.tsv", &text);
    study.succeed(&DIFF);
    let contrast = json(&study.path("d/differential/c000.json"));
    assert_eq!(contrast["features"].as_array().unwrap().len(), 200);
    assert_eq!(contrast["n_tested"], 360);
    let note = contrast["features_note"].as_str().unwrap();
    assert!(
        note.contains("200 of 360") && note.contains("c000.tsv.gz"),
        "{note}"
    );
}

/// The same bytes on any number of threads, contrasts being written as they are done.
#[test]
fn contrasts_are_written_in_order() {
    let study = Study::new();
    // two designs in turn
    let text = contrasts(60)
        .replace(",a,b\n", ",a,b,\n")
        .replace(",b,a\n", ",b,a,batch\n");
    study.put(
        "contrasts.csv",
        &text.replacen("target\n", "target,blocking\n", 1),
    );
    for (threads, out) in [("1", "one"), ("5", "five")] {
        let mut arguments = DIFF.to_vec();
        *arguments.last_mut().unwrap() = out;
        study.succeed(&[&arguments[..], &["--threads", threads]].concat());
    }
    let files = |out: &str| files_below(&study.path(out));
    assert_eq!(files("one"), files("five"));
    for file in files("one")
        .iter()
        .filter(|file| !file.ends_with("provenance.json"))
    {
        let read = |out: &str| fs::read(study.path(out).join(file)).unwrap();
        assert_eq!(read("one"), read("five"), "{}", file.display());
    }
    let decisions = fs::read_to_string(study.path("one/differential/decisions.tsv")).unwrap();
    let header: Vec<&str> = decisions.lines().next().unwrap().split('\t').collect();
    assert_eq!(&header[..3], ["feature_id", "c000", "c001"]);
    let valid = program::run(study.root(), &["schema", "intersections"]);
    assert!(valid.status.success());
}
