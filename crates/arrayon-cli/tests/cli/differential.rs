//! What `diff` and `run` say beyond one contrast's table: how firm a list is, what contrasts say
//! together, what missing values do.

use crate::matrix_study::{CLUSTER, DIFF, RUN, Study, matrix};
use crate::program::json;
use serde_json::Value;

/// `diff` with further arguments.
fn diff(study: &Study, further: &[&str]) -> String {
    study.succeed(&[&DIFF[..], further].concat())
}

fn contrast(study: &Study) -> Value {
    json(&study.path("d/differential/b_vs_a.json"))
}

fn lines(study: &Study, name: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(study.path(name)).unwrap();
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(cells).collect()
}

/// The matrix with one cell replaced, by gene and sample from 0.
fn with_cells(cells: &[(usize, usize, &str)]) -> String {
    let text = matrix();
    let mut lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    for &(gene, sample, cell) in cells {
        lines[gene + 1][sample + 1] = cell;
    }
    let lines: Vec<String> = lines.into_iter().map(|line| line.join("\t")).collect();
    lines.join("\n") + "\n"
}

/// Three groups of two, with two contrasts of one design and one of another.
fn three_groups() -> Study {
    let study = Study::new();
    let sheet = "sample,group,batch\na1,a,x\na2,a,y\na3,b,x\nb1,b,y\nb2,c,x\nb3,c,y\n";
    study.put("samples.csv", sheet);
    let contrasts = "id,variable,reference,target,blocking\nb_vs_a,group,a,b,\nc_vs_a,group,a,c,\n\
                     c_vs_b,group,b,c,batch\n";
    study.put("contrasts.csv", contrasts);
    study
}

#[test]
fn leaving_an_array_out_is_the_analysis_without_it() {
    let study = Study::new();
    diff(&study, &[]);
    let whole = contrast(&study);
    let left_out = &whole["leave_one_out"];
    assert_eq!(left_out["n_found"], 4);
    assert_eq!(left_out["top_k"], 40);
    assert_eq!(whole["leave_one_out_note"], Value::Null);
    let arrays = left_out["left_out_arrays"].as_array().unwrap();
    assert_eq!(arrays.len(), 6);
    for (at, array) in arrays.iter().enumerate() {
        let without = Study::new();
        let text = matrix();
        let rows: Vec<String> = (text.lines())
            .map(|line| {
                let mut cells: Vec<&str> = line.split('\t').collect();
                cells.remove(at + 1);
                cells.join("\t")
            })
            .collect();
        without.put("expression.tsv", &(rows.join("\n") + "\n"));
        let sheet: Vec<&str> = crate::matrix_study::SHEET.lines().collect();
        let kept: Vec<&str> = (sheet.iter().enumerate())
            .filter(|(line, _)| *line != at + 1)
            .map(|(_, line)| *line)
            .collect();
        without.put("samples.csv", &(kept.join("\n") + "\n"));
        diff(&without, &[]);
        let alone = contrast(&without);
        let n_found = alone["n_up"].as_u64().unwrap() + alone["n_down"].as_u64().unwrap();
        assert_eq!(array["sample"], sheet[at + 1].split(',').next().unwrap());
        assert_eq!(array["found_without"]["n_found"], n_found, "{array}");
        let (gained, lost) = (
            &array["found_without"]["n_gained"],
            &array["found_without"]["n_lost"],
        );
        let change = gained.as_i64().unwrap() - lost.as_i64().unwrap();
        assert_eq!(change, n_found as i64 - 4, "{array}");
    }
}

#[test]
fn an_array_that_makes_the_result_is_named() {
    let study = Study::new();
    // twelve genes are low in group a, but for a3
    let cells: Vec<(usize, usize, &str)> = (8..20)
        .flat_map(|gene| [(gene, 0, "2"), (gene, 1, "2.25")])
        .collect();
    study.put("expression.tsv", &with_cells(&cells));
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    let contrast = &summary["contrasts"][0];
    assert_eq!(contrast["most_influential"]["sample"], "a3", "{contrast}");
    let n_gained = contrast["most_influential"]["n_gained"].as_u64().unwrap();
    assert!(n_gained >= 12, "{contrast}");
    let overview = json(&study.path("results/differential/summary.json"));
    assert_eq!(
        overview["contrasts"][0]["most_influential"],
        contrast["most_influential"]
    );
}

