//! Settings as they are declared: one schema, one flag for each key, `--set`, one shape in
//! provenance.

use crate::matrix_study::{CLUSTER, DIFF, RUN, Study};
use crate::program::{json, succeed};
use serde_json::{Value, json as value};
use std::path::Path;

fn schema() -> Value {
    let printed = succeed(Path::new("."), &["schema", "study"]);
    serde_json::from_str(&printed).unwrap()
}

fn workflow(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    let text = std::fs::read_to_string(folder.join(name).join("study.toml")).unwrap();
    serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap()
}

#[test]
fn the_schema_holds_for_every_workflow_and_refuses_what_the_program_refuses() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows");
    let mut n_studies = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if !entry.path().join("study.toml").is_file() {
            continue;
        }
        let name = entry.file_name().into_string().unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&workflow(&name))
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        n_studies += 1;
    }
    assert!(n_studies >= 3);
    for (section, key, wrong) in [
        ("differential", "tred", value!(true)),
        ("differential", "trend", value!("yes")),
        ("differential", "fdr", value!(1)),
        ("differential", "decide", value!("nested")),
        ("cluster", "n_gap_references", value!(1)),
        ("genesets", "n_rotations", value!(0)),
        ("genesets", "tests", value!(["gsea"])),
    ] {
        let mut study = workflow("spike-in");
        study[section][key] = wrong;
        assert!(!validator.is_valid(&study), "{section}.{key}");
    }
}

/// The settings of a stage as its provenance has them.
fn configuration(study: &Study, out: &str) -> Value {
    json(&study.path(&format!("{out}/provenance.json")))["configuration"].clone()
}

#[test]
fn flags_set_and_study_give_one_configuration() {
    let section = "[differential]\ntrend = true\nfdr = 0.1\nleave_one_out = false\n\
                   filter = { mean = 2.0 }\n[genesets]";
    let study = Study::new();
    study.replace("study.toml", "[genesets]", section);
    study.succeed(&RUN);
    let whole = configuration(&study, "results");
    let flags = [
        "--trend",
        "--fdr",
        "0.1",
        "--no-leave-one-out",
        "--filter-mean",
        "2",
    ];
    study.succeed(&[&DIFF[..], &flags].concat());
    let set = [
        "--set",
        "differential.trend=true",
        "--set",
        "differential.fdr=0.1",
        "--set",
        "differential.leave_one_out=false",
        "--set",
        "differential.filter.mean=2",
    ];
    study.succeed(&[&DIFF[..7], &["--out", "e"], &set].concat());
    for out in ["d", "e"] {
        assert_eq!(
            configuration(&study, out)["differential"],
            whole["differential"]
        );
    }
    study.put(
        "study.toml",
        &std::fs::read_to_string(study.path("study.toml"))
            .unwrap()
            .replace("fdr = 0.1\n", ""),
    );
    study.succeed(
        &[
            &RUN[..2],
            &["--out", "again", "--set", "differential.fdr=0.1"],
        ]
        .concat(),
    );
    assert_eq!(configuration(&study, "again"), whole);
    study.succeed(&CLUSTER);
    assert_eq!(configuration(&study, "c")["cluster"], whole["cluster"]);
}

#[test]
fn assignments_that_cannot_be_name_the_key() {
    let study = Study::new();
    for (assignment, says) in [
        (
            "differential.fdr=2",
            &["--set differential.fdr", "between 0 and 1"][..],
        ),
        ("differential.fd=0.1", &["--set", "differential.fdr"]),
        ("differential.fdr", &["--set", "SECTION.KEY=VALUE"]),
        ("genesets.themes=every", &["genesets.themes", "'builtin'"]),
        ("study.matrix=", &["study.matrix", "''"]),
        ("differential.decide=nestedF,", &["'nestedF,'", "'nestedF'"]),
    ] {
        let run = [&RUN[..], &["--set", assignment]].concat();
        study.refuse_usage(&run, says);
        study.refuse_usage(&["check", "study.toml", "--set", assignment], says);
    }
    let gap = [&DIFF[..], &["--set", "cluster.n_gap_references=10"]].concat();
    study.refuse_usage(
        &gap,
        &["differential does not read 'cluster.n_gap_references'"],
    );
}

