//! What a reader of gene sets must know before all else: in the summary, with how to mend it.

use crate::gene_set_study::{EXPRESSION, GENESETS, tested};
use crate::matrix_study::{CONTRASTS, RUN, Study};
use crate::program::{Refusal, json};
use serde_json::Value;

fn warnings(study: &Study, folder: &str) -> Vec<String> {
    let summary = json(&study.path(&format!("{folder}/summary.json")));
    let all = summary["warnings"].as_array().unwrap().clone();
    let themes = |one: &Value| one.as_str().unwrap().to_owned();
    all.iter().map(themes).collect()
}

/// The study with another name for each of its features.
fn renamed(name: impl Fn(usize) -> String) -> Study {
    let study = Study::new();
    let matrix = crate::matrix_study::matrix();
    let lines = matrix
        .lines()
        .enumerate()
        .map(|(at, line)| match line.split_once('\t') {
            Some((_, values)) if at > 0 => format!("{}\t{values}\n", name(at)),
            _ => format!("{line}\n"),
        });
    study.put("expression.tsv", &lines.collect::<String>());
    study
}

#[test]
fn without_an_annotation_the_themes_say_once_that_it_is_missing() {
    let study = renamed(|at| format!("F{at:05}"));
    study.replace("study.toml", "themes = \"none\"", "themes = \"builtin\"");
    study.put("contrasts.csv", &format!("{CONTRASTS}a_vs_b,group,b,a,\n"));
    study.succeed(&RUN);
    let found = warnings(&study, "results");
    let told: Vec<&String> = found
        .iter()
        .filter(|one| one.contains("no theme"))
        .collect();
    assert_eq!(told.len(), 1, "{found:?}");
    for part in [
        "panel 'mineral'",
        "numbered ids",
        "F00001",
        "give the chip's annotation",
    ] {
        assert!(told[0].contains(part), "{part}: {}", told[0]);
    }
}

