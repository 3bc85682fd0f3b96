//! What `--force` may remove, and what becomes of folders when something fails.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{files_below, listing, program, run};
use std::path::Path;

/// All files below a folder with their contents.
fn contents(folder: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let read = |file: std::path::PathBuf| {
        let bytes = std::fs::read(folder.join(&file)).unwrap();
        (file, bytes)
    };
    files_below(folder).into_iter().map(read).collect()
}

/// The program must refuse, and every file stay as it is.
#[track_caller]
fn leaves_alone(study: &Study, arguments: &[&str]) -> String {
    let before = contents(study.root());
    let output = run(study.root(), arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{arguments:?}: {errors}");
    assert!(contents(study.root()) == before, "{arguments:?}: {errors}");
    errors
}

#[test]
fn the_demo_removes_nothing_but_an_earlier_demo() {
    let study = Study::new();
    let forced = |place| leaves_alone(&study, &["demo", "--force", "--out", place]);
    assert!(forced(".").contains("in which the program runs"));
    study.succeed(&RUN);
    assert!(forced(".").contains("in which the program runs"));
    std::fs::create_dir(study.path("project")).unwrap();
    study.put("project/study.toml", "precious");
    assert!(forced("project").contains("no demo of arrayon"));
    for place in ["project/results", "results/deeper"] {
        let mut command = RUN.to_vec();
        command[3] = place;
        study.succeed(&command);
    }
    assert!(forced("project").contains("no demo of arrayon"));
    assert!(forced("results").contains("no demo of arrayon"));
    // marks that others made
    study.put("project/.unfinished", "");
    assert!(forced("project").contains("no demo of arrayon"));
    std::fs::create_dir(study.path(".x.incomplete")).unwrap();
    study.put(".x.incomplete/.lock", "");
    study.put(".x.incomplete/thesis.doc", "precious");
    assert!(forced("x").contains("arrayon did not write it"));
    let command = ["run", "study.toml", "--out", "x", "--force"];
    leaves_alone(&study, &command);
    leaves_alone(&study, &command[..4]);
}

#[test]
fn a_demo_is_replaced_by_a_demo_unless_somebody_works_in_it_or_it_is_killed() {
    let study = Study::new();
    let place = study.path("arrayon-demo");
    crate::simulated_study::copy_demo(&place);
    for (file, content) in [("study/notes.txt", "mine"), ("results/notes.txt", "mine")] {
        std::fs::write(place.join(file), content).unwrap();
        let refusal = leaves_alone(&study, &["demo", "--force"]);
        assert!(refusal.contains("notes.txt: stands among"), "{refusal}");
        std::fs::remove_file(place.join(file)).unwrap();
    }
    let recipe = std::fs::read_to_string(place.join("study/study.toml")).unwrap();
    std::fs::write(place.join("study/study.toml"), format!("{recipe}# mine\n")).unwrap();
    let refusal = leaves_alone(&study, &["demo", "--force"]);
    assert!(refusal.contains("was changed"), "{refusal}");
    std::fs::write(place.join("study/study.toml"), recipe).unwrap();
    let mut child = program(study.root(), &["demo", "--force", "--quiet"])
        .spawn()
        .unwrap();
    let rest = study.path(".arrayon-demo.incomplete");
    while !rest.join("study/cel/normal_1.CEL").exists() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    // whatever the moment, the earlier demo stands there, and the rest of the other is removed
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(rest.exists() && place.join("results/summary.json").exists());
    study.succeed(&["demo", "--force", "--quiet"]);
    assert!(!rest.exists());
    let names = ["results", "study"].map(|name| place.join(name));
    assert_eq!(listing(&place), names);
    // what is written of the files names them as they lie
    let provenance = std::fs::read_to_string(place.join("results/provenance.json")).unwrap();
    assert!(provenance.contains("\"arrayon-demo/study/samples.csv\""));
    assert!(!provenance.contains("incomplete"), "{provenance}");
}

#[test]
fn paths_that_provenance_cannot_name_are_refused_before_anything_is_done() {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let study = Study::new();
        let odd = study.root().join(std::ffi::OsStr::from_bytes(b"x\xff"));
        std::fs::create_dir(&odd).unwrap();
        for file in files_below(study.root()) {
            std::fs::copy(study.root().join(&file), odd.join(&file)).unwrap();
        }
        for (command, out) in [("check", &[][..]), ("run", &["--out", "o"])] {
            let output = program(study.root(), &[command])
                .arg(odd.join("study.toml"))
                .args(out)
                .output()
                .unwrap();
            let errors = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(3), "{errors}");
            assert!(errors.contains("no UTF-8 text"), "{errors}");
        }
        let mut command: Vec<std::ffi::OsString> = DIFF.map(Into::into).to_vec();
        command[2] = odd.join("expression.tsv").into();
        let output = program(study.root(), &[]).args(command).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("no UTF-8 text"), "{errors}");
    }
}

