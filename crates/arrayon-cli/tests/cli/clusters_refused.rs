//! What `arrayon cluster` and the `[cluster]` settings refuse.

use crate::cluster_study::cluster;
use crate::matrix_study::{RUN, Study};
use crate::program::{Refusal, run, sign};
use serde_json::Value;

#[track_caller]
fn refused(study: &Study, arguments: &[&str]) -> Refusal {
    let begin = ["cluster", "--matrix", "expression.tsv", "--out", "c"];
    study.refuse(&[&begin[..], arguments].concat())
}

#[test]
fn lists_without_a_gene_of_the_matrix() {
    let study = Study::new();
    study.put("list.txt", "Il6\nTnf\n");
    let list = ["--genes", "list:list.txt"];
    refused(&study, &list).says(&["list.txt", "2 names", "'Il6'", "'g0'", "annotation"]);
    study.put("list.txt", "# nothing\n\n");
    refused(&study, &list).says(&["list.txt", "lists nothing"]);
    study.put("list.txt", "g1\n");
    refused(&study, &list).says(&["1 feature of the list", "at least 2"]);
    refused(&study, &["--genes", "list:gone.txt"]).says(&["gone.txt", "no such file"]);
}

#[test]
fn tables_that_name_no_changed_feature() {
    let study = Study::new();
    refused(&study, &["--genes", "differential"]).says(&["no table", "--table"]);
    let table = "feature_id\tlogFC\tadj.P.Val\ng1\t1\t0.01\ng2\t1\t0.5\n";
    study.put("t.tsv", table);
    let differential = ["--genes", "differential", "--table", "t.tsv"];
    refused(&study, &differential).says(&["1 feature that change", "FDR 0.05", "at least 2"]);
    study.put("t.tsv", &table.replace("\ng", "\nother"));
    refused(&study, &differential).says(&["t.tsv", "'other1'", "'g0'"]);
}

#[test]
fn annotations_of_another_chip() {
    let study = Study::new();
    let header = "\"transcript_cluster_id\",\"gene_assignment\"";
    study.put(
        "a.csv",
        &format!("{header}\n\"x1\",\"NM_1 // Il6 // interleukin 6 // 6 // 1\"\n"),
    );
    refused(&study, &["--annotation", "a.csv"]).says(&["a.csv", "'x1'"]);
}

/// A study with two parts of a bootstrap of 12 replicates.
fn parts() -> Study {
    let study = Study::new();
    for (shard, out) in [("1/3", "one"), ("2/3", "two")] {
        cluster(
            &study,
            &["--n-bootstrap", "12", "--shard", shard, "--out", out],
        );
    }
    study
}

#[test]
fn shards_that_are_not_the_whole() {
    let study = parts();
    let merge = |folders: &[&str]| refused(&study, &[&["--merge-shards"], folders].concat());
    merge(&["one", "two"]).says(&["replicates 8 to 11", "none of the shards"]);
    merge(&["two"]).says(&["replicates 0 to 3"]);
    merge(&["one", "one"]).says(&["one", "replicates 0 to 3", "two shards"]);
    merge(&["three"]).says(&["three", "no such file", "--shard"]);
    cluster(
        &study,
        &["--n-bootstrap", "9", "--shard", "3/3", "--out", "nine"],
    );
    merge(&["one", "nine"]).says(&["nine", "9 replicates", "12"]);
}

#[test]
fn shards_whose_counts_cannot_be() {
    let study = parts();
    let file = "one/clusters/bootstrap_shard.json";
    let whole = std::fs::read_to_string(study.path(file)).unwrap();
    let shard: Value = serde_json::from_str(&whole).unwrap();
    for (pointer, wrong) in [
        ("/counts/0/n_found_by_merge/0", Value::from(u32::MAX)),
        ("/counts/0/n_trees", Value::from(5)),
        ("/counts/0/n_undefined", Value::from(u32::MAX)),
        ("/counts/0/relative_size", Value::from(0.0)),
        ("/replicates/0/0", Value::from(9)),
        ("/replicates/0/1", Value::from(99)),
    ] {
        let mut shard = shard.clone();
        *shard.pointer_mut(pointer).unwrap() = wrong;
        study.put(file, &shard.to_string());
        let merge = ["--merge-shards", "one", "two"];
        refused(&study, &merge).says(&["bootstrap_shard.json", "is not as the run left it"]);
        sign(&study.path("one"));
        refused(&study, &merge).says(&["bootstrap_shard.json", "do not fit its replicates"]);
    }
}

