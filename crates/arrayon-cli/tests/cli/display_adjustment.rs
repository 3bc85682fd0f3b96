//! Values from which litters were taken for trees and components.

use crate::matrix_study::{RUN, Study};
use crate::program::{self, json};
use serde_json::Value;

const LITTERS: [&str; 12] = ["p", "p", "p", "p", "q", "q", "q", "q", "r", "r", "r", "r"];

const GROUPS: [&str; 12] = ["a", "a", "b", "b", "a", "b", "a", "b", "b", "a", "b", "a"];

/// Forty genes of three litters that differ far more than the two groups do.
fn study(blocking: &str, settings: &str) -> Study {
    let study = Study::new();
    let mut state = 11_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 20) / 4096.0 - 0.5
    };
    let names: Vec<String> = (1..=12).map(|at| format!("s{at}")).collect();
    let mut matrix = format!("feature_id\t{}\n", names.join("\t"));
    for gene in 0..40 {
        let shifts = [noise(), noise(), noise()];
        matrix += &format!("g{gene}");
        for (litter, group) in LITTERS.iter().zip(GROUPS) {
            let of_litter = shifts[usize::from(litter.as_bytes()[0] - b'p')];
            let effect = if group == "b" && gene % 2 == 0 {
                1.0
            } else {
                0.0
            };
            let value = 8.0 + 6.0 * of_litter + effect + 0.5 * noise();
            matrix += &format!("\t{value}");
        }
        matrix += "\n";
    }
    study.put("expression.tsv", &matrix);
    let rows = names.iter().zip(GROUPS.iter().zip(LITTERS));
    let rows: String = rows
        .map(|(name, (group, litter))| format!("{name},{group},{litter}\n"))
        .collect();
    study.put("samples.csv", &format!("sample,group,litter\n{rows}"));
    study.put(
        "contrasts.csv",
        &format!("id,variable,reference,target,blocking\nb_vs_a,group,a,b,{blocking}\n"),
    );
    let section = format!("[cluster]\n{settings}\n\n[genesets]");
    study.replace("study.toml", "[genesets]", &section);
    study
}

fn verdicts(study: &Study, values: &str) -> Vec<Value> {
    let summary = json(&study.path("results/summary.json"));
    let all = summary["sample_clusters"].as_array().unwrap().clone();
    all.into_iter()
        .filter(|one| one["clustered_values"] == values)
        .collect()
}

#[test]
fn trees_without_litters_show_the_groups() {
    for method in ["combat", "combat-mean-only", "remove-batch-effect"] {
        let settings = format!("adjust_for_display = [\"litter\"]\nadjust_method = \"{method}\"");
        let study = study("litter", &settings);
        study.succeed(&RUN);
        // of the values as they are, the litters make the tree
        assert!(
            verdicts(&study, "normalized")
                .iter()
                .all(|one| one["verdict"] != "separated")
        );
        let adjusted = verdicts(&study, "adjusted");
        assert_eq!(adjusted.len(), 2, "all samples, and the contrast");
        for verdict in &adjusted {
            assert_eq!(verdict["verdict"], "separated", "{method}: {verdict:#}");
        }
        let tree = json(&study.path("results/clusters/adjusted/samples.json"));
        let adjustment = &tree["adjustment"];
        assert_eq!(adjustment["method"], method);
        assert_eq!(adjustment["adjusted_for"], serde_json::json!(["litter"]));
        assert_eq!(adjustment["kept"], serde_json::json!(["group"]));
        let judged = &tree["group_verdicts"][0];
        assert_eq!(judged["permanova"]["relabeling"], "within blocks");
        assert_eq!(judged["readjusted"]["n_relabelings"], 99);
        let plain = json(&study.path("results/clusters/samples.json"));
        assert_eq!(plain["adjustment"], Value::Null);
        let figure = std::fs::read_to_string(study.path("results/clusters/adjusted/pca.svg"));
        assert!(figure.unwrap().contains("adjusted for litter"));
        for file in [
            "expression.tsv",
            "genes.svg",
            "b_vs_a.nwk",
            "pca_scores.tsv",
        ] {
            assert!(
                study.path("results/clusters/adjusted").join(file).is_file(),
                "{file}"
            );
        }
    }
}

#[test]
fn what_is_tested_is_as_normalised_whatever_is_shown() {
    let settings = "adjust_for_display = [\"litter\"]";
    let (with, without) = (study("", settings), study("", ""));
    let table = "results/differential/b_vs_a.tsv";
    with.succeed(&RUN);
    without.succeed(&RUN);
    assert_eq!(
        std::fs::read(with.path(table)).unwrap(),
        std::fs::read(without.path(table)).unwrap()
    );
    let summary = json(&with.path("results/summary.json"));
    let warnings = summary["warnings"].to_string();
    assert!(
        warnings.contains("the tests of b_vs_a do not know it"),
        "{warnings}"
    );
}

#[test]
fn adjusted_values_are_not_tested() {
    let study = study("litter", "adjust_for_display = [\"litter\"]");
    study.succeed(&RUN);
    let matrix = "results/clusters/adjusted/expression.tsv";
    program::refuse(
        study.root(),
        &[
            "diff",
            "--matrix",
            matrix,
            "--samples",
            "samples.csv",
            "--contrasts",
            "contrasts.csv",
            "--out",
            "tested",
        ],
    )
    .says(&[
        "taken out of these values for display",
        "blocking of the contrasts",
    ]);
    let section = "[differential]\nadjust_for_display = [\"litter\"]\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study
        .refuse(&["run", "study.toml", "--out", "other"])
        .says(&[
            "unknown key 'adjust_for_display'",
            "tested values are never adjusted",
        ]);
}

#[test]
fn adjustments_that_cannot_be_are_refused_before_anything_is_computed() {
    for (settings, texts) in [
        (
            "adjust_for_display = [\"cage\"]",
            &["samples.csv", "no column 'cage'", "litter"][..],
        ),
        (
            "adjust_for_display = [\"group\"]",
            &["'group' cannot be told apart from those of the groups of 'group'"],
        ),
    ] {
        let study = study("", settings);
        study.refuse(&["check", "study.toml"]).says(texts);
        study.refuse(&RUN).says(texts);
    }
}