#[test]
fn no_setting_is_taken_and_ignored() {
    let study = Study::new();
    study.succeed(&DIFF);
    let table = ["genesets", "--table", "d", "--themes", "none", "--out", "g"];
    let matrix = ["qc", "--matrix", "expression.tsv", "--out", "q"];
    let cells = ["qc", "nowhere", "--out", "q"];
    for (stage, more, says) in [
        (
            &CLUSTER[..],
            "--set differential.trend=true",
            &["cluster does not read", "`arrayon differential --trend`"][..],
        ),
        (
            &CLUSTER,
            "--set genesets.n_rotations=9",
            &["cluster does not read", "`arrayon genesets --n-rotations`"],
        ),
        (
            &table,
            "--set differential.decide=global",
            &["genesets does not read", "`arrayon differential --decide`"],
        ),
        (
            &DIFF,
            "--set chip.mps=x.mps",
            &["differential does not read", "`arrayon normalize --mps`"],
        ),
        (&DIFF, "--set figures.draw=false", &["only `arrayon run`"]),
        (&matrix, "--method plm", &["--method", "change nothing"]),
        (&matrix, "--set quality.images=true", &["change nothing"]),
        (&cells, "--detection", &["--detection", "without a library"]),
    ] {
        let more: Vec<&str> = more.split(' ').collect();
        study.refuse_usage(&[stage, &more[..]].concat(), says);
    }
    // a study tells what in it changes nothing
    let add = "[normalize]\nmethod = \"plm\"\n[genesets]";
    study.replace("study.toml", "[genesets]", add);
    let told = study.succeed(&["check", "study.toml"]);
    assert!(
        told.contains("what [normalize] says changes nothing"),
        "{told}"
    );
    study.replace("study.toml", "contrasts = \"contrasts.csv\"\n", "");
    let set = ["check", "study.toml", "--set", "differential.trend=true"];
    let told = study.succeed(&set);
    assert!(
        told.contains("what [differential] says changes nothing"),
        "{told}"
    );
    // phenotypes are tested without contrasts
    let mut mg = 0;
    let sheet = crate::matrix_study::SHEET.lines().map(|line| {
        mg += 1;
        match mg {
            1 => format!("{line},mg\n"),
            _ => format!("{line},0.{mg}\n"),
        }
    });
    study.put("samples.csv", &sheet.collect::<String>());
    let told = study.succeed(&[&set[..], &["--set", "differential.phenotypes=mg"]].concat());
    assert!(!told.contains("[differential] says"), "{told}");
}

#[test]
fn clusters_take_blocks() {
    let study = Study::new();
    let blocks = |out: &str, more: &[&str]| {
        let cluster = [
            "cluster",
            "--matrix",
            "expression.tsv",
            "--samples",
            "samples.csv",
        ];
        let out_there = ["--out", out];
        study.succeed(&[&cluster[..], more, &out_there].concat());
        let summary = json(&study.path(&format!("{out}/summary.json")));
        let found = json(&study.path(&format!("{out}/clusters/samples.json")));
        let model = configuration(&study, out)["differential"].clone();
        (summary, found.to_string(), model)
    };
    let block = ["--set", "differential.block=batch"];
    for (out, groups) in [
        ("c1", ["--group", "group"]),
        ("c2", ["--contrasts", "contrasts.csv"]),
    ] {
        let (_, plain, _) = blocks(out, &groups);
        assert!(!plain.contains("\"block_columns\":[\"batch\"]"), "{plain}");
        let with = [&groups[..], &block].concat();
        let (_, blocked, model) = blocks(&format!("{out}b"), &with);
        assert!(
            blocked.contains("\"block_columns\":[\"batch\"]"),
            "{blocked}"
        );
        assert_eq!(model["block"], "batch");
    }
    let alone = ["cluster", "--matrix", "expression.tsv", "--out", "x"];
    study
        .refuse(&[&alone[..], &["--block", "batch"]].concat())
        .says(&["differential.block", "no contrasts"]);
}

