//! What files and names hold steers no terminal and breaks no table.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{files_below, run};
use arrayon_formats::names::fault;

/// ESC, BEL, a C1 control, and a mark that turns the direction of writing.
const BARRED: [char; 4] = ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'];

#[track_caller]
fn is_printable(text: &[u8], what: &str) {
    let text = String::from_utf8(text.to_vec()).unwrap();
    let barred = text.chars().find(|letter| BARRED.contains(letter));
    assert_eq!(barred, None, "{what}: {text:?}");
}

/// Runs the program and looks at all that it says and writes.
#[track_caller]
fn says_nothing_barred(study: &Study, arguments: &[&str]) -> i32 {
    let output = run(study.root(), arguments);
    is_printable(&output.stdout, "standard output");
    is_printable(&output.stderr, "standard error");
    let out = arguments.iter().position(|word| *word == "--out");
    let place = out.map(|at| study.path(arguments[at + 1]));
    if let Some(place) = place.filter(|place| place.is_dir()) {
        let is_text =
            |file: &std::path::PathBuf| file.extension().is_none_or(|ending| ending != "pdf");
        for file in files_below(&place).into_iter().filter(is_text) {
            is_printable(
                &std::fs::read(place.join(&file)).unwrap(),
                &file.to_string_lossy(),
            );
        }
    }
    output.status.code().unwrap()
}

#[test]
fn names_in_files_reach_no_terminal_and_no_table_as_they_are() {
    for barred in BARRED {
        let study = Study::new();
        let escaped = format!("\\u{:04x}", u32::from(barred));
        study.replace(
            "study.toml",
            "six samples",
            &format!("six{escaped}[2J samples"),
        );
        assert_eq!(says_nothing_barred(&study, &RUN), 0);
        assert_eq!(says_nothing_barred(&study, &["check", "study.toml"]), 0);
        study.succeed(&DIFF);
        study.put("genes.tsv", &{
            let mut text = "feature_id\tsymbol\n".to_owned();
            (0..40).for_each(|gene| text += &format!("g{gene}\tS{barred}{gene}\n"));
            text
        });
        study.put(
            "sets.gmt",
            &format!("A{barred}B\tna{barred}\tS{barred}1\tS{barred}2\tS{barred}30\n"),
        );
        let sets = [
            "genesets",
            "--table",
            "d/differential/b_vs_a.tsv",
            "--annotation",
            "genes.tsv",
            "--gmt",
            "sets.gmt",
            "--matrix",
            "expression.tsv",
            "--samples",
            "samples.csv",
            "--contrasts",
            "contrasts.csv",
            "--sample-scores",
            "z",
            "--out",
            "o",
        ];
        says_nothing_barred(&study, &sets);
        says_nothing_barred(&study, &["inspect", "sets.gmt", "genes.tsv", "study.toml"]);
        // wrong cells, levels, file names
        study.put(
            "expression.tsv",
            &format!("feature_id\ta1\ng1\t1{barred}\n"),
        );
        assert_eq!(says_nothing_barred(&study, &DIFF), 3);
        assert_eq!(
            says_nothing_barred(&study, &["inspect", &format!("x{barred}y")]),
            3
        );
        assert_eq!(
            says_nothing_barred(&study, &["run", "study.toml", &format!("--x{barred}y")]),
            2
        );
    }
}

#[test]
fn names_of_samples_contrasts_and_levels_hold_no_controls() {
    for barred in BARRED {
        assert!(fault(&format!("a{barred}b")).is_some());
        for (file, from, to) in [
            ("samples.csv", "a1,a", format!("a{barred}1,a")),
            ("samples.csv", "a1,a", format!("a1,a{barred}")),
            ("contrasts.csv", "b_vs_a", format!("b{barred}a")),
            ("contrasts.csv", ",a,b", format!(",a{barred},b")),
        ] {
            let study = Study::new();
            study.replace(file, from, &to);
            assert_eq!(says_nothing_barred(&study, &DIFF), 3, "{file} {to:?}");
        }
    }
}
