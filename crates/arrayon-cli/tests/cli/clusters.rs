//! The files of `arrayon cluster`, read as other programs read them.

use crate::matrix_study::Study;
use crate::program::{files_below, json};
use serde_json::Value;
use std::collections::BTreeMap;

const MATRIX: [&str; 3] = ["cluster", "--matrix", "expression.tsv"];
const GROUPS: [&str; 4] = ["--samples", "samples.csv", "--group", "group"];

#[track_caller]
pub(crate) fn cluster(study: &Study, arguments: &[&str]) {
    study.succeed(&[&MATRIX[..], arguments].concat());
}

fn text(study: &Study, name: &str) -> String {
    std::fs::read_to_string(study.path(name)).unwrap()
}

fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .map(|line| line.split('\t').collect())
        .collect()
}

fn strings(value: &Value) -> Vec<&str> {
    let items = value.as_array().unwrap();
    items.iter().map(|item| item.as_str().unwrap()).collect()
}

#[test]
fn the_table_of_java_treeview_opens_with_both_trees() {
    let study = Study::new();
    cluster(&study, &["--genes", "top-variance:12", "--out", "c"]);
    let cdt = text(&study, "c/clusters/genes.cdt");
    let cdt = rows(&cdt);
    assert_eq!(cdt[0][..4], ["GID", "ID", "NAME", "GWEIGHT"]);
    assert_eq!(cdt.len(), 3 + 12);
    let (genes, arrays): (Vec<_>, Vec<_>) = (
        cdt[3..].iter().map(|row| row[0]).collect(),
        cdt[1][4..].to_vec(),
    );
    // every leaf of a tree stands once in the table, every branch in a run of neighbours
    for (file, leaves) in [("genes.gtr", genes), ("genes.atr", arrays)] {
        let tree = text(&study, &format!("c/clusters/{file}"));
        let mut members: BTreeMap<&str, Vec<usize>> = (leaves.iter().enumerate())
            .map(|(at, &leaf)| (leaf, vec![at]))
            .collect();
        for row in rows(&tree) {
            let [node, left, right, similarity] = row[..] else {
                panic!("{row:?}");
            };
            assert!(similarity.parse::<f64>().unwrap() <= 1.0);
            let mut joined = [members[left].clone(), members[right].clone()].concat();
            joined.sort_unstable();
            let span = joined[joined.len() - 1] - joined[0];
            assert_eq!(span + 1, joined.len(), "{file} {node}");
            members.insert(node, joined);
        }
        let all = members.values().map(Vec::len).max();
        assert_eq!(all, Some(leaves.len()), "{file}");
    }
    // each feature less its mean
    for row in &cdt[3..] {
        let sum: f64 = row[4..]
            .iter()
            .map(|cell| cell.parse::<f64>().unwrap())
            .sum();
        assert!(sum.abs() < 1e-12, "{row:?}");
    }
}

#[test]
fn genes_stand_in_the_order_that_is_told() {
    let study = Study::new();
    for order in ["tree", "optimal"] {
        cluster(
            &study,
            &[
                "--genes",
                "top-variance:12",
                "--leaf-order",
                order,
                "--out",
                order,
            ],
        );
        let genes = json(&study.path(&format!("{order}/clusters/genes.json")));
        let labels = strings(&genes["labels"]);
        let leaf_order = genes["leaf_order"].as_array().unwrap().iter();
        let expected: Vec<&str> = leaf_order
            .map(|leaf| labels[usize::try_from(leaf.as_u64().unwrap()).unwrap()])
            .collect();
        for (file, first, column) in [("genes.cdt", 3, 1), ("genes.gct", 3, 0)] {
            let table = text(&study, &format!("{order}/clusters/{file}"));
            let ids: Vec<&str> = rows(&table)[first..]
                .iter()
                .map(|row| row[column])
                .collect();
            assert_eq!(ids, expected, "{order} {file}");
        }
        assert_eq!(genes["merges"].as_array().unwrap().len(), 11);
        assert_eq!(genes["choice"]["n_chosen"], 12);
        assert_eq!(genes["choice"]["n_candidates"], 40);
    }
    // the four genes that differ between the groups vary most, and are one branch
    let genes = json(&study.path("tree/clusters/genes.json"));
    assert!(
        strings(&genes["labels"])[..4]
            .iter()
            .all(|id| ["g0", "g1", "g2", "g3"].contains(id))
    );
}

