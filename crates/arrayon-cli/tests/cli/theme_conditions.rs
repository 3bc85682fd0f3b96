//! What a panel expects, told of the contrasts that the study says it is expected of.

use crate::matrix_study::{CONTRASTS, DIFF, RUN, Study};
use crate::program::json;
use serde_json::Value;

const PANEL: &str = "arrayon_panel: 1\nid: mine\nversion: '1'\nname: Mine\nthemes:\n\
    - {id: heat, name: heat shock, expected: up, expected_in: fever, \
       genes: [g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11]}\n";

/// The study with its contrast in both directions.
fn study(conditions: &str) -> Study {
    let study = Study::new();
    study.put("mine.yaml", PANEL);
    study.put("contrasts.csv", &format!("{CONTRASTS}a_vs_b,group,b,a,\n"));
    let settings = format!("themes = \"none\"\npanels = [\"mine.yaml\"]\n{conditions}");
    study.replace("study.toml", "themes = \"none\"", &settings);
    study
}

/// Sentence and agreement of the theme in both contrasts.
fn told(study: &Study) -> [(String, Value); 2] {
    study.succeed(&[&RUN[..], &["--force"]].concat());
    let themes = json(&study.path("results/themes.json"));
    [0, 1].map(|at| {
        let heat = &themes["contrasts"][at]["verdicts"][0];
        let sentence = heat["sentence"].as_str().unwrap().to_owned();
        (sentence, heat["is_as_expected"].clone())
    })
}

#[test]
fn nothing_is_expected_of_contrasts_that_are_not_said_to_be_of_the_condition() {
    for (sentence, agreement) in told(&study("")) {
        assert!(
            !sentence.contains("expected in") && !sentence.contains("fever"),
            "{sentence}"
        );
        assert_eq!(agreement, Value::Null);
    }
}

#[test]
fn a_condition_holds_for_the_contrasts_that_it_names() {
    let found = told(&study("conditions = { fever = [\"b_vs_a\"] }"));
    let [(up, agrees), (down, unsaid)] = &found;
    assert!(
        up.starts_with("heat shock goes up, as expected in fever: "),
        "{up}"
    );
    assert!(down.starts_with("heat shock goes down: "), "{down}");
    assert_eq!((agrees, unsaid), (&true.into(), &Value::Null));
    let [_, (down, agrees)] = &told(&study("conditions = { fever = [\"a_vs_b\"] }"));
    assert!(
        down.starts_with("heat shock goes down, against what is expected in fever: "),
        "{down}"
    );
    assert_eq!(agrees, &Value::from(false));
}

#[test]
fn conditions_of_no_panel_and_of_no_contrast_are_refused() {
    study("conditions = { fewer = [\"b_vs_a\"] }")
        .refuse(&RUN)
        .says(&["genesets.conditions", "'fewer'", "'fever'"]);
    study("conditions = { fever = [\"c_vs_a\"] }")
        .refuse(&RUN)
        .says(&["genesets.conditions", "'c_vs_a'", "'b_vs_a', 'a_vs_b'"]);
}

#[test]
fn a_single_table_is_said_to_be_of_a_condition() {
    let study = study("");
    study.succeed(&DIFF);
    let table = "d/differential/b_vs_a.tsv";
    let genesets = [
        "genesets",
        "--table",
        table,
        "--panel",
        "mine.yaml",
        "--out",
        "g",
    ];
    study.succeed(&[&genesets[..], &["--condition", "fever"]].concat());
    let themes = json(&study.path("g/themes.json"));
    assert_eq!(
        themes["contrasts"][0]["verdicts"][0]["is_as_expected"],
        true
    );
    study
        .refuse(&[&genesets[..], &["--condition", "thirst", "--force"]].concat())
        .says(&["'thirst'", "'fever'"]);
}
