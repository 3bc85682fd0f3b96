//! Theme panels, built in and of the user, through the real program.

use crate::matrix_study::{RUN, Study};
use crate::ontology_files::{OBO, gaf};
use crate::program::{json, succeed};
use crate::simulated_study::demo;
use serde_json::Value;
use std::path::Path;

const GENESETS: [&str; 7] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--panel",
    "mine.yaml",
    "--out",
    "g",
];

const HEAD: &str = "arrayon_panel: 1\nid: mine\nversion: '3'\nname: My themes\nthemes:\n";

/// Genes 0 to 11, of which the first four go up, and ten others.
const THEMES: &str = "\
- id: heat
  name: heat shock
  genes: [g0, g1, g2, g3, g4, g5, g6, g7, g8, g9, g10, g11]
  expected: up
  expected_in: b
  key_genes:
    - {gene: g0, more: up, citation: 'doi:10.1000/1'}
    - {gene: g1, more: up}
    - {gene: g20, more: down}
- id: cold
  name: cold shock
  genes: [g20, g21, g22, g23, g24, g25, g26, g27, g28, g29]
- id: far
  name: things far away
  genes: [x1, x2, x3]
";

fn tested() -> Study {
    let study = Study::tested();
    study.put("mine.yaml", &format!("{HEAD}{THEMES}"));
    study
}

fn verdicts(themes: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let verdicts = themes["contrasts"][0]["verdicts"].as_array().unwrap();
    (verdicts.iter())
        .map(|one| (text(&one["theme"]), text(&one["verdict"])))
        .collect()
}

#[test]
fn a_user_s_panel_is_judged_with_all_its_evidence() {
    let study = tested();
    study.succeed(&GENESETS);
    let themes = json(&study.path("g/themes.json"));
    let found = verdicts(&themes);
    let found: Vec<(&str, &str)> = (found.iter())
        .map(|(theme, verdict)| (theme.as_str(), verdict.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("heat", "up"),
            ("cold", "no evidence"),
            ("far", "not testable")
        ]
    );
    assert_eq!(
        (&themes["panels"][0]["id"], &themes["n_themes"]),
        (&"mine".into(), &3.into())
    );
    assert_eq!(themes["panels"][0]["version"], "3");
    let heat = &themes["contrasts"][0]["verdicts"][0];
    assert_eq!(
        (&heat["n_theme"], &heat["n_genes_tested"]),
        (&12.into(), &12.into())
    );
    assert_eq!(heat["coverage"], 1.0);
    assert_eq!(
        (&heat["list_up"]["n_overlap"], &heat["list_up"]["n_list"]),
        (&4.into(), &4.into())
    );
    assert_eq!(heat["competitive"]["direction"], "up");
    assert_eq!(
        (&heat["direction"], &heat["key_genes_say"]),
        (&"up".into(), &"agree".into())
    );
    let list = &heat["list_up"];
    assert_eq!(
        (&list["answer"], &list["own"]),
        (&"called".into(), &Value::Null)
    );
    assert!(list["noise_p_value"].as_f64().unwrap() <= list["adj_p_value"].as_f64().unwrap());
    // the table's folder says which expression it is from; two themes are tested in the one list
    // that is long enough
    let contrast = &themes["contrasts"][0];
    assert_eq!(
        (&contrast["noise_from"], &contrast["n_tests"]),
        (&"residuals".into(), &2.into())
    );
    assert_eq!(heat["n_key_genes_for_more"], 2);
    assert_eq!(heat["n_key_genes_for_less"], 0);
    assert_eq!(heat["key_genes"][0]["citation"], "doi:10.1000/1");
    assert_eq!(heat["key_genes"][2]["is_changed"], false);
    let leading = heat["leading_genes"].as_array().unwrap();
    assert_eq!(leading.len(), 4);
    assert!(
        leading
            .iter()
            .all(|gene| gene["log_fc"].as_f64().unwrap() > 2.0)
    );
    let sentence = heat["sentence"].as_str().unwrap();
    assert!(
        sentence.starts_with("heat shock goes up: 4 of 4 genes up lie in it"),
        "{sentence}"
    );
    assert!(
        sentence.contains("2 of 3 key genes changed: 2 speak for more of it;"),
        "{sentence}"
    );
    // what is expected of b is nothing to a contrast of which nobody says that it is b
    assert_eq!(
        (&heat["expected_in"], &heat["is_as_expected"]),
        (&"b".into(), &Value::Null)
    );
    // what scripts read before the verdicts were joined stands where it stood
    assert_eq!(themes["contrasts"][0]["up"][0]["verdict"], "enriched");
    assert_eq!(themes["contrasts"][0]["down"][0]["verdict"], "not testable");
    let sets = json(&study.path("g/genesets/b_vs_a.json"));
    assert_eq!(sets["collections"][0]["name"], "mine");
}

