//! Trees and clusters of genes, as `arrayon cluster` writes them.

use crate::cluster_study::{GROUPS, cluster, rows, strings, text};
use crate::matrix_study::Study;
use crate::program::json;
use serde_json::Value;
use std::collections::BTreeMap;

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
    for order in ["tree", "optimal", "quick"] {
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
        let labels = strings(&genes["feature_ids"]);
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
        let figure = text(&study, &format!("{order}/clusters/genes.svg"));
        let named: Vec<&str> = figure
            .lines()
            .filter(|line| labels.contains(line))
            .collect();
        assert_eq!(named, expected, "{order} genes.svg");
        assert_eq!(genes["merges"].as_array().unwrap().len(), 11);
        assert_eq!(genes["choice"]["n_chosen"], 12);
        assert_eq!(genes["choice"]["n_candidates"], 40);
    }
    // the four genes that differ between the groups vary most, and are one branch
    let genes = json(&study.path("tree/clusters/genes.json"));
    assert!(
        strings(&genes["feature_ids"])[..4]
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
fn clusters_of_genes_have_profiles_and_gene_sets() {
    let study = Study::new();
    study.put(
        "sets.gmt",
        "planted\tup in b\tg0\tg1\tg2\tg3\tg30\nother\tx\tg10\tg11\tg12\tg13\tg14\n",
    );
    let genes = [
        "--genes",
        "top-variance:12",
        "--gene-clusters",
        "4",
        "--gmt",
        "sets.gmt",
    ];
    cluster(&study, &[&GROUPS[..], &genes, &["--out", "c"]].concat());
    let genes = json(&study.path("c/clusters/genes.json"));
    let (labels, clusters) = (strings(&genes["feature_ids"]), &genes["cluster_numbers"]);
    assert_eq!(genes["profile_variable"], "group");
    let profiles = genes["profiles"].as_array().unwrap();
    assert_eq!(profiles.len(), 4);
    // the genes that are higher in b are one cluster, which says so
    let at = labels.iter().position(|id| *id == "g0").unwrap();
    let planted = &profiles[usize::try_from(clusters[at].as_u64().unwrap()).unwrap() - 1];
    let n_features = planted["n_features"].as_u64().unwrap();
    assert!((4..8).contains(&n_features), "{n_features}");
    let mean = |group: usize| planted["group_means"][group]["mean"].as_f64().unwrap();
    assert!(mean(0) < -0.5 && mean(1) > 0.5);
    assert!((mean(0) + mean(1)).abs() < 1e-12);
    assert_eq!(planted["sample_means"].as_array().unwrap().len(), 6);
    let set = &planted["gene_sets"][0];
    assert_eq!(
        (&set["set_id"], &set["n_overlap"]),
        (&"planted".into(), &4.into())
    );
    // four or more of the set's five genes, of forty, among those of the cluster
    let choose = |n: u64, k: u64| {
        (0..k)
            .map(|i| (n - i) as f64 / (i + 1) as f64)
            .product::<f64>()
    };
    let hits = |k: u64| choose(5, k) * choose(35, n_features - k) / choose(40, n_features);
    let five = if n_features > 4 { hits(5) } else { 0.0 };
    assert!((set["p_value"].as_f64().unwrap() - hits(4) - five).abs() < 1e-12);
    assert_eq!(planted["gene_sets"].as_array().unwrap().len(), 1);
    // the table and the GCT name the same clusters
    let table = text(&study, "c/clusters/gene_clusters.tsv");
    let table = rows(&table);
    assert_eq!(table[0], ["feature_id", "gene_symbols", "cluster"]);
    let gct = text(&study, "c/clusters/genes.gct");
    let gct = rows(&gct);
    assert_eq!(gct[0], ["#1.3"]);
    assert_eq!(gct[1], ["12", "6", "2", "1"]);
    assert_eq!(gct[3][..3], ["group", "na", "na"]);
    for (member, row) in table[1..].iter().zip(&gct[4..]) {
        assert_eq!((member[0], member[2]), (row[0], row[2]));
        let at = labels.iter().position(|id| *id == member[0]).unwrap();
        assert_eq!(member[2], clusters[at].to_string());
    }
}

#[test]
fn features_near_a_cluster_are_assigned_unless_refused() {
    let study = Study::new();
    let heaps = arrayon_testkit::testdata().join("golden/cluster-r-further/heaps.tsv");
    study.put("expression.tsv", &std::fs::read_to_string(heaps).unwrap());
    let linkage = ["--gene-linkage", "complete", "--out"];
    cluster(&study, &[&linkage[..], &["near"]].concat());
    cluster(
        &study,
        &[&linkage[..], &["far", "--no-assign-nearby"]].concat(),
    );
    let genes = |out: &str| json(&study.path(&format!("{out}/clusters/genes.json")));
    let (near, far) = (genes("near"), genes("far"));
    let clusters = |genes: &Value| -> Vec<u64> {
        let clusters = genes["cluster_numbers"].as_array().unwrap().iter();
        clusters.map(|cluster| cluster.as_u64().unwrap()).collect()
    };
    let in_none = |genes: &Value| clusters(genes).iter().filter(|&&c| c == 0).count();
    let n_assigned = in_none(&far) - in_none(&near);
    assert!(n_assigned > 0);
    let told = format!("; {n_assigned} features outside of them went to the nearest");
    assert!(near["cut_in_words"].as_str().unwrap().contains(&told));
    assert!(!far["cut_in_words"].as_str().unwrap().contains("nearest"));
    // features that were in a cluster before stay in it
    let pairs: Vec<_> = clusters(&near).into_iter().zip(clusters(&far)).collect();
    for (one, before) in pairs.iter().filter(|pair| pair.1 > 0) {
        assert!(
            pairs
                .iter()
                .all(|(other, old)| old != before || other == one)
        );
    }
}
