//! Runs the program in a folder and judges how it refuses.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder for one test, beside the build so that files of the demo can be linked into it.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The program, to be run in a folder.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_arrayon"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs the program in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// Runs the program, which must succeed with nothing but warnings on standard error; gives what it
/// printed.
#[track_caller]
pub(crate) fn succeed(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let errors = without_progress(output.stderr);
    let is_warning = |line: &str| line.starts_with("warning: ");
    assert!(errors.lines().all(is_warning), "{arguments:?}: {errors}");
    assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// What was written on standard error, without the log of stages that took long on this machine.
pub(crate) fn without_progress(errors: Vec<u8>) -> String {
    let errors = String::from_utf8(errors).unwrap();
    let lines = errors
        .lines()
        .filter(|line| !line.starts_with("progress: "));
    lines.map(|line| format!("{line}\n")).collect()
}

/// How the program refused its input.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The message, without `error: `.
    pub(crate) message: String,
    /// The hint; empty where there is none.
    pub(crate) hint: String,
}

impl Refusal {
    /// Panics unless message and hint hold every one of the texts.
    #[track_caller]
    pub(crate) fn says(&self, texts: &[&str]) {
        let all = format!("{} / {}", self.message, self.hint);
        for text in texts {
            assert!(all.contains(text), "not said: '{text}' in: {all}");
        }
    }
}

/// Runs the program, which must refuse with one message and exit code 3, print nothing else and
/// leave nothing new in the folder.
#[track_caller]
pub(crate) fn refuse(folder: &Path, arguments: &[&str]) -> Refusal {
    let before = listing(folder);
    let output = run(folder, arguments);
    let errors = without_progress(output.stderr);
    assert_eq!(output.status.code(), Some(3), "{arguments:?}: {errors}");
    assert_eq!(output.stdout, b"", "{arguments:?}: {errors}");
    assert_eq!(listing(folder), before, "left behind: {errors}");
    let mut lines = errors.lines();
    let message = lines.next().and_then(|line| line.strip_prefix("error: "));
    let message = message.unwrap_or_else(|| panic!("{errors}"));
    let hint = lines.next().map_or("", |line| {
        line.strip_prefix("  hint: ")
            .unwrap_or_else(|| panic!("{errors}"))
    });
    assert_eq!(lines.next(), None, "more than one message: {errors}");
    assert!(
        !message.ends_with('.') && !message.contains("panicked"),
        "{errors}"
    );
    Refusal {
        message: message.to_owned(),
        hint: hint.to_owned(),
    }
}

/// What lies in a folder, hidden entries too.
pub(crate) fn listing(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

/// Every file below a folder, as a path relative to it, sorted.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for path in listing(&next) {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path.strip_prefix(folder).unwrap().to_path_buf());
            }
        }
    }
    files.sort();
    files
}

/// All files of a result folder, by name, but the one that holds times.
pub(crate) fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = files_below(folder).into_iter();
    let files = files.filter(|file| !file.ends_with("provenance.json"));
    files
        .map(|file| {
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            (file.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}

/// Panics unless two result folders have the same files with the same bytes, but for times.
#[track_caller]
pub(crate) fn assert_same_results(found: &Path, expected: &Path) {
    let (one, other) = (contents(found), contents(expected));
    let names = |files: &[(String, Vec<u8>)]| -> Vec<String> {
        files.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&one), names(&other), "{}", found.display());
    assert!(one.len() > 5, "{} files", one.len());
    for ((name, found_bytes), (_, bytes)) in one.iter().zip(&other) {
        assert!(found_bytes == bytes, "{}/{name} differs", found.display());
    }
}

/// A JSON file.
#[track_caller]
pub(crate) fn json(path: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|_| panic!("{}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The bytes, gzipped.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Lets manifest and summary of a result folder say of its files what they are now, as somebody would who
/// changes them on purpose.
#[track_caller]
pub(crate) fn sign(folder: &Path) {
    let of_file = |path: &str| {
        let bytes = std::fs::read(folder.join(path)).unwrap();
        (bytes.len(), arrayon_output::sha256(&bytes))
    };
    let mut manifest = json(&folder.join("manifest.json"));
    for file in manifest["files"].as_array_mut().unwrap() {
        let (n_bytes, sha256) = of_file(file["path"].as_str().unwrap());
        file["n_bytes"] = n_bytes.into();
        file["sha256"] = sha256.into();
    }
    std::fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
    let mut summary = json(&folder.join("summary.json"));
    let (n_bytes, sha256) = of_file("manifest.json");
    summary["manifest"]["n_bytes"] = n_bytes.into();
    summary["manifest"]["sha256"] = sha256.into();
    std::fs::write(folder.join("summary.json"), summary.to_string()).unwrap();
}