#[test]
fn a_setting_is_refused_with_its_line_and_the_near_name() {
    let study = Study::new();
    study.replace(
        "study.toml",
        "[genesets]",
        "[cluster]\n\n# a comment\ndistance = \"person\"\n[genesets]",
    );
    study.refuse(&RUN).says(&[
        "study.toml, line 10, key 'cluster.distance'",
        "'person'",
        "'pearson'",
    ]);
    study.replace("study.toml", "person", "Pearson");
    study.succeed(&RUN);
}

#[test]
fn a_setting_is_given_once() {
    let study = Study::new();
    let set = ["--set", "differential.fdr=0.2"];
    for (first, named) in [
        (["--fdr", "0.1"], "--fdr"),
        (["--set", "differential.fdr=0.1"], "--set differential.fdr"),
    ] {
        let twice = [&DIFF[..], &first, &set].concat();
        let says = format!("'differential.fdr' is set by {named} already");
        study.refuse_usage(&twice, &[&says]);
    }
    study.succeed(&[&DIFF[..], &set].concat());
    assert_eq!(configuration(&study, "d")["differential"]["fdr"], 0.2);
}

#[test]
fn keys_that_had_no_flag_have_one() {
    let study = Study::new();
    let sheet = "sample,group,mg,sex\na1,a,low,f\na2,a,low,m\na3,a,half,f\nb1,b,half,m\nb2,b,high,f\nb3,b,high,m\n";
    study.put("samples.csv", sheet);
    let further = [
        "--methods",
        "limma,sam",
        "--sam-s0-percentile",
        "0.5",
        "--sam-fdr",
        "0.2",
        "--doses",
        "mg=low<half<high",
        "--doses-values",
        "0,0.5,2",
        "--doses-adjust-for",
        "sex",
        "--test-controls",
    ];
    study.put("controls.txt", "g7\n");
    let controls = ["--controls", "controls.txt"];
    study.succeed(&[&DIFF[..], &further, &controls].concat());
    let found = configuration(&study, "d")["differential"].clone();
    let doses = value!([{"variable": "mg", "levels": ["low", "half", "high"],
                         "values": [0.0, 0.5, 2.0], "adjust_for": ["sex"]}]);
    assert_eq!(found["doses"], doses);
    assert_eq!(found["sam"]["s0_percentile"], 0.5);
    let tested = json(&study.path("d/differential/b_vs_a.json"));
    assert_eq!(tested["n_tested"], 40);
    let alone = [&DIFF[..], &["--doses-adjust-for", "sex"]].concat();
    study.refuse_usage(&alone, &["--doses-adjust-for", "--doses"]);
    let table = "{ variable = \"mg\", levels = [\"low\", \"high\"], values = [1, 2] }";
    study.succeed(&[&DIFF[..7], &["--out", "t", "--doses", table]].concat());
    let doses = &configuration(&study, "t")["differential"]["doses"][0];
    assert_eq!(doses["values"], value!([1.0, 2.0]));
}

