//! Sheets, contrasts and matrices as people have them: from spreadsheets, R and GEO, in other
//! encodings, with other names. Each case is a small study of eight samples, two groups.

use crate::cases::copied;
use crate::matrix_study::{CLUSTER, DIFF, RUN, Study, matrix};
use crate::program::{self, json, refuse, run};
use std::fs;
use tempfile::TempDir;

/// What `diff` says of a case.
#[track_caller]
fn diff_of(case: &TempDir) -> serde_json::Value {
    program::succeed(case.path(), &DIFF);
    json(&case.path().join("d/summary.json"))
}

fn warnings(summary: &serde_json::Value) -> String {
    summary["warnings"].to_string()
}

#[test]
fn invisible_characters_are_made_plain_and_stated() {
    let case = copied("invisible-characters");
    let summary = diff_of(&case);
    let groups = &summary["variables"][0];
    assert_eq!(
        groups["group_sizes"].as_array().unwrap().len(),
        2,
        "{groups}"
    );
    assert_eq!(groups["group_sizes"][0]["n_samples"], 4);
    assert_eq!(groups["group_sizes"][1]["n_samples"], 4);
    assert!(warnings(&summary).contains("U+200B"), "{summary}");
}

#[test]
fn names_that_r_changed_are_shown_all_at_once() {
    let case = copied("r-check-names");
    let refusal = refuse(case.path(), &DIFF);
    refusal.says(&[
        "samples.csv",
        "8 of 8 samples",
        "'1_c' (there is 'X1_c')",
        "'8_t' (there is 'X8_t')",
        "check.names = FALSE",
    ]);
}

#[test]
fn the_sheet_decides_which_columns_take_part() {
    let case = copied("matrix-column-not-in-sheet");
    let sheet = fs::read_to_string(case.path().join("samples.csv")).unwrap();
    let summary = diff_of(&case);
    let n_samples = sheet.lines().filter(|line| line.starts_with('S')).count();
    assert_eq!(summary["n_samples"], n_samples);
    assert!(warnings(&summary).contains("left out, because samples.csv does not name them"));
}

#[test]
fn names_with_blanks_and_unicode_work_everywhere() {
    let case = copied("blanks-in-sample-names");
    let summary = diff_of(&case);
    assert_eq!(summary["n_samples"], 8);
    let cluster = "cluster --matrix expression.tsv --samples samples.csv --group group --out c";
    program::succeed(case.path(), &cluster.split(' ').collect::<Vec<_>>());
    let sets: String = (1..=3)
        .map(|set| {
            let genes = (1..=20).map(|gene| format!("\tPS{:04}_at", set * 20 + gene));
            format!("SET{set}\tna{}\n", genes.collect::<String>())
        })
        .collect();
    fs::write(case.path().join("sets.gmt"), sets).unwrap();
    let table = "id\tgene\n".to_owned()
        + &(1..=400)
            .map(|gene| format!("PS{gene:04}_at\tPS{gene:04}_at\n"))
            .collect::<String>();
    fs::write(case.path().join("genes.tsv"), table).unwrap();
    let genesets = "genesets --table d/differential/trt_vs_ctrl.tsv --gmt sets.gmt --tests camera \
                    --annotation genes.tsv --matrix expression.tsv --samples samples.csv --contrasts \
                    contrasts.csv --out g";
    program::succeed(
        case.path(),
        &genesets.split_whitespace().collect::<Vec<_>>(),
    );
}

#[test]
fn series_matrices_are_read_between_their_marks() {
    let case = copied("series-matrix-quoted-line-end");
    assert_eq!(diff_of(&case)["n_samples"], 8);
    let inspected = program::succeed(case.path(), &["inspect", "expression.tsv", "--json"]);
    assert!(inspected.contains("a GEO series matrix"), "{inspected}");
    assert!(inspected.contains("GPL85"), "{inspected}");
    assert!(inspected.contains("\"samples\": \"8\""), "{inspected}");
}

#[test]
fn decimal_commas_are_numbers() {
    let case = copied("decimal-comma-covariate");
    let summary = diff_of(&case);
    assert!(warnings(&summary).contains("column 'age' has decimal commas"));
    let found = json(&case.path().join("d/differential/c1.json"));
    assert!(found.to_string().contains("\"age\""), "age is a slope");
    let sheet = fs::read_to_string(case.path().join("samples.csv")).unwrap();
    let points = sheet.replace(',', ".").replace(';', ",");
    fs::write(case.path().join("samples.csv"), points).unwrap();
    let table = |place: &str| fs::read(case.path().join(place)).unwrap();
    let with_commas = table("d/differential/c1.tsv");
    let again: Vec<&str> = DIFF[..8].iter().copied().chain(["e"]).collect();
    program::succeed(case.path(), &again);
    assert_eq!(with_commas, table("e/differential/c1.tsv"));
    // not consistent: refused, with what to write
    fs::write(
        case.path().join("samples.csv"),
        sheet.replacen("4,5", "4.5", 1),
    )
    .unwrap();
    refuse(
        case.path(),
        &DIFF[..8].iter().copied().chain(["f"]).collect::<Vec<_>>(),
    )
    .says(&["age", "decimal point"]);
}

