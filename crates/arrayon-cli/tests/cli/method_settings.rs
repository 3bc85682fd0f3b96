//! Settings of rank products and SAM, from the command line and from study.toml.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::json;
use serde_json::{Value, json as value};

const ALL: [&str; 2] = ["--methods", "limma,rank-products,sam"];

fn diff(study: &Study, out: &str, further: &[&str]) {
    let mut arguments = DIFF.to_vec();
    arguments[8] = out;
    study.succeed(&[&arguments[..], &ALL, further].concat());
}

fn found(study: &Study, out: &str, method: &str) -> Value {
    json(&study.path(&format!("{out}/differential/b_vs_a.{method}.json")))
}

/// A study of `[differential]` with all methods and further lines.
fn with_section(lines: &str) -> Study {
    let study = Study::new();
    let section = "[differential]\nmethod = [\"limma\", \"rank-products\", \"sam\"]\n";
    study.replace(
        "study.toml",
        "[genesets]",
        &format!("{section}{lines}\n\n[genesets]"),
    );
    study
}

#[test]
fn defaults_are_recorded() {
    let study = Study::new();
    diff(&study, "d", &[]);
    let ranks = found(&study, "d", "rank-products");
    let expected = value!({"statistic": "product", "null": "exchanged-labels",
                           "n_permutations": 200, "seed": 1, "pairs": []});
    assert_eq!(ranks["settings"], expected);
    // 20 labellings of six samples, without the own one, mirror images together
    assert_eq!(ranks["n_permutations"], 9);
    assert_eq!(ranks["is_complete"], true);
    let sam = found(&study, "d", "sam");
    let expected = value!({"n_permutations": 200, "seed": 1, "fudge_factor": "estimated",
                           "delta": null, "pairs": []});
    assert_eq!(sam["settings"], expected);
    assert_eq!(sam["at_delta"], Value::Null);
    let notes = sam["notes"].to_string();
    assert!(notes.contains("about half of all studies"), "{notes}");
}

#[test]
fn permutations_as_in_older_papers_are_reachable() {
    let study = Study::new();
    let older = ["--rank-null", "permutations"];
    diff(&study, "d", &older);
    let ranks = found(&study, "d", "rank-products");
    assert_eq!(ranks["settings"]["null"], "permutations");
    assert_eq!(ranks["settings"]["n_permutations"], 100);
    assert_eq!(ranks["n_permutations"], 100);
    assert_eq!(ranks["is_complete"], false);
    assert!(
        ranks["method_in_words"]
            .as_str()
            .unwrap()
            .contains("permutations of the features")
    );
    // p-values are shares of the permuted statistics of all features
    let p = ranks["features"][0]["p_value_up"].as_f64().unwrap() * (100.0 * 40.0 + 1.0);
    assert!((p - p.round()).abs() < 1e-6, "{p}");
    let other = [
        "--rank-null",
        "permutations",
        "--n-permutations",
        "30",
        "--seed",
        "5",
    ];
    diff(&study, "e", &other);
    let others = found(&study, "e", "rank-products");
    assert_eq!(others["settings"]["n_permutations"], 30);
    assert_eq!(others["settings"]["seed"], 5);
    assert_ne!(others["features"], ranks["features"]);
    assert_eq!(found(&study, "e", "sam")["settings"]["seed"], 5);
    // the same from study.toml
    let study = with_section(
        "[differential.rank_products]\nnull = \"permutations\"\nn_permutations = 30\nseed = 5\n\
         [differential.sam]\nn_permutations = 30\nseed = 5",
    );
    study.succeed(&RUN);
    assert_eq!(found(&study, "results", "rank-products"), others);
}

#[test]
fn the_published_null_and_rank_sums_are_reachable() {
    let study = Study::new();
    let published = [
        "--rank-null",
        "published",
        "--rank-statistic",
        "sum",
        "--seed",
        "3",
    ];
    diff(&study, "d", &published);
    let ranks = found(&study, "d", "rank-products");
    let expected = value!({"statistic": "sum", "null": "published", "n_permutations": null,
                           "seed": null, "pairs": []});
    assert_eq!(ranks["settings"], expected);
    assert_eq!(ranks["n_permutations"], 0);
    assert!(
        ranks["method_in_words"]
            .as_str()
            .unwrap()
            .starts_with("rank sums")
    );
    // the seed is that of SAM
    assert_eq!(found(&study, "d", "sam")["settings"]["seed"], 3);
}