#[test]
fn leaving_arrays_out_can_be_left_out() {
    let study = Study::new();
    diff(&study, &["--no-leave-one-out"]);
    let contrast = contrast(&study);
    assert_eq!(contrast["leave_one_out"], Value::Null);
    assert_eq!(contrast["leave_one_out_note"], "not asked for");
    let section = "[differential]\nleave_one_out = false\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.succeed(&RUN);
    let written = json(&study.path("results/differential/b_vs_a.json"));
    assert_eq!(written["leave_one_out_note"], "not asked for");
}

#[test]
fn contrasts_of_one_design_are_decided_together() {
    let study = three_groups();
    for method in ["separate", "global", "nestedF"] {
        let out = format!("d_{method}");
        let mut arguments = DIFF.to_vec();
        arguments[8] = &out;
        study.succeed(&[&arguments[..], &["--decide", method]].concat());
        let table = lines(&study, &format!("{out}/differential/decisions.tsv"));
        assert_eq!(
            table[0],
            [
                "feature_id",
                "b_vs_a",
                "c_vs_a",
                "c_vs_b",
                "F_1",
                "f_p_value_1",
                "f_adj_p_value_1",
                "F_2",
                "f_p_value_2",
                "f_adj_p_value_2"
            ]
        );
        assert_eq!(table.len(), 41);
        let summary = json(&study.path(&format!("{out}/differential/summary.json")));
        assert_eq!(summary["decide"], method);
        assert_eq!(summary["designs"][0]["contrast_ids"][1], "c_vs_a");
        assert_eq!(summary["designs"][0]["f_df"], 2);
        assert_eq!(summary["designs"][1]["contrast_ids"][0], "c_vs_b");
        for (at, contrast) in ["b_vs_a", "c_vs_a", "c_vs_b"].iter().enumerate() {
            let count = |mark: &str| table.iter().filter(|row| row[at + 1] == mark).count();
            let overview = &summary["contrasts"][at];
            assert_eq!(overview["contrast"], *contrast);
            assert_eq!(overview["n_up_decided"], count("1"));
            assert_eq!(overview["n_down_decided"], count("-1"));
            if method == "separate" {
                assert_eq!(overview["n_up_decided"], overview["n_up"]);
            }
        }
    }
}

#[test]
fn stage_wise_decisions_are_those_of_their_p_values() {
    let study = three_groups();
    study.succeed(&[&DIFF[..], &["--decide", "stageWise"]].concat());
    let table = lines(&study, &format!("{}/differential/decisions.tsv", DIFF[8]));
    assert_eq!(
        table[0][10..],
        [
            "stage_p_value.b_vs_a",
            "stage_p_value.c_vs_a",
            "stage_p_value.c_vs_b"
        ]
    );
    for row in &table[1..] {
        for contrast in 0..3 {
            let is_found = (row[10 + contrast].parse::<f64>()).is_ok_and(|p| p <= 0.05);
            assert_eq!(row[1 + contrast] != "0", is_found, "{row:?}");
        }
    }
    let summary = json(&study.path(&format!("{}/differential/summary.json", DIFF[8])));
    assert_eq!(summary["decide"], "stageWise");
}

