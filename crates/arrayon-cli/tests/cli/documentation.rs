//! The commands of the documentation, run as they stand.

use crate::program::folder;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The blocks of a page that are marked as commands (`sh`).
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in page.lines() {
        match &mut open {
            None if line == "```sh" => open = Some(String::new()),
            None => {}
            Some(block) if line == "```" => {
                blocks.push(std::mem::take(block));
                open = None;
            }
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
        }
    }
    assert!(open.is_none(), "a block that does not end");
    blocks
}

/// Runs the blocks of a page in one new folder, one after the other, with `arrayon` on the path.
fn run(name: &str) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(name);
    let blocks = blocks(&fs::read_to_string(page).unwrap());
    assert!(!blocks.is_empty(), "{name} has no commands");
    let folder = folder();
    let program = Path::new(env!("CARGO_BIN_EXE_arrayon"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    for block in blocks {
        let output = Command::new("sh")
            .args(["-e", "-c", &block])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}:\n{block}\n{said}");
    }
}

#[test]
fn the_first_study_can_be_repeated() {
    run("first-study.md");
}

#[test]
fn what_is_said_to_users_of_r_can_be_repeated() {
    run("from-r.md");
}

#[test]
fn what_is_said_to_users_of_nf_core_can_be_repeated() {
    run("from-nf-core.md");
}

#[test]
fn the_figures_of_the_page_are_there() {
    run("figures.md");
}