#[test]
fn a_column_whose_name_no_file_can_have_is_refused_before_anything_is_done() {
    let long = "m".repeat(300);
    let study = Study::new();
    study.replace("samples.csv", "batch", &long);
    let text = std::fs::read_to_string(study.path("samples.csv")).unwrap();
    let numbers = text.replace(",x\n", ",1\n").replace(",y\n", ",2.5\n");
    study.put("samples.csv", &numbers);
    study.replace(
        "study.toml",
        "[genesets]",
        &format!("[differential]\nphenotypes = [\"{long}\"]\n[genesets]"),
    );
    for command in [&RUN[..], &["check", "study.toml"]] {
        study
            .refuse(command)
            .says(&["300 bytes", "rename the column"]);
    }
}

#[cfg(target_os = "linux")]
mod failing {
    use super::*;
    use std::process::Command;

    /// Runs a line of a shell in which `$A` is the program.
    fn shell(study: &Study, line: &str) -> std::process::Output {
        Command::new("bash")
            .args(["-c", line])
            .env("A", env!("CARGO_BIN_EXE_arrayon"))
            .current_dir(study.root())
            .output()
            .unwrap()
    }

    #[test]
    fn a_limit_on_file_size_is_told_and_leaves_nothing() {
        let study = Study::new();
        let before = listing(study.root());
        let output = shell(&study, "ulimit -f 1; exec $A run study.toml --out results");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{errors}");
        assert!(errors.contains("too large"), "{errors}");
        assert_eq!(listing(study.root()), before);
    }

    #[test]
    fn earlier_results_that_cannot_be_removed_are_told() {
        use std::os::unix::fs::PermissionsExt;
        let study = Study::new();
        study.succeed(&DIFF);
        let output = shell(
            &study,
            "test $(id -u) = 0 && exit 9; chmod 555 d/differential; \
             exec $A diff --matrix expression.tsv --samples samples.csv --contrasts contrasts.csv \
             --out d --force -q",
        );
        // root may remove anything
        if output.status.code() == Some(9) {
            return;
        }
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert!(
            errors.contains("could not be removed and lie in"),
            "{errors}"
        );
        let rest = study.path(".d.replaced");
        assert!(rest.join("differential").exists() && study.path("d/summary.json").exists());
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(rest.join("differential"), mode).unwrap();
    }

    #[test]
    fn where_memory_ends_the_program_says_so() {
        let study = Study::new();
        let output = shell(
            &study,
            "ulimit -v 60000; exec $A cluster --matrix expression.tsv \
                                    --threads 1 --out c",
        );
        let errors = String::from_utf8(output.stderr).unwrap();
        let code = output.status.code();
        assert!(matches!(code, Some(0 | 3 | 5)), "{code:?}: {errors}");
        assert_eq!(code == Some(0), errors.is_empty(), "{errors}");
        // what a run that ended so leaves is removed by the next
        study.succeed(&[
            "cluster",
            "--matrix",
            "expression.tsv",
            "--out",
            "c",
            "--force",
        ]);
        assert!(!study.path(".c.incomplete").exists());
    }
}
