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
        ("samples.csv", "a sample sheet"),
        ("contrasts.csv", "a contrast file"),
        ("study.toml", "a study description (study.toml)"),
        ("sets.gmt", "a gene set file (GMT)"),
        ("expression.gct", "an expression matrix (GCT)"),
    ] {
        let inspected = inspect(study.root(), &[file]);
        assert_eq!(inspected[0]["kind"], kind, "{file}");
        assert_eq!(inspected[0]["path"], file);
    }
    let results = demo().join("results");
    for (file, kind) in [
        ("summary.json", "a result of arrayon (JSON)"),
        ("clusters/samples.nwk", "a tree (Newick)"),
        ("differential/decisions.tsv", "a result of arrayon (table)"),
        (
            "differential/mg001_vs_pairfed.tsv",
            "a table of features with their statistics",
        ),
        ("samples.tsv", "a sample sheet"),
        ("qc.tsv", "a result of arrayon (table)"),
        ("themes.tsv", "a result of arrayon (table)"),
        ("genesets/members.tsv", "a result of arrayon (table)"),
        ("clusters/pca_scores.tsv", "a result of arrayon (table)"),
        ("clusters/samples.svg", "a result of arrayon (figure)"),
        ("report.html", "a result of arrayon (web page)"),
        (
            "expression.tsv",
            "an expression matrix, or another table of numbers",
        ),
    ] {
        assert_eq!(inspect(&results, &[file])[0]["kind"], kind, "{file}");
    }
}

#[test]
fn every_file_of_a_result_folder_says_what_it_holds() {
    let results = demo().join("results");
    let mut files: Vec<String> = (crate::program::files_below(&results).iter())
        .map(|file| file.to_string_lossy().into_owned())
        .collect();
    files.retain(|file| !file.ends_with(".json") && !file.starts_with("figures"));
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let told = inspect(&results, &names);
    for (file, told) in names.iter().zip(told.as_array().unwrap()) {
        assert!(told["facts"]["holds"].is_string(), "{file}: {told:#}");
        assert!(told["facts"]["way on"].is_null(), "{file}: {told:#}");
    }
    // out of their folder tables are known by their columns, and the page by what it says of itself
    let place = crate::program::folder();
    for (file, name) in [
        ("themes.tsv", "t.tsv"),
        ("genesets/members.tsv", "m.tsv"),
        ("report.html", "r.html"),
    ] {
        std::fs::copy(results.join(file), place.path().join(name)).unwrap();
    }
    let told = inspect(place.path(), &["t.tsv", "m.tsv", "r.html"]);
    for (at, (words, kind)) in [
        ("verdict", "(table)"),
        ("tested features of its genes", "(table)"),
        ("one page for people", "(web page)"),
    ]
    .into_iter()
    .enumerate()
    {
        let holds = told[at]["facts"]["holds"].as_str().unwrap();
        assert!(holds.contains(words), "{holds}");
        assert!(told[at]["kind"].as_str().unwrap().ends_with(kind));
    }
}

