//! The exit codes of the contract, and what is left after an interruption.

use crate::matrix_study::Study;
use crate::program::{folder, listing, program, run};
use std::process::Stdio;

#[test]
fn wrong_usage_is_two_and_says_how() {
    let place = folder();
    for arguments in [
        &[][..],
        &["unknown"],
        &["run"],
        &["run", "study.toml"],
        &["run", "study.toml", "--out", "x", "--threads", "0"],
        &["run", "study.toml", "--out", "x", "--threads", "many"],
        &["diff", "--matrix", "m.tsv", "--out", "d"],
        &["diff", "--unknown"],
        &[
            "cluster",
            "--matrix",
            "m",
            "--out",
            "c",
            "--distance",
            "hamming",
        ],
        &[
            "cluster",
            "--matrix",
            "m",
            "--out",
            "c",
            "--samples",
            "s.csv",
        ],
        &["normalize", "--out", "n", "a.CEL"],
        &[
            "normalize",
            "--cdf",
            "c",
            "--pgf",
            "p",
            "--clf",
            "l",
            "--out",
            "n",
            "a.CEL",
        ],
        &["normalize", "--pgf", "p", "--out", "n", "a.CEL"],
        &[
            "normalize",
            "--cdf",
            "c",
            "--compatibility",
            "oligo",
            "--out",
            "n",
            "a.CEL",
        ],
        &["normalize", "--cdf", "c", "--out", "n"],
        &["genesets", "--table", "t", "--out", "g"],
        &["schema"],
        &["schema", "sumary"],
    ] {
        let output = run(place.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("--help"), "{arguments:?}: {errors}");
        assert_eq!(output.stdout, b"", "{arguments:?}");
        assert_eq!(listing(place.path()).len(), 0);
    }
}

#[test]
fn false_discovery_rates_out_of_range_are_refused() {
    let study = Study::new();
    for fdr in ["0", "-1", "1.5", "NaN"] {
        let fdr = format!("--fdr={fdr}");
        for command in [&crate::matrix_study::DIFF[..], &GENESETS] {
            let mut arguments = command.to_vec();
            arguments.push(&fdr);
            let output = run(study.root(), &arguments);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        }
    }
}

const GENESETS: [&str; 7] = [
    "genesets", "--table", "t.tsv", "--themes", "rat", "--out", "g",
];

