//! Trees and principal components of samples, as `arrayon cluster` writes them.

use crate::cluster_study::{GROUPS, cluster, rows, strings, text};
use crate::matrix_study::Study;
use crate::program::{files_below, json};
use serde_json::Value;

#[test]
fn components_give_the_centred_matrix_back() {
    let study = Study::new();
    cluster(&study, &[&GROUPS[..], &["--out", "c"]].concat());
    let numbers = |name: &str| -> Vec<Vec<f64>> {
        let table = text(&study, name);
        let rows = rows(&table);
        let of_row = |row: &Vec<&str>| row[1..].iter().map(|cell| cell.parse().unwrap()).collect();
        rows[1..].iter().map(of_row).collect()
    };
    let scores = numbers("c/clusters/pca_scores.tsv");
    let loadings = numbers("c/clusters/pca_loadings.tsv");
    let values = numbers("expression.tsv");
    assert_eq!((scores.len(), loadings.len()), (6, 40));
    // six samples have five components, which is all there is
    for (row, loadings) in values.iter().zip(&loadings) {
        let mean = row.iter().sum::<f64>() / 6.0;
        for (value, scores) in row.iter().zip(&scores) {
            let sum: f64 = loadings.iter().zip(scores).map(|(a, b)| a * b).sum();
            assert!((value - mean - sum).abs() < 1e-9);
        }
    }
    let pca = json(&study.path("c/clusters/pca.json"));
    let last = &pca["components"][4]["cumulative_fraction"];
    assert!((last.as_f64().unwrap() - 1.0).abs() < 1e-12);
    assert_eq!(pca["standardization"], "centred at their means, not scaled");
    let top = pca["components"][0]["top_loadings"].as_array().unwrap();
    assert_eq!(top.len(), 20);
    let size = |at: usize| top[at]["loading"].as_f64().unwrap().abs();
    assert!((1..20).all(|at| size(at) <= size(at - 1)));
}

#[test]
fn samples_that_do_not_differ_have_no_components_and_no_failure() {
    let study = Study::new();
    study.put("expression.tsv", "id\ta\tb\nx\t1\t1\ny\t2\t2\nz\t4\t4\n");
    cluster(&study, &["--genes", "none", "--out", "c"]);
    let written = files_below(&study.path("c"));
    let names: Vec<_> = written.iter().map(|file| file.to_string_lossy()).collect();
    assert_eq!(
        names,
        [
            "clusters/samples.json",
            "clusters/samples.nwk",
            "clusters/samples.svg",
            "manifest.json",
            "provenance.json",
            "summary.json",
        ]
    );
}

#[test]
fn the_verdict_holds_all_its_evidence() {
    let study = Study::new();
    let bootstrap = ["--n-bootstrap", "50", "--out", "c"];
    cluster(&study, &[&GROUPS[..], &bootstrap].concat());
    let samples = json(&study.path("c/clusters/samples.json"));
    assert!(samples["cophenetic_correlation"].as_f64().unwrap() > 0.5);
    let verdict = &samples["group_verdicts"][0];
    // both groups form branches, but of three against three that says little
    assert_eq!(verdict["verdict"], "cannot be judged");
    assert_eq!(verdict["permanova"]["smallest_p_value"], 0.1);
    let headline = verdict["headline"].as_str().unwrap();
    assert!(
        headline.contains("cannot give a p-value below 0.100"),
        "{headline}"
    );
    assert!(
        headline.contains("'a' and 'b' each form a branch of the tree"),
        "{headline}"
    );
    assert!(verdict["rule"].as_str().unwrap().contains("au of 0.95"));
    assert_eq!(verdict["adjusted_rand_index"], 1.0);
    assert_eq!(verdict["best_adjusted_rand_index"], 1.0);
    assert_eq!(verdict["permanova"]["is_exact"], true);
    assert_eq!(strings(&verdict["levels"]), ["a", "a", "a", "b", "b", "b"]);
    for key in ["mean_silhouette", "best_n_clusters"] {
        assert!(verdict[key].is_number(), "{key}");
    }
    for branch in verdict["branches"].as_array().unwrap() {
        for key in ["merge", "au", "bp", "mean_silhouette"] {
            assert!(branch[key].is_number(), "{key}: {branch}");
        }
    }
    // Newick and figure show the support of the two groups' branches
    let newick = text(&study, "c/clusters/samples.nwk");
    let figure = text(&study, "c/clusters/samples.svg");
    for branch in verdict["branches"].as_array().unwrap() {
        let percent = |key: &str| (100.0 * branch[key].as_f64().unwrap()).round();
        let support = format!("{}/{}", percent("au"), percent("bp"));
        assert!(newick.contains(&format!("'{support}'")), "{newick}");
        assert!(figure.contains(&support), "{support}");
    }
    assert!(figure.contains("all samples, by group: cannot be judged"));
}

#[test]
fn shards_merged_in_any_order_are_the_whole() {
    let study = Study::new();
    let whole = ["--n-bootstrap", "40", "--seed", "7", "--out", "whole"];
    cluster(&study, &[&GROUPS[..], &whole].concat());
    for part in ["1", "2", "3"] {
        let (shard, out) = (format!("{part}/3"), format!("part{part}"));
        cluster(
            &study,
            &[
                "--n-bootstrap",
                "40",
                "--seed",
                "7",
                "--shard",
                &shard,
                "--out",
                &out,
            ],
        );
    }
    let parts = [
        "--seed",
        "7",
        "--out",
        "merged",
        "--merge-shards",
        "part3",
        "part1",
        "part2",
    ];
    cluster(&study, &[&GROUPS[..], &parts].concat());
    let (whole, merged) = (study.path("whole"), study.path("merged"));
    assert_eq!(files_below(&whole), files_below(&merged));
    for file in files_below(&whole) {
        if !file.ends_with("provenance.json") {
            let read = |folder: &std::path::Path| std::fs::read(folder.join(&file)).unwrap();
            assert!(read(&whole) == read(&merged), "{} differs", file.display());
        }
    }
}

#[test]
fn three_opinions_on_the_number_of_clusters() {
    let study = Study::new();
    cluster(&study, &["--n-gap-references", "20", "--out", "c"]);
    let advice = &json(&study.path("c/clusters/samples.json"))["advice"];
    assert_eq!(advice["silhouettes"][0]["n_clusters"], 2);
    assert!(advice["gaps"].as_array().unwrap().len() > 1);
    for opinion in ["by_silhouette", "by_gap", "by_dynamic_cut"] {
        assert!(advice[opinion].is_number(), "{opinion}: {advice}");
    }
    assert!(
        advice["rule"]
            .as_str()
            .unwrap()
            .contains("two of these agree")
    );
    cluster(&study, &["--out", "without"]);
    let advice = &json(&study.path("without/clusters/samples.json"))["advice"];
    assert_eq!(advice["by_gap"], Value::Null);
}

#[test]
fn trees_with_inversions_are_drawn_too() {
    let study = Study::new();
    for linkage in ["centroid.D", "median.D", "ward.D", "single"] {
        cluster(
            &study,
            &[
                "--linkage",
                linkage,
                "--gene-linkage",
                linkage,
                "--out",
                linkage,
            ],
        );
        let samples = json(&study.path(&format!("{linkage}/clusters/samples.json")));
        assert_eq!(samples["linkage"], linkage);
        assert!(text(&study, &format!("{linkage}/clusters/samples.svg")).contains("</svg>"));
    }
}
