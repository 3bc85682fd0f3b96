//! Names of samples, columns, levels, contrasts and files as people and programs write them.

use crate::matrix_study::{CONTRASTS, DIFF, RUN, Study};
use crate::program::{json, run};
use std::fs;

/// The matrix with other names of its columns.
fn with_columns(study: &Study, name: impl Fn(&str, usize) -> String) {
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let names = header.split('\t').enumerate();
    let names: Vec<String> = names
        .map(|(at, old)| {
            if at == 0 {
                old.to_owned()
            } else {
                name(old, at)
            }
        })
        .collect();
    study.put("expression.tsv", &format!("{}\n{rows}", names.join("\t")));
}

#[test]
fn what_programs_append_to_samples_or_put_in_front_is_shown_for_all_at_once() {
    type Name = fn(&str, usize) -> String;
    let names: [(Name, &str, &str); 4] = [
        (
            |old, _| format!("{old}.rma-gene-full.Signal"),
            "a1.rma-gene-full.Signal",
            "b3.rma-gene-full.Signal",
        ),
        (
            |old, _| format!("{old}_(Clariom_S_Rat).CEL"),
            "a1_(Clariom_S_Rat).CEL",
            "b3_(Clariom_S_Rat).CEL",
        ),
        (
            |old, at| format!("GSM10{at}_{old}"),
            "GSM101_a1",
            "GSM106_b3",
        ),
        (
            |old, at| format!("GSM10{at}_{old}.CEL.gz"),
            "GSM101_a1.CEL.gz",
            "GSM106_b3.CEL.gz",
        ),
    ];
    for (name, first, last) in names {
        let study = Study::new();
        with_columns(&study, name);
        study.refuse_run_and_diff().says(&[
            "6 of 6 samples",
            &format!("'a1' (there is '{first}')"),
            &format!("'b3' (there is '{last}')"),
        ]);
    }
}

#[test]
fn a_tab_at_the_end_of_the_header_alone_is_no_column() {
    let study = Study::tested();
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    with_columns(&study, |old, at| {
        format!("{old}{}", if at == 6 { "\t" } else { "" })
    });
    study.succeed(&[&DIFF[..8], &["e"]].concat());
    assert_eq!(
        fs::read(study.path("e/differential/b_vs_a.tsv")).unwrap(),
        expected
    );
    // a value below it is that of a sample without a name
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    study.put("expression.tsv", &(text.trim_end().to_owned() + "\t1\n"));
    study
        .refuse(&[&DIFF[..8], &["f"]].concat())
        .says(&["the row has 7 values"]);
    let first = text.lines().nth(1).unwrap();
    study.put(
        "expression.tsv",
        &text.replace(first, &format!("{first}\t1")),
    );
    study
        .refuse(&[&DIFF[..8], &["f"]].concat())
        .says(&["sample 7 of the header has no name"]);
}

#[test]
fn the_index_of_pandas_and_minus_signs_of_typesetting_change_no_number() {
    let study = Study::tested();
    let expected = fs::read(study.path("d/differential/b_vs_a.tsv")).unwrap();
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    let rows = text.lines().enumerate().map(|(at, line)| match at {
        0 => format!("Unnamed: 0\t{line}\n"),
        _ => format!("{}\t{line}\n", at - 1),
    });
    study.put("expression.tsv", &rows.collect::<String>());
    study.succeed(&[&DIFF[..8], &["e"]].concat());
    assert_eq!(
        fs::read(study.path("e/differential/b_vs_a.tsv")).unwrap(),
        expected
    );
    let warnings = json(&study.path("e/summary.json"))["warnings"].to_string();
    assert!(
        warnings.contains("numbers the rows and was left out"),
        "{warnings}"
    );

    // one value of the first feature is below 0
    let cell = text.lines().nth(1).unwrap().split('\t').nth(1).unwrap();
    let with_minus = |minus: &str| text.replacen(cell, &format!("{minus}{cell}"), 1);
    study.put("expression.tsv", &with_minus("-"));
    study.succeed(&[&DIFF[..8], &["f"]].concat());
    study.put("expression.tsv", &with_minus("\u{2212}"));
    study.succeed(&[&DIFF[..8], &["g"]].concat());
    let table = |of: &str| fs::read(study.path(of).join("differential/b_vs_a.tsv")).unwrap();
    assert_eq!(table("f"), table("g"));
    let warnings = json(&study.path("g/summary.json"))["warnings"].to_string();
    assert!(
        warnings.contains("minus signs of typesetting"),
        "{warnings}"
    );
}