#[test]
fn shards_of_something_else() {
    let study = parts();
    let with = |setting: &[&str]| {
        refused(
            &study,
            &[&["--merge-shards", "one", "two"], setting].concat(),
        )
    };
    with(&["--seed", "2"]).says(&["one", "seed is 1", "expected 2"]);
    with(&["--distance", "spearman"]).says(&["distance is pearson", "spearman"]);
    with(&["--linkage", "single"]).says(&["linkage is average", "single"]);
    study.replace("expression.tsv", "g39", "g39b");
    let text = std::fs::read_to_string(study.path("expression.tsv")).unwrap();
    study.put("expression.tsv", &text.replace("g3\t", "g3\t1"));
    with(&[]).says(&["another tree"]);
    study.put("expression.tsv", &text.replace("\ta1\t", "\ta9\t"));
    with(&[]).says(&["other samples"]);
    let file = "one/clusters/bootstrap_shard.json";
    let shard = std::fs::read_to_string(study.path(file)).unwrap();
    let put = |text: &str| {
        study.put(file, text);
        sign(&study.path("one"));
    };
    put(&shard[..shard.len() / 2]);
    with(&[]).says(&["bootstrap_shard.json", "is no shard"]);
    put(&shard.replacen("bootstrap-shard", "clusters", 1));
    with(&[]).says(&["its schema is 'arrayon/clusters'"]);
    let frame: Value = serde_json::from_str(&shard).unwrap();
    for (key, wrong) in [("schema_version", "1.1.0"), ("arrayon_version", "9.9.0")] {
        let current = frame[key].to_string();
        put(&shard.replacen(&current, &format!("\"{wrong}\""), 1));
        with(&[]).says(&[wrong, "count all shards anew"]);
    }
    put(&shard.replacen("0.5,", "0.5, 0.55,", 1));
    with(&[]).says(&["do not fit"]);
    std::fs::remove_file(study.path("one/summary.json")).unwrap();
    with(&[]).says(&["one", "summary.json is missing"]);
}

#[test]
fn more_shards_than_replicates() {
    let study = Study::new();
    refused(&study, &["--n-bootstrap", "2", "--shard", "1/5"])
        .says(&["shard 1/5", "--n-bootstrap"]);
}

#[test]
fn wrong_usage_is_told_with_the_names_that_exist() {
    let study = Study::new();
    for (arguments, says) in [
        (["--genes", "all"], "top-variance"),
        (["--genes", "top-variance:1"], "2 or more"),
        (["--gene-linkage", "nearest"], "average"),
        (["--leaf-order", "best"], "optimal"),
        (["--n-gap-references", "1"], "2 to 1000000"),
        (["--shard", "3/2"], "i/n"),
        (["--shard", "1/2"], "--n-bootstrap"),
    ] {
        let begin = ["cluster", "--matrix", "expression.tsv", "--out", "c"];
        let output = run(study.root(), &[&begin[..], &arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains(says), "{errors}");
    }
}

#[test]
fn settings_of_a_study_are_refused_with_their_key() {
    for (settings, key, says) in [
        ("choose = \"all\"", "choose", "'top-variance'"),
        ("n_features = 1", "n_features", "2 or more"),
        ("choose = \"list\"", "file", "no file"),
        ("file = \"samples.csv\"", "file", "does not read"),
        ("distance = \"hamming\"", "distance", "pearson"),
        ("linkage = \"nearest\"", "linkage", "average"),
        ("leaf_order = \"best\"", "leaf_order", "optimal"),
    ] {
        let study = Study::new();
        let section = format!("[cluster.genes]\n{settings}\n[genesets]");
        study.replace("study.toml", "[genesets]", &section);
        let key = format!("key 'cluster.genes.{key}'");
        study.refuse(&RUN).says(&["study.toml", &key, says]);
        study.refuse(&["check", "study.toml"]).says(&[&key]);
    }
    let study = Study::new();
    let section = "[cluster.genes]\nchoose = \"list\"\nfile = \"gone.txt\"\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.refuse(&RUN).says(&["gone.txt", "no such file"]);
}

#[test]
fn contrasts_may_not_take_the_names_of_other_trees() {
    for id in ["samples", "Genes", "pca"] {
        let study = Study::new();
        study.replace("contrasts.csv", "b_vs_a", id);
        study.refuse(&RUN).says(&["contrasts.csv", id, "rename"]);
    }
}

#[test]
fn too_many_references_or_one() {
    let study = Study::new();
    study.replace(
        "study.toml",
        "[genesets]",
        "[cluster]\nn_gap_references = 1\n[genesets]",
    );
    study.refuse(&RUN).says(&[
        "study.toml, line 8, key 'cluster.n_gap_references'",
        "2 or more",
    ]);
}

#[test]
fn species_and_gene_sets_that_are_not_there() {
    let study = Study::new();
    refused(&study, &["--themes", "cat"]).says(&["'cat'", "'rat'"]);
    refused(&study, &["--gmt", "gone.gmt"]).says(&["gone.gmt"]);
}