#[test]
fn too_few_changed_genes_leave_themes_untested_and_say_what_could_be_seen() {
    let study = tested();
    study.succeed(&[&GENESETS[..], &["--fdr", "1e-60"]].concat());
    let themes = json(&study.path("g/themes.json"));
    let heat = &themes["contrasts"][0]["verdicts"][0];
    assert_eq!(heat["verdict"], "not testable");
    assert_eq!(heat["obstacle"], "too few changed genes");
    let reason = "too few changed genes: 0 up and 0 down, at least 3 of one direction are needed";
    assert_eq!(heat["reason"], reason);
    assert_eq!(heat["detectable_change"]["power"], 0.8);
    let summary = json(&study.path("g/summary.json"));
    assert_eq!(summary["contrasts"][0]["no_theme_testable"], reason);
}

#[test]
fn themes_are_corrected_over_all_contrasts_where_asked_for() {
    let study = tested();
    study.succeed(&GENESETS);
    let each = json(&study.path("g/themes.json"));
    study.succeed(
        &[
            &GENESETS[..],
            &["--theme-correction", "all-contrasts", "--force"],
        ]
        .concat(),
    );
    let all = json(&study.path("g/themes.json"));
    // of one contrast it is the same
    assert_eq!(each["contrasts"], all["contrasts"]);
    let rule = each["verdict_rule"].as_str().unwrap();
    assert!(
        rule.contains("contrasts are not adjusted for each other"),
        "{rule}"
    );
}

#[test]
fn a_study_names_its_panels_relative_to_itself() {
    let study = Study::new();
    study.put("mine.yaml", &format!("{HEAD}{THEMES}"));
    study.replace(
        "study.toml",
        "themes = \"none\"",
        "themes = \"none\"\npanels = [\"mine.yaml\"]",
    );
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    let contrast = &summary["contrasts"][0];
    assert_eq!(contrast["themes_up"], Value::from(vec!["heat"]));
    assert_eq!(contrast["themes_not_testable"], Value::from(vec!["far"]));
    assert_eq!(contrast["theme_sentences"].as_array().unwrap().len(), 1);
    let themes = json(&study.path("results/themes.json"));
    assert_eq!(themes["contrasts"][0]["noise_from"], "residuals");
    let provenance = json(&study.path("results/provenance.json")).to_string();
    assert!(provenance.contains("mine.yaml"), "the panel is an input");
}

#[test]
fn panels_that_cannot_be_used_are_named_with_their_line() {
    let study = tested();
    for (from, to, says) in [
        (
            "arrayon_panel: 1",
            "arrayon_panel: 2",
            &["mine.yaml, line 1", "version 2"][..],
        ),
        (
            "name: heat shock",
            "nme: heat shock",
            &["mine.yaml, line 7", "nme"],
        ),
        (
            "- id: cold",
            "- id: heat",
            &["mine.yaml, line 15", "theme 'heat' again"],
        ),
        (
            "more: up}",
            "more: sideways}",
            &["mine.yaml, line 13", "sideways"],
        ),
        (
            "name: cold shock",
            "name: cold shock\n  part_of: ice",
            &["mine.yaml, line 15", "unknown 'ice'"],
        ),
        (
            "genes: [x1, x2, x3]",
            "genes: []",
            &["mine.yaml, line 18", "no term and no gene"],
        ),
        (
            "genes: [x1, x2, x3]",
            "terms: ['GO:0006954']",
            &["mine.yaml", "'GO:0006954'", "no ontology is given"],
        ),
        ("themes:\n", "themes: {\n", &["mine.yaml, line"]),
    ] {
        let text = format!("{HEAD}{THEMES}");
        assert!(text.contains(from), "{from}");
        study.put("mine.yaml", &text.replacen(from, to, 1));
        let refusal = study.refuse(&GENESETS);
        refusal.says(says);
        assert!(!refusal.hint.is_empty(), "{from}");
    }
    std::fs::remove_file(study.path("mine.yaml")).unwrap();
    study
        .refuse(&GENESETS)
        .says(&["mine.yaml", "no such file and no built-in panel"]);
}

#[test]
fn a_theme_of_two_panels_is_refused() {
    let study = tested();
    study.put(
        "other.yaml",
        &format!("{HEAD}{THEMES}").replace("id: mine", "id: other"),
    );
    let both = [&GENESETS[..], &["--panel", "other.yaml"]].concat();
    study.refuse(&both).says(&["'heat'", "'mine'", "'other'"]);
}

/// Annotates genes 0 to 9 with heat, gene 12 negated, and 20 to 29 with the whole.
fn heat_gaf() -> String {
    let rows = (0..10).map(|gene| (gene, "", "GO:0000002", "IDA"));
    let rows = rows.chain([(12, "NOT", "GO:0000002", "IDA")]);
    gaf(rows.chain((20..30).map(|gene| (gene, "", "GO:0000001", "IDA"))))
}

