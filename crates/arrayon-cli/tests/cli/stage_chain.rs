//! Stages one after the other, each from the files of the one before, against the whole run.

use crate::program::{self, folder};
use crate::simulated_study::{
    ANNOTATION, CLF, CONTROLS, LIBRARY, MPS, PGF, SAMPLES, Study, demo, text_cdf,
};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn stages_find_what_the_whole_run_finds() {
    let (whole, place) = (demo().join("results"), folder());
    let at = |name: &str| whole.join(name).to_string_lossy().into_owned();
    let study = |name: &str| {
        demo()
            .join("study")
            .join(name)
            .to_string_lossy()
            .into_owned()
    };
    let (matrix, controls) = (at("expression.tsv"), at("controls.txt"));
    let diff = [
        "diff",
        "--matrix",
        &matrix,
        "--controls",
        &controls,
        "--samples",
        &study("samples.csv"),
        "--contrasts",
        &study("contrasts.csv"),
        "--annotation",
        &study("library/Clariom_S_Rat.na36.transcript.csv"),
        "--out",
        "d",
    ];
    program::succeed(place.path(), &diff);
    let cluster = [
        "cluster",
        "--matrix",
        &matrix,
        "--controls",
        &controls,
        "--out",
        "c",
    ];
    program::succeed(place.path(), &cluster);
    let same = |stage: &str, name: &str| {
        let read = |folder: &Path| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read(&place.path().join(stage)), read(&whole), "{name}");
    };
    for contrast in ["mg001_vs_pairfed", "mg002_vs_normal", "mg004_vs_normal"] {
        same("d", &format!("differential/{contrast}.tsv"));
        same("d", &format!("differential/{contrast}.json"));
    }
    same("d", "differential/decisions.tsv");
    same("c", "clusters/samples.nwk");
    same("c", "clusters/pca_scores.tsv");
}

#[test]
fn controls_next_to_a_matrix_take_no_part_and_are_told() {
    let place = folder();
    let matrix = demo().join("results/expression.tsv");
    let matrix = matrix.to_string_lossy();
    let unnamed = [
        "cluster", "--matrix", &matrix, "--genes", "none", "--out", "c",
    ];
    program::succeed(place.path(), &unnamed);
    let summary = fs::read_to_string(place.path().join("c/summary.json")).unwrap();
    assert!(
        summary.contains("are controls and take no part"),
        "{summary}"
    );

    fs::write(place.path().join("other.txt"), "# none of these\ng1\n").unwrap();
    let mut wrong = unnamed.to_vec();
    wrong.extend(["--controls", "other.txt", "--force"]);
    program::refuse(place.path(), &wrong).says(&["other.txt", "'g1'", "controls.txt"]);
}

/// Gives the arrays names as the maker's software writes them, in folder, sheet and contrasts.
fn with_blanks(study: &Study) {
    for (at, sample) in SAMPLES.iter().enumerate() {
        let name = format!("rat {at} (S)");
        let (old, new) = (format!("cel/{sample}.CEL"), format!("cel/{name}.CEL"));
        fs::rename(study.path(&old), study.path(&new)).unwrap();
        study.replace(
            "samples.csv",
            &format!("{sample}.CEL"),
            &format!("{name}.CEL"),
        );
        study.replace("samples.csv", sample, &name);
    }
    // and their weights decimal commas
    study.edit("samples.csv", |text| {
        let rows = text.lines().enumerate().map(|(at, line)| match at {
            0 => format!("{line},weight (g)\n"),
            _ => format!("{line},\"20{at},5\"\n"),
        });
        rows.collect()
    });
}

/// Settings of the study that differ from the defaults, in study.toml and as flags of `diff`.
fn with_settings(study: &Study) -> [&'static str; 6] {
    let settings = "trend = true\nrobust = true\narray_weights = true\nblock = \"day\"\n";
    study.replace(
        "study.toml",
        "trend = false\nfdr = 0.05\n",
        &format!("{settings}fdr = 0.1\n"),
    );
    study.replace(
        "study.toml",
        "themes = \"builtin\"",
        "themes = \"builtin\"\ntests = [\"over-representation\", \"camera\", \"fry\"]\n\
         sample_scores = \"z\"",
    );
    study.replace("contrasts.csv", ",day", ",");
    [
        "--trend",
        "--robust",
        "--array-weights",
        "--block",
        "day",
        "--fdr=0.1",
    ]
}

/// Stages after normalisation, each from the files of the ones before.
fn further_stages(study: &Study, matrix: &str, settings: &[&str]) {
    let run = |arguments: &[&str]| program::succeed(study.root(), arguments);
    let diff = [
        "diff",
        "--matrix",
        matrix,
        "--contrasts",
        "contrasts.csv",
        "--out",
        "d",
    ];
    run(&[&diff[..], settings].concat());
    run(&[
        "cluster", "--matrix", matrix, "--table", "d", "--themes", "rat", "--out", "c",
    ]);
    run(&[
        "genesets",
        "--table",
        "d",
        "--themes",
        "rat",
        "--condition",
        "magnesium deficiency",
        "--tests",
        "over-representation,camera,fry",
        "--sample-scores",
        "z",
        "--out",
        "g",
    ]);
}

/// Compares what the stages have written with what the whole run has.
#[track_caller]
fn assert_same_as_run(study: &Study, stages: &[(&str, &[&str])]) {
    let is_of = |file: &Path, parts: &[&str]| parts.iter().any(|part| file.starts_with(part));
    for (stage, parts) in stages {
        let files = |folder: &str| -> Vec<PathBuf> {
            let all = program::files_below(&study.path(folder));
            all.into_iter().filter(|file| is_of(file, parts)).collect()
        };
        assert_eq!(files(stage), files("results"), "{stage}");
        for file in files(stage) {
            let read = |folder: &str| fs::read(study.path(folder).join(&file)).unwrap();
            assert!(
                read(stage) == read("results"),
                "{stage}: {}",
                file.display()
            );
        }
    }
}