#[test]
fn the_gct_reads_back_as_the_matrix() {
    let study = Study::new();
    cluster(&study, &["--genes", "top-variance:12", "--out", "c"]);
    study.put("expression.tsv", &text(&study, "c/clusters/genes.gct"));
    cluster(&study, &["--genes", "top-variance:12", "--out", "again"]);
    let sorted = |name: &str| {
        let genes = json(&study.path(&format!("{name}/clusters/genes.json")));
        let heights: Vec<f64> = (genes["merges"].as_array().unwrap().iter())
            .map(|merge| merge[2].as_f64().unwrap())
            .collect();
        heights
    };
    for (one, again) in sorted("c").iter().zip(sorted("again")) {
        assert!((one - again).abs() < 1e-12);
    }
}

#[test]
fn listed_genes_are_found_by_id_or_symbol() {
    let study = Study::new();
    study.put(
        "list.txt",
        "# mine\ng7\tinflammation\n\ng9\nnowhere\ng7\ng8\n",
    );
    cluster(&study, &["--genes", "list:list.txt", "--out", "c"]);
    let genes = json(&study.path("c/clusters/genes.json"));
    assert_eq!(strings(&genes["labels"]), ["g7", "g9", "g8"]);
    assert_eq!(strings(&genes["choice"]["not_found"]), ["nowhere"]);
    let inputs = json(&study.path("c/provenance.json"));
    assert!(inputs["inputs"].to_string().contains("list.txt"));
}

#[test]
fn changed_genes_are_those_of_the_tables() {
    let study = Study::new();
    study.succeed(&crate::matrix_study::DIFF);
    let table = "d/differential/b_vs_a.tsv";
    cluster(
        &study,
        &["--genes", "differential", "--table", table, "--out", "c"],
    );
    let genes = json(&study.path("c/clusters/genes.json"));
    let mut labels = strings(&genes["labels"]);
    labels.sort_unstable();
    assert_eq!(labels, ["g0", "g1", "g2", "g3"]);
    // the whole run chooses the same
    let settings = "[cluster.genes]\nchoose = \"differential\"\n[genesets]";
    study.replace("study.toml", "[genesets]", settings);
    study.succeed(&crate::matrix_study::RUN);
    let cdt = "clusters/genes.cdt";
    assert_eq!(
        text(&study, &format!("results/{cdt}")),
        text(&study, &format!("c/{cdt}"))
    );
}

#[test]
fn a_run_without_changed_genes_says_so() {
    let study = Study::new();
    let settings = "[differential]\nfdr = 1e-300\n[cluster.genes]\nchoose = \"differential\"\n\
                    [genesets]";
    study.replace("study.toml", "[genesets]", settings);
    study.succeed(&crate::matrix_study::RUN);
    let summary = json(&study.path("results/summary.json"));
    assert!(
        summary["warnings"]
            .to_string()
            .contains("0 features that change at FDR")
    );
    assert!(!study.path("results/clusters/genes.json").exists());
}

#[test]
fn constant_genes_are_left_out_by_name() {
    let study = Study::new();
    let line = text(&study, "expression.tsv");
    let line = line.lines().nth(6).unwrap();
    study.replace("expression.tsv", line, "g5\t7\t7\t7\t7\t7\t7");
    study.put("list.txt", "g4\ng5\ng6\n");
    cluster(&study, &["--genes", "list:list.txt", "--out", "c"]);
    let genes = json(&study.path("c/clusters/genes.json"));
    assert_eq!(strings(&genes["choice"]["constant"]), ["g5"]);
    assert_eq!(strings(&genes["labels"]), ["g4", "g6"]);
    let euclidean = [
        "--genes",
        "list:list.txt",
        "--gene-distance",
        "euclidean",
        "--out",
        "e",
    ];
    cluster(&study, &euclidean);
    let genes = json(&study.path("e/clusters/genes.json"));
    assert_eq!(strings(&genes["labels"]), ["g4", "g5", "g6"]);
}

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
    let top = pca["components"][0]["top_features"].as_array().unwrap();
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
            "provenance.json",
        ]
    );
}

#[test]
fn the_verdict_holds_all_its_evidence() {
    let study = Study::new();
    let bootstrap = ["--bootstrap", "50", "--out", "c"];
    cluster(&study, &[&GROUPS[..], &bootstrap].concat());
    let samples = json(&study.path("c/clusters/samples.json"));
    assert!(samples["cophenetic_correlation"].as_f64().unwrap() > 0.5);
    let verdict = &samples["verdicts"][0];
    assert_eq!(verdict["verdict"], "separated");
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
    assert!(figure.contains("all samples, by group: separated"));
}

#[test]
fn shards_merged_in_any_order_are_the_whole() {
    let study = Study::new();
    let whole = ["--bootstrap", "40", "--seed", "7", "--out", "whole"];
    cluster(&study, &[&GROUPS[..], &whole].concat());
    for part in ["1", "2", "3"] {
        let (shard, out) = (format!("{part}/3"), format!("part{part}"));
        cluster(
            &study,
            &[
                "--bootstrap",
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
