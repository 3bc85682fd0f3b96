//! Ontologies, annotations with terms and chip releases as people have them.

use crate::cases::case;
use crate::program::{folder, json, refuse, run};
use crate::simulated_study::{ANNOTATION, CLF, MPS, PROBE_SETS, Study};
use serde_json::Value;
use std::path::Path;

/// Tests the terms of a case and gives its gene sets and warnings.
#[track_caller]
fn terms(case: &Path, ontology: &str, annotation: &str) -> (Value, String) {
    let place = folder();
    let file = |name: &str| case.join(name).to_string_lossy().into_owned();
    let (table, obo, gaf) = (file("t.tsv"), file(ontology), file(annotation));
    let out = place.path().join("out");
    let arguments = [
        "genesets", "--table", &table, "--obo", &obo, "--gaf", &gaf, "--out", "out",
    ];
    let output = run(place.path(), &arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let warnings = json(&out.join("summary.json"))["warnings"].to_string();
    (json(&out.join("genesets/t.json")), warnings)
}

/// The size of a term's set among the tested genes.
fn size(results: &Value, term: &str) -> u64 {
    let sides = ["over_representation_up", "over_representation_down"];
    let tested = sides.map(|side| results[side]["sets"].as_array().unwrap().clone());
    let untested = sides.map(|side| results[side]["untested"].as_array().unwrap().clone());
    let all = tested.into_iter().chain(untested).flatten();
    let found = all
        .filter(|set| set["set_id"] == term)
        .map(|set| set["n_set"].as_u64().unwrap());
    found.max().unwrap_or(0)
}

fn notes(results: &Value) -> String {
    results["collections"][0]["notes"].to_string()
}

#[test]
fn rows_that_find_no_term_are_counted_by_reason() {
    let (results, warnings) = terms(&case("gaf-terms-not-placed"), "go.obo", "g.gaf");
    let says = "6 of 50 rows have no term in go.obo: 4 name obsolete terms without a single \
                successor, 2 name unknown terms";
    for told in [&warnings, &notes(&results)] {
        assert!(told.contains(says), "{told}");
    }
    let origin = results["collections"][0]["origin"].as_str().unwrap();
    assert!(
        origin.contains("of merged or replaced terms followed"),
        "{origin}"
    );
}

#[test]
fn relations_to_terms_that_are_not_there_are_told_with_what_they_cost() {
    let (results, warnings) = terms(&case("obo-missing-parent"), "go.obo", "g.gaf");
    for told in [&warnings, &notes(&results)] {
        assert!(
            told.contains("the first from GO:0000002 to GO:0000077: 15 genes"),
            "{told}"
        );
    }
}

#[test]
fn old_symbols_are_found_by_synonyms_and_counted() {
    let (results, _) = terms(&case("gaf-synonyms"), "go.obo", "g.gaf");
    assert_eq!(size(&results, "GO:0008150"), 35);
    let notes = notes(&results);
    assert!(
        notes.contains("15 genes were found under a synonym: OldGene10 as Gene10"),
        "{notes}"
    );
}

#[test]
fn synonyms_of_the_annotation_are_used_and_counted() {
    let place = folder();
    let put = |name: &str, text: &str| std::fs::write(place.path().join(name), text).unwrap();
    let ids: Vec<usize> = (0..40).collect();
    let rows: String = ids
        .iter()
        .map(|id| format!("f{id}\t1\t0.01\t0.02\n"))
        .collect();
    put(
        "t.tsv",
        &format!("feature_id\tlogFC\tP.Value\tadj.P.Val\n{rows}"),
    );
    let rows: String = ids
        .iter()
        .map(|id| format!("f{id}\tGene{id}\tOld{id}|both\n"))
        .collect();
    put("a.tsv", &format!("id\tsymbol\tsynonyms\n{rows}"));
    let genes: Vec<String> = (0..12)
        .map(|id| {
            if id < 7 {
                format!("Old{id}")
            } else {
                format!("Gene{id}")
            }
        })
        .collect();
    put(
        "s.gmt",
        &format!("SET\tna\t{}\tNA\t---\tboth\n", genes.join("\t")),
    );
    let arguments = [
        "genesets",
        "--table",
        "t.tsv",
        "--annotation",
        "a.tsv",
        "--gmt",
        "s.gmt",
        "--out",
        "out",
    ];
    assert_eq!(run(place.path(), &arguments).status.code(), Some(0));
    let results = json(&place.path().join("out/genesets/t.json"));
    assert_eq!(size(&results, "SET"), 12);
    assert_eq!(results["collections"][0]["n_genes"], 13);
    assert!(notes(&results).contains("7 genes were found under a synonym"));
}

#[test]
fn one_bad_row_is_left_out_and_shown() {
    let (results, warnings) = terms(&case("gaf-one-bad-row"), "go.obo", "g.gaf");
    assert_eq!(size(&results, "GO:0008150"), 35);
    let says =
        "g.gaf: 1 of 36 rows cannot be read and are left out; the first: empty cell, line 40";
    assert!(warnings.contains(says), "{warnings}");
}

#[test]
fn gpad_is_named_and_gene2go_read() {
    let place = folder();
    let gpad = case("gpad-for-gaf");
    let file = |name: &str| gpad.join(name).to_string_lossy().into_owned();
    let (table, obo, gaf) = (file("t.tsv"), file("go.obo"), file("g.gaf"));
    let arguments = [
        "genesets", "--table", &table, "--obo", &obo, "--gaf", &gaf, "--out", "out",
    ];
    refuse(place.path(), &arguments).says(&["GPAD", "without symbols", "take the GAF"]);

    // a study under NCBI gene ids
    let ids: Vec<u32> = (1..=40).map(|at| 24000 + at).collect();
    let rows: String = ids
        .iter()
        .map(|id| format!("f{id}\t1\t0.01\t0.02\t{id}\n"))
        .collect();
    let header = "feature_id\tlogFC\tP.Value\tadj.P.Val\tgene_symbols\n";
    std::fs::write(place.path().join("t.tsv"), format!("{header}{rows}")).unwrap();
    std::fs::copy(gpad.join("go.obo"), place.path().join("go.obo")).unwrap();
    let mut gene2go = String::from(
        "#tax_id\tGeneID\tGO_ID\tEvidence\tQualifier\tGO_term\tPubMed\tCategory\n\
         9606\t24001\tGO:0000003\tIDA\t-\tother\t-\tProcess\n",
    );
    for id in &ids[..12] {
        gene2go += &format!("10116\t{id}\tGO:0000002\tIEA\tinvolved_in\tchild\t-\tProcess\n");
    }
    gene2go += "10116\t24030\tGO:0000002\tIEA\tNOT involved_in\tchild\t-\tProcess\n";
    std::fs::write(place.path().join("gene2go"), gene2go).unwrap();
    let (results, _) = terms(place.path(), "go.obo", "gene2go");
    assert_eq!(size(&results, "GO:0008150"), 12);
    let kind = run(place.path(), &["inspect", "gene2go"]);
    assert!(String::from_utf8_lossy(&kind.stdout).contains("NCBI's gene2go"));
}

#[test]
fn rows_of_which_none_finds_a_term_are_counted_by_reason() {
    let place = folder();
    let source = case("gaf-synonyms");
    std::fs::copy(source.join("t.tsv"), place.path().join("t.tsv")).unwrap();
    let read = |name: &str| std::fs::read_to_string(source.join(name)).unwrap();
    // each of two obsolete terms is replaced by the other
    let obsolete = |id: u8, by: u8| {
        format!(
            "\n[Term]\nid: GO:000009{id}\nname: gone\nis_obsolete: true\nreplaced_by: GO:000009{by}\n"
        )
    };
    let ontology = read("go.obo") + &obsolete(1, 2) + &obsolete(2, 1);
    std::fs::write(place.path().join("go.obo"), ontology).unwrap();
    let gaf = read("g.gaf").replace("\tGO:0000002\t", "\tGO:0000091\t");
    let gaf = gaf.replace("\tGO:0000003\t", "\tGO:0000092\t");
    std::fs::write(place.path().join("g.gaf"), &gaf).unwrap();
    let arguments = [
        "genesets", "--table", "t.tsv", "--obo", "go.obo", "--gaf", "g.gaf", "--out", "out",
    ];
    let n = gaf.lines().filter(|line| !line.starts_with('!')).count();
    refuse(place.path(), &arguments).says(&[
        "g.gaf: no term has a gene",
        &format!("{n} of obsolete terms without a single successor, 0 of unknown terms"),
        "of the same release",
    ]);
}

#[test]
fn a_table_of_biomart_is_named_and_gaf_asked_for() {
    let place = folder();
    let source = case("gaf-synonyms");
    let file = |name: &str| source.join(name).to_string_lossy().into_owned();
    for (name, text) in [
        (
            "bio.csv",
            "Gene stable ID,GO term accession\nENSRNOG1,GO:0000002\nENSRNOG2,GO:0000003\n",
        ),
        (
            "bio.tsv",
            "Gene stable ID\tGO term accession\nENSRNOG1\tGO:0000002\n",
        ),
    ] {
        std::fs::write(place.path().join(name), text).unwrap();
        let (table, obo) = (file("t.tsv"), file("go.obo"));
        let arguments = [
            "genesets", "--table", &table, "--obo", &obo, "--gaf", name, "--out", "out",
        ];
        let refusal = refuse(place.path(), &arguments);
        refusal.says(&[
            "table",
            "Gene stable ID",
            "BioMart",
            "take the GAF of the species",
        ]);
        assert!(
            !refusal.hint.contains("download the file again"),
            "{}",
            refusal.hint
        );
    }
}

const CIRCLE: &str = "format-version: 1.2\n\n[Term]\nid: GO:0008150\nname: r\n\n\
    [Term]\nid: GO:0000002\nname: a\nis_a: GO:0000003\n\n\
    [Term]\nid: GO:0000003\nname: b\nis_a: GO:0008150\nrelationship: part_of GO:0000002\n";

#[test]
fn circles_and_terms_defined_twice_are_refused() {
    let place = folder();
    let source = case("gaf-synonyms");
    for file in ["t.tsv", "g.gaf"] {
        std::fs::copy(source.join(file), place.path().join(file)).unwrap();
    }
    let arguments = [
        "genesets", "--table", "t.tsv", "--obo", "go.obo", "--gaf", "g.gaf", "--out", "out",
    ];
    std::fs::write(place.path().join("go.obo"), CIRCLE).unwrap();
    refuse(place.path(), &arguments).says(&[
        "2 terms are above each other in a circle",
        "GO:0000002 below GO:0000003 below GO:0000002",
        "go-basic.obo",
    ]);
    let twice = format!("{CIRCLE}\n[Term]\nid: GO:0000002\nname: c\n");
    std::fs::write(place.path().join("go.obo"), twice).unwrap();
    refuse(place.path(), &arguments).says(&[
        "line 18: term 'GO:0000002' occurs more than once",
        "the first is on line 7",
    ]);
}

/// What `check` prints of a study, which holds together.
#[track_caller]
fn checked(study: &Study) -> String {
    let output = run(study.root(), &["check", "study.toml"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout).unwrap() + &errors
}

#[test]
fn library_files_of_different_releases_are_told() {
    let study = Study::new();
    assert!(!checked(&study).contains("release"));
    for file in [CLF, MPS, ANNOTATION] {
        study.edit(file, |text| {
            text.replacen("lib_set_version=r1", "lib_set_version=r2", 1)
        });
    }
    let told = checked(&study);
    for file in [CLF, MPS, ANNOTATION] {
        let name = file.rsplit('/').next().unwrap();
        let says = format!("{name} is of release 'r2', Clariom_S_Rat.r1.pgf of 'r1'");
        assert!(told.contains(&says), "{told}");
    }
    let arguments = [
        "normalize",
        "--out",
        "n",
        "cel/mg001_1.CEL",
        "cel/mg001_2.CEL",
    ];
    let output = run(study.root(), &[&arguments[..], &PROBE_SETS].concat());
    assert_eq!(output.status.code(), Some(0));
    let warnings = json(&study.path("n/summary.json"))["warnings"].to_string();
    assert!(warnings.contains("is of release 'r2'"), "{warnings}");
}

#[test]
fn annotation_of_another_release_is_refused_or_told_with_its_share() {
    let study = Study::new();
    study.edit(ANNOTATION, |text| text.replace(".rn.2", ".rn.1"));
    let refusal = refuse(study.root(), &["check", "study.toml"]);
    refusal.says(&[ANNOTATION, ".rn.1", ".rn.2", "it is of release rn.1"]);
    let study = Study::new();
    study.edit(ANNOTATION, |text| {
        let keep = |(at, line): &(usize, &str)| line.starts_with(['#', '"']) && (*at < 900);
        let lines: Vec<&str> = text
            .lines()
            .enumerate()
            .filter(keep)
            .map(|(_, line)| line)
            .collect();
        lines.join("\n") + "\n"
    });
    let told = checked(&study);
    assert!(told.contains(" knows only "), "{told}");
}

#[test]
fn arrays_that_name_no_chip_are_taken_by_their_geometry_and_told() {
    use arrayon_formats::cel;
    let study = Study::new();
    for name in ["cel/mg001_1.CEL", "cel/mg001_2.CEL"] {
        let mut file = cel::read(&study.path(name)).unwrap();
        file.header.chip_type.clear();
        let mut bytes = Vec::new();
        cel::write_v4(&file, &mut bytes).unwrap();
        study.put(name, bytes);
    }
    let told = checked(&study);
    assert!(told.contains("CEL files that name no chip type"), "{told}");
}
