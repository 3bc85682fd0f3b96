//! Gene sets of tests against a fold change: they rest on the ordinary moderated t.

use crate::gene_set_study::{GENESETS, SETS, number, results, row};
use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::json;
use serde_json::Value;
use std::fs;

const PANEL: &str = "arrayon_panel: 1\nid: mine\nversion: '1'\nname: Mine\nthemes:\n\
    - {id: heat, name: heat shock, genes: [g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11]}\n";
const TESTS: &str = "tests = [\"over-representation\", \"camera-pr\", \"camera\", \"fry\", \
                     \"preranked\"]";

/// The study run with all tests, and a test against this fold change.
fn run(fold_change: f64) -> Study {
    let study = Study::new();
    study.put("sets.gmt", SETS);
    study.put("mine.yaml", PANEL);
    let settings = format!(
        "[differential]\ntreat = {fold_change}\n\n[genesets]\ngmt = [\"sets.gmt\"]\n\
         panels = [\"mine.yaml\"]\n{TESTS}"
    );
    study.replace("study.toml", "[genesets]", &settings);
    study.succeed(&RUN);
    study
}

/// The rows of the tables stand in another order, so that sums may differ in their last digits.
#[track_caller]
fn same_p(found: &Value, expected: &Value) {
    let (p, q) = (number(found, "p_value"), number(expected, "p_value"));
    assert!((p - q).abs() <= 1e-9 * q, "{found}, {expected}");
}

#[test]
fn tests_of_all_features_are_those_without_a_fold_change() {
    let (ordinary, against) = (run(0.0), run(1.0));
    let (plain, found) = (results(&ordinary, "results"), results(&against, "results"));
    for test in ["camera_pr", "camera", "fry", "preranked"] {
        let rows = plain[test].as_array().unwrap();
        assert!(!rows.is_empty(), "{test}");
        for expected in rows {
            let set = expected["set_id"].as_str().unwrap();
            same_p(row(&found[test], set), expected);
        }
    }
    let says = |found: &Value| found["statistic_in_words"].as_str().unwrap().to_owned();
    assert!(
        says(&plain).contains("ordinary moderated t"),
        "{}",
        says(&plain)
    );
    assert!(!says(&plain).contains("treat"), "{}", says(&plain));
    assert!(says(&found).contains("(treat)"), "{}", says(&found));
    let themes = |study: &Study| {
        let themes = json(&study.path("results/themes.json"));
        themes["contrasts"][0]["verdicts"][0]["competitive"].clone()
    };
    same_p(&themes(&against), &themes(&ordinary));
    // the lists are those of the test against the fold change
    let p = |study: &Study, key: &str| {
        let table = json(&study.path("results/differential/b_vs_a.json"));
        let rows = table["features"].as_array().unwrap().clone();
        let found = rows
            .into_iter()
            .find(|row| row["feature_id"] == "g20")
            .unwrap();
        found[key].clone()
    };
    assert_eq!(p(&against, "t").as_f64().unwrap(), 0.0);
    assert_eq!(p(&against, "moderated_t"), p(&ordinary, "t"));
    assert_eq!(p(&against, "moderated_p_value"), p(&ordinary, "p_value"));
    assert_eq!(p(&ordinary, "moderated_t"), Value::Null);
}

#[test]
fn a_table_brings_the_ordinary_t_or_is_told_apart() {
    let study = Study::new();
    study.put("sets.gmt", SETS);
    study.succeed(&DIFF);
    let genesets = [&GENESETS[..], &["--tests", "over-representation,camera-pr"]].concat();
    study.succeed(&genesets);
    let plain = results(&study, "g");
    study.succeed(&[&DIFF[..], &["--treat", "1", "--force"]].concat());
    study.succeed(&[&genesets[..], &["--force"]].concat());
    let found = results(&study, "g");
    for set in ["heat", "cold", "fever"] {
        same_p(row(&found["camera_pr"], set), row(&plain["camera_pr"], set));
    }
    assert!(number(row(&found["camera_pr"], "cold"), "p_value") > 0.01);

    // as limma's topTreat writes it
    let path = study.path("d/differential/b_vs_a.tsv");
    let text = fs::read_to_string(&path).unwrap();
    let columns: String = (text.lines())
        .map(|line| line.split('\t').take(8).collect::<Vec<_>>().join("\t") + "\n")
        .collect();
    fs::write(&path, columns).unwrap();
    let refusal = study.refuse(&[&genesets[..], &["--force"]].concat());
    refusal.says(&["(treat)", "'camera-pr'", "ordinary moderated t"]);
    assert!(refusal.hint.contains("moderated_t"), "{}", refusal.hint);
    let lists = ["--tests", "over-representation", "--force"];
    study.succeed(&[&GENESETS[..], &lists].concat());
}

/// Gives the results of a stage the keys and headers that version 1 of the schemas had.
fn as_before(study: &Study, out: &str) {
    let edit = |name: &str, names: &[(&str, &str)]| {
        let path = study.path(&format!("{out}/{name}"));
        let mut text = fs::read_to_string(&path).unwrap();
        for (now, before) in names {
            assert!(text.contains(now), "{name}: {now}");
            text = text.replace(now, before);
        }
        fs::write(&path, text).unwrap();
    };
    let keys = [
        ("\"schema_version\": \"3.", "\"schema_version\": \"1."),
        ("\"methods\": ", "\"method\": "),
        ("\"adjust_for\": ", "\"adjust\": "),
        ("\"doses\": ", "\"order\": "),
        ("\"min_samples\": ", "\"samples\": "),
        ("\"n_permutations\": ", "\"permutations\": "),
    ];
    // version 1 had no surrogate variables
    let path = study.path(&format!("{out}/provenance.json"));
    let mut provenance = crate::program::json(&path);
    let section = &mut provenance["configuration"]["differential"];
    section
        .as_object_mut()
        .unwrap()
        .remove("surrogates")
        .unwrap();
    fs::write(&path, serde_json::to_string_pretty(&provenance).unwrap()).unwrap();
    edit("provenance.json", &keys);
    let headers = [
        ("moderated_t", "moderated.t"),
        ("moderated_p_value", "moderated.P.Value"),
    ];
    edit("differential/b_vs_a.tsv", &headers);
}

#[test]
fn results_of_the_schemas_before_are_read() {
    let study = Study::new();
    study.put("sets.gmt", SETS);
    study.succeed(&[&DIFF[..], &["--treat", "1", "--fdr", "0.2"]].concat());
    let found = |out: &str| {
        let further = ["--tests", "over-representation,camera-pr,fry", "--out", out];
        study.succeed(&[&GENESETS[..5], &further].concat());
        let mut found = results(&study, out);
        // say which columns were taken by other names
        found["notes"] = Value::Null;
        found
    };
    let now = found("now");
    assert_eq!(now["fdr"], 0.2);
    as_before(&study, "d");
    assert_eq!(found("before"), now);
}
