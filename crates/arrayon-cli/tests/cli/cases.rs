//! Small inputs that people have or that break programs, made for the tests.

use crate::program::{folder, listing};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The folder of a case.
pub(crate) fn case(name: &str) -> PathBuf {
    arrayon_testkit::testdata().join("cases").join(name)
}

/// A folder of its own with the files of a case; its matrix is `expression.tsv`.
pub(crate) fn copied(name: &str) -> TempDir {
    let folder = folder();
    for file in listing(&case(name)) {
        let name = match file.file_name().unwrap().to_str().unwrap() {
            "m.tsv" => "expression.tsv",
            name => name,
        };
        fs::copy(&file, folder.path().join(name)).unwrap();
    }
    folder
}

#[test]
fn every_case_is_tried() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
    let tests: String = listing(&tests)
        .iter()
        .map(|file| fs::read_to_string(file).unwrap())
        .collect();
    let folders = listing(&case("")).into_iter().filter(|case| case.is_dir());
    for case in folders {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let is_tried =
            tests.contains(&format!("\"{name}\"")) || tests.contains(&format!("cases/{name}"));
        assert!(is_tried, "no test tries the case {name}");
    }
}
