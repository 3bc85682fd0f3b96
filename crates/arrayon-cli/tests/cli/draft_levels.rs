//! Drafts of studies whose groups people name by doses, chemical signs, genotypes and folders: each
//! is accepted by `check` and `run` as it is.

use crate::program::{folder, succeed};
use crate::simulated_study::{SAMPLES, Study};
use std::fs;
use std::path::Path;

/// A matrix of log2 expression of these samples.
fn matrix(samples: &[&str]) -> String {
    let mut text = format!("id\t{}\n", samples.join("\t"));
    for row in 0..30u32 {
        text += &format!("f{row}");
        for at in 0..samples.len() {
            let value = (row * 31 + u32::try_from(at).unwrap() * 17) % 23;
            text += &format!("\t{}", 5.0 + f64::from(value) / 7.0);
        }
        text += "\n";
    }
    text
}

fn runs(place: &Path) {
    succeed(place, &["check", "study/study.toml"]);
    let run = ["run", "study/study.toml", "--out", "results", "--quiet"];
    succeed(place, &run);
}

fn drafted(place: &Path, name: &str) -> String {
    fs::read_to_string(place.join("study").join(name)).unwrap()
}

/// Drafts a study of a sheet, whose samples have these levels, and of a matrix; gives its contrasts.
fn of_sheet(place: &Path, column: &str, levels: &[&str]) -> String {
    let names: Vec<String> = (0..levels.len()).map(|at| format!("s{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let rows = names.iter().zip(levels);
    let rows: String = rows
        .map(|(name, level)| format!("{name},\"{level}\"\n"))
        .collect();
    fs::write(place.join("d.csv"), format!("sample,{column}\n{rows}")).unwrap();
    fs::write(place.join("m.tsv"), matrix(&names)).unwrap();
    succeed(place, &["init", "d.csv", "--out", "study"]);
    let study = drafted(place, "study.toml");
    let with_matrix = study.replace("[study]\n", "[study]\nmatrix = \"../m.tsv\"\n");
    fs::write(place.join("study/study.toml"), with_matrix).unwrap();
    drafted(place, "contrasts.csv")
}

#[test]
fn the_smallest_dose_is_the_reference() {
    for (low, high) in [
        ("0", "0.5"),
        ("2,5 mg", "10,0 mg"),
        ("Mg 0 %", "Mg 0.05 %"),
        ("500 nM", "1 uM"),
    ] {
        let place = folder();
        let place = place.path();
        let contrasts = of_sheet(place, "dose", &[high, high, high, low, low, low]);
        let cell = |level: &str| match level.contains(',') {
            true => format!("\"{level}\""),
            false => level.to_owned(),
        };
        let row = format!("dose,{},{},", cell(low), cell(high));
        assert!(contrasts.contains(&row), "{row}: {contrasts}");
        runs(place);
    }
}

#[test]
fn a_genotype_with_a_slash_names_its_files() {
    let place = folder();
    let place = place.path();
    let (knocked, wild) = ("Trpm6 -/-", "wild-type");
    of_sheet(
        place,
        "genotype",
        &[knocked, knocked, knocked, wild, wild, wild],
    );
    runs(place);
    let table = "results/differential/genotype_Trpm6 -_-_vs_wild-type.tsv";
    assert!(place.join(table).is_file());
}

#[test]
fn what_is_not_applicable_is_no_group() {
    let place = folder();
    let place = place.path();
    let contrasts = of_sheet(
        place,
        "diet",
        &["n/a", "n/a", "low", "low", "control", "control"],
    );
    assert!(contrasts.contains("diet,control,low,"), "{contrasts}");
    assert!(!contrasts.contains("n/a"), "{contrasts}");
    runs(place);
}

#[test]
fn sodium_is_a_group() {
    for (names, others) in [
        (["NA_1", "NA_2", "NA_3", "Mg_1", "Mg_2", "Mg_3"], "Mg"),
        (
            [
                "NA_ctrl_a",
                "NA_ctrl_b",
                "NA_ctrl_c",
                "Mg_ctrl_a",
                "Mg_ctrl_b",
                "Mg_ctrl_c",
            ],
            "Mg",
        ),
    ] {
        let place = folder();
        let place = place.path();
        fs::write(place.join("m.tsv"), matrix(&names)).unwrap();
        let told = succeed(place, &["init", "m.tsv", "--out", "study"]);
        assert!(told.contains("'NA' is written 'NA group'"), "{told}");
        let sheet = drafted(place, "samples.csv");
        assert!(
            sheet.contains(&format!("{},NA group,", names[0])),
            "{sheet}"
        );
        assert!(
            sheet.contains(&format!("{},{others},", names[3])),
            "{sheet}"
        );
        runs(place);
    }
}

#[test]
fn a_folder_a_group_is_the_question() {
    let study = Study::new();
    fs::remove_file(study.path("study.toml")).unwrap();
    let mut counts = [0, 0];
    for sample in SAMPLES {
        let is_control = sample.starts_with("pairfed");
        let (group, count) = match is_control {
            true => ("control", &mut counts[0]),
            false => ("low", &mut counts[1]),
        };
        *count += 1;
        let bytes = study.bytes(&format!("cel/{sample}.CEL"));
        fs::create_dir_all(study.path(&format!("cel/{group}"))).unwrap();
        study.put(&format!("cel/{group}/rat{count}.CEL"), bytes);
        fs::remove_file(study.path(&format!("cel/{sample}.CEL"))).unwrap();
    }
    succeed(study.root(), &["init", "cel", "--out", "study"]);
    let sheet = drafted(study.root(), "samples.csv");
    for row in [
        "control_rat1,control/rat1.CEL,control,",
        "low_rat3,low/rat3.CEL,low,",
    ] {
        assert!(sheet.contains(row), "{row}: {sheet}");
    }
    let contrasts = drafted(study.root(), "contrasts.csv");
    assert!(contrasts.contains("group,control,low,"), "{contrasts}");
    runs(study.root());
    let used = fs::read_to_string(study.path("results/samples.tsv")).unwrap();
    assert!(used.contains("control/rat1.CEL"), "{used}");
}
