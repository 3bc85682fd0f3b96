//! Phenotypes, ordered doses, filters: from the command line and from study.toml to files, and how
//! they refuse.

use crate::matrix_study::{DIFF, RUN, Study, matrix};
use crate::program::{files_below, json};
use serde_json::Value;
use std::path::Path;

/// Two groups with a serum value that rises with gene g0 to g3 within and between them, and doses.
const SHEET: &str = "\
sample,group,batch,Mg (mmol/l),dose,age
a1,a,x,0.9,none,10
a2,a,y,0.8,none,12
a3,a,x,0.7,half,11
b1,b,y,0.5,half,12
b2,b,x,0.4,full,10
b3,b,y,NA,full,13
";

fn study() -> Study {
    let study = Study::new();
    study.put("samples.csv", SHEET);
    study
}

fn diff(study: &Study, further: &[&str]) {
    study.succeed(&[&DIFF[..], further].concat());
}

#[track_caller]
fn refuse(study: &Study, further: &[&str], says: &[&str]) {
    study.refuse(&[&DIFF[..], further].concat()).says(says);
}

fn header(study: &Study, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(study.path(name)).unwrap();
    let line = text.lines().next().unwrap();
    line.split('\t').map(str::to_owned).collect()
}

#[test]
fn a_phenotype_is_tested_alone_and_laid_beside_the_contrasts() {
    let study = study();
    diff(&study, &["--phenotype", "Mg (mmol/l)", "--spline-df", "2"]);
    let found = json(&study.path("d/phenotypes/Mg__mmol_l_.json"));
    assert_eq!(found["variable"], "Mg (mmol/l)");
    assert_eq!(
        found["direction_in_words"],
        "positive = higher expression at higher Mg (mmol/l)"
    );
    let model = &found["slope_model"];
    assert_eq!(model["sample_values"].as_array().unwrap().len(), 5);
    assert_eq!(model["sample_values"][4]["value"], 0.4);
    assert_eq!(model["left_out"][0]["sample"], "b3");
    assert_eq!(model["df_residual"], 3.0);
    assert_eq!(found["n_tested"], 40);
    assert!(found["notes"].to_string().contains("unadjusted"));
    // the slope is that of least squares
    let text = matrix();
    let row: Vec<f64> = (text.lines().nth(1).unwrap().split('\t').skip(1).take(5))
        .map(|cell| cell.parse().unwrap())
        .collect();
    let serum = [0.9, 0.8, 0.7, 0.5, 0.4];
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_x, mean_y) = (mean(&serum), mean(&row));
    let across: f64 = (serum.iter().zip(&row))
        .map(|(x, y)| (x - mean_x) * (y - mean_y))
        .sum();
    let along: f64 = serum.iter().map(|x| (x - mean_x).powi(2)).sum();
    let rows = found["features"].as_array().unwrap();
    let first = rows.iter().find(|row| row["feature_id"] == "g0").unwrap();
    let slope = first["slope"].as_f64().unwrap();
    assert!((slope - across / along).abs() < 1e-9, "{slope}");
    assert_eq!(
        header(&study, "d/phenotypes/Mg__mmol_l_.tsv"),
        [
            "feature_id",
            "slope",
            "CI.L",
            "CI.R",
            "AveExpr",
            "t",
            "P.Value",
            "adj.P.Val",
            "B",
            "correlation"
        ]
    );
    let spline = json(&study.path("d/phenotypes/Mg__mmol_l_.spline.json"));
    assert_eq!(spline["df"], 2);
    assert_eq!(spline["points"].as_array().unwrap().len(), 5);
    let relation = json(&study.path("d/phenotypes/relation.json"));
    let row = &relation["rows"][0];
    assert_eq!(row["contrast"], "b_vs_a");
    assert_eq!(row["n_up"], 4);
    assert!(row["noise_correlation"].as_f64().unwrap() < -0.5, "{row}");
    assert_eq!(header(&study, "d/phenotypes/relation.tsv").len(), 17);
}

