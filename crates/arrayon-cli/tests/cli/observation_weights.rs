//! Weights of single values: limma's numbers through the program, and how a file is refused.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{files_below, json};
use arrayon_testkit::{assert_close, read_table, testdata};
use std::collections::BTreeMap;
use std::path::Path;

const N_FEATURES: u32 = 40;
const WEIGHTED: [&str; 2] = ["--observation-weights", "weights.tsv"];

/// As testdata/golden/observation-weights/make.R makes it.
fn matrix() -> String {
    let mut text = String::from("feature_id\ta1\ta2\ta3\tb1\tb2\tb3\n");
    let mut state = 1_u32;
    for gene in 0..N_FEATURES {
        text += &format!("g{gene}");
        for sample in 0..6 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = f64::from(state >> 20) / 8192.0 * f64::from(gene % 5 + 1);
            let effect = if gene < 4 && sample > 2 { 3.0 } else { 0.0 };
            text += &format!("\t{}", 5.0 + f64::from(gene) / 10.0 + effect + noise);
        }
        text += "\n";
    }
    text
}

fn weight(gene: u32, sample: u32) -> f64 {
    if gene == 39 && sample < 5 {
        return 0.0;
    }
    f64::from((gene * 7 + sample * 3) % 11) / 4.0
}

/// Rows from the last feature to the first, samples in another order, one feature and one sample
/// that the study does not have.
fn weights() -> String {
    let order = [
        ("b3", 5),
        ("a1", 0),
        ("b1", 3),
        ("a3", 2),
        ("a2", 1),
        ("b2", 4),
    ];
    let mut text = String::from("id");
    order
        .iter()
        .for_each(|(name, _)| text += &format!("\t{name}"));
    text += "\tc1\n";
    for gene in (0..=N_FEATURES).rev() {
        text += &format!("g{gene}");
        for (_, sample) in order {
            text += &format!("\t{}", weight(gene, sample));
        }
        text += "\t7\n";
    }
    text
}

fn study() -> Study {
    let study = Study::new();
    study.put("expression.tsv", &matrix());
    study.put("weights.tsv", &weights());
    let sheet = "sample,group,batch,animal,age\na1,a,x,1,10\na2,a,y,1,12\na3,a,x,2,11\nb1,b,y,2,14\n\
                 b2,b,x,3,13\nb3,b,y,3,12\n";
    study.put("samples.csv", sheet);
    study
}

fn diff(study: &Study, further: &[&str]) {
    study.succeed(&[&DIFF[..], &WEIGHTED, further].concat());
}

#[test]
fn numbers_are_those_of_limma() {
    let reference = read_table(&testdata().join("golden/observation-weights/limma.tsv"));
    let cell = |row: &[String], column: &str| row[reference.position(column)].clone();
    let cases: [(&str, &[&str], f64); 11] = [
        ("plain", &[], 1e-8),
        ("trend", &["--trend"], 1e-8),
        ("robust", &["--robust"], 1e-8),
        ("trend-robust", &["--trend", "--robust"], 1e-8),
        ("treat", &["--treat", "0.5"], 1e-8),
        ("batch", &[], 1e-8),
        ("block", &["--block", "animal"], 1e-8),
        ("arrays", &["--array-weights"], 1e-8),
        (
            "arrays-block",
            &["--array-weights", "--block", "animal"],
            1e-8,
        ),
        ("age", &["--phenotype", "age"], 1e-8),
        (
            "age-block",
            &["--phenotype", "age", "--block", "animal"],
            1e-8,
        ),
    ];
    for (case, flags, tolerance) in cases {
        let study = study();
        if case == "batch" {
            study.replace(
                "contrasts.csv",
                "b_vs_a,group,a,b,",
                "b_vs_a,group,a,b,batch",
            );
        }
        diff(&study, flags);
        let (name, effect) = if case.starts_with("age") {
            ("phenotypes/age", "slope")
        } else {
            ("differential/b_vs_a", "logFC")
        };
        let found = read_table(&study.path(&format!("d/{name}.tsv")));
        let by_id: BTreeMap<&str, &Vec<String>> = found
            .rows
            .iter()
            .map(|row| (row[0].as_str(), row))
            .collect();
        let rows = reference
            .rows
            .iter()
            .filter(|row| cell(row, "case") == case);
        let mut n_compared = 0;
        for row in rows {
            let id = cell(row, "feature_id");
            for (column, expected) in [
                (effect, "logFC"),
                ("AveExpr", "AveExpr"),
                ("t", "t"),
                ("P.Value", "ln_p"),
                ("B", "B"),
            ] {
                let what = format!("{case}, {id}, {column}");
                let text = &by_id[id.as_str()][found.position(column)];
                let expected = cell(row, expected);
                if expected == "NA" {
                    assert_eq!(text, "NA", "{what}");
                    continue;
                }
                let number: f64 = text.parse().unwrap_or_else(|_| panic!("{what}: {text}"));
                let number = if column == "P.Value" {
                    number.ln()
                } else {
                    number
                };
                assert_close(number, expected.parse().unwrap(), tolerance, &what);
                n_compared += 1;
            }
        }
        assert!(n_compared >= 39 * 4, "{case}: {n_compared}");
        let contrast = json(&study.path("d/differential/b_vs_a.json"));
        if case.starts_with("arrays") {
            let notes = contrast["notes"].to_string();
            assert!(
                notes.contains("values have weights: array weights"),
                "{notes}"
            );
        }
        if case.starts_with("age") {
            continue;
        }
        assert_eq!(contrast["n_too_few_values"], 1, "{case}");
        assert_eq!(contrast["n_tested"], 39, "{case}");
        if case.ends_with("block") {
            let row = reference.rows.iter().find(|row| cell(row, "case") == case);
            let expected = cell(row.unwrap(), "correlation").parse().unwrap();
            let block = &contrast["block"];
            let correlation = block["consensus_correlation"].as_f64().unwrap();
            assert_close(correlation, expected, 1e-8, "consensus correlation");
        }
    }
}