#[test]
fn terms_are_looked_up_in_the_user_s_ontology_and_tested_on_their_own() {
    let study = tested();
    study.put("go.obo", OBO);
    study.put("genes.gaf", &heat_gaf());
    let panel = format!("{HEAD}- {{id: heat, name: heat shock, terms: ['GO:0000002']}}\n");
    study.put("mine.yaml", &panel);
    let ontology = ["--obo", "go.obo", "--gaf", "genes.gaf"];
    study.succeed(&[&GENESETS[..], &ontology].concat());
    let themes = json(&study.path("g/themes.json"));
    let heat = &themes["contrasts"][0]["verdicts"][0];
    assert_eq!(
        (&heat["verdict"], &heat["n_theme"]),
        (&"up".into(), &10.into())
    );
    let origin = themes["origin"].as_str().unwrap();
    assert!(
        origin.contains("test/2026-01-01") && origin.contains("1 negated"),
        "{origin}"
    );
    let sets = json(&study.path("g/genesets/b_vs_a.json"));
    let names: Vec<&str> = (sets["collections"].as_array().unwrap().iter())
        .map(|collection| collection["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["ontology", "mine"]);
    let whole = (sets["over_representation_up"]["sets"]
        .as_array()
        .unwrap()
        .iter())
    .find(|set| set["set_id"] == "GO:0000001")
    .unwrap();
    assert_eq!(whole["n_set"], 20);

    study.put("mine.yaml", &panel.replace("GO:0000002", "GO:0000004"));
    let again = [&GENESETS[..], &ontology, &["--force"]].concat();
    study
        .refuse(&again)
        .says(&["mine.yaml", "'GO:0000004'", "go.obo"]);
    study.put("genes.gaf", "!gaf-version: 2.1\nbroken\n");
    study.refuse(&again).says(&["genes.gaf, line 2"]);
}

#[test]
fn a_study_with_half_an_ontology_is_refused() {
    let study = Study::new();
    study.put("go.obo", OBO);
    study.replace(
        "study.toml",
        "themes = \"none\"",
        "themes = \"none\"\nobo = \"go.obo\"",
    );
    study
        .refuse(&RUN)
        .says(&["study.toml", "genesets.obo", "alone"]);
    study.replace(
        "study.toml",
        "obo = \"go.obo\"",
        "obo = \"no.obo\"\ngaf = \"go.gaf\"",
    );
    study.put("go.gaf", "!gaf-version: 2.2\n");
    study.refuse(&RUN).says(&["no.obo", "no such file"]);
}

#[test]
fn built_in_panels_are_joined_and_counted() {
    let table = demo().join("results/differential/mg001_vs_pairfed.tsv");
    let table = table.to_str().unwrap();
    let place = crate::program::folder();
    let run = |arguments: &[&str], out: &str| {
        let genesets = ["genesets", "--table", table, "--out", out];
        succeed(place.path(), &[&genesets[..], arguments].concat());
        json(&place.path().join(out).join("themes.json"))
    };
    let default = run(&["--themes", "rat"], "a");
    assert_eq!(default["n_themes"], 17);
    let joined = run(
        &[
            "--themes", "rat", "--panel", "synapse", "--panel", "mineral",
        ],
        "b",
    );
    let ids: Vec<&str> = (joined["panels"].as_array().unwrap().iter())
        .map(|panel| panel["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["mineral", "synapse"]);
    assert_eq!(joined["n_themes"], 22);
    // the chip carries no genes of synapses beyond those that other themes name
    let nmda = (verdicts(&joined).into_iter()).find(|(theme, _)| theme == "nmda_receptor");
    assert_eq!(nmda.unwrap().1, "not testable");
    let of = |themes: &Value, theme: &str| {
        let verdicts = themes["contrasts"][0]["verdicts"]
            .as_array()
            .unwrap()
            .clone();
        verdicts
            .into_iter()
            .find(|one| one["theme"] == theme)
            .unwrap()
    };
    for theme in ["inflammation", "mineral_metabolism"] {
        let verdict = &of(&default, theme)["verdict"];
        assert_eq!(verdict, &of(&joined, theme)["verdict"]);
        assert_ne!(verdict, "no evidence");
    }
    let alone = run(&["--panel", "sleep", "--species", "rat", "--hallmark"], "c");
    assert_eq!(alone["n_themes"], 2);
    let sets = json(&place.path().join("c/genesets/mg001_vs_pairfed.json"));
    assert_eq!(sets["collections"][0]["name"], "built-in themes");
    assert_eq!(sets["collections"][1]["name"], "hallmark");
    assert_eq!(sets["collections"][1]["n_sets"], 50);
}

#[test]
fn the_schema_of_panels_holds_takes_a_panel_and_refuses_others() {
    let schema = succeed(Path::new("."), &["schema", "panel"]);
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let panel = serde_json::json!({
        "arrayon_panel": 1, "id": "p", "version": "1", "name": "P",
        "themes": [{ "id": "a", "name": "A", "genes": ["X"],
                     "key_genes": [{ "gene": "X", "more": "up" }] }]
    });
    assert!(validator.is_valid(&panel));
    for (key, wrong) in [
        ("arrayon_panel", serde_json::json!(2)),
        ("themes", serde_json::json!([{ "id": "a" }])),
        ("title", serde_json::json!("unknown key")),
    ] {
        let mut other = panel.clone();
        other[key] = wrong;
        assert!(!validator.is_valid(&other), "{key}");
    }
}
