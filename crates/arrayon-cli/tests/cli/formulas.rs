//! Formulas of contrasts: random intercepts, functions of columns, and what is refused.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::json;
use serde_json::Value;

const SHEET: &str = "sample,group,animal,litter,dose\na1,a,1,p,1\na2,a,1,p,2\na3,a,2,p,4\nb1,b,2,q,1\n\
                     b2,b,3,q,2\nb3,b,3,q,8\n";

fn study(formula: &str, combination: &str) -> Study {
    let study = Study::new();
    study.put("samples.csv", SHEET);
    let contrasts = format!("id,formula,make_contrasts_str\nb_vs_a,{formula},{combination}\n");
    study.put("contrasts.csv", &contrasts);
    study
}

fn contrast(study: &Study, out: &str) -> Value {
    json(&study.path(&format!("{out}/differential/b_vs_a.json")))
}

#[test]
fn a_random_intercept_is_the_block() {
    let study = study("~ group + (1 | animal)", "groupb");
    study.succeed(&DIFF);
    study.succeed(&RUN);
    let checked: Value = serde_json::from_str(&study.succeed(&["check", "study.toml"])).unwrap();
    assert_eq!(checked["contrasts"][0]["block"], "animal");
    let random = contrast(&study, "d");
    assert_eq!(random["block"]["variable"], "animal");
    assert_eq!(random["variable"], "group");
    let method = random["method_in_words"].as_str().unwrap();
    assert!(method.contains("blocks of animal"), "{method}");
    assert_eq!(contrast(&study, "results"), random);
    // the same as a block of the settings, named beside the formula or instead of its random term
    for formula in ["~ group + (1 | animal)", "~ group"] {
        study.put(
            "contrasts.csv",
            &format!("id,formula,make_contrasts_str\nb_vs_a,{formula},groupb\n"),
        );
        std::fs::remove_dir_all(study.path("d")).unwrap();
        study.succeed(&[&DIFF[..], &["--block", "animal"]].concat());
        assert_eq!(contrast(&study, "d"), random);
    }
}

#[test]
fn blocks_differ_between_contrasts() {
    let study = study("~ group + (1 | animal)", "groupb");
    let contrasts = "id,formula,make_contrasts_str\nrandom,~ group + (1 | animal),groupb\n\
                     plain,~ group,groupb\nlitters,~ dose + (1 | litter),dose\n";
    study.put("contrasts.csv", contrasts);
    study.succeed(&DIFF);
    let block = |name: &str| {
        let found = json(&study.path(&format!("d/differential/{name}.json")));
        found["block"]["variable"].clone()
    };
    assert_eq!(block("random"), "animal");
    assert_eq!(block("plain"), Value::Null);
    assert_eq!(block("litters"), "litter");
    let summary = json(&study.path("d/differential/summary.json"));
    std::fs::remove_dir_all(study.path("d")).unwrap();
    assert_eq!(summary["designs"].as_array().unwrap().len(), 3);
    study
        .refuse(&[&DIFF[..], &["--block", "litter"]].concat())
        .says(&[
            "contrasts.csv",
            "contrast 'random'",
            "'(1 | animal)'",
            "block 'litter'",
            "leave 'block' out",
        ]);
    study.replace(
        "study.toml",
        "[genesets]",
        "[differential]\nblock = \"litter\"\n\n[genesets]",
    );
    let says = ["contrast 'random'", "'(1 | animal)'"];
    study.refuse(&RUN).says(&says);
    study.refuse(&["check", "study.toml"]).says(&says);
}

#[test]
fn functions_of_columns_are_computed() {
    let study = study("~ group + log2(dose)", "log2.dose.");
    study.succeed(&DIFF);
    let found = contrast(&study, "d");
    let columns = serde_json::json!(["(Intercept)", "groupb", "log2(dose)"]);
    assert_eq!(found["model"]["coefficients"], columns);
    // the same as a column of logarithms in the sheet
    let sheet: String = (SHEET
        .lines()
        .zip(["log_dose", "0", "1", "2", "0", "1", "3"]))
    .map(|(line, log)| format!("{line},{log}\n"))
    .collect();
    study.put("samples.csv", &sheet);
    study.put(
        "contrasts.csv",
        "id,formula,make_contrasts_str\nb_vs_a,~ group + log_dose,log_dose\n",
    );
    std::fs::remove_dir_all(study.path("d")).unwrap();
    study.succeed(&DIFF);
    assert_eq!(contrast(&study, "d")["features"], found["features"]);
}

#[test]
fn what_is_no_number_of_a_function_is_named_with_its_sample() {
    for (cell, shown) in [("0", "'0'"), ("-1", "'-1'"), ("low", "'low'")] {
        let study = study("~ group + log2(dose)", "groupb");
        study.replace("samples.csv", "b2,b,3,q,2", &format!("b2,b,3,q,{cell}"));
        let says = [
            "contrasts.csv",
            "contrast 'b_vs_a'",
            "log2(dose)",
            "sample 'b2'",
            shown,
            "a number above 0",
            "put 'dose' into the formula as it is",
        ];
        study.refuse(&DIFF).says(&says);
        study.refuse(&RUN).says(&says);
        study.refuse(&["check", "study.toml"]).says(&says);
    }
    let study = study("~ group + log2(dose)", "groupb");
    study.replace("samples.csv", "b2,b,3,q,2", "b2,b,3,q,");
    study
        .refuse(&DIFF)
        .says(&["samples.csv, line 6, column 'dose'", "'b2' (line 6)"]);
}

#[test]
fn what_formulas_cannot_hold_is_named_with_what_would_do() {
    for (formula, says) in [
        (
            "~ group + (1 | animal) + (1 | litter)",
            &[
                "contrast 'b_vs_a': character 26",
                "a second random term",
                "as a fixed one",
            ][..],
        ),
        (
            "~ group + (group | animal)",
            &["character 12", "'group'", "random slopes"],
        ),
        (
            "~ group + (1 | litter/animal)",
            &["'/'", "add a column", "joins them"],
        ),
        (
            "~ group + scale(dose)",
            &["'('", "log, log2, log10 and sqrt", "sample sheet"],
        ),
        ("~ group + I(dose^2)", &["'('", "log, log2, log10 and sqrt"]),
        (
            "~ group + log2(dose + 1)",
            &["'+'", "')' after the column", "sample sheet"],
        ),
        ("~ group + factor(dose)", &["'('", "'factors'"]),
        (
            "~ group + (1 | cage)",
            &["column of the random term 'cage'", "'animal'"],
        ),
        ("~ group + log2(doze)", &["'doze'", "did you mean 'dose'?"]),
    ] {
        let study = study(formula, "groupb");
        let refusal = study.refuse_run_and_diff();
        refusal.says(&["contrasts.csv"]);
        refusal.says(says);
    }
    let study = study("~ group + (1 | animal)", "groupb");
    study.replace("samples.csv", "b2,b,3", "b2,b,");
    let says = [
        "samples.csv, line 6, column 'animal'",
        "contrast 'b_vs_a'",
        "'b2'",
    ];
    study.refuse_run_and_diff().says(&says);
    let study = self::study("~ group * dose + (1 | animal)", "groupb");
    study.replace("samples.csv", "a3,a,2,p,4", "a3,a,9,p,4");
    study.refuse_run_and_diff().says(&[
        "contrasts.csv",
        "contrast 'b_vs_a'",
        "correlation within blocks of 'animal'",
        "6 samples in 4 blocks",
        "at least three samples more than coefficients",
    ]);
}
