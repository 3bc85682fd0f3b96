//! `arrayon init`: drafts of studies, and what `check` says of them.

use crate::program::{folder, gzip, refuse, run, succeed};
use crate::simulated_study::Study;
use arrayon_testkit::{shared, testdata};
use std::fs;
use std::path::Path;

fn draft(place: &Path, source: &str) -> String {
    succeed(place, &["init", source, "--out", "study"])
}

fn text(place: &Path, name: &str) -> String {
    fs::read_to_string(place.join("study").join(name)).unwrap()
}

/// The column of a sheet.
fn column(sheet: &str, name: &str) -> Vec<String> {
    let mut rows = sheet.lines().filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = rows.next().unwrap().split(',').collect();
    let at = header.iter().position(|one| *one == name);
    let at = at.unwrap_or_else(|| panic!("no '{name}' in {header:?}"));
    rows.map(|row| row.split(',').nth(at).unwrap().to_owned())
        .collect()
}

#[test]
fn arrays_of_an_older_chip_are_told_of_their_cdf() {
    let Some(shared) = shared("arrays_of_an_older_chip_are_told_of_their_cdf") else {
        return;
    };
    let place = folder();
    let source = shared.join("data/gse12654").to_string_lossy().into_owned();
    let said = draft(place.path(), &source);
    for words in [
        "no column that could be a question",
        "'scan date' tells samples apart",
        "cdf (of most chips before Gene, Exon and Clariom)",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

const DIETS: [&str; 6] = [
    "control", "control", "control", "low Mg", "low Mg", "low Mg",
];

#[test]
fn series_of_geo_become_studies_that_check_accepts() {
    for (file, variable, scale) in [
        ("quoted_line_end", "diet", "log2"),
        ("crlf_in_quotes", "diet", "log2"),
        ("missing_characteristic", "diet", "log2"),
        ("several_in_one", "diet", "log2"),
        ("case_of_ids", "diet", "log2"),
        ("fifteen_rows", "diet", "log2"),
        ("numbers_as_ids", "diet", "log2"),
        ("affy_ids", "diet", "log2"),
        ("linear_with_zero", "diet", "linear"),
        ("control_spots", "diet", "log2"),
        ("not_quoted", "diet", "log2"),
        ("stray_quote", "diet", "log2"),
        ("no_key", "characteristic", "log2"),
        ("fewer_cells", "diet", "log2"),
    ] {
        let place = folder();
        let place = place.path();
        let bytes = fs::read(testdata().join(format!("geo/{file}.txt"))).unwrap();
        fs::write(place.join("series.txt.gz"), gzip(&bytes)).unwrap();
        draft(place, "series.txt.gz");
        let (study, sheet, contrasts) = (
            text(place, "study.toml"),
            text(place, "samples.csv"),
            text(place, "contrasts.csv"),
        );
        assert!(
            study.contains("matrix = \"../series.txt.gz\""),
            "{file}: {study}"
        );
        assert!(
            study.contains(&format!("scale = \"{scale}\"")),
            "{file}: {study}"
        );
        assert!(
            study.contains("# guess: the values look"),
            "{file}: {study}"
        );
        assert_eq!(column(&sheet, variable), DIETS, "{file}");
        assert!(
            contrasts.contains(&format!("{variable},control,low Mg,")),
            "{file}: {contrasts}"
        );
        assert!(
            contrasts.contains("# guess: 'control' is the reference"),
            "{file}"
        );
        succeed(place, &["check", "study/study.toml"]);
        succeed(
            place,
            &["run", "study/study.toml", "--out", "results", "--quiet"],
        );
    }
}

#[test]
fn characteristics_stand_by_their_keys() {
    let place = folder();
    let place = place.path();
    let file = testdata().join("geo/missing_characteristic.txt");
    draft(place, &file.display().to_string());
    let sheet = text(place, "samples.csv");
    assert_eq!(column(&sheet, "sex"), ["f", "m", "", "m", "", "f"]);
    assert_eq!(column(&sheet, "age"), ["5", "7", "6", "9", "8", "4"]);
}

#[test]
fn a_series_without_values_or_groups_says_so() {
    let place = folder();
    let place = place.path();
    let of = |name: &str| testdata().join("geo").join(name).display().to_string();
    let told = draft(place, &of("no_table.txt"));
    assert!(
        told.contains("holds no values, as series of sequencing do"),
        "{told}"
    );
    assert!(!text(place, "study.toml").contains("\nmatrix ="));
    assert_eq!(column(&text(place, "samples.csv"), "diet"), DIETS);
    refuse(place, &["check", "study/study.toml"]).says(&["'cel_dir'"]);

    let arguments = ["init", &of("one_sample.txt"), "--out", "study"];
    refuse(place, &arguments).says(&["study.toml: is there already", "--force"]);
    succeed(place, &[&arguments[..], &["--force"]].concat());
    let study = text(place, "study.toml");
    assert!(
        study.contains("# contrasts = \"contrasts.csv\" is left out: no column"),
        "{study}"
    );
}

const FAMILY: &str = "^DATABASE = GeoMiame\n^SERIES = GSE7\n!Series_title = Two chips\n^PLATFORM = GPL1\n\
    !platform_table_begin\nID\tSymbol\nf1\tA\n!platform_table_end\n";

/// A family of samples of two chips.
pub(crate) fn family() -> String {
    let mut text = FAMILY.to_owned();
    for at in 0..8u32 {
        let (platform, diet) = (
            if at < 6 { "GPL1" } else { "GPL2" },
            if at % 2 == 0 { "wt" } else { "ko" },
        );
        text += &format!(
            "^SAMPLE = GSM{at}\n!Sample_title = mouse {at}\n!Sample_organism_ch1 = Mus musculus\n\
             !Sample_characteristics_ch1 = genotype: {diet}\n!Sample_platform_id = {platform}\n\
             #VALUE = MAS5 signal\n!sample_table_begin\nID_REF\tVALUE\n"
        );
        for row in 0..30u32 {
            let value = 100 + 37 * row + 11 * ((at * 7 + row * 13) % 17);
            text += &format!("{}_at\t{value}.5\n", 1000 + row);
        }
        text += "!sample_table_end\n";
    }
    text
}

#[test]
fn a_family_of_several_chips_is_one_study_a_chip() {
    let place = folder();
    let place = place.path();
    fs::write(place.join("GSE7_family.soft.gz"), gzip(family().as_bytes())).unwrap();
    refuse(place, &["init", "GSE7_family.soft.gz", "--out", "study"]).says(&[
        "several chips: GPL1 (6 samples), GPL2 (2 samples)",
        "--platform GPL1",
    ]);
    refuse(
        place,
        &[
            "init",
            "GSE7_family.soft.gz",
            "--platform",
            "GPL9",
            "--out",
            "study",
        ],
    )
    .says(&["no samples of 'GPL9'"]);
    let chip = [
        "init",
        "GSE7_family.soft.gz",
        "--platform",
        "gpl1",
        "--out",
        "study",
    ];
    succeed(place, &chip);
    let study = text(place, "study.toml");
    for says in [
        "scale = \"linear\"",
        "MAS5 signal",
        "matrix = \"expression.tsv\"",
        "species = \"mouse\"",
    ] {
        assert!(study.contains(says), "{says}: {study}");
    }
    assert!(text(place, "contrasts.csv").contains("genotype,wt,ko,"));
    succeed(
        place,
        &["run", "study/study.toml", "--out", "results", "--quiet"],
    );
}

#[test]
fn a_folder_of_arrays_becomes_a_study_with_its_library() {
    let study = Study::new();
    fs::remove_file(study.path("study.toml")).unwrap();
    let told = succeed(study.root(), &["init", "cel", "--out", "draft"]);
    assert!(
        told.contains("6 CEL files of chip type Simulated_S_Rat"),
        "{told}"
    );
    let read = |name: &str| String::from_utf8(study.bytes(&format!("draft/{name}"))).unwrap();
    let description = read("study.toml");
    for says in [
        "cel_dir = \"../cel\"",
        "pgf = \"../library/Clariom_S_Rat.r1.pgf\"",
        "mps = \"../library/Clariom_S_Rat.r1.mps\"",
        "annotation = \"../library/Clariom_S_Rat.na36.transcript.csv\"",
        "species = \"rat\"",
        "# guess: it states chip type Simulated_S_Rat",
    ] {
        assert!(description.contains(says), "{says}: {description}");
    }
    assert_eq!(
        column(&read("samples.csv"), "group"),
        ["mg001", "mg001", "mg001", "pairfed", "pairfed", "pairfed"]
    );
    assert!(read("contrasts.csv").contains("group,pairfed,mg001,"));
    succeed(study.root(), &["check", "draft/study.toml"]);
}

#[test]
fn sheets_and_matrices_become_studies_too() {
    let place = folder();
    let place = place.path();
    let book = testdata().join("workbooks/study.xlsx");
    fs::copy(&book, place.join("animals.xlsx")).unwrap();
    draft(place, "animals.xlsx#Animals");
    let sheet = text(place, "samples.csv");
    assert_eq!(
        column(&sheet, "diet"),
        [
            "Mg low", "Mg low", "Mg low", "control", "control", "control"
        ]
    );
    assert!(text(place, "contrasts.csv").contains("diet,control,Mg low,"));
    assert!(text(place, "study.toml").contains("no CEL files lie near"));

    let mut matrix = "id\tctrl_1\tctrl_2\tctrl_3\tlow_1\tlow_2\tlow_3\n".to_owned();
    for row in 0..30u32 {
        matrix += &format!("f{row}");
        for at in 0..6u32 {
            matrix += &format!("\t{}", 5.0 + f64::from((row * 31 + at * 17) % 23) / 7.0);
        }
        matrix += "\n";
    }
    fs::write(place.join("m.tsv"), matrix).unwrap();
    succeed(place, &["init", "m.tsv", "--out", "other"]);
    let sheet = fs::read_to_string(place.join("other/samples.csv")).unwrap();
    assert_eq!(
        column(&sheet, "group"),
        ["ctrl", "ctrl", "ctrl", "low", "low", "low"]
    );
    // three against three: R's power.t.test gives this difference
    let checked = succeed(place, &["check", "other/study.toml", "--json"]);
    let checked: serde_json::Value = serde_json::from_str(&checked).unwrap();
    let power = &checked["contrasts"][0]["power"];
    assert_eq!(power["detectable"][1]["sigma"], 0.4);
    let log_fc = power["detectable"][1]["log_fc"].as_f64().unwrap();
    assert!((log_fc - 2.844_360_729).abs() < 1e-6, "{log_fc}");
}

#[test]
fn what_is_no_study_is_refused() {
    let place = folder();
    let place = place.path();
    fs::create_dir(place.join("empty")).unwrap();
    fs::write(place.join("x.pdf"), "%PDF-1.7\n").unwrap();
    fs::write(
        place.join("GDS1.soft"),
        "^DATABASE = Geo\n^DATASET = GDS1\n",
    )
    .unwrap();
    for (source, says) in [
        ("empty", "holds no CEL file"),
        ("x.pdf", "a PDF document"),
        ("absent", "no such file"),
        ("GDS1.soft", "holds no sample"),
    ] {
        refuse(place, &["init", source, "--out", "o"]).says(&[source, says]);
    }
    let output = run(place, &["init", "x.pdf"]);
    assert_eq!(output.status.code(), Some(2));
}