#[test]
fn a_word_in_a_cell_of_numbers_has_a_hint_that_mends_it() {
    let study = Study::new();
    study.replace("expression.tsv", "\ng7\t", "\ng7\tabsent\t");
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    let line = text.lines().find(|line| line.starts_with("g7\t")).unwrap();
    study.replace("expression.tsv", line, line.rsplit_once('\t').unwrap().0);
    study
        .refuse_run_and_diff()
        .says(&["line 9, column 'a1'", "'absent'", "write NA"]);
    for word in ["#NV", "k.A.", "missing"] {
        study.replace("expression.tsv", "absent", word);
        study.succeed(&[&DIFF[..8], &[word]].concat());
        study.replace("expression.tsv", word, "absent");
    }
}

#[test]
fn check_says_in_a_warning_which_levels_differ_in_capitals_alone() {
    let study = Study::new();
    study.replace("samples.csv", "a3,a,x", "a3,A,x");
    let output = run(study.root(), &["check", "study.toml"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    let says = "warning: contrast b_vs_a: levels 'a' and 'A' of column 'group' differ in capital letters alone";
    assert!(errors.contains(says), "{errors}");
}

#[test]
fn columns_that_are_joined_otherwise_are_divided_in_the_hint() {
    let study = Study::new();
    study.replace(
        "samples.csv",
        "sample,group,batch",
        "sample,group,Gewicht (g)",
    );
    let sheet = fs::read_to_string(study.path("samples.csv")).unwrap();
    let with_days: String = (sheet.lines().enumerate())
        .map(|(at, line)| match at {
            0 => format!("{line},Tag\n"),
            _ => format!("{line},{}\n", at % 2),
        })
        .collect();
    study.put("samples.csv", &with_days);
    for joined in [
        "Tag,Gewicht (g)",
        "Tag+Gewicht (g)",
        "Tag Gewicht (g)",
        "Gewicht (g) / Tag",
    ] {
        study.put(
            "contrasts.csv",
            &CONTRASTS.replace(",a,b,", &format!(",a,b,\"{joined}\"")),
        );
        let refusal = study.refuse_run_and_diff();
        let both = match joined.starts_with("Tag") {
            true => "\"Tag;Gewicht (g)\"",
            false => "\"Gewicht (g);Tag\"",
        };
        refusal.says(&["several columns are separated by ';'", both]);
        assert!(!refusal.hint.contains("did you mean"), "{}", refusal.hint);
    }
}

#[test]
fn contrasts_have_no_names_that_windows_keeps() {
    for id in ["CON", "nul", "aux.x", "LPT1", "b_vs_a."] {
        let study = Study::new();
        study.replace("contrasts.csv", "b_vs_a,", &format!("{id},"));
        study
            .refuse_run_and_diff()
            .says(&["contrasts.csv, line 2", id, "write an 'id'"]);
    }
    let study = Study::tested();
    fs::copy(
        study.path("d/differential/b_vs_a.tsv"),
        study.path("con.tsv"),
    )
    .unwrap();
    study.put("sets.gmt", "ONE\tna\tg1\tg2\tg3\n");
    let arguments = [
        "genesets", "--table", "con.tsv", "--gmt", "sets.gmt", "--out", "g",
    ];
    study
        .refuse(&arguments)
        .says(&["con.tsv", "Windows", "rename the file"]);
}

#[test]
fn standard_input_is_said_not_to_be_read() {
    let study = Study::new();
    let mut arguments = DIFF;
    arguments[2] = "-";
    study
        .refuse(&arguments)
        .says(&["-: no such file", "standard input is not read"]);
}

#[test]
fn a_faulty_cell_is_refused_once() {
    for (from, to) in [("a1,a", "a\u{1b}1,a"), ("a1,a", "a1,a\u{1b}")] {
        let study = Study::new();
        study.replace("samples.csv", from, to);
        for arguments in [&RUN[..], &DIFF, &["check", "study.toml"]] {
            // one message and no more
            study.refuse(arguments).says(&["samples.csv, line 2"]);
        }
    }
}

#[test]
fn a_matrix_whose_rows_are_samples_is_said_to_be_transposed() {
    let study = Study::new();
    let text = fs::read_to_string(study.path("expression.tsv")).unwrap();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let turned: String = (0..rows[0].len())
        .map(|at| {
            let line: Vec<&str> = rows.iter().map(|row| row[at]).collect();
            line.join("\t") + "\n"
        })
        .collect();
    study.put("expression.tsv", &turned);
    study
        .refuse(&DIFF)
        .says(&["6 of 6 samples are no columns", "transpose it"]);
}

#[test]
fn zeros_in_front_that_a_spreadsheet_took_are_shown() {
    let study = Study::new();
    with_columns(&study, |_, at| at.to_string());
    for (at, sample) in ["a1", "a2", "a3", "b1", "b2", "b3"].iter().enumerate() {
        study.replace(
            "samples.csv",
            &format!("{sample},"),
            &format!("00{},", at + 1),
        );
    }
    study.refuse(&DIFF).says(&["'001' (there is '1')"]);
}