const AFTER_NORMALIZE: [(&str, &[&str]); 3] = [
    ("d", &["differential"]),
    ("c", &["clusters"]),
    ("g", &["genesets", "themes.json"]),
];
const ALL: (&str, &[&str]) = ("n", &["expression.tsv", "controls.txt"]);

#[test]
fn the_chain_of_stages_gives_the_bytes_of_the_run_on_a_pgf() {
    let study = Study::new();
    with_blanks(&study);
    let settings = with_settings(&study);
    study.succeed();
    let normalize = ["normalize", "cel", "--samples", "samples.csv", "--out", "n"];
    let genes = ["--annotation", ANNOTATION];
    let normalize = [&normalize[..], &LIBRARY, &genes, &CONTROLS].concat();
    program::succeed(study.root(), &normalize);
    further_stages(&study, "n/expression.tsv", &settings);
    assert_same_as_run(&study, &[ALL]);
    assert_same_as_run(&study, &AFTER_NORMALIZE);
    let summary = program::json(&study.path("d/differential/summary.json")).to_string();
    assert!(
        summary.contains("column 'weight (g)' has decimal commas"),
        "{summary}"
    );

    // the sheet lies where normalize found it
    let cluster = [
        "cluster",
        "--matrix",
        "n/expression.tsv",
        "--group",
        "day",
        "--genes",
        "none",
        "--out",
        "k",
    ];
    program::succeed(study.root(), &cluster);

    // results that lie elsewhere than where the stages were called are found as well
    let place = study.path("elsewhere");
    fs::create_dir(&place).unwrap();
    let genesets = [
        "genesets", "--table", "../d", "--themes", "rat", "--tests", "fry", "--out", "g",
    ];
    program::succeed(&place, &genesets);
    study.edit("samples.csv", |text| format!("{text}\n# changed\n"));
    let mut again = genesets.to_vec();
    again.push("--force");
    program::refuse(&place, &again).says(&["samples.csv", "has changed since", "--samples"]);
}

#[test]
fn the_chain_of_stages_gives_the_bytes_of_the_run_on_a_cdf_and_a_matrix() {
    let study = Study::new();
    with_blanks(&study);
    let settings = with_settings(&study);
    study.put("library/made.cdf", cdf(&study));
    study.edit("study.toml", |text| {
        let is_library = |line: &&str| {
            ["pgf", "clf", "mps", "qcc", "bgp"]
                .iter()
                .any(|key| line.starts_with(key))
        };
        let mut lines: Vec<&str> = text.lines().filter(|line| !is_library(line)).collect();
        let chip = lines.iter().position(|line| *line == "[chip]").unwrap();
        lines.insert(
            chip + 1,
            "cdf = \"library/made.cdf\"\ncontrol_prefix = \"AFFX\"",
        );
        lines.join("\n")
    });
    study.succeed();
    let normalize = ["normalize", "cel", "--samples", "samples.csv", "--out", "n"];
    let library = [
        "--cdf",
        "library/made.cdf",
        "--annotation",
        ANNOTATION,
        "--control-prefix",
        "AFFX",
    ];
    program::succeed(study.root(), &[&normalize[..], &library].concat());
    further_stages(&study, "n/expression.tsv", &settings);
    assert_same_as_run(&study, &[ALL]);
    assert_same_as_run(&study, &AFTER_NORMALIZE);

    // a matrix of one's own, with its controls next to it
    for folder in ["results", "d", "c", "g"] {
        fs::remove_dir_all(study.path(folder)).unwrap();
    }
    fs::create_dir(study.path("m")).unwrap();
    for name in ["expression.tsv", "controls.txt"] {
        fs::copy(study.path("n").join(name), study.path("m").join(name)).unwrap();
    }
    study.replace(
        "study.toml",
        "cel_dir = \"cel\"",
        "matrix = \"m/expression.tsv\"",
    );
    study.replace(
        "study.toml",
        "cdf = \"library/made.cdf\"\ncontrol_prefix = \"AFFX\"\n",
        "",
    );
    study.succeed();
    let annotation = ["--annotation", ANNOTATION, "--samples", "samples.csv"];
    further_stages(
        &study,
        "m/expression.tsv",
        &[&settings[..], &annotation].concat(),
    );
    assert_same_as_run(&study, &AFTER_NORMALIZE);
}

/// A CDF of the study's chip: its transcript clusters as probe sets, controls with another name.
fn cdf(study: &Study) -> String {
    let library = arrayon_formats::chip::PgfLibrary {
        pgf: study.path(PGF),
        clf: study.path(CLF),
        mps: Some(study.path(MPS)),
        qcc: None,
        bgp: None,
    };
    let design = arrayon_formats::chip::read_pgf_library(&library).unwrap();
    let units: Vec<(String, Vec<u32>)> = (design.features().iter())
        .map(|feature| {
            let probes = feature
                .probes
                .iter()
                .flat_map(|range| &design.perfect_match[range.clone()]);
            let prefix = if feature.kind.is_main() { "" } else { "AFFX-" };
            let name = format!("{prefix}{}", feature.id);
            (name, probes.map(|probe| probe.cell).collect())
        })
        .collect();
    text_cdf((design.n_rows, design.n_columns), &units)
}