#[test]
fn empty_columns_at_the_end_are_ignored() {
    let case = copied("trailing-tab");
    assert_eq!(diff_of(&case)["n_samples"], 8);
}

#[test]
fn paths_with_backslashes_say_how_they_are_written() {
    let case = copied("windows-path-in-toml");
    let check = ["check", "study.toml"];
    refuse(case.path(), &check).says(&["study.toml, line 3", "slashes", "single quotes"]);
    // escapes that TOML knows make other paths
    let study = case.path().join("study.toml");
    let text = fs::read_to_string(&study).unwrap();
    fs::write(
        &study,
        text.replace("C:\\data\\new\\samples.csv", "C:\\new\\table.csv"),
    )
    .unwrap();
    refuse(case.path(), &check).says(&["slashes", "single quotes"]);
}

/// A text as UTF-16, little-endian, with its byte-order mark.
fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn encodings_and_line_ends_of_spreadsheets_give_the_same_numbers() {
    let plain = Study::tested();
    let expected = fs::read(plain.path("d/differential/b_vs_a.tsv")).unwrap();
    type Write = fn(&str) -> Vec<u8>;
    let writings: [(&str, Write); 6] = [
        ("utf-16", utf16),
        ("utf-16 without mark", |text| utf16(text)[2..].to_vec()),
        ("carriage returns", |text| {
            text.replace('\n', "\r").into_bytes()
        }),
        ("mark", |text| format!("\u{feff}{text}").into_bytes()),
        ("windows", |text| text.replace('\n', "\r\n").into_bytes()),
        ("empty lines", |text| {
            text.replace('\n', "\n\n").into_bytes()
        }),
    ];
    for (name, write) in writings {
        let study = Study::new();
        for file in ["expression.tsv", "samples.csv", "contrasts.csv"] {
            let text = fs::read_to_string(study.path(file)).unwrap();
            fs::write(study.path(file), write(&text)).unwrap();
        }
        study.succeed(&DIFF);
        let found = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
        assert!(found == expected, "{name}");
    }
}

/// A table with another delimiter, quotes around every cell and decimal commas.
fn as_german_spreadsheet(text: &str) -> String {
    let rows = text.lines().map(|line| {
        let cells = line
            .split(['\t', ','])
            .map(|cell| match cell.parse::<f64>() {
                Ok(_) => format!("\"{}\"", cell.replace('.', ",")),
                Err(_) => format!("\"{cell}\""),
            });
        cells.collect::<Vec<_>>().join(";") + ";\r\n"
    });
    format!("sep=;\r\n{}", rows.collect::<String>())
}

#[test]
fn a_study_from_a_german_spreadsheet_gives_the_same_numbers() {
    let plain = Study::tested();
    let study = Study::new();
    for file in ["expression.tsv", "samples.csv", "contrasts.csv"] {
        let text = fs::read_to_string(study.path(file)).unwrap();
        study.put(file, &as_german_spreadsheet(&text));
    }
    study.succeed(&DIFF);
    study.succeed(&RUN);
    let table = |of: &Study, file: &str| fs::read(of.path(file)).unwrap();
    let expected = table(&plain, "d/differential/b_vs_a.tsv");
    assert_eq!(table(&study, "d/differential/b_vs_a.tsv"), expected);
    assert_eq!(table(&study, "results/differential/b_vs_a.tsv"), expected);
    let summary = json(&study.path("d/summary.json"));
    assert!(warnings(&summary).contains("decimal commas"), "{summary}");
}

#[test]
fn columns_may_have_the_names_of_the_array_files() {
    let study = Study::tested();
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    let sheet = fs::read_to_string(study.path("samples.csv")).unwrap();
    let with_files: String = (sheet.lines().enumerate())
        .map(|(at, line)| match at {
            0 => format!("{line},file\n"),
            _ => format!(
                "sample {line},cel/{}.CEL.gz\n",
                line.split(',').next().unwrap()
            ),
        })
        .collect();
    study.put("samples.csv", &with_files);
    study.succeed(&[&DIFF[..8], &["e"]].concat());
    assert_eq!(
        fs::read(study.path("e/differential/b_vs_a.tsv")).unwrap(),
        expected
    );
    study.replace("expression.tsv", "\ta1\t", "\ta1.CEL\t");
    study.succeed(&[&DIFF[..8], &["f"]].concat());
    assert_eq!(
        fs::read(study.path("f/differential/b_vs_a.tsv")).unwrap(),
        expected
    );
}