#[test]
fn how_large_changes_are() {
    let study = Study::new();
    diff(&study, &[]);
    let plain = lines(&study, "d/differential/b_vs_a.tsv");
    let more = ["--selected-intervals", "--shrinkage", "--force"];
    diff(&study, &more);
    let table = lines(&study, "d/differential/b_vs_a.tsv");
    let place = |name: &str| table[0].iter().position(|column| column == name).unwrap();
    let [left, right, shrunk, lfsr, s_value] = [
        "selected_ci_left",
        "selected_ci_right",
        "shrunk_log_fc",
        "lfsr",
        "s_value",
    ]
    .map(place);
    let (adjusted, log_fc) = (place("adj.P.Val"), place("logFC"));
    assert!(!plain[0].contains(&"lfsr".to_owned()) && !plain[0].contains(&table[0][left]));
    let number = |row: &[String], at: usize| row[at].parse::<f64>().unwrap();
    let mut n_called = 0;
    for row in &table[1..] {
        let is_called = number(row, adjusted) <= 0.05;
        assert_eq!(row[left] != "NA", is_called);
        if is_called {
            n_called += 1;
            assert!(number(row, left) * number(row, right) > 0.0);
        }
        assert!(number(row, shrunk).abs() <= number(row, log_fc).abs() + 1e-12);
        assert!((0.0..=1.0).contains(&number(row, lfsr)) && number(row, s_value) <= 1.0);
    }
    let written = contrast(&study);
    assert_eq!(written["selected_intervals"]["n_called"], n_called);
    assert_eq!(written["selected_intervals"]["rate"], 0.05);
    let confidence = written["selected_intervals"]["confidence"]
        .as_f64()
        .unwrap();
    assert!((confidence - (1.0 - 0.05 * f64::from(n_called) / 40.0)).abs() < 1e-12);
    let weights = written["shrinkage"]["components"].as_array().unwrap();
    let total: f64 = weights
        .iter()
        .map(|one| one["weight"].as_f64().unwrap())
        .sum();
    assert!((total - 1.0).abs() < 1e-9);
}

