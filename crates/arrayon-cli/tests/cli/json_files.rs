//! Every JSON file is what its schema says, and the summary's list of files is true.

use crate::matrix_study::{CLUSTER, DIFF, Study};
use crate::program::{files_below, json, succeed};
use crate::simulated_study::{self, demo};
use insta::assert_snapshot;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn shipped_schema(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../arrayon/schemas");
    json(&folder.join(format!("{name}.schema.json")))
}

/// Validates every JSON file below a folder; gives their names.
#[track_caller]
fn validate(folder: &Path) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    for file in &files {
        let name = file.display();
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        for word in ["NaN", "Infinity", ": nan", ": inf"] {
            assert!(!text.contains(word), "{name}: {word}");
        }
        assert!(text.ends_with("}\n"), "{name}");
        let document: Value = serde_json::from_str(&text).unwrap();
        let schema = document["schema"].as_str().unwrap();
        let schema = shipped_schema(schema.strip_prefix("arrayon/").unwrap());
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = (validator.iter_errors(&document))
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert_eq!(document["arrayon_version"], env!("CARGO_PKG_VERSION"));
    }
    files
}

fn names(files: &[PathBuf]) -> Vec<String> {
    let name = |file: &PathBuf| file.to_string_lossy().into_owned();
    files.iter().map(name).collect()
}

/// Validates every JSON file below a folder, of which there are those that the snapshot has.
#[track_caller]
fn validate_named(folder: &Path, snapshot: &str) {
    let names = names(&validate(folder));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        assert_snapshot!(snapshot, names.join("\n"));
    });
}

#[test]
fn all_files_of_the_demo_are_valid() {
    validate_named(&demo().join("results"), "json-files-demo");
}

#[test]
fn all_files_of_the_stages_are_valid() {
    let study = Study::new();
    study.succeed(&DIFF);
    study.succeed(&CLUSTER);
    let matrix = ["cluster", "--matrix", "expression.tsv", "--out", "part"];
    study.succeed(&[&matrix[..], &["--n-bootstrap", "6", "--shard", "1/3"]].concat());
    study.put(
        "sets.gmt",
        "one\tx\tg0\tg1\tg2\tg9\ntwo\tx\tg20\tg21\tg22\n",
    );
    let table = "d/differential/b_vs_a.tsv";
    let genesets = [
        "genesets", "--table", table, "--gmt", "sets.gmt", "--themes", "rat",
    ];
    study.succeed(&[&genesets[..], &["--out", "g"]].concat());
    validate_named(study.root(), "json-files-stages");

    let arrays = simulated_study::Study::new();
    let normalize = [
        "normalize",
        "--out",
        "n",
        "cel/mg001_1.CEL",
        "cel/mg001_2.CEL",
    ];
    let normalize = [&normalize[..], &simulated_study::PROBE_SETS].concat();
    succeed(arrays.root(), &normalize);
    validate_named(&arrays.path("n"), "json-files-normalize");
}

#[test]
fn all_files_of_further_methods_and_trends_are_valid() {
    let study = Study::new();
    let sheet = "sample,group,serum,dose,animal\na1,a,1,low,1\na2,a,2,low,2\na3,a,4,low,3\n\
                 b1,b,3,mid,1\nb2,b,5,high,2\nb3,b,,high,3\n";
    study.put("samples.csv", sheet);
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\nx,group,a,b\ny,group,b,a\n",
    );
    let further = [
        "--phenotype",
        "serum",
        "--spline-df",
        "1",
        "--doses",
        "dose=low<mid<high",
        "--methods",
        "limma,rank-products,sam",
        "--filter-mean",
        "5",
        "--block",
        "animal",
        "--pairs",
        "animal",
        "--robust",
    ];
    study.succeed(&[&DIFF[..], &further].concat());
    validate_named(study.root(), "json-files-methods");
}

fn result_schemas() -> impl Iterator<Item = &'static str> {
    arrayon::result_files::result_schemas()
        .into_iter()
        .map(|kind| kind.name)
}

#[test]
fn examples_in_schemas_are_what_the_schemas_say() {
    for name in result_schemas() {
        let schema = shipped_schema(name);
        let validator = jsonschema::validator_for(&schema).unwrap();
        for example in schema["examples"].as_array().into_iter().flatten() {
            let faults: Vec<String> = (validator.iter_errors(example))
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(faults.is_empty(), "{name}: {faults:?}");
        }
    }
    assert!(shipped_schema("differential-summary")["examples"][0].is_object());
}

#[test]
fn the_program_prints_the_schemas_that_are_shipped() {
    let place = crate::program::folder();
    for name in result_schemas() {
        let printed = succeed(place.path(), &["schema", name]);
        let printed: Value = serde_json::from_str(&printed).unwrap();
        assert_eq!(printed, shipped_schema(name), "{name}");
    }
    succeed(place.path(), &["schema", "--out", "schemas"]);
    for name in result_schemas() {
        let path = place.path().join(format!("schemas/{name}.schema.json"));
        assert_eq!(json(&path), shipped_schema(name), "{name}");
    }
}

#[test]
fn the_manifest_lists_every_file_with_its_hash() {
    let results = demo().join("results");
    let summary = json(&results.join("summary.json"));
    let manifest = json(&results.join("manifest.json"));
    let listed = manifest["files"].as_array().unwrap();
    for file in listed.iter().chain([&summary["manifest"]]) {
        let path = results.join(file["path"].as_str().unwrap());
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(file["sha256"], arrayon_output::sha256(&bytes));
        assert_eq!(file["n_bytes"], bytes.len());
    }
    // the summary holds the hash of the manifest; provenance holds times and would make it differ
    let mut expected = names(&files_below(&results));
    expected.retain(|file| {
        !["summary.json", "manifest.json", "provenance.json"].contains(&file.as_str())
    });
    let mut listed: Vec<&str> = (listed.iter())
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    listed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(listed, expected);
}

#[test]
fn the_summary_of_the_demo_is_a_few_screens() {
    let results = demo().join("results");
    let summary = std::fs::read_to_string(results.join("summary.json")).unwrap();
    // 1,170 lines in the first releases, of which nobody read the end
    let n_lines = summary.lines().count();
    assert!((60..=330).contains(&n_lines), "{n_lines}");
}

#[test]
fn the_summary_is_written_last() {
    let results = demo().join("results");
    let written = |file: &Path| {
        let facts = std::fs::metadata(results.join(file)).unwrap();
        facts.modified().unwrap()
    };
    let summary = written(Path::new("summary.json"));
    for file in files_below(&results) {
        assert!(written(&file) <= summary, "{}", file.display());
    }
}

#[test]
fn the_demo_says_everywhere_that_it_is_simulated() {
    let results = demo().join("results");
    let summary = json(&results.join("summary.json"));
    assert_eq!(summary["is_simulated"], true);
    assert!(summary["study"].as_str().unwrap().contains("simulated"));
    let qc = json(&results.join("qc.json"));
    let chip_type = qc["arrays"][0]["chip_type"].as_str().unwrap();
    assert!(chip_type.starts_with("Simulated"), "{chip_type}");
}