#[test]
fn all_faults_of_sheet_and_contrasts_are_reported_together() {
    let study = Study::new();
    study.replace("samples.csv", "a2,a,y", "a1,a,y");
    study.replace("samples.csv", "b2,b,x", ",b,x");
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\nx,group,a,a\nx,group,,b\n",
    );
    for arguments in [&DIFF[..], &["check", "study.toml"]] {
        let output = run(study.root(), arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{errors}");
        assert_eq!(errors.matches("error: ").count(), 4, "{errors}");
    }
}

#[test]
fn a_linear_matrix_needs_a_word() {
    let study = Study::tested();
    let expected = json(&study.path("d/differential/b_vs_a.json"));
    let linear: String = (matrix().lines())
        .map(|line| {
            let cells = line.split('\t').map(|cell| match cell.parse::<f64>() {
                Ok(value) => value.exp2().to_string(),
                Err(_) => cell.to_owned(),
            });
            cells.collect::<Vec<_>>().join("\t") + "\n"
        })
        .collect();
    study.put("expression.tsv", &linear);
    std::fs::remove_dir_all(study.path("d")).unwrap();
    let refusal = study.refuse_run_and_diff();
    refusal.says(&[
        "expression.tsv",
        "look linear",
        "--scale linear",
        "--scale log2",
    ]);
    study.refuse(&CLUSTER).says(&["look linear"]);
    study.succeed(&[&DIFF[..8], &["e", "--scale", "linear"]].concat());
    let found = json(&study.path("e/differential/b_vs_a.json"));
    let change = |of: &serde_json::Value| of["features"][0]["log_fc"].as_f64().unwrap();
    assert!((change(&found) - change(&expected)).abs() < 1e-9);
    assert!(warnings(&json(&study.path("e/summary.json"))).contains("log2 was taken"));
    let provenance = json(&study.path("e/provenance.json"));
    assert!(
        provenance.to_string().contains("\"scale\":\"linear\""),
        "{provenance}"
    );
    study.replace(
        "study.toml",
        "[genesets]",
        "scale = \"linear\"\noffset = 1\n\n[genesets]",
    );
    study.succeed(&RUN);
    assert!(warnings(&json(&study.path("results/summary.json"))).contains("log2(value + 1)"));
    study.succeed(&[&CLUSTER[..], &["--scale", "log2"]].concat());
    assert!(warnings(&json(&study.path("c/summary.json"))).contains("looks linear"));
    study.replace("expression.tsv", "\ng7\t", "\ng7\t0\t");
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    let line = text.lines().find(|line| line.starts_with("g7\t")).unwrap();
    let shorter = line.rsplit_once('\t').unwrap().0;
    study.replace("expression.tsv", line, shorter);
    study
        .refuse(&[&DIFF[..8], &["f", "--scale", "linear"]].concat())
        .says(&["'g7'", "'a1'", "--offset"]);
    study.refuse_usage(&[&DIFF[..], &["--offset", "1"]].concat(), &["--scale"]);
}

#[test]
fn a_mistyped_level_is_stated_by_check_run_and_diff() {
    let study = Study::new();
    let levels = |of: &str| of.replace(",a,", ",Mg 0.01 %,").replace(",b,", ",fed,");
    let sheet = levels(crate::matrix_study::SHEET).replacen("Mg 0.01 %", "Mg 0,01 %", 1);
    // the comma needs quotes
    study.put("samples.csv", &sheet.replace("Mg 0,01 %", "\"Mg 0,01 %\""));
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\nx,group,Mg 0.01 %,fed\n",
    );
    let says = [
        "levels 'Mg 0.01 %' (2 samples) and 'Mg 0,01 %' (1 sample) of column 'group'",
        "no contrast compares level 'Mg 0,01 %'",
        "has one sample only, 'a1'",
    ];
    let checked = study.succeed(&["check", "study.toml", "--json"]);
    study.succeed(&RUN);
    study.succeed(&DIFF);
    let words = |place: &str| fs::read_to_string(study.path(place)).unwrap();
    for text in [
        &checked,
        &words("results/summary.json"),
        &words("d/summary.json"),
    ] {
        for say in says {
            assert!(text.contains(say), "not said: {say} in {text}");
        }
        assert!(text.contains("\"n_samples\": 2"), "{text}");
    }
}