#[test]
fn surrogate_variables_enter_the_model() {
    let study = Study::new();
    diff(
        &study,
        &["--surrogates-n-variables", "1", "--expression-strata", "2"],
    );
    let written = contrast(&study);
    let variables = written["surrogates"]["variables"].as_array().unwrap();
    assert_eq!(variables.len(), 1);
    assert_eq!(variables[0]["values"].as_array().unwrap().len(), 6);
    assert_eq!(written["model"]["coefficients"][2], "SV1");
    assert_eq!(written["model"]["df_residual"], 3.0);
    assert!(
        written["method_in_words"]
            .as_str()
            .unwrap()
            .contains("surrogate variables")
    );
    let note = written["leave_one_out_note"].as_str().unwrap();
    assert!(
        note.contains("surrogate variables are those of all arrays"),
        "{note}"
    );
    assert_eq!(
        written["expression_strata"]["strata"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let table = lines(&study, "d/differential/b_vs_a.tsv");
    assert!(table[0].contains(&"stratified_adj_p_value".to_owned()));
    let too_many = [&DIFF[..], &["--surrogates-n-variables", "4", "--force"]].concat();
    study
        .refuse(&too_many)
        .says(&["b_vs_a", "4 surrogate variables of 4", "ask for fewer"]);
    let both = ["--surrogates-n-variables", "1", "--surrogates-estimate"];
    study.refuse_usage(
        &[&DIFF[..], &both].concat(),
        &["surrogates", "one of the two"],
    );
}

#[test]
fn a_pair_that_shares_a_block_gives_no_correlation() {
    let study = Study::new();
    let sheet = "sample,group,animal\na1,a,1\na2,a,1\na3,a,2\nb1,b,3\nb2,b,4\nb3,b,5\n";
    study.put("samples.csv", sheet);
    let block = [&DIFF[..], &["--block", "animal"]].concat();
    study.refuse(&block).says(&[
        "6 samples in 5 blocks",
        "a single pair",
        "analyse without blocks",
    ]);
}

#[test]
fn nested_f_and_a_fold_change_to_exceed_exclude_each_other() {
    let study = Study::new();
    let says = [
        "decide",
        "'nestedF'",
        "treat = 1",
        "leave one of the two out",
    ];
    let both = ["--decide", "nestedF", "--treat", "1"];
    study.refuse_usage(&[&DIFF[..], &both].concat(), &says);
    let section = "[differential]\ndecide = \"nestedF\"\ntreat = 1.0\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.refuse(&RUN).says(&says);
    study.replace("study.toml", "nestedF", "nestedf");
    study.refuse(&RUN).says(&[
        "study.toml",
        "differential.decide",
        "'nestedf'",
        "'nestedF'",
    ]);
    study.replace("study.toml", "nestedf", "stageWise");
    study
        .refuse(&RUN)
        .says(&["'stageWise'", "leave one of the two out"]);
}

#[test]
fn a_fold_change_to_exceed_has_no_f() {
    let study = Study::new();
    diff(&study, &["--treat", "1"]);
    let table = lines(&study, "d/differential/decisions.tsv");
    assert_eq!(table[0], ["feature_id", "b_vs_a"]);
    let summary = json(&study.path("d/differential/summary.json"));
    assert_eq!(summary["designs"][0]["n_f_found"], Value::Null);
    assert_eq!(summary["contrasts"][0]["detectable"], Value::Array(vec![]));
}

#[test]
fn missing_values_are_counted_and_never_invented() {
    let study = Study::new();
    let mut cells = vec![(5, 0, "NA"), (6, 1, ""), (7, 2, "NaN")];
    // gene 20 has no value in b, gene 21 one value in each group, gene 22 none at all
    cells.extend([(20, 3, "NA"), (20, 4, "NA"), (20, 5, "NA")]);
    cells.extend([(21, 0, "NA"), (21, 1, "NA"), (21, 4, "NA"), (21, 5, "NA")]);
    cells.extend((0..6).map(|sample| (22, sample, "NA")));
    study.put("expression.tsv", &with_cells(&cells));
    diff(&study, &["--trend"]);
    study.succeed(&RUN);
    let contrast = contrast(&study);
    assert_eq!(contrast["n_incomplete"], 6);
    assert_eq!(contrast["n_too_few_values"], 2, "{}", contrast["notes"]);
    assert_eq!(contrast["n_tested"], 38);
    let rows = contrast["features"].as_array().unwrap();
    assert_eq!(rows.len(), 40);
    let row = |id: &str| rows.iter().find(|row| row["feature_id"] == id).unwrap();
    for id in ["g20", "g22"] {
        for key in ["log_fc", "ci_left", "t", "p_value", "adj_p_value", "b"] {
            assert_eq!(row(id)[key], Value::Null, "{id}: {key}");
        }
    }
    assert_eq!(row("g22")["ave_expr"], Value::Null);
    assert!(row("g20")["ave_expr"].is_number());
    // without residual degrees of freedom of its own a feature borrows the prior variance
    assert!(row("g21")["p_value"].is_number());
    assert!(row("g5")["p_value"].is_number());
    assert_eq!(contrast["leave_one_out_note"], Value::Null);
    let arrays = contrast["leave_one_out"]["left_out_arrays"]
        .as_array()
        .unwrap();
    assert_eq!(arrays.len(), 6);
    assert!(
        arrays
            .iter()
            .all(|array| array["found_without"].is_object()),
        "{arrays:?}"
    );
    let table = lines(&study, "d/differential/b_vs_a.tsv");
    let last = table.iter().find(|row| row[0] == "g22").unwrap();
    assert!(last[1..].iter().all(|cell| cell == "NA"), "{last:?}");
    let decisions = lines(&study, "d/differential/decisions.tsv");
    let decision = |id: &str| decisions.iter().find(|row| row[0] == id).unwrap()[1].clone();
    assert_eq!(["g20", "g21", "g22"].map(decision), ["NA", "0", "NA"]);
    // expression is written back as it was read, and clustering says what it did without
    let written = lines(&study, "results/expression.tsv");
    assert_eq!(written[6][1], "NA");
    let summary = json(&study.path("results/summary.json"));
    let warnings = summary["warnings"].to_string();
    assert!(
        warnings
            .contains("6 of 40 features have missing values; principal components leave them out"),
        "{warnings}"
    );
    let overview = json(&study.path("d/differential/summary.json"));
    assert_eq!(overview["n_incomplete"], 6);
}

/// Leaving a value out is the analysis of the feature's other samples.
#[test]
fn a_feature_with_a_missing_value_has_the_fold_change_of_the_others() {
    let study = Study::new();
    study.put("expression.tsv", &with_cells(&[(0, 0, "NA")]));
    diff(&study, &[]);
    let text = matrix();
    let row: Vec<f64> = (text.lines().nth(1).unwrap().split('\t').skip(1))
        .map(|cell| cell.parse().unwrap())
        .collect();
    let expected = (row[3] + row[4] + row[5]) / 3.0 - (row[1] + row[2]) / 2.0;
    let contrast = contrast(&study);
    let rows = contrast["features"].as_array().unwrap();
    let first = rows.iter().find(|row| row["feature_id"] == "g0").unwrap();
    let found = first["log_fc"].as_f64().unwrap();
    assert!((found - expected).abs() < 1e-10, "{found} {expected}");
}

#[test]
fn matrices_without_enough_values_are_refused_by_name() {
    let study = Study::new();
    let cells: Vec<(usize, usize, &str)> = (0..40).map(|gene| (gene, 4, "NA")).collect();
    study.put("expression.tsv", &with_cells(&cells));
    let says = ["expression.tsv", "'b2'", "no value"];
    study.refuse_run_and_diff().says(&says);
    study.refuse(&CLUSTER).says(&says);
    // one gap a gene: contrasts can be tested, samples compared in pairs
    let cells: Vec<(usize, usize, &str)> = (0..40).map(|gene| (gene, gene % 6, "NA")).collect();
    study.put("expression.tsv", &with_cells(&cells));
    diff(&study, &[]);
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    let warnings = summary["warnings"].to_string();
    assert!(warnings.contains("no principal components"), "{warnings}");
}

#[test]
fn gene_sets_are_tested_among_the_features_that_were() {
    let study = Study::new();
    let cells: Vec<(usize, usize, &str)> = (0..6).map(|sample| (22, sample, "NA")).collect();
    study.put("expression.tsv", &with_cells(&cells));
    study.put("sets.gmt", "one\tx\tg0\tg1\tg2\tg22\n");
    study.replace(
        "study.toml",
        "themes = \"none\"",
        "themes = \"none\"\ngmt = [\"sets.gmt\"]",
    );
    study.succeed(&RUN);
    let sets = json(&study.path("results/genesets/b_vs_a.json"));
    assert_eq!(sets["universe"]["n_features"], 39, "{sets}");
}

#[test]
fn samples_are_excluded_by_their_names() {
    let study = Study::new();
    study.put(
        "contrasts.csv",
        "id,variable,reference,target,exclude_samples_col,exclude_samples_values\n\
         b_vs_a,group,a,b,sample,a2;b1\n",
    );
    study.succeed(&["check", "study.toml"]);
    study.succeed(&crate::matrix_study::RUN);
    let result = crate::program::json(&study.path("results/differential/b_vs_a.json"));
    let model = &result["model"];
    assert_eq!(
        model["samples"],
        serde_json::json!(["a1", "a3", "b2", "b3"])
    );
    assert_eq!(model["excluded_samples"], serde_json::json!(["a2", "b1"]));
    study.replace("contrasts.csv", "a2;b1", "a2;b9");
    study.refuse(&DIFF).says(&["'b9'", "'sample'"]);
}

#[test]
fn where_no_array_can_be_left_out_nothing_is_said_to_stay() {
    let study = Study::new();
    let arrays = |names: &[&str]| {
        let lines = crate::matrix_study::SHEET.lines();
        let kept = lines.filter(|line| {
            line.starts_with("sample") || names.iter().any(|name| line.starts_with(name))
        });
        kept.map(|line| format!("{line}\n")).collect::<String>()
    };
    for (names, n_not_left_out, said) in [
        (
            &["a1", "a2", "b1"][..],
            3,
            "without any one of them there is no test",
        ),
        (
            &["a1", "a2", "a3", "b1"],
            1,
            "but one, without which there is no test",
        ),
    ] {
        study.put("samples.csv", &arrays(names));
        let out = format!("of{}", names.len());
        // all that differ at all, so that there is a list
        study.succeed(&[
            "run",
            "study.toml",
            "--out",
            &out,
            "--set",
            "differential.fdr=0.99",
        ]);
        let contrast = &json(&study.path(&out).join("summary.json"))["contrasts"][0];
        assert_eq!(contrast["n_not_left_out"], n_not_left_out);
        assert_eq!(contrast["n_always_found"].is_null(), names.len() == 3);
        let page = std::fs::read_to_string(study.path(&out).join("report.html")).unwrap();
        assert!(page.contains(said), "{said}");
    }
}
