//! Terms of an ontology as gene sets, through the real program.

use crate::gene_set_study::{configure, number, results, row, tested};
use crate::matrix_study::{DIFF, RUN, Study};
use crate::ontology_files::{Annotated, OBO, gaf};
use serde_json::Value;

/// Genes 0 to 4 have fever, of which the last by electronic annotation; 5 to 9 heat, 20 to 29
/// nothing but the whole.
fn fever_gaf() -> String {
    let mut rows: Vec<Annotated> = (0..4).map(|gene| (gene, "", "GO:0000003", "IDA")).collect();
    rows.push((4, "", "GO:0000009", "IEA"));
    rows.extend((5..10).map(|gene| (gene, "", "GO:0000002", "IDA")));
    rows.extend((20..30).map(|gene| (gene, "", "GO:0000001", "IMP")));
    rows.push((30, "NOT", "GO:0000003", "IDA"));
    rows.push((31, "", "GO:0000001", "ND"));
    gaf(rows)
}

const ONTOLOGY: [&str; 9] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--obo",
    "go.obo",
    "--gaf",
    "genes.gaf",
    "--out",
    "g",
];

#[test]
fn terms_are_tested_with_regard_to_their_graph_and_collapsed() {
    let study = tested();
    study.put("go.obo", OBO);
    study.put("genes.gaf", &fever_gaf());
    study.succeed(&[&ONTOLOGY[..], &["--term-test", "parent-child"]].concat());
    let found = results(&study, "g");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    for says in [
        "test/2026-01-01",
        "20 of 22 rows used",
        "1 negated",
        "1 without data",
        "1 of merged",
        "is_a part_of",
    ] {
        assert!(origin.contains(says), "{says}: {origin}");
    }
    assert_eq!(
        row(&found["over_representation_up"]["sets"], "GO:0000003")["n_set"],
        5
    );
    let fever = row(&found["over_representation_up"]["terms"], "GO:0000003");
    assert_eq!(fever["term_test"], "parent-child");
    assert_eq!(
        (&fever["n_set"], &fever["n_overlap"]),
        (&5.into(), &4.into())
    );
    // among the ten genes of heat: choose(5, 4) / choose(10, 4)
    assert!((number(fever, "p_value") - 5.0 / 210.0).abs() < 1e-12);
    let kept = &found["over_representation_up"]["representatives"];
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    assert_eq!(kept[0]["set_id"], "GO:0000003");
    assert_eq!(kept[0]["stands_for"][0]["set_id"], "GO:0000002");

    study.succeed(&[&ONTOLOGY[..], &["--term-test", "elim", "--force"]].concat());
    let found = results(&study, "g");
    let heat = row(&found["over_representation_up"]["terms"], "GO:0000002");
    // fever took its genes along
    assert_eq!(
        (&heat["n_set"], &heat["n_compared"], &heat["n_overlap"]),
        (&10.into(), &5.into(), &0.into())
    );

    let evidence = ["--evidence", "IDA", "--relations", "regulates", "--force"];
    study.succeed(&[&ONTOLOGY[..], &evidence].concat());
    let found = results(&study, "g");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    assert!(origin.contains("11 left out by evidence"), "{origin}");
    assert!(origin.contains("is_a regulates"), "{origin}");
    assert_eq!(
        found["over_representation_up"]["terms"],
        Value::Array(Vec::new())
    );
}

#[test]
fn terms_of_the_annotation_s_columns_are_sets() {
    let study = Study::new();
    let mut text = String::from("id,symbol,GO_biological_process\n");
    for gene in 0..40 {
        let term = match gene {
            0..5 => "GO:0000003 // fever // inferred from direct assay",
            5..10 => "GO:0000002 // heat // inferred from electronic annotation",
            _ => "---",
        };
        text += &format!("g{gene},S{gene},{term}\n");
    }
    study.put("genes.csv", &text);
    study.put("go.obo", OBO);
    study.succeed(&DIFF);
    let arguments = [
        "genesets",
        "--table",
        "d/differential/b_vs_a.tsv",
        "--annotation",
        "genes.csv",
        "--annotation-terms",
        "--out",
        "g",
    ];
    study.succeed(&arguments);
    let found = results(&study, "g");
    assert_eq!(found["collections"][0]["name"], "annotation terms");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    assert!(origin.contains("10 of 10 rows used"), "{origin}");
    assert!(origin.contains("no ontology is given"), "{origin}");
    assert_eq!(
        row(&found["over_representation_up"]["sets"], "GO:0000002")["n_set"],
        5
    );
    // with an ontology genes pass to the terms above
    study.succeed(&[&arguments[..], &["--obo", "go.obo", "--force"]].concat());
    let found = results(&study, "g");
    assert_eq!(
        row(&found["over_representation_up"]["sets"], "GO:0000002")["n_set"],
        10
    );

    study.put("genes.csv", "id,symbol\ng0,S0\n");
    let again = [&arguments[..], &["--force"]].concat();
    study
        .refuse(&again)
        .says(&["genes.csv", "GO_biological_process"]);
    configure(&study, "annotation_terms = true");
    study
        .refuse(&RUN)
        .says(&["annotation_terms", "no annotation"]);
}

#[test]
fn ontologies_that_cannot_be_read_are_named_with_their_line() {
    let study = tested();
    study.put("genes.gaf", &fever_gaf());
    study.put("go.obo", "[Term]\nname: whole\n");
    study
        .refuse(&ONTOLOGY)
        .says(&["go.obo, line 1", "without an id"]);
    study.put("go.obo", &format!("{OBO}relationship: part_of\n"));
    study
        .refuse(&ONTOLOGY)
        .says(&["go.obo, line 23", "relationship"]);
    study.put("go.obo", OBO);
    // more rows than may be left out
    study.put("genes.gaf", &fever_gaf().replace("\tGO:", "\t\tGO:"));
    study
        .refuse(&ONTOLOGY)
        .says(&["genes.gaf, line", "GO ID", "rows cannot be read"]);
    study.put("genes.gaf", "!gaf-version: 2.1\nbroken\n");
    study
        .refuse(&ONTOLOGY)
        .says(&["genes.gaf, line 2", "columns"]);
    let alone = [&ONTOLOGY[..5], &["--out", "g"]].concat();
    study.refuse_usage(&alone, &["--obo", "alone"]);
}
