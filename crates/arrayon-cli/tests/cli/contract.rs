//! The command lines and outputs that scripts rely on, to the letter.

use crate::matrix_study;
use crate::program::{json, succeed};
use crate::simulated_study::{self, LIBRARY};
use std::path::Path;

fn header(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().next().unwrap();
    line.split('\t').map(str::to_owned).collect()
}

const LIMMA: [&str; 9] = [
    "feature_id",
    "logFC",
    "CI.L",
    "CI.R",
    "AveExpr",
    "t",
    "P.Value",
    "adj.P.Val",
    "B",
];

#[test]
fn run_with_threads_writes_the_named_files() {
    let study = simulated_study::Study::new();
    // an order that is neither that of the folder nor that of the alphabet
    study.edit("samples.csv", |text| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    });
    let arguments = ["run", "study.toml", "--out", "results/", "--threads", "2"];
    succeed(study.root(), &arguments);
    let results = study.path("results");
    for file in [
        "expression.tsv",
        "differential/mg001_vs_pairfed.tsv",
        "differential/mg001_vs_pairfed.json",
        "clusters/samples.json",
        "clusters/samples.nwk",
        "genesets/mg001_vs_pairfed.json",
        "themes.json",
        "qc.json",
        "provenance.json",
        "summary.json",
    ] {
        assert!(results.join(file).is_file(), "{file}");
    }
    let mut samples = simulated_study::SAMPLES.to_vec();
    samples.reverse();
    let columns = header(&results.join("expression.tsv"));
    assert_eq!(columns[0], "feature_id");
    assert_eq!(columns[1..], samples);
    let columns = header(&results.join("differential/mg001_vs_pairfed.tsv"));
    assert_eq!(columns[..9], LIMMA);
    let own = ["fold_change", "reference_mean", "target_mean"];
    assert_eq!(columns[9..12], own);
    let genes = ["gene_symbols", "entrez_ids", "gene_description"];
    assert_eq!(columns[12..], genes);
}

#[test]
fn normalize_diff_cluster_and_genesets_feed_each_other() {
    let study = simulated_study::Study::new();
    let arrays: Vec<String> = (simulated_study::SAMPLES.iter())
        .map(|sample| format!("cel/{sample}.CEL"))
        .collect();
    let how = [
        "normalize",
        "--compatibility",
        "bioconductor",
        "--out",
        "n/",
    ];
    let files: Vec<&str> = arrays.iter().map(String::as_str).collect();
    succeed(study.root(), &[&how[..], &LIBRARY, &files].concat());
    let columns = header(&study.path("n/expression.tsv"));
    assert_eq!(columns[0], "feature_id");
    assert_eq!(columns[1..], simulated_study::SAMPLES);

    let matrix = "n/expression.tsv";
    let diff = [
        "diff",
        "--matrix",
        matrix,
        "--samples",
        "samples.csv",
        "--contrasts",
        "contrasts.csv",
        "--out",
        "d/",
        "--trend",
    ];
    succeed(study.root(), &diff);
    let table = "d/differential/mg001_vs_pairfed.tsv";
    assert_eq!(header(&study.path(table))[..9], LIMMA);

    let cluster = [
        "cluster",
        "--matrix",
        matrix,
        "--distance",
        "pearson",
        "--linkage",
        "average",
        "--out",
        "c/",
    ];
    succeed(study.root(), &cluster);
    assert!(study.path("c/clusters/samples.nwk").is_file());

    let text = std::fs::read_to_string(study.path(table)).unwrap();
    let ids: Vec<&str> = (text.lines().skip(1).take(12))
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    study.put("sets.gmt", format!("top\tx\t{}\n", ids.join("\t")));
    let genesets = [
        "genesets", "--table", table, "--gmt", "sets.gmt", "--fdr", "0.05", "--out", "g/",
    ];
    succeed(study.root(), &genesets);
    assert!(study.path("g/genesets/mg001_vs_pairfed.json").is_file());
}

