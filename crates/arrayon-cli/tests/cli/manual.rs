//! Completions and manual pages.

use crate::program::{folder, refuse, succeed};
use std::fs;

#[test]
fn every_shell_has_completions_that_know_the_settings() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = succeed(folder.path(), &["completions", shell]);
        assert!(
            text.contains("arrayon") && text.contains("array-weights"),
            "{shell}"
        );
    }
}

#[test]
fn every_command_has_a_manual_page_and_none_is_overwritten() {
    let folder = folder();
    succeed(folder.path(), &["man", "--out", "man"]);
    let page = |name: &str| fs::read_to_string(folder.path().join("man").join(name)).unwrap();
    assert!(page("arrayon.1").contains("Exit codes"));
    assert!(page("arrayon-differential.1").contains("array\\-weights"));
    let names = fs::read_dir(folder.path().join("man")).unwrap().count();
    assert!(names > 12, "{names} pages");
    refuse(folder.path(), &["man", "--out", "man"]).says(&[
        "arrayon.1",
        "exists already",
        "--force",
    ]);
    succeed(folder.path(), &["man", "--out", "man", "--force"]);
}