#[test]
fn samples_are_paired_by_a_column() {
    let study = Study::new();
    let sheet = "sample,group,animal\na1,a,1\na2,a,2\na3,a,3\nb1,b,2\nb2,b,3\nb3,b,1\n";
    study.put("samples.csv", sheet);
    diff(&study, "d", &["--pairs", "animal"]);
    let (ranks, sam) = (
        found(&study, "d", "rank-products"),
        found(&study, "d", "sam"),
    );
    assert_eq!(ranks["settings"]["pairs"], value!(["animal"]));
    assert_eq!(ranks["n_replicates"], 3);
    // signs of three pairs: 8 ways
    assert_eq!(sam["n_permutations"], 8);
    let contrasts = "id,variable,reference,target,blocking\nb_vs_a,group,a,b,animal\n";
    study.put("contrasts.csv", contrasts);
    diff(&study, "e", &[]);
    assert_eq!(found(&study, "e", "rank-products"), ranks);
    assert_eq!(found(&study, "e", "sam"), sam);
    std::fs::remove_dir_all(study.path("d")).unwrap();
    let unknown = [&DIFF[..], &ALL, &["--pairs", "mouse"]].concat();
    study
        .refuse(&unknown)
        .says(&["samples.csv", "'mouse'", "'animal'", "pairs"]);
}

#[test]
fn sam_counts_at_a_distance_or_a_rate_of_its_own() {
    let study = Study::new();
    diff(&study, "d", &["--sam-delta", "0.5", "--sam-s0", "0.1"]);
    let sam = found(&study, "d", "sam");
    assert_eq!(sam["s0"], 0.1);
    assert_eq!(sam["settings"]["fudge_factor"], "fixed");
    let cuts = &sam["at_delta"];
    assert_eq!(cuts["delta"], 0.5);
    let n_called = sam["n_up"].as_u64().unwrap() + sam["n_down"].as_u64().unwrap();
    assert_eq!(cuts["n_called"], n_called);
    let is_called = |row: &&Value| {
        let d = row["d"].as_f64().unwrap();
        let beyond =
            |cut: &Value, sign: f64| cut.as_f64().is_some_and(|cut| sign * d >= sign * cut);
        beyond(&cuts["cut_up"], 1.0) || beyond(&cuts["cut_low"], -1.0)
    };
    let rows = sam["features"].as_array().unwrap();
    assert_eq!(rows.iter().filter(is_called).count() as u64, n_called);
    let notes = sam["notes"].to_string();
    assert!(
        notes.contains("distance of 0.5") && notes.contains("consensus"),
        "{notes}"
    );
    let study = with_section("[differential.sam]\nfdr = 0.5\ns0_percentile = 0.5");
    study.succeed(&RUN);
    let sam = found(&study, "results", "sam");
    assert_eq!(sam["fdr"], 0.5);
    assert_eq!(sam["s0_percentile"], 0.5);
    let up =
        sam["features"].as_array().unwrap().iter().filter(|row| {
            row["q_value"].as_f64().unwrap() <= 0.5 && row["d"].as_f64().unwrap() > 0.0
        });
    assert_eq!(sam["n_up"], up.count());
}

#[test]
fn settings_that_cannot_be_are_named_with_their_key() {
    for (lines, says) in [
        (
            "[differential.rank_products]\nnul = \"published\"",
            &["study.toml, line 10", "'nul'", "'null'"][..],
        ),
        (
            "[differential.rank_products]\nnull = \"exact\"",
            &[
                "differential.rank_products.null",
                "'exact'",
                "'exchanged-labels'",
            ],
        ),
        (
            "[differential.rank_products]\nstatistic = \"mean\"",
            &["differential.rank_products.statistic", "'product'", "'sum'"],
        ),
        (
            "[differential.rank_products]\nn_permutations = 0",
            &["differential.rank_products.n_permutations", "1 to 100000"],
        ),
        (
            "[differential.rank_products]\nnull = \"published\"\nseed = 2",
            &[
                "differential.rank_products.seed",
                "'published'",
                "leave the key out",
            ],
        ),
        (
            "[differential.rank_products]\npairs = \"mouse\"",
            &["samples.csv", "'mouse'", "'batch'"],
        ),
        (
            "[differential.sam]\nn_permutations = 1",
            &["differential.sam.n_permutations", "2 to"],
        ),
        (
            "[differential.sam]\ns0 = -1",
            &["differential.sam.s0", "0 or more"],
        ),
        (
            "[differential.sam]\ns0 = 0.1\ns0_percentile = 0.1",
            &["differential.sam.s0_percentile", "one of the two"],
        ),
        (
            "[differential.sam]\ndelta = 1\nfdr = 0.1",
            &["differential.sam.delta", "leave one of the two out"],
        ),
        (
            "[differential.sam]\nfdr = 1",
            &["differential.sam.fdr", "between 0 and 1"],
        ),
    ] {
        let study = with_section(lines);
        study.refuse(&RUN).says(says);
        study.refuse(&["check", "study.toml"]).says(says);
    }
    let study = Study::new();
    let lines = "[differential.sam]\nseed = 2\n\n[genesets]";
    study.replace("study.toml", "[genesets]", lines);
    let says = [
        "differential.methods",
        "settings of 'sam' without 'sam'",
        "limma,rank-products,sam",
    ];
    study.refuse(&RUN).says(&says);
    for flags in [
        ["--n-permutations", "9"],
        ["--rank-null", "published"],
        ["--sam-delta", "1"],
    ] {
        let arguments = [&DIFF[..], &flags].concat();
        study.refuse_usage(&arguments, &[flags[0], "among the methods"]);
    }
}