#[test]
fn a_reader_that_went_away_is_no_failure() {
    let study = Study::new();
    for arguments in [
        &["schema", "differential"][..],
        &["inspect", "expression.tsv"],
        &["check", "study.toml"],
        &["run", "study.toml", "--out", "results"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = program(study.root(), arguments);
        let output = command.stdout(Stdio::from(writer)).output().unwrap();
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            "",
            "{arguments:?}"
        );
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
    assert!(study.path("results/summary.json").is_file());
}

/// Where neither output can be written, the exit code alone tells.
#[cfg(target_os = "linux")]
#[test]
fn outputs_that_cannot_be_written_end_in_codes_and_not_in_aborts() {
    let study = Study::new();
    let full = || {
        Stdio::from(
            std::fs::File::options()
                .write(true)
                .open("/dev/full")
                .unwrap(),
        )
    };
    let code = |arguments: &[&str], out: Stdio, errors: Stdio| {
        let mut command = program(study.root(), arguments);
        command.stdout(out).stderr(errors).status().unwrap().code()
    };
    let missing = ["inspect", "nope"];
    assert_eq!(code(&missing, Stdio::null(), full()), Some(3));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(code(&missing, Stdio::null(), Stdio::from(writer)), Some(3));
    assert_eq!(code(&["unknown"], Stdio::null(), full()), Some(2));
    for arguments in [&["schema", "differential"][..], &["--help"]] {
        assert_eq!(
            code(arguments, full(), Stdio::null()),
            Some(3),
            "{arguments:?}"
        );
    }
}

/// A run that lasts as long as the test likes: its array is a pipe into which nobody writes.
#[cfg(unix)]
mod long_run {
    use crate::program::{folder, listing, program, refuse};
    use crate::simulated_study::{ANNOTATION, Study, demo};
    use std::fs::File;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    fn start(place: &Path, arguments: &[&str]) -> Child {
        let mut command = program(place, arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Puts a named pipe in the place of the annotation, whose reader waits as long as the writer
    /// that is given lives, and writes nothing.
    fn hold_up(study: &Study) -> File {
        let pipe = study.path(ANNOTATION);
        std::fs::remove_file(&pipe).unwrap();
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        // to open a pipe for writing alone would wait for its reader
        let writer = File::options().read(true).write(true).open(&pipe);
        writer.unwrap()
    }

    fn interrupt(child: &mut Child) -> Option<i32> {
        end_by(child, "-INT")
    }

    fn end_by(child: &mut Child, signal: &str) -> Option<i32> {
        let process = child.id().to_string();
        let sent = Command::new("kill").args([signal, &process]).status();
        assert!(sent.unwrap().success());
        child.wait().unwrap().code()
    }

    #[track_caller]
    fn wait_for(what: &dyn Fn() -> bool) {
        let start = Instant::now();
        while !what() {
            assert!(start.elapsed() < Duration::from_secs(20), "waited in vain");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn an_interrupted_run_ends_with_130_and_leaves_nothing() {
        let study = Study::new();
        let _writer = hold_up(&study);
        let before = listing(study.root());
        let deep = ["run", "study.toml", "--out", "deep/er/results"];
        // a test under nohup could not be hung up
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let mut child = start(study.root(), &deep);
            wait_for(&|| study.path("deep/er/.results.incomplete/.lock").exists());
            assert_eq!(end_by(&mut child, signal), Some(code));
            assert_eq!(listing(study.root()), before);
        }
        let arguments = ["run", "study.toml", "--out", "results"];
        let mut child = start(study.root(), &arguments);
        wait_for(&|| study.path(".results.incomplete/.lock").exists());
        // the place is taken as long as the other run lives
        refuse(study.root(), &arguments).says(&["results", "in use", "--out"]);
        let mut forced = arguments.to_vec();
        forced.push("--force");
        refuse(study.root(), &forced).says(&["results", "in use"]);
        assert_eq!(interrupt(&mut child), Some(130));
        assert_eq!(listing(study.root()), before);
    }

    #[test]
    fn a_killed_run_does_not_block_the_next() {
        let study = Study::new();
        let annotation = study.bytes(ANNOTATION);
        let writer = hold_up(&study);
        let mut child = start(study.root(), &["run", "study.toml", "--out", "results"]);
        wait_for(&|| study.path(".results.incomplete/.lock").exists());
        child.kill().unwrap();
        child.wait().unwrap();
        drop(writer);
        std::fs::remove_file(study.path(ANNOTATION)).unwrap();
        study.put(ANNOTATION, annotation);
        study.succeed();
        assert!(!study.path(".results.incomplete").exists());
    }

    #[test]
    fn an_interrupted_demo_leaves_nothing() {
        assert!(demo().is_dir());
        let place = folder();
        let mut child = start(place.path(), &["demo"]);
        wait_for(&|| !listing(place.path()).is_empty());
        assert_eq!(interrupt(&mut child), Some(130));
        assert_eq!(listing(place.path()), Vec::<std::path::PathBuf>::new());
    }
}

#[cfg(unix)]
#[test]
fn wrong_usage_beside_bytes_that_are_no_text_is_two() {
    use std::os::unix::ffi::OsStrExt;
    let place = folder();
    let odd = std::ffi::OsStr::from_bytes(b"x\xff.toml");
    for arguments in [&["schema"][..], &["run", "--nosuch", "--out", "y"]] {
        let output = program(place.path(), arguments).arg(odd).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
}