#[test]
fn what_cannot_be_inspected_takes_no_other_answer_away() {
    let study = Study::new();
    std::fs::create_dir(study.path("empty")).unwrap();
    let files = ["inspect", "--json", "cel/mg001_1.CEL", "empty", "cel"];
    let output = crate::program::run(study.root(), &files);
    assert_eq!(output.status.code(), Some(3));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("empty: this is a folder"), "{errors}");
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(told.as_array().unwrap().len(), 2);
    assert_eq!(told[1]["kind"], "a folder of CEL files");
    assert_eq!(told[1]["facts"]["CEL files"], "6");
    let results = demo().join("results");
    let told = inspect(&results, &["."]);
    assert_eq!(told[0]["kind"], "a folder of results of arrayon");
    assert_eq!(told[0]["facts"]["samples"], "25");
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
fn facts_of_what_describes_a_study_are_told() {
    let study = matrix_study::Study::new();
    let rows = "a1,a,1\na2,a,2\na3,a,\nb1,b,4\nb2,b,5\nb3,b,6.5\n";
    let more: String = (7..12).map(|at| format!("b{at},b,{at}\n")).collect();
    study.put("samples.csv", &format!("sample,group,age\n{rows}{more}"));
    study.put(
        "c.yaml",
        "- {id: x, variable: group, reference: a, target: b, blocking: age}\n",
    );
    study.put("own.yaml", "arrayon_panel: 1\nid: mine\nversion: \"2\"\nname: My\nthemes:\n  - id: heat\n    name: heat\n    genes: [Hspa1a, Hsph1]\n");
    study.put("go.obo", "format-version: 1.2\ndata-version: r1\n\n[Term]\nid: GO:1\nname: a\n\n[Term]\nid: GO:2\nname: b\nis_obsolete: true\n");
    study.put("t.nwk", "(('a1':1,'a2':1)'90/80':0.5,'b1':1.5);\n");
    study.put("linear.tsv", "id\ta\tb\ng1\t100\tNA\ng2\t2\t3\n");
    let files = [
        "samples.csv",
        "contrasts.csv",
        "c.yaml",
        "study.toml",
        "expression.tsv",
        "linear.tsv",
        "own.yaml",
        "go.obo",
        "t.nwk",
    ];
    let inspected = inspect(study.root(), &files);
    let facts: Vec<&Value> = (0..files.len()).map(|at| &inspected[at]["facts"]).collect();
    assert_eq!(facts[0]["samples"], "11");
    assert_eq!(facts[0]["column 'group'"], "a (3), b (8)");
    assert_eq!(
        facts[0]["column 'age'"],
        "10 different numbers, 1 to 11; 1 empty"
    );
    assert_eq!(
        facts[1]["contrast 'b_vs_a'"],
        "positive = higher in b than in a"
    );
    assert!(
        facts[2]["contrast 'x'"]
            .as_str()
            .unwrap()
            .ends_with("; blocking age")
    );
    assert_eq!(facts[3]["begins from"], "matrix expression.tsv");
    assert_eq!(facts[4]["features"], "40");
    assert_eq!(facts[4]["scale"], "looks log2");
    assert_eq!(facts[5]["scale"], "looks linear: take log2 before use");
    assert_eq!(facts[5]["missing values"], "1 (25.00 %)");
    assert_eq!(facts[6]["themes"], "heat");
    assert_eq!(facts[6]["genes named one by one"], "2");
    assert_eq!(
        (&facts[7]["terms"], &facts[7]["release"]),
        (&"2".into(), &"r1".into())
    );
    assert_eq!(facts[8]["leaves"], "3");
    assert_eq!(facts[8]["branches with name or support"], "1");
    study.put("cut.nwk", "(('a1':1,'a2':1)'90/80':0.5,'b1");
    study
        .refuse(&["inspect", "cut.nwk"])
        .says(&["cut.nwk", "not closed"]);
}

#[test]
fn damaged_and_missing_files_are_refused() {
    let study = Study::new();
    let whole = study.bytes("cel/mg001_1.CEL");
    study.put("cut.CEL", &whole[..whole.len() / 2]);
    refuse(study.root(), &["inspect", "cut.CEL"]).says(&["cut.CEL"]);
    refuse(study.root(), &["inspect", "none.CEL"]).says(&["none.CEL", "no such file"]);
    study.put("broken.json", "{ \"schema\": ");
    refuse(study.root(), &["inspect", "broken.json"]).says(&["broken.json"]);
    let small = matrix_study::Study::new();
    small.refuse(&["inspect", "."]).says(&["this is a folder"]);
}

#[test]
fn files_of_no_known_form_are_called_so() {
    let study = matrix_study::Study::new();
    study.put("empty", "");
    study.put("words", "hello\nworld\n");
    std::fs::write(study.path("bytes"), [7, 0, 1, 0, 9, 9, 0, 2, 3]).unwrap();
    let output = crate::program::run(
        study.root(),
        &["inspect", "--json", "empty", "words", "bytes"],
    );
    assert_eq!(output.status.code(), Some(3));
    let inspected: Value = serde_json::from_slice(&output.stdout).unwrap();
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