#[test]
fn earlier_names_of_keys_and_flags_mean_the_same() {
    let study = Study::new();
    study.put(
        "samples.csv",
        "sample,group,mg\na1,a,0\na2,a,0\na3,a,1\nb1,b,1\nb2,b,2\nb3,b,2\n",
    );
    let now = "differential,--methods,limma,--adjust-for,group,--phenotypes,mg,--filter-above,1,\
               --filter-min-samples,2,--doses,mg=0<1<2,--doses-values,0;1;4";
    let before = "diff,--method,limma,--adjust,group,--phenotype,mg,--filter-above,1,\
                  --filter-samples,2,--order,mg=0<1<2,--order-doses,0;1;4";
    for (out, flags) in [("now", now), ("before", before)] {
        let flags: Vec<String> = flags
            .split(',')
            .map(|flag| flag.replace(';', ","))
            .collect();
        let flags: Vec<&str> = flags.iter().map(String::as_str).collect();
        study.succeed(&[&flags[..1], &DIFF[1..7], &["--out", out], &flags[1..]].concat());
    }
    let found = configuration(&study, "now");
    assert_eq!(
        found["differential"],
        configuration(&study, "before")["differential"]
    );
    assert_eq!(
        found["differential"]["doses"][0]["values"],
        value!([0.0, 1.0, 4.0])
    );

    let section = "[differential]\nmethod = [\"limma\"]\nadjust = [\"group\"]\n\
                   phenotypes = [\"mg\"]\nfilter = { above = 1.0, samples = 2 }\n\
                   [[differential.order]]\ncolumn = \"mg\"\nlevels = [\"0\", \"1\", \"2\"]\n\
                   doses = [0, 1, 4]\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.succeed(&RUN);
    assert_eq!(
        found["differential"],
        configuration(&study, "results")["differential"]
    );
    study.replace("study.toml", "column = \"mg\"", "column = \"mgg\"");
    study.refuse(&[&RUN[..3], &["q"]].concat()).says(&["mgg"]);
    study.replace(
        "study.toml",
        "column = \"mgg\"",
        "column = \"mg\"\nvariable = \"mg\"",
    );
    study
        .refuse(&[&RUN[..3], &["q"]].concat())
        .says(&["study.toml", "variable"]);
}

#[test]
fn short_names_and_names_by_the_rule_are_the_same() {
    let study = Study::new();
    let short = [
        "--genes",
        "top-variance:9",
        "--gene-linkage",
        "ward",
        "--leaf-order",
        "optimal",
        "--gene-clusters",
        "2",
        "--no-assign-nearby",
    ];
    let long = [
        "--genes-choose",
        "top-variance",
        "--genes-n-features",
        "9",
        "--genes-linkage",
        "ward.D2",
        "--genes-leaf-order",
        "optimal",
        "--genes-n-clusters",
        "2",
        "--no-genes-assign-nearby",
    ];
    study.succeed(&[&CLUSTER[..], &short].concat());
    study.succeed(&[&CLUSTER[..3], &["--out", "e"], &long].concat());
    let (one, other) = (configuration(&study, "c"), configuration(&study, "e"));
    assert_eq!(one, other);
    assert_eq!(one["cluster"]["genes"]["linkage"], "ward.D2");
    assert_eq!(one["cluster"]["genes"]["assign_nearby"], false);
}

#[test]
fn gene_sets_alone_judge_no_themes_unless_told_to() {
    let study = Study::tested();
    study.put("sets.gmt", "one\tx\tg0\tg1\tg2\tg3\tg4\tg5\n");
    let sets = [
        "genesets",
        "--table",
        "d/differential/b_vs_a.tsv",
        "--gmt",
        "sets.gmt",
        "--out",
        "g",
    ];
    study.refuse_usage(
        &[
            &sets[..],
            &["--themes", "all", "--species", "rat", "--tests", "gsea"],
        ]
        .concat(),
        &["--tests", "'gsea'", "'camera-pr'"],
    );
    study.succeed(&[&sets[..], &["--tests", "preranked", "--seed", "3"]].concat());
    let found = configuration(&study, "g");
    assert_eq!(found["genesets"]["tests"], value!(["preranked"]));
    assert_eq!(found["genesets"]["themes"], "none");
    assert_eq!(found["differential"]["fdr"], 0.05);
}
