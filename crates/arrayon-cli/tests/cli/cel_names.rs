//! Names of CEL files as people write them into sheets, and what else lies next to the files.

use crate::program;
use crate::simulated_study::{LIBRARY, SAMPLES, Study};
use std::fs;

const ROWS: [&str; 6] = SAMPLES;

/// Gives the column of files other names.
fn with_files(study: &Study, name: impl Fn(&str) -> String) {
    study.edit("samples.csv", |text| {
        let line = |line: &str| match line.split(',').nth(1) {
            Some("file") | None => line.to_owned(),
            Some(file) => line.replacen(&format!(",{file},"), &format!(",{},", name(file)), 1),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    });
}

#[track_caller]
fn assert_checks(study: &Study) -> String {
    program::succeed(study.root(), &["check", "study.toml"])
}

#[test]
fn the_sheet_may_name_files_by_path_without_ending_and_in_other_capitals() {
    let root = Study::new();
    let absolute = root.path("cel").canonicalize().unwrap();
    let ways: [&dyn Fn(&str) -> String; 6] = [
        &|file| absolute.join(file).to_string_lossy().into_owned(),
        &|file| format!("cel/{file}"),
        &|file| file.replace(".CEL", ""),
        &|file| file.to_lowercase(),
        &|file| format!("{file}.gz"),
        &|file| format!("C:\\Users\\me\\scans\\{file}"),
    ];
    for way in ways {
        let study = Study::new();
        with_files(&study, way);
        assert_checks(&study);
    }
}

#[test]
fn arrays_in_folders_below_are_found() {
    let study = Study::new();
    for (at, sample) in ROWS.iter().enumerate() {
        let batch = study.path(&format!("cel/batch {}", at % 2));
        fs::create_dir_all(&batch).unwrap();
        let name = format!("{sample}.CEL");
        fs::rename(study.path(&format!("cel/{name}")), batch.join(name)).unwrap();
    }
    assert_checks(&study);
    fs::copy(
        study.path("cel/batch 0/pairfed_1.CEL"),
        study.path("cel/batch 1/pairfed_1.CEL"),
    )
    .unwrap();
    let refused = program::refuse(study.root(), &["check", "study.toml"]);
    refused.says(&[
        "'pairfed_1' has more than one file",
        "'batch 0/pairfed_1.CEL', 'batch 1/pairfed_1.CEL'",
        "one CEL file and no more",
    ]);
}

#[test]
fn all_names_that_lead_nowhere_are_shown_with_what_is_near() {
    let study = Study::new();
    with_files(&study, |file| match file {
        "pairfed_2.CEL" => "Xpairfed_2.CEL".to_owned(),
        "mg001_1.CEL" => "mg_001_1.CEL".to_owned(),
        other => other.to_owned(),
    });
    study.refuse().says(&[
        "2 of 6 samples have no file",
        "'pairfed_2' (line 3): no 'Xpairfed_2.CEL', did you mean 'pairfed_2.CEL'?",
        "'mg001_1' (line 5): no 'mg_001_1.CEL', did you mean 'mg001_1.CEL'?",
    ]);
}

#[test]
fn accessions_before_names_are_shown_and_a_column_of_files_is_asked_for_by_its_name() {
    let study = Study::new();
    for (at, sample) in ROWS.iter().enumerate() {
        let (from, to) = (
            format!("cel/{sample}.CEL"),
            format!("cel/GSM10{at}_{sample}.CEL"),
        );
        fs::rename(study.path(&from), study.path(&to)).unwrap();
    }
    study.refuse().says(&[
        "6 of 6 samples have no file",
        "no 'pairfed_2.CEL', did you mean 'GSM101_pairfed_2.CEL'?",
    ]);

    let study = Study::new();
    study.replace("samples.csv", ",file,", ",Dateiname,");
    study.edit("samples.csv", |text| {
        let rows = text.lines().map(|line| match line.split_once(',') {
            Some((sample, rest)) if sample != "sample" => format!("rat {sample},{rest}"),
            _ => line.to_owned(),
        });
        rows.collect::<Vec<_>>().join("\n")
    });
    study
        .refuse()
        .says(&["'Dateiname'", "names the CEL files: call it 'file'"]);
}

#[test]
fn foreign_files_are_ignored_and_extra_arrays_are_told() {
    let study = Study::new();
    for name in [
        "cel/._mg001_1.CEL",
        "cel/.DS_Store",
        "cel/Thumbs.db",
        "cel/mg001_1.EXP",
    ] {
        study.put(name, "no array");
    }
    assert!(!assert_checks(&study).contains("takes no part"));
    study.put("cel/another.CEL", "not read at all");
    let told = assert_checks(&study);
    assert!(told.contains("does not name it: 'another.CEL'"), "{told}");
    study.succeed();
    let summary = fs::read_to_string(study.path("results/summary.json")).unwrap();
    assert!(
        summary.contains("does not name it: 'another.CEL'"),
        "{summary}"
    );
}

#[test]
fn names_with_blanks_and_parentheses_go_through_without_a_file_column() {
    let study = Study::new();
    let mut sheet = "sample,diet\n".to_owned();
    for (at, sample) in ROWS.iter().enumerate() {
        let diet = if at < 3 { "pair-fed" } else { "Mg 0.01 %" };
        let name = format!("Mg001_rat{at}");
        sheet.push_str(&format!("{name},{diet}\n"));
        let file = format!("cel/{name}_(Clariom_S_Rat).CEL");
        fs::rename(study.path(&format!("cel/{sample}.CEL")), study.path(&file)).unwrap();
    }
    study.put("samples.csv", sheet);
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\nmg001_vs_pairfed,diet,pair-fed,Mg 0.01 %\n",
    );
    study.succeed();
    let matrix = fs::read_to_string(study.path("results/expression.tsv")).unwrap();
    assert!(
        matrix.starts_with("feature_id\tMg001_rat0\tMg001_rat1"),
        "{}",
        &matrix[..60]
    );
}

