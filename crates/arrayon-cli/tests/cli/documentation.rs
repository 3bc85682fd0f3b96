//! The commands of the documentation, run as they stand.
//!
//! Blocks that are marked `sh` are run, in their order. A page that makes the demo has all its blocks
//! run in one new folder; of other pages each block is run in a folder that has the files it names
//! (`workplace.rs`), and so are whole commands within sentences. A test sees to it that no block with
//! a command of arrayon goes without the mark.

use crate::program::folder;
use crate::workplace::workplace;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Pages whose blocks begin with nothing.
const FROM_THE_DEMO: [&str; 4] = [
    "docs/first-study.md",
    "docs/from-r.md",
    "docs/from-nf-core.md",
    "docs/figures.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn text(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap()
}

/// README and every page of the book.
fn pages() -> Vec<String> {
    let contents = text("docs/SUMMARY.md");
    let names = contents.split("](").skip(1);
    let names = names.map(|rest| rest.split(')').next().unwrap());
    let mut pages = vec!["README.md".to_owned()];
    pages.extend(names.map(|name| format!("docs/{name}")));
    assert!(pages.len() > 20, "{pages:?}");
    pages
}

/// The blocks of a page, each with its mark; those within lists are indented.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        let mark = line.trim_start().strip_prefix("```");
        open = match (open.take(), mark) {
            (None, Some(mark)) => Some((mark.to_owned(), String::new())),
            (None, None) => None,
            (Some(block), Some(_)) => {
                blocks.push(block);
                None
            }
            (Some((mark, block)), None) => Some((mark, format!("{block}{line}\n"))),
        };
    }
    assert!(open.is_none(), "a block that does not end");
    blocks
}

fn commands(page: &str) -> Vec<String> {
    let blocks = blocks(&text(page)).into_iter();
    let marked = blocks.filter(|(mark, _)| mark == "sh");
    marked.map(|(_, block)| block).collect()
}

/// Whole commands within sentences: those with an argument, without a word in capitals that stands
/// for one.
fn sentences(page: &str) -> Vec<String> {
    let text = text(page);
    let outside = text.split("```").step_by(2).collect::<Vec<_>>().join(" ");
    let spans = outside.split('`').skip(1).step_by(2);
    let spans = spans.map(|span| span.split_whitespace().collect::<Vec<_>>());
    let is_name = |word: &&str| word.len() > 1 && word.chars().all(|one| one.is_ascii_uppercase());
    let is_whole = |words: &Vec<&str>| {
        // what rests on downloads is run by the tests of the recipes
        words.len() > 2
            && words[0] == "arrayon"
            && !words
                .iter()
                .any(|word| is_name(word) || word.starts_with("workflows/"))
    };
    let is_help = |words: &Vec<&str>| words[2..].iter().all(|word| word.starts_with("--"));
    spans
        .filter(|words| is_whole(words) && (!is_help(words) || words[2] == "--help"))
        .map(|words| words.join(" "))
        .collect()
}

/// Runs a block with `arrayon` on the path.
fn run(page: &str, block: &str, place: &Path) {
    // results that the block makes are not there before
    if block.contains("--out results") && place.join("results").exists() {
        fs::remove_dir_all(place.join("results")).unwrap();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_arrayon"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-e", "-c", block])
        .current_dir(place)
        .env("PATH", &path)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{page}:\n{block}\n{said}");
}

/// Runs the blocks of a page in one new folder, one after the other.
fn run_all(page: &str) {
    let commands = commands(page);
    assert!(!commands.is_empty(), "{page} has no commands");
    let place = folder();
    for block in commands {
        run(page, &block, place.path());
    }
}

#[test]
fn the_first_study_can_be_repeated() {
    run_all("docs/first-study.md");
}

#[test]
fn what_is_said_to_users_of_r_can_be_repeated() {
    run_all("docs/from-r.md");
}

#[test]
fn what_is_said_to_users_of_nf_core_can_be_repeated() {
    run_all("docs/from-nf-core.md");
}

#[test]
fn the_figures_of_the_page_are_there() {
    run_all("docs/figures.md");
}

#[test]
fn every_other_block_of_commands_is_run() {
    let mut n_run = 0;
    for page in pages() {
        if FROM_THE_DEMO.contains(&page.as_str()) {
            continue;
        }
        for block in commands(&page) {
            run(&page, &block, workplace().path());
            n_run += 1;
        }
    }
    assert!(n_run >= 8, "{n_run} blocks");
}

#[test]
fn commands_within_sentences_are_run() {
    let mut n_run = 0;
    for page in pages() {
        for command in sentences(&page) {
            let place = workplace();
            // what `init` has drafted before
            if command.contains(" study/study.toml") {
                run(&page, "arrayon init scans --out study", place.path());
            }
            run(&page, &command, place.path());
            n_run += 1;
        }
    }
    assert!(n_run >= 8, "{n_run} commands");
}

#[test]
fn no_block_with_a_command_goes_without_being_run() {
    for page in pages() {
        for (mark, block) in blocks(&text(&page)) {
            let mut lines = block.lines().map(str::trim_start);
            let is_command = lines.any(|line| line.starts_with("arrayon "));
            assert!(!is_command || mark == "sh", "{page}:\n{block}");
        }
    }
}
