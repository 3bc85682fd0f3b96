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

/// A snapshot of each command that the help lists, in `tests/snapshots`; none of one that is gone.
#[test]
fn help_texts_are_as_reviewed() {
    let listed = help(&[]);
    let lines = (listed.lines()).skip_while(|line| *line != "Commands:");
    let commands: Vec<&str> = (lines.skip(1))
        .take_while(|line| !line.is_empty())
        // lines that go on with what a command does have no name
        .filter(|line| !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|command| *command != "help")
        .collect();
    assert!(commands.len() > 10, "{commands:?}");
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        assert_snapshot!("help", listed);
        for command in &commands {
            assert_snapshot!(format!("help-{command}"), help(&[command]));
        }
    });
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let command = name
            .strip_prefix("help-")
            .and_then(|name| name.strip_suffix(".snap"));
        assert!(
            command.is_none_or(|one| commands.contains(&one)),
            "{name} is of no command"
        );
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