#[test]
fn results_tell_what_was_weighted() {
    let study = study();
    let settings = "[differential]\nobservation_weights = \"weights.tsv\"\n\
                    methods = [\"limma\", \"rank-products\", \"sam\"]\nphenotypes = [\"age\"]\n\n\
                    [genesets]";
    study.replace("study.toml", "[genesets]", settings);
    study.succeed(&RUN);
    study.succeed(&["check", "study.toml"]);
    let contrast = json(&study.path("results/differential/b_vs_a.json"));
    let n_zero = (0..N_FEATURES)
        .flat_map(|gene| (0..6).map(move |sample| weight(gene, sample)))
        .filter(|weight| *weight == 0.0)
        .count();
    let weights = &contrast["observation_weights"];
    assert_eq!(weights["file"], "weights.tsv");
    assert_eq!(weights["n_zero"], n_zero);
    assert_eq!(weights["n_features_ignored"], 1);
    assert_eq!(weights["n_samples_ignored"], 1);
    let method = contrast["method_in_words"].as_str().unwrap();
    assert!(method.contains("observation weights"), "{method}");
    let notes = contrast["notes"].to_string();
    assert!(
        notes.contains(&format!("{n_zero} values have an observation weight of 0")),
        "{notes}"
    );
    assert!(
        notes.contains("1 features and 1 samples that are not tested"),
        "{notes}"
    );
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
    for name in [
        "differential/b_vs_a.rank-products",
        "differential/b_vs_a.sam",
    ] {
        let notes = json(&study.path(&format!("results/{name}.json")))["notes"].to_string();
        assert!(notes.contains("observation weights"), "{name}: {notes}");
    }
    let provenance = json(&study.path("results/provenance.json"));
    let inputs = provenance["inputs"].as_array().unwrap();
    let input = inputs
        .iter()
        .find(|input| input["role"] == "observation weights")
        .unwrap();
    assert_eq!(input["sha256"].as_str().unwrap().len(), 64);

    let slopes = json(&study.path("results/phenotypes/age.json"));
    let method = slopes["method_in_words"].as_str().unwrap();
    assert!(method.contains("observation weights"), "{method}");

    diff(
        &study,
        &["--methods", "limma,rank-products,sam", "--phenotype", "age"],
    );
    for name in files_below(&study.path("d")) {
        let of_run = ["provenance.json", "summary.json", "manifest.json"];
        if of_run.iter().any(|own| name == Path::new(own)) {
            continue;
        }
        let read = |folder: &str| std::fs::read(study.path(folder).join(&name)).unwrap();
        assert!(read("d") == read("results"), "{} differs", name.display());
    }
}