#[test]
fn an_annotation_that_is_there_is_not_asked_for() {
    let study = renamed(|at| format!("F{at:05}"));
    let genes = (1..).map(|at| format!("F{at:05},Gene{at:05}\n")).take(500);
    let genes: String = genes.collect();
    study.put("genes.csv", &format!("id,gene_symbol\n{genes}"));
    study.replace(
        "study.toml",
        "themes = \"none\"",
        "themes = \"builtin\"\n[chip]\nannotation = \"genes.csv\"",
    );
    study.succeed(&RUN);
    let found = warnings(&study, "results");
    let told = found.iter().find(|one| one.contains("no theme")).unwrap();
    for part in [
        "numbered ids",
        "Gene00001",
        "the annotation calls the genes so",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    // examples of symbols in title case are in title case
    assert!(
        told.contains("title case") && !told.contains("A0A0"),
        "{told}"
    );
    assert!(!told.contains("give the chip's annotation"), "{told}");
}

#[test]
fn without_themes_no_species_is_asked_for() {
    let study = Study::tested();
    let genes: String = (0..12).map(|gene| format!("\tg{gene}")).collect();
    study.put("sets.gmt", &format!("ONE\tna{}\n", genes));
    let arguments = [
        "genesets", "--table", "d", "--gmt", "sets.gmt", "--themes", "none", "--out", "g",
    ];
    study.succeed(&arguments);
    let mut alone = arguments.to_vec();
    alone.drain(3..5);
    study.refuse_usage(&alone, &["no gene sets are named", "--gmt"]);
}

#[test]
fn themes_of_another_species_say_so() {
    let symbols = [
        "C3", "F2", "TNF", "IL6", "HMOX1", "BMP2", "SPP1", "ALPL", "CD44", "MGP",
    ];
    let study = renamed(|at| match symbols.get(at - 1) {
        Some(symbol) => (*symbol).to_owned(),
        None => format!("ZNF{}A", at),
    });
    study.replace("study.toml", "themes = \"none\"", "species = \"rat\"");
    study.succeed(&RUN);
    let found = warnings(&study, "results");
    let told = found.iter().find(|one| one.contains("no theme")).unwrap();
    let checked = study.succeed(&["check", "study.toml"]);
    for part in ["as of human genes", "different species", "'species'"] {
        assert!(told.contains(part), "{part}: {told}");
        assert!(checked.contains(part), "{part}: {checked}");
    }
}

/// What is said where the study's gene sets hold symbols of rats.
fn rat_sets(study: &Study) -> Refusal {
    study.put("sets.gmt", "one\tna\tHmox1\tIl6\tTnf\tSpp1\tBmp2\n");
    study.replace(
        "study.toml",
        "themes = \"none\"",
        "themes = \"none\"\ngmt = [\"sets.gmt\"]",
    );
    study.refuse(&RUN)
}

#[test]
fn a_forgotten_annotation_is_no_question_of_species() {
    for stem in ["F", "probe_", "x"] {
        let refusal = rat_sets(&renamed(|at| format!("{stem}{at:05}")));
        assert!(
            refusal.hint.contains("give the chip's annotation"),
            "{}",
            refusal.hint
        );
    }
    let refusal = rat_sets(&renamed(|at| format!("TNFRSF{at}A")));
    assert!(refusal.hint.contains("orthologs"), "{}", refusal.hint);
}

#[test]
fn a_panel_without_measured_genes_does_not_stop_a_study() {
    let study = Study::new();
    study.put(
        "mine.yaml",
        "arrayon_panel: 1\nid: mine\nversion: '1'\nname: Mine\nthemes:\n\
         - {id: far, name: things far away, genes: [X1, X2, X3]}\n",
    );
    let panel = "themes = \"none\"\npanels = [\"mine.yaml\"]";
    study.replace("study.toml", "themes = \"none\"", panel);
    study.succeed(&RUN);
    let themes = json(&study.path("results/themes.json"));
    assert_eq!(
        themes["contrasts"][0]["verdicts"][0]["verdict"],
        "not testable"
    );
    let found = warnings(&study, "results");
    assert!(
        found
            .iter()
            .any(|one| one.contains("no theme of panel 'mine' is testable: ")
                && one.contains("none of its 3 genes")),
        "{found:?}"
    );
    let sets = json(&study.path("results/genesets/b_vs_a.json"));
    assert!(
        sets["notes"]
            .to_string()
            .contains("sets of panel 'mine' not tested")
    );
}

#[test]
fn a_table_of_another_model_is_warned_of() {
    let study = tested();
    let fry = ["--tests", "fry", "--array-weights"];
    study.succeed(&[&GENESETS[..], &EXPRESSION, &fry].concat());
    let found = warnings(&study, "g");
    assert!(
        found[0].contains("another moderated t in the table"),
        "{found:?}"
    );
    study.succeed(&[&GENESETS[..], &EXPRESSION, &fry[..2], &["--force"]].concat());
    assert_eq!(warnings(&study, "g"), Vec::<String>::new());
}

#[test]
fn the_direction_of_a_table_is_that_of_its_contrast() {
    let study = tested();
    let direction = |study: &Study| {
        let found = json(&study.path("g/genesets/b_vs_a.json"));
        found["direction_in_words"].as_str().unwrap().to_owned()
    };
    study.succeed(&GENESETS);
    assert_eq!(direction(&study), "positive = higher in b than in a");
    std::fs::remove_file(study.path("d/differential/b_vs_a.json")).unwrap();
    study.succeed(&[&GENESETS[..], &["--force"]].concat());
    // the folder still says which contrasts it was made from
    assert_eq!(direction(&study), "positive = higher in b than in a");
    std::fs::remove_file(study.path("d/provenance.json")).unwrap();
    study.succeed(&[&GENESETS[..], &["--force"]].concat());
    assert_eq!(
        direction(&study),
        "positive = log2 fold change of the table above 0"
    );
    study.put(
        "contrasts.csv",
        "id,formula,make_contrasts_str\nb_vs_a,~ group,groupb\n",
    );
    study.succeed(&[&GENESETS[..], &EXPRESSION, &["--force"]].concat());
    assert_eq!(direction(&study), "positive = groupb above 0");
}