#[test]
fn slopes_and_doses_know_blocks() {
    let study = study();
    let flags = [
        "--block",
        "batch",
        "--phenotype",
        "Mg (mmol/l)",
        "--spline-df",
        "1",
    ];
    diff(
        &study,
        &[&flags[..], &["--doses", "dose=none<half<full"]].concat(),
    );
    let slopes = json(&study.path("d/phenotypes/Mg__mmol_l_.json"));
    let block = &slopes["slope_model"]["block"];
    assert_eq!(
        (&block["variable"], &block["n_blocks"]),
        (&"batch".into(), &2.into())
    );
    assert!(block["consensus_correlation"].as_f64().unwrap().abs() < 1.0);
    assert!(
        slopes["method_in_words"]
            .as_str()
            .unwrap()
            .contains("blocks of batch")
    );
    let spline = json(&study.path("d/phenotypes/Mg__mmol_l_.spline.json"));
    // a spline of one member is the line
    let correlations = [block, &spline["slope_model"]["block"]]
        .map(|block| block["consensus_correlation"].as_f64().unwrap());
    assert!((correlations[0] - correlations[1]).abs() < 1e-9);
    let dose = json(&study.path("d/differential/dose.dose.json"));
    assert_eq!(dose["block_within"]["variable"], "batch");
    assert!(
        dose["notes"]
            .to_string()
            .contains("the rank test takes no account of blocks")
    );
    assert_eq!(dose["n_monotone"], Value::Null);
}

