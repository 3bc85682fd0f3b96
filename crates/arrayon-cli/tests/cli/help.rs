//! What `--help` prints, kept so that no flag changes unseen.

use crate::program::{folder, succeed};
use insta::assert_snapshot;

fn help(arguments: &[&str]) -> String {
    let place = folder();
    let mut command = crate::program::program(place.path(), arguments);
    // the width of the terminal must not show
    command.arg("--help").env("COLUMNS", "100");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
    String::from_utf8(output.stdout).unwrap()
}

/// One snapshot a command, in `tests/snapshots`.
#[test]
fn help_texts_are_as_reviewed() {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        assert_snapshot!("help", help(&[]));
        for command in [
            "run", "check", "demo", "normalize", "qc", "differential", "cluster", "genesets",
            "inspect", "gate", "compare", "report", "schema", "convert", "completions", "man",
        ] {
            assert_snapshot!(format!("help-{command}"), help(&[command]));
        }
    });
}

#[test]
fn every_command_has_its_snapshot() {
    let listed = help(&[]);
    let commands = listed
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1);
    let commands: Vec<&str> = commands
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert_eq!(commands.len(), 16, "{commands:?}");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for command in commands {
        let file = folder.join(format!("help-{command}.snap"));
        assert!(file.is_file(), "{}", file.display());
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let place = folder();
    let printed = succeed(place.path(), &["--version"]);
    let version = concat!("arrayon ", env!("CARGO_PKG_VERSION"));
    let commit = printed.trim_end().strip_prefix(version).unwrap();
    // seven or more hexadecimal digits and a date, where the tests are built from a checkout
    let is_commit = |text: &str| {
        let (hash, date) = text.split_once(' ').unwrap();
        hash.len() >= 7 && hash.chars().all(|c| c.is_ascii_hexdigit()) && date.len() == 10
    };
    let commit = commit.trim().trim_matches(['(', ')']);
    assert!(commit.is_empty() || is_commit(commit), "{printed}");
}
