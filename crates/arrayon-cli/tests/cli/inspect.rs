//! `arrayon inspect` on each kind of file.

use crate::matrix_study;
use crate::program::{refuse, succeed};
use crate::simulated_study::{ANNOTATION, CLF, MPS, PGF, Study, demo};
use serde_json::Value;
use std::path::Path;

fn inspect(folder: &Path, files: &[&str]) -> Value {
    let printed = succeed(folder, &[&["inspect", "--json"], files].concat());
    serde_json::from_str(&printed).unwrap()
}

#[test]
fn every_kind_of_file_is_called_by_its_name() {
    let study = Study::new();
    study.put("sets.gmt", "one\tx\tg1\tg2\ntwo\tx\tg1\tg2\tg3\n");
    study.put(
        "expression.gct",
        "#1.2\n1\t1\nName\tDescription\ts\ng\td\t7\n",
    );
    study.put(
        "packed.CEL.gz",
        crate::program::gzip(&study.bytes("cel/mg001_1.CEL")),
    );
    study.put("small.cdf", crate::bad_chips::SMALL_CDF);
    for (file, kind) in [
        ("cel/mg001_1.CEL", "a CEL file, Command Console version 1"),
        ("packed.CEL.gz", "a CEL file, Command Console version 1"),
        (PGF, "a probe group file (PGF)"),
        (CLF, "a cell layout file (CLF)"),
        (MPS, "a meta probe set file (MPS)"),
        (
            "library/Clariom_S_Rat.r1.qcc",
            "a quality-control file (QCC)",
        ),
        (
            "library/Clariom_S_Rat.r1.bgp",
            "a background probe file (BGP)",
        ),
        (ANNOTATION, "a transcript annotation table"),
        ("small.cdf", "a chip design, CDF as text"),
        ("samples.csv", "a comma-separated table"),
        ("sets.gmt", "a gene set file (GMT)"),
        ("expression.gct", "an expression matrix (GCT)"),
    ] {
        let inspected = inspect(study.root(), &[file]);
        assert_eq!(inspected[0]["kind"], kind, "{file}");
        assert_eq!(inspected[0]["path"], file);
    }
    let results = demo().join("results");
    for (file, kind) in [
        ("summary.json", "a JSON file"),
        ("expression.tsv", "a tab-separated table"),
    ] {
        assert_eq!(inspect(&results, &[file])[0]["kind"], kind, "{file}");
    }
}

#[test]
fn facts_of_arrays_chips_sets_and_results_are_told() {
    let study = Study::new();
    study.put("sets.gmt", "one\tx\tg1\tg2\ntwo\tx\tg1\tg2\tg3\n");
    study.put(
        "packed",
        crate::program::gzip(&study.bytes("cel/mg001_1.CEL")),
    );
    study.put("small.cdf", crate::bad_chips::SMALL_CDF);
    let files = ["cel/mg001_1.CEL", "packed", "small.cdf", "sets.gmt"];
    let inspected = inspect(study.root(), &files);
    let array = &inspected[0]["facts"];
    assert_eq!(array["gzipped"], "no");
    assert!(
        array["chip type"]
            .as_str()
            .unwrap()
            .starts_with("Simulated")
    );
    assert!(array["scan date"].is_string());
    let mut packed = inspected[1]["facts"].clone();
    assert_eq!(packed["gzipped"], "yes");
    packed["gzipped"] = "no".into();
    assert_eq!(&packed, array);
    assert_eq!(inspected[2]["facts"]["rows x columns"], "3 x 3");
    assert_eq!(inspected[2]["facts"]["probe sets"], "1");
    assert_eq!(inspected[3]["facts"]["gene sets"], "2");
    assert_eq!(inspected[3]["facts"]["set sizes"], "2 to 3");
    let results = demo().join("results");
    let result = &inspect(&results, &["themes.json"])[0]["facts"];
    assert_eq!(result["schema"], "arrayon/themes");
}

#[test]
fn damaged_and_missing_files_are_refused() {
    let study = Study::new();
    let whole = study.bytes("cel/mg001_1.CEL");
    study.put("cut.CEL", &whole[..whole.len() / 2]);
    refuse(study.root(), &["inspect", "cut.CEL"]).says(&["cut.CEL"]);
    refuse(study.root(), &["inspect", "none.CEL"]).says(&["none.CEL", "cannot be read"]);
    study.put("broken.json", "{ \"schema\": ");
    refuse(study.root(), &["inspect", "broken.json"]).says(&["broken.json"]);
    let small = matrix_study::Study::new();
    small.refuse(&["inspect", "."]).says(&["cannot be read"]);
}

#[test]
fn files_of_no_known_form_are_called_so() {
    let study = matrix_study::Study::new();
    study.put("empty", "");
    study.put("words", "hello\nworld\n");
    std::fs::write(study.path("bytes"), [7, 0, 1, 0, 9, 9, 0, 2, 3]).unwrap();
    let inspected = inspect(study.root(), &["empty", "words", "bytes"]);
    let kinds = [0, 1, 2].map(|at| inspected[at]["kind"].as_str().unwrap().to_owned());
    assert_eq!(
        kinds,
        [
            "an empty file",
            "a text file of no known form",
            "a file of no known form"
        ]
    );
}