#[test]
fn a_run_writes_what_diff_writes() {
    let study = study();
    let section = "\
[differential]
phenotypes = [\"Mg (mmol/l)\", \"age\"]
adjust_for = [\"group\"]
methods = [\"limma\", \"rank-products\", \"sam\"]
[[differential.doses]]
variable = \"dose\"
levels = [\"none\", \"half\", \"full\"]
values = [0, 0.5, 2]
[differential.filter]
mean_quantile = 0.25

[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    assert_eq!(summary["filters"]["n_kept"], 30);
    assert_eq!(summary["contrasts"][0]["n_tested"], 30);
    assert_eq!(summary["slopes"][0]["adjusted_for"][0], "group");
    assert_eq!(summary["slopes"][2]["kind"], "dose");
    let dose = json(&study.path("results/differential/dose.dose.json"));
    assert_eq!(dose["doses"], serde_json::json!([0.0, 0.5, 2.0]));
    assert!(study.path("results/phenotypes/age.tsv").is_file());

    let flags = [
        "--phenotype",
        "Mg (mmol/l)",
        "--phenotype",
        "age",
        "--adjust-for",
        "group",
        "--methods",
        "limma,rank-products,sam",
        "--filter-mean-quantile",
        "0.25",
    ];
    diff(&study, &flags);
    for name in files_below(&study.path("d")) {
        let of_run = ["provenance.json", "summary.json", "manifest.json"];
        if of_run.iter().any(|own| name == Path::new(own)) {
            continue;
        }
        let read = |folder: &str| std::fs::read(study.path(folder).join(&name)).unwrap();
        assert!(read("d") == read("results"), "{} differs", name.display());
    }
}

#[test]
fn an_ordered_dose_is_tested_from_low_to_high() {
    let study = study();
    diff(&study, &["--doses", "dose=none<half<full"]);
    let dose = json(&study.path("d/differential/dose.dose.json"));
    assert_eq!(dose["variable"], "dose");
    assert_eq!(dose["group_sizes"][2]["group"], "full");
    assert_eq!(dose["doses"], serde_json::json!([0.0, 1.0, 2.0]));
    assert_eq!(dose["n_tested"], 40);
    let rows = dose["features"].as_array().unwrap();
    let row = rows.iter().find(|row| row["feature_id"] == "g0").unwrap();
    assert_eq!(row["change"][0], 0.0);
    assert_eq!(row["order"], "rising");
    let (slope, last) = (&row["slope"], &row["change"][2]);
    let half = last.as_f64().unwrap() / 2.0;
    assert!((slope.as_f64().unwrap() - half).abs() < 1e-9, "{row}");
    assert_eq!(row["monotone"]["sign"], 1);
    assert!(row["monotone"]["p_value"].as_f64().unwrap() < 0.1, "{row}");
    let columns = header(&study, "d/differential/dose.dose.tsv");
    for column in [
        "slope",
        "change_half",
        "order",
        "lowest_dose",
        "monotone_p_value",
    ] {
        assert!(
            columns.iter().any(|name| name == column),
            "{column}: {columns:?}"
        );
    }
}

#[test]
fn filters_are_counted_with_their_rule_and_their_bias() {
    let study = study();
    let filters = [
        "--filter-above",
        "6",
        "--filter-min-samples",
        "3",
        "--filter-variance-quantile",
        "0.5",
    ];
    diff(&study, &filters);
    let summary = json(&study.path("d/differential/summary.json"));
    let filters = &summary["filters"];
    assert_eq!(filters["n_features"], 40);
    let steps = filters["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0]["filter"], "detection");
    assert_eq!(steps[0]["n_after"], steps[1]["n_before"]);
    assert_eq!(steps[1]["n_after"], filters["n_kept"]);
    assert_eq!(steps[1]["is_independent"], false);
    assert!(steps[1]["note"].as_str().unwrap().contains("prior"));
    let contrast = json(&study.path("d/differential/b_vs_a.json"));
    let (kept, out) = (&contrast["n_tested"], &contrast["n_filtered_out"]);
    assert_eq!(kept, &filters["n_kept"]);
    assert_eq!(kept.as_u64().unwrap() + out.as_u64().unwrap(), 40);
    assert_eq!(summary["n_features"], *kept);
}

#[test]
fn filters_that_cannot_be_are_refused() {
    let study = study();
    let above =
        |value: &'static str, n: &'static str| ["--filter-above", value, "--filter-min-samples", n];
    refuse(
        &study,
        &above("99", "2"),
        &["none of 40 features is left", "above 99", "relax"],
    );
    refuse(
        &study,
        &above("5", "7"),
        &["7 samples", "there are 6", "smallest group"],
    );
    let beyond = [&DIFF[..], &["--filter-mean-quantile", "1.5"]].concat();
    study.refuse_usage(&beyond, &["--filter-mean-quantile", "0 to 1"]);
    let section = "[differential.filter]\nabove = 5.0\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.refuse(&RUN).says(&[
        "study.toml",
        "differential.filter.min_samples",
        "filter.above = 5 without filter.min_samples",
    ]);
    study.replace("study.toml", "above = 5.0", "annotation = \"symbol\"");
    study
        .refuse(&RUN)
        .says(&["annotation", "name an annotation file"]);
}

#[test]
fn columns_that_are_none_or_hold_no_numbers_are_named() {
    let study = study();
    let sheet = "samples.csv";
    refuse(
        &study,
        &["--phenotype", "Ca"],
        &[sheet, "'Ca'", "a phenotype", "'Mg (mmol/l)'"],
    );
    refuse(
        &study,
        &["--phenotype", "batch"],
        &[sheet, "'batch'", "'a1'", "'x'", "line 2"],
    );
    let adjusted = ["--phenotype", "age", "--adjust-for", "litter"];
    refuse(&study, &adjusted, &[sheet, "'litter'", "adjusted for"]);
    refuse(
        &study,
        &["--phenotype", "age", "--phenotype", "age"],
        &[sheet, "'age'", "result file"],
    );
    let spline = ["--phenotype", "age", "--spline-df", "5"];
    refuse(
        &study,
        &spline,
        &[sheet, "'age'", "5 degrees of freedom", "fewer"],
    );
    refuse(
        &study,
        &["--doses", "diet=a<b"],
        &[sheet, "'diet'", "put in order"],
    );
    refuse(
        &study,
        &["--doses", "dose=none<double"],
        &[sheet, "'double'", "'half'"],
    );
    refuse(
        &study,
        &["--block", "animal"],
        &[sheet, "'animal'", "random block"],
    );
}

#[test]
fn a_phenotype_that_the_groups_determine_is_refused() {
    let study = study();
    let text = SHEET
        .replace("10\n", "1\n")
        .replace("12\n", "1\n")
        .replace("11\n", "1\n");
    study.put("samples.csv", &text.replace("13\n", "1\n"));
    refuse(
        &study,
        &["--phenotype", "age"],
        &["samples.csv", "'age'", "have 1"],
    );
    let by_group = text.lines().map(|line| {
        let group = line.split(',').nth(1).unwrap();
        let age = if group == "a" { "1" } else { "2" };
        let (start, _) = line.rsplit_once(',').unwrap();
        let age = if group == "group" { "age" } else { age };
        format!("{start},{age}\n")
    });
    study.put("samples.csv", &by_group.collect::<String>());
    let adjusted = ["--phenotype", "age", "--adjust-for", "group"];
    refuse(
        &study,
        &adjusted,
        &[
            "samples.csv",
            "'age' is confounded with 'group'",
            "unadjusted",
        ],
    );
}

#[test]
fn settings_that_do_not_go_together_are_refused_before_anything_is_read() {
    let study = study();
    let section = "[differential]\nspline_df = 3\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study
        .refuse(&RUN)
        .says(&["study.toml", "differential.spline_df", "without phenotypes"]);
    study.replace("study.toml", "spline_df = 3", "methods = [\"sam\"]");
    study.refuse(&RUN).says(&[
        "differential.methods",
        "without 'limma'",
        "limma,rank-products",
    ]);
    study.replace("study.toml", "[\"sam\"]", "[\"limma\", \"edger\"]");
    study
        .refuse(&RUN)
        .says(&["differential.methods", "'edger'", "'rank-products'"]);
}

#[test]
fn contrasts_named_like_other_result_files_are_refused() {
    for id in ["intersections", "dose.diet", "b_vs_a.sam"] {
        let study = study();
        let contrasts = format!("id,variable,reference,target\nb_vs_a,group,a,b\n{id},group,b,a\n");
        study.put("contrasts.csv", &contrasts);
        study
            .refuse_run_and_diff()
            .says(&["contrasts.csv", id, "rename"]);
    }
}

#[test]
fn what_contrasts_share_and_reverse_is_told() {
    let study = study();
    let contrasts = "id,variable,reference,target\nb_vs_a,group,a,b\na_vs_b,group,b,a\n";
    study.put("contrasts.csv", contrasts);
    diff(&study, &[]);
    let found = json(&study.path("d/differential/intersections.json"));
    let pair = &found["contrast_pairs"][0];
    assert_eq!(pair["up_down"]["n_features"], 4);
    assert_eq!(pair["up_down"]["feature_ids"][0], "g0");
    assert_eq!(pair["noise_correlation"], -1.0);
    let unchanged = found["patterns"].as_array().unwrap().iter();
    let unchanged: Vec<&Value> = unchanged.filter(|p| p["decisions"][0] == 0).collect();
    assert_eq!(unchanged[0]["n_features"], 36);
    assert_eq!(unchanged[0]["feature_ids"], Value::Array(vec![]));
    let summary = json(&study.path("d/differential/summary.json"));
    assert_eq!(summary["intersections"][0]["n_reversed"], 4);
    assert_eq!(summary["intersections"][0]["n_shared"], 0);
    assert_eq!(
        header(&study, "d/differential/intersections.tsv")[10],
        "up_down"
    );
}