#[test]
fn the_stage_alone_gives_the_numbers_of_the_run() {
    let study = matrix_study::Study::new();
    study.succeed(&matrix_study::RUN);
    study.succeed(&matrix_study::DIFF);
    study.succeed(&matrix_study::CLUSTER);
    let same = |run: &str, stage: &str| {
        let read = |name: &str| std::fs::read(study.path(name)).unwrap();
        assert!(read(run) == read(stage), "{run} and {stage} differ");
    };
    let table = "differential/b_vs_a.tsv";
    same(&format!("results/{table}"), &format!("d/{table}"));
    same("results/clusters/samples.nwk", "c/clusters/samples.nwk");
}

#[test]
fn a_cdf_may_stand_in_place_of_pgf_and_clf() {
    let study = simulated_study::Study::new();
    let arrays = ["cel/mg001_1.CEL", "cel/mg001_2.CEL"];
    let cdf = cdf_of(&study);
    study.put("chip.cdf.gz", crate::program::gzip(cdf.as_bytes()));
    let by_cdf = ["normalize", "--cdf", "chip.cdf.gz", "--out", "cdf"];
    succeed(study.root(), &[&by_cdf[..], &arrays].concat());
    let lines = std::fs::read_to_string(study.path("cdf/expression.tsv")).unwrap();
    assert_eq!(lines.lines().count(), 3, "two probe sets");
}

/// A text CDF of two probe sets on the study's chip.
fn cdf_of(study: &simulated_study::Study) -> String {
    let header = arrayon_formats::cel::read_header(&study.path("cel/mg001_1.CEL")).unwrap();
    let cells = |unit: u32| (0..8).map(move |atom| 10 * unit * header.n_columns + 10 + 3 * atom);
    let units = [1, 2].map(|unit| (format!("set{unit}_at"), cells(unit).collect()));
    simulated_study::text_cdf((header.n_rows, header.n_columns), &units)
}

#[test]
fn clusters_hold_labels_merges_and_leaf_order() {
    let study = matrix_study::Study::new();
    study.succeed(&matrix_study::CLUSTER);
    let clusters = json(&study.path("c/clusters/samples.json"));
    let labels: Vec<&str> = (clusters["samples"].as_array().unwrap().iter())
        .map(|label| label.as_str().unwrap())
        .collect();
    assert_eq!(labels, ["a1", "a2", "a3", "b1", "b2", "b3"]);
    let merges = clusters["merges"].as_array().unwrap();
    assert_eq!(merges.len(), 5);
    let mut last_height = 0.0;
    for (at, merge) in merges.iter().enumerate() {
        let [left, right, height, size] = &merge.as_array().unwrap()[..] else {
            panic!("{merge}");
        };
        assert!(left.as_u64().unwrap() < right.as_u64().unwrap(), "{merge}");
        assert!(right.as_u64().unwrap() < 6 + at as u64, "{merge}");
        assert!(height.as_f64().unwrap() >= last_height, "{merge}");
        last_height = height.as_f64().unwrap();
        assert!(size.as_u64().unwrap() >= 2, "{merge}");
    }
    assert_eq!(merges[4][3], 6, "the last merge holds all");
    let mut leaves: Vec<u64> = (clusters["leaf_order"].as_array().unwrap().iter())
        .map(|leaf| leaf.as_u64().unwrap())
        .collect();
    leaves.sort_unstable();
    assert_eq!(leaves, [0, 1, 2, 3, 4, 5]);
}

#[test]
fn a_positive_fold_change_means_higher_in_the_target() {
    let study = matrix_study::Study::new();
    study.succeed(&matrix_study::DIFF);
    let table = json(&study.path("d/differential/b_vs_a.json"));
    assert!(table["features"][0]["log_fc"].as_f64().unwrap() > 2.0);
    let direction = table["direction_in_words"].as_str().unwrap();
    assert_eq!(direction, "positive = higher in b than in a");
}
