//! Which genes `arrayon cluster` clusters, and which it sets apart.

use crate::cluster_study::{cluster, rows, strings, text};
use crate::matrix_study::Study;
use crate::program::json;

#[test]
fn listed_genes_are_found_by_id_or_symbol() {
    let study = Study::new();
    study.put(
        "list.txt",
        "# mine\ng7\tinflammation\n\ng9\nnowhere\ng7\ng8\n",
    );
    cluster(&study, &["--genes", "list:list.txt", "--out", "c"]);
    let genes = json(&study.path("c/clusters/genes.json"));
    assert_eq!(strings(&genes["feature_ids"]), ["g7", "g9", "g8"]);
    assert_eq!(strings(&genes["choice"]["not_found"]), ["nowhere"]);
    let inputs = json(&study.path("c/provenance.json"));
    assert!(inputs["inputs"].to_string().contains("list.txt"));
    // a name that is nothing is told where people and programs look first
    let settings = "[cluster.genes]\nchoose = \"list\"\nfile = \"list.txt\"\n[genesets]";
    study.replace("study.toml", "[genesets]", settings);
    study.succeed(&crate::matrix_study::RUN);
    let check = study.succeed(&["check", "study.toml"]);
    let check: serde_json::Value = serde_json::from_str(&check).unwrap();
    for of in [
        &json(&study.path("c/summary.json")),
        &json(&study.path("results/summary.json")),
        &check,
    ] {
        let told = of["warnings"].to_string();
        assert!(
            told.contains("1 name is no feature or gene") && told.contains("'nowhere'"),
            "{told}"
        );
    }
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
    let mut labels = strings(&genes["feature_ids"]);
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
    assert_eq!(strings(&genes["feature_ids"]), ["g4", "g6"]);
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
    assert_eq!(strings(&genes["feature_ids"]), ["g4", "g5", "g6"]);
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
    assert!(strings(&genes["feature_ids"]).contains(&"g0"));
    let cdt = text(&study, "c/clusters/genes.cdt");
    let row = rows(&cdt).into_iter().find(|row| row[1] == "g0").unwrap();
    assert_eq!(row[4..].iter().filter(|cell| cell.is_empty()).count(), 1);
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
    assert_eq!(strings(&genes["feature_ids"]), ["g2", "g3"]);
    let apart = genes["choice"]["set_apart"].as_array().unwrap();
    assert_eq!(apart.len(), 2);
    let reason = apart[0]["reason"].as_str().unwrap();
    assert!(reason.contains("values in common"), "{reason}");
}