/// Weights that are all 1 change nothing.
#[test]
fn equal_weights_are_none() {
    let study = Study::new();
    study.succeed(&DIFF);
    let plain = read_table(&study.path("d/differential/b_vs_a.tsv"));
    std::fs::remove_dir_all(study.path("d")).unwrap();
    let text = crate::matrix_study::matrix();
    let ones: Vec<String> = (text.lines().enumerate())
        .map(|(at, line)| match (at, line.split_once('\t')) {
            (0, _) | (_, None) => format!("{line}\n"),
            (_, Some((id, _))) => format!("{id}{}\n", "\t1".repeat(6)),
        })
        .collect();
    study.put("weights.tsv", &ones.concat());
    diff(&study, &[]);
    let weighted = read_table(&study.path("d/differential/b_vs_a.tsv"));
    for (one, other) in plain.rows.iter().zip(&weighted.rows) {
        assert_eq!(one[0], other[0]);
        for (one, other) in one[1..].iter().zip(&other[1..]) {
            assert_close(
                other.parse().unwrap(),
                one.parse().unwrap(),
                1e-10,
                "weight 1",
            );
        }
    }
    let contrast = json(&study.path("d/differential/b_vs_a.json"));
    assert_eq!(contrast["observation_weights"]["n_zero"], 0);
}

#[test]
fn cells_that_are_no_weights_are_named_with_place() {
    for (cell, found, hint) in [
        ("-1", "the weight -1 is negative", "not logs"),
        ("", "the cell is empty", "0 leaves the value out"),
        ("NA", "'NA' is no weight", "0 leaves the value out"),
        ("inf", "'inf' is no finite number", "finite weight"),
        ("heavy", "'heavy' is no finite number", ""),
    ] {
        let study = study();
        // the row of g38, sample b1
        let text = weights();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut cells: Vec<&str> = lines[3].split('\t').collect();
        assert_eq!(cells[0], "g38");
        cells[3] = cell;
        lines[3] = cells.join("\t");
        study.put("weights.tsv", &(lines.join("\n") + "\n"));
        let place = "weights.tsv, line 4, column 'b1'";
        let says = [place, found, "expected a weight of 0 or more", hint];
        study.refuse(&[&DIFF[..], &WEIGHTED].concat()).says(&says);
    }
}

#[test]
fn weights_must_cover_what_is_tested() {
    let study = study();
    study.replace("weights.tsv", "g7\t", "g_7\t");
    let weighted = [&DIFF[..], &WEIGHTED].concat();
    let says = [
        "weights.tsv",
        "no weights for feature 'g7'",
        "match exactly",
    ];
    study.refuse(&weighted).says(&says);
    study.replace("weights.tsv", "\ta3\t", "\tA3\t");
    let says = [
        "weights.tsv",
        "no weights for sample 'a3'",
        "every sample that is tested",
    ];
    study.refuse(&weighted).says(&says);
    let settings = "[differential]\nobservation_weights = \"weights.tsv\"\n\n[genesets]";
    study.replace("study.toml", "[genesets]", settings);
    study.refuse(&RUN).says(&says);
    study.refuse(&["check", "study.toml"]).says(&says);
    std::fs::remove_file(study.path("weights.tsv")).unwrap();
    study.refuse(&weighted).says(&["weights.tsv"]);
    study.refuse(&RUN).says(&["weights.tsv", "no such file"]);
}

/// Samples of weight 0 are as good as absent: nothing can be tested, and the files still are what
/// their schemas say.
#[test]
fn weights_that_leave_nothing_are_told() {
    let study = study();
    let header = "id\ta1\ta2\ta3\tb1\tb2\tb3\n";
    let rows = |row: &str| -> String {
        (0..N_FEATURES)
            .map(|gene| format!("g{gene}{row}"))
            .collect()
    };
    study.put(
        "weights.tsv",
        &(header.to_owned() + &rows("\t1\t1\t1\t0\t0\t0\n")),
    );
    diff(&study, &["--trend"]);
    let contrast = json(&study.path("d/differential/b_vs_a.json"));
    assert_eq!(contrast["n_tested"], 0);
    assert_eq!(contrast["n_too_few_values"], N_FEATURES);
    assert!(contrast["s2_prior"].is_number());
    let notes = contrast["notes"].to_string();
    assert!(
        notes.contains("120 values") && notes.contains("too few values"),
        "{notes}"
    );
    study.put(
        "weights.tsv",
        &(header.to_owned() + &rows("\t0\t0\t0\t0\t0\t0\n")),
    );
    std::fs::remove_dir_all(study.path("d")).unwrap();
    diff(&study, &[]);
    let contrast = json(&study.path("d/differential/b_vs_a.json"));
    assert_eq!(contrast["s2_prior"], serde_json::Value::Null);
    std::fs::remove_dir_all(study.path("d")).unwrap();
    let says = ["contrast 'b_vs_a'", "correlation within blocks of 'animal'"];
    study
        .refuse(&[&DIFF[..], &WEIGHTED, &["--block", "animal"]].concat())
        .says(&says);
}
