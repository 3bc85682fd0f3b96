//! The hashes of inputs are those of the bytes that were read.

use crate::matrix_study::{DIFF, Study, matrix};
use crate::program::{gzip, json};
use arrayon_formats::source::{Kind, read};

#[track_caller]
fn hash_of(study: &Study, folder: &str, role: &str) -> String {
    let provenance = json(&study.path(folder).join("provenance.json"));
    let inputs = provenance["inputs"].as_array().unwrap();
    let found: Vec<_> = inputs.iter().filter(|one| one["role"] == role).collect();
    assert_eq!(found.len(), 1, "{role}: {inputs:?}");
    found[0]["sha256"].as_str().unwrap().to_owned()
}

#[test]
fn every_file_has_the_hash_of_its_own_bytes() {
    let study = Study::new();
    std::fs::write(study.path("m.tsv.gz"), gzip(matrix().as_bytes())).unwrap();
    let mut command = DIFF.to_vec();
    command[2] = "m.tsv.gz";
    study.succeed(&command);
    for (role, file, kind) in [
        ("matrix", "m.tsv.gz", Kind::Matrix),
        ("samples", "samples.csv", Kind::Description),
        ("contrasts", "contrasts.csv", Kind::Description),
    ] {
        let file = study.path(file);
        let expected = read(&file, kind).unwrap().sha256;
        assert_eq!(hash_of(&study, "d", role), expected);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_has_the_hash_of_what_came_out_of_it() {
    let study = Study::new();
    let program = env!("CARGO_BIN_EXE_arrayon");
    let script = format!(
        "{program} diff --matrix <(cat expression.tsv) --samples <(cat samples.csv) \
         --contrasts contrasts.csv --out d --quiet"
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .current_dir(study.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    for (role, file) in [("matrix", "expression.tsv"), ("samples", "samples.csv")] {
        let file = study.path(file);
        let expected = read(&file, Kind::Matrix).unwrap().sha256;
        assert_eq!(hash_of(&study, "d", role), expected);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_meanwhile_has_the_hash_of_what_was_read() {
    use std::process::{Command, Stdio};
    let study = Study::new();
    let made = Command::new("mkfifo").arg(study.path("pipe")).status();
    assert!(made.unwrap().success());
    let file = study.path("expression.tsv");
    let before = read(&file, Kind::Matrix).unwrap().sha256;
    // controls are read after the matrix, and wait until it is another one
    let mut command = DIFF.to_vec();
    command.extend(["--controls", "pipe", "--quiet"]);
    let child = crate::program::program(study.root(), &command)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = std::fs::File::options()
        .write(true)
        .open(study.path("pipe"))
        .unwrap();
    std::fs::write(&file, "another").unwrap();
    std::io::Write::write_all(&mut pipe, b"g39\n").unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(hash_of(&study, "d", "matrix"), before);
}
