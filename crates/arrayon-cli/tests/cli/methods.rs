//! Several methods on one contrast, blocks, and contrasts that are combinations.

use crate::matrix_study::{DIFF, Study};
use crate::program::json;
use serde_json::Value;

fn diff(study: &Study, further: &[&str]) {
    study.succeed(&[&DIFF[..], further].concat());
}

#[test]
fn methods_stand_beside_each_other() {
    let study = Study::new();
    diff(&study, &["--methods", "limma,rank-products,sam"]);
    let ranks = json(&study.path("d/differential/b_vs_a.rank-products.json"));
    assert_eq!(ranks["contrast"], "b_vs_a");
    assert_eq!(ranks["n_tested"], 40);
    let first = &ranks["features"][0];
    assert!(first["rank_up"].as_f64().unwrap() <= 4.0, "{first}");
    let (lower, p, upper) = (
        &first["p_value_lower"],
        &first["p_value"],
        &first["p_value_upper"],
    );
    assert!(
        lower.as_f64() <= p.as_f64() && p.as_f64() > Some(0.0),
        "{first}"
    );
    assert!(upper.is_number());
    let sam = json(&study.path("d/differential/b_vs_a.sam.json"));
    assert_eq!(sam["n_tested"], 40);
    assert!(!sam["delta_table"].as_array().unwrap().is_empty());
    let together = json(&study.path("d/differential/b_vs_a.consensus.json"));
    assert_eq!(
        together["method_names"],
        serde_json::json!(["limma", "rank-products", "sam"])
    );
    assert_eq!(together["concordance"].as_array().unwrap().len(), 3);
    assert_eq!(together["sign_conflicts"], Value::Array(vec![]));
    assert_eq!(together["features"].as_array().unwrap().len(), 40);
    let summary = json(&study.path("d/differential/summary.json"));
    assert_eq!(summary["contrasts"][0]["methods"][1]["method"], "sam");
    assert_eq!(summary["contrasts"][0]["methods"][1]["n_up"], sam["n_up"]);
    let table = std::fs::read_to_string(study.path("d/differential/b_vs_a.consensus.tsv")).unwrap();
    assert!(
        table.starts_with("feature_id\tlimma\trank-products\tsam\tsign\tP.Value\t"),
        "{table}"
    );
    // limma's own table stays where it was
    assert!(study.path("d/differential/b_vs_a.tsv").is_file());
}

#[test]
fn methods_that_exchange_samples_do_not_answer_where_samples_share_a_random_effect() {
    let study = Study::new();
    let asked = ["--methods", "limma,rank-products,sam", "--block", "batch"];
    diff(&study, &asked);
    let summary = json(&study.path("d/summary.json"));
    for method in summary["contrasts"][0]["methods"].as_array().unwrap() {
        assert_eq!(method["n_up"], Value::Null);
        let note = method["note"].as_str().unwrap();
        assert!(note.contains("'batch'") && note.contains("pairs"), "{note}");
    }
    assert!(!study.path("d/differential/b_vs_a.sam.json").is_file());

    let mut within = asked.to_vec();
    within[1] = "limma,rank-products";
    within.extend(["--pairs", "batch", "--force"]);
    diff(&study, &within);
    let summary = json(&study.path("d/summary.json"));
    assert!(summary["contrasts"][0]["methods"][0]["n_up"].is_number());
}

#[test]
fn a_method_that_cannot_answer_says_so_and_the_others_go_on() {
    let study = Study::new();
    let contrasts = "id,variable,reference,target,blocking\nb_vs_a,group,a,b,batch\n";
    study.put("contrasts.csv", contrasts);
    diff(&study, &["--methods", "limma,rank-products,sam"]);
    let summary = json(&study.path("d/differential/summary.json"));
    let methods = &summary["contrasts"][0]["methods"];
    assert!(methods[0]["n_up"].is_number(), "{methods}");
    assert_eq!(methods[1]["n_up"], Value::Null);
    let note = methods[1]["note"].as_str().unwrap();
    assert!(note.contains("'b_vs_a'") && note.contains("SAM"), "{note}");
    assert!(!study.path("d/differential/b_vs_a.sam.json").exists());
    assert!(study.path("d/differential/b_vs_a.consensus.json").is_file());
}

#[test]
fn unknown_methods_are_wrong_usage() {
    let study = Study::new();
    let arguments = [&DIFF[..], &["--methods", "limma,edger"]].concat();
    let output = crate::program::run(study.root(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    let without = [&DIFF[..], &["--methods", "sam"]].concat();
    study.refuse_usage(&without, &["--methods", "without 'limma'"]);
}

#[test]
fn samples_of_one_animal_share_a_random_effect() {
    let study = Study::new();
    let sheet = "sample,group,animal\na1,a,1\na2,a,1\na3,a,2\nb1,b,2\nb2,b,3\nb3,b,3\n";
    study.put("samples.csv", sheet);
    diff(&study, &["--block", "animal"]);
    let contrast = json(&study.path("d/differential/b_vs_a.json"));
    let block = &contrast["block"];
    assert_eq!(block["variable"], "animal");
    assert_eq!(block["n_blocks"], 3);
    let correlation = block["consensus_correlation"].as_f64().unwrap();
    assert!(correlation.abs() < 1.0 && correlation != 0.0, "{block}");
    assert!(
        contrast["method_in_words"]
            .as_str()
            .unwrap()
            .contains("blocks of animal")
    );
    let summary = json(&study.path("d/differential/summary.json"));
    assert_eq!(
        summary["contrasts"][0]["consensus_correlation"],
        block["consensus_correlation"]
    );
    let note = contrast["leave_one_out_note"].as_str().unwrap();
    assert!(note.contains("within blocks is estimated anew"), "{note}");
    let arrays = contrast["leave_one_out"]["left_out_arrays"]
        .as_array()
        .unwrap();
    assert!(
        arrays
            .iter()
            .any(|array| array["found_without"].is_object()),
        "{arrays:?}"
    );
}

#[test]
fn combinations_of_group_means_are_tested() {
    let study = Study::new();
    let sheet = "sample,genotype,diet\na1,wt,low\na2,wt,low\na3,wt,full\nb1,ko,low\nb2,ko,full\n\
                 b3,ko,full\n";
    study.put("samples.csv", sheet);
    let contrasts = "id,variable,make_contrasts_str\n\
                     interaction,genotype:diet,(ko.low - ko.full) - (wt.low - wt.full)\n";
    study.put("contrasts.csv", contrasts);
    diff(&study, &["--methods", "limma,sam"]);
    let contrast = json(&study.path("d/differential/interaction.json"));
    assert_eq!(contrast["variable"], "genotype:diet");
    assert_eq!(contrast["reference"], "");
    let direction = contrast["direction_in_words"].as_str().unwrap();
    assert!(
        direction.contains("(ko.low - ko.full) - (wt.low - wt.full)"),
        "{direction}"
    );
    let summary = json(&study.path("d/differential/summary.json"));
    let note = summary["contrasts"][0]["methods"][0]["note"]
        .as_str()
        .unwrap();
    assert!(note.contains("two groups only"), "{note}");
    std::fs::remove_dir_all(study.path("d")).unwrap();
    study.replace("contrasts.csv", "ko.low", "ko.lwo");
    study
        .refuse(&DIFF)
        .says(&["contrasts.csv", "'interaction'", "ko.lwo"]);
}