#[test]
fn a_study_without_contrasts_compares_nothing_and_says_so() {
    let study = Study::new();
    study.replace("study.toml", "contrasts = \"contrasts.csv\"\n", "");
    let checked = study.succeed(&["check", "study.toml", "--json"]);
    assert!(checked.contains("no groups were compared"), "{checked}");
    study.succeed(&RUN);
    let summary = json(&study.path("results/summary.json"));
    assert!(warnings(&summary).contains("no groups were compared"));
    assert_eq!(summary["contrasts"].as_array().unwrap().len(), 0);
    assert!(study.path("results/expression.tsv").is_file());
    assert!(study.path("results/clusters/samples.json").is_file());
    assert!(!study.path("results/differential").exists());
}

#[test]
fn r_writes_row_names_without_a_header() {
    let study = Study::tested();
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    let numbered = |file: &str| -> String {
        let text = fs::read_to_string(study.path(file)).unwrap();
        let lines = text.lines().enumerate();
        let row = |at: usize| {
            if at == 0 {
                String::new()
            } else {
                at.to_string()
            }
        };
        lines
            .map(|(at, line)| format!("\"{}\",{line}\n", row(at)))
            .collect()
    };
    for file in ["samples.csv", "contrasts.csv"] {
        study.put(file, &numbered(file));
    }
    study.succeed(&[&DIFF[..8], &["e"]].concat());
    assert_eq!(
        fs::read(study.path("e/differential/b_vs_a.tsv")).unwrap(),
        expected
    );
}

#[test]
fn a_header_behind_a_hash_is_the_header() {
    let study = Study::new();
    study.succeed(&DIFF);
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    fs::remove_dir_all(study.path("d")).unwrap();
    study.put(
        "expression.tsv",
        &format!(
            "# log2, by hand\n{}",
            matrix().replacen("feature_id", "#ID", 1)
        ),
    );
    study.replace("samples.csv", "sample,", "#sample,");
    study.replace("contrasts.csv", "id,", "#id,");
    study.succeed(&DIFF);
    assert!(fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap() == expected);
}

#[test]
fn rows_that_begin_with_a_hash_are_left_out_aloud() {
    let study = Study::new();
    study.put("expression.tsv", &matrix().replacen("b3", "#7", 1));
    study.replace("samples.csv", "b3,", "#7,");
    study.succeed(&DIFF);
    let said = warnings(&json(&study.path("d/summary.json")));
    assert!(
        said.contains("comments and were left out: '#7' (line 7)"),
        "{said}"
    );
    // between quotes it is a name
    fs::remove_dir_all(study.path("d")).unwrap();
    study.replace("samples.csv", "#7,", "\"#7\",");
    study.succeed(&DIFF);
    let summary = json(&study.path("d/summary.json"));
    assert!(!warnings(&summary).contains('#'), "{summary}");
    fs::remove_dir_all(study.path("d")).unwrap();
    study.put("samples.csv", "sample,group,batch\n#1,a,x\n#2,b,x\n");
    study.refuse(&DIFF).says(&["no sample", "between quotes"]);
}

#[test]
fn columns_that_the_sheet_does_not_name_may_hold_anything() {
    let study = Study::new();
    study.succeed(&DIFF);
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    for (name, cell) in [
        ("gene_symbol", "Actb"),
        ("extra", "Inf"),
        ("empty", "NA"),
        ("call", "P"),
        ("x", "1e300"),
    ] {
        fs::remove_dir_all(study.path("d")).unwrap();
        let with_column = |(at, line): (usize, &str)| {
            let further = if at == 0 { name } else { cell };
            let (id, rest) = line.split_once('\t').unwrap();
            format!("{id}\t{further}\t{rest}\n")
        };
        let text: String = matrix().lines().enumerate().map(with_column).collect();
        study.put("expression.tsv", &text);
        study.succeed(&DIFF);
        assert!(
            fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap() == expected,
            "{name}"
        );
        let said = warnings(&json(&study.path("d/summary.json")));
        assert!(
            said.contains(&format!("does not name them: '{name}'")),
            "{said}"
        );
    }
    // without a sheet every column is a sample
    let alone = ["cluster", "--matrix", "expression.tsv", "--out", "c"];
    study
        .refuse(&alone)
        .says(&["cannot be an expression value"]);
}

#[test]
fn a_header_below_a_title_is_pointed_at() {
    for (above, line) in [
        ("My study 2024\n\n", 3),
        (",treatment,\n", 2),
        ("a,b,c,d,e\nf\n", 3),
    ] {
        let study = Study::new();
        study.replace("samples.csv", "sample,", &format!("{above}sample,"));
        let place = format!("samples.csv, line {line}: the header seems to stand here");
        study
            .refuse(&DIFF)
            .says(&[&place, "take out the lines above it"]);
    }
}