#[test]
fn normalize_takes_names_order_and_arrays_from_the_sheet() {
    let study = Study::new();
    study.edit("samples.csv", |_| {
        "sample,file\nlast,mg001_3.CEL\nfirst,pairfed_1\n".to_owned()
    });
    let command = ["normalize", "cel", "--samples", "samples.csv", "--out", "n"];
    program::succeed(study.root(), &[&command[..], &LIBRARY].concat());
    let matrix = fs::read_to_string(study.path("n/expression.tsv")).unwrap();
    assert!(matrix.starts_with("feature_id\tlast\tfirst\n"));
    let summary = program::json(&study.path("n/summary.json"));
    let warnings = summary["warnings"].to_string();
    assert!(
        warnings.contains("4 CEL files of those named take no part"),
        "{warnings}"
    );
}

/// A text CEL of an array, with this header line and decimal mark.
fn as_text(study: &Study, name: &str, dat_header: Option<&str>, mark: &str) -> String {
    let array = arrayon_formats::cel::read_complete(&study.path(name)).unwrap();
    let (rows, columns) = (array.header.n_rows, array.header.n_columns);
    let mut text = format!("[CEL]\nVersion=3\n\n[HEADER]\nCols={columns}\nRows={rows}\n");
    if let Some(line) = dat_header {
        text.push_str(&format!("DatHeader={line}\n"));
    }
    let n = array.intensities.len();
    text.push_str(&format!(
        "\n[INTENSITY]\nNumberCells={n}\nCellHeader=X\tY\tMEAN\tSTDV\tNPIXELS\n"
    ));
    for (at, intensity) in array.intensities.iter().enumerate() {
        let (x, y) = (at as u32 % columns, at as u32 / columns);
        let intensity = format!("{intensity:?}").replace('.', mark);
        text.push_str(&format!("{x}\t{y}\t{intensity}\t1{mark}5\t25\n"));
    }
    for (section, header) in [
        ("MASKS", "X\tY"),
        ("OUTLIERS", "X\tY"),
        ("MODIFIED", "X\tY\tORIGMEAN"),
    ] {
        text.push_str(&format!(
            "\n[{section}]\nNumberCells=0\nCellHeader={header}\n"
        ));
    }
    text
}

#[test]
fn text_arrays_without_chip_type_and_with_decimal_commas_are_read() {
    let study = Study::new();
    study.succeed();
    let expected = fs::read(study.path("results/expression.tsv")).unwrap();
    fs::remove_dir_all(study.path("results")).unwrap();
    let (first, second) = ("cel/pairfed_1.CEL", "cel/mg001_1.CEL");
    study.put(first, as_text(&study, first, None, ","));
    study.put(second, as_text(&study, second, Some(""), "."));
    let told = assert_checks(&study);
    assert!(
        told.contains("there are CEL files that name no chip type"),
        "{told}"
    );
    study.succeed();
    let found = fs::read(study.path("results/expression.tsv")).unwrap();
    assert!(found == expected, "another expression");
    let summary = fs::read_to_string(study.path("results/summary.json")).unwrap();
    assert!(
        summary.contains("there are CEL files that name no chip type"),
        "{summary}"
    );

    let mixed =
        as_text(&study, "cel/mg001_2.CEL", None, ",").replacen("1,5\t25\n", "1.5\t25\n", 5000);
    study.put("cel/mg001_2.CEL", mixed);
    fs::remove_dir_all(study.path("results")).unwrap();
    study
        .refuse()
        .says(&["cel/mg001_2.CEL, line", "decimal commas and decimal points"]);
}
