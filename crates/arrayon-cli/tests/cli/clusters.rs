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
    let apart = &genes["choice"]["set_apart"];
    assert_eq!(apart[0]["feature_id"], "g5");
    assert!(
        apart[0]["reason"]
            .as_str()
            .unwrap()
            .contains("same value in all 6 samples")
    );
    assert_eq!(apart.as_array().unwrap().len(), 1);
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
    // forty genes bear the two groups' branches more or less well, and the verdict follows
    let branches = verdict["branches"].as_array().unwrap();
    let is_supported = branches
        .iter()
        .all(|branch| branch["au"].as_f64().unwrap() >= 0.95);
    assert_eq!(
        verdict["verdict"],
        if is_supported { "separated" } else { "partly" }
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
    let verdict = verdict["verdict"].as_str().unwrap();
    assert!(figure.contains(&format!("all samples, by group: {verdict}")));
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
    let (labels, clusters) = (strings(&genes["labels"]), &genes["clusters"]);
    assert_eq!(genes["profile_variable"], "group");
    let profiles = genes["profiles"].as_array().unwrap();
    assert_eq!(profiles.len(), 4);
    // the genes that are higher in b are one cluster, which says so
    let at = labels.iter().position(|id| *id == "g0").unwrap();
    let planted = &profiles[usize::try_from(clusters[at].as_u64().unwrap()).unwrap() - 1];
    let n_features = planted["n_features"].as_u64().unwrap();
    assert!((4..8).contains(&n_features), "{n_features}");
    let mean = |group: usize| planted["groups"][group]["mean"].as_f64().unwrap();
    assert!(mean(0) < -0.5 && mean(1) > 0.5);
    assert!((mean(0) + mean(1)).abs() < 1e-12);
    assert_eq!(planted["samples"].as_array().unwrap().len(), 6);
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
        let clusters = genes["clusters"].as_array().unwrap().iter();
        clusters.map(|cluster| cluster.as_u64().unwrap()).collect()
    };
    let in_none = |genes: &Value| clusters(genes).iter().filter(|&&c| c == 0).count();
    let n_assigned = in_none(&far) - in_none(&near);
    assert!(n_assigned > 0);
    let told = format!("; {n_assigned} features outside of them went to the nearest");
    assert!(near["cut_method"].as_str().unwrap().contains(&told));
    assert!(!far["cut_method"].as_str().unwrap().contains("nearest"));
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

#[test]
fn missing_values_are_left_out_of_pairs() {
    let study = Study::new();
    let line = text(&study, "expression.tsv");
    let line = line.lines().nth(1).unwrap();
    let cells: Vec<&str> = line.split('\t').collect();
    let holed = [&cells[..1], &["NA"], &cells[2..]].concat().join("\t");
    study.replace("expression.tsv", line, &holed);
    cluster(&study, &["--out", "c"]);
    let samples = json(&study.path("c/clusters/samples.json"));
    assert_eq!(samples["n_features"], 40);
    let pca = json(&study.path("c/clusters/pca.json"));
    assert_eq!(pca["n_features"], 39);
    let genes = json(&study.path("c/clusters/genes.json"));
    assert!(strings(&genes["labels"]).contains(&"g0"));
    let cdt = text(&study, "c/clusters/genes.cdt");
    let row = rows(&cdt).into_iter().find(|row| row[1] == "g0").unwrap();
    assert_eq!(row[4..].iter().filter(|cell| cell.is_empty()).count(), 1);
}

#[test]
fn three_opinions_on_the_number_of_clusters() {
    let study = Study::new();
    cluster(&study, &["--gap", "20", "--out", "c"]);
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
    for linkage in ["centroid", "median", "ward.D", "single"] {
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

#[test]
fn genes_whose_values_do_not_overlap_are_set_apart() {
    let study = Study::new();
    let matrix = text(&study, "expression.tsv");
    let lines = matrix.lines().enumerate().map(|(at, line)| {
        let mut cells: Vec<&str> = line.split('\t').collect();
        // g0 has no value in a, g1 none in b
        let holes = if at == 1 || at == 2 {
            3 * at - 2..3 * at + 1
        } else {
            0..0
        };
        holes.for_each(|cell| cells[cell] = "NA");
        cells.join("\t") + "\n"
    });
    study.put("expression.tsv", &lines.collect::<String>());
    study.put("list.txt", "g0\ng1\ng2\ng3\n");
    cluster(&study, &["--genes", "list:list.txt", "--out", "c"]);
    let genes = json(&study.path("c/clusters/genes.json"));
    assert_eq!(strings(&genes["labels"]), ["g2", "g3"]);
    let apart = genes["choice"]["set_apart"].as_array().unwrap();
    assert_eq!(apart.len(), 2);
    let reason = apart[0]["reason"].as_str().unwrap();
    assert!(reason.contains("values in common"), "{reason}");
}
