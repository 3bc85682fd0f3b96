//! Arrays that memory does not hold, and arrays that are read in parts: the bytes are those of one
//! machine with enough memory, and nothing is left beside them.

use crate::program::{assert_same_results, listing, program, refuse, run, sign, succeed};
use crate::simulated_study::{ANNOTATION, LIBRARY, SAMPLES, Study};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn normalize<'a>(further: &[&'a str]) -> Vec<&'a str> {
    let first = ["normalize", "cel", "--annotation", ANNOTATION];
    [&first[..], &LIBRARY, further].concat()
}

#[track_caller]
fn assert_same(study: &Study, found: &str, expected: &str) {
    assert_same_results(&study.path(found), &study.path(expected));
}

/// Runs the program, which must say that it keeps the arrays on disk.
#[track_caller]
fn stream(study: &Study, arguments: &[&str]) {
    let output = run(study.root(), arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    assert!(errors.contains("kept in a scratch file"), "{errors}");
}

#[test]
fn whatever_the_memory_and_threads_the_bytes_are_the_same() {
    let study = Study::new();
    for method in [
        "rma",
        "rma-sketch",
        "gc-adjusted",
        "plm",
        "farms",
        "dfw",
        "quantile-only",
        "median",
        "none",
    ] {
        let whole = format!("{method}-whole");
        succeed(
            study.root(),
            &normalize(&["--method", method, "--out", &whole]),
        );
        let all = [("1", "1600K"), ("3", "1800K")];
        for (threads, memory) in &all[..if method == "rma" { 2 } else { 1 }] {
            let out = format!("{method}-{memory}");
            let further = ["--method", method, "--out", &out, "--threads", threads];
            stream(
                &study,
                &normalize(&[&further[..], &["--memory", memory]].concat()),
            );
            assert_same(&study, &out, &whole);
            fs::remove_dir_all(study.path(&out)).unwrap();
        }
        fs::remove_dir_all(study.path(&whole)).unwrap();
    }
}

#[test]
fn pictures_detection_and_apts_numbers_are_the_same() {
    let study = Study::new();
    fs::create_dir(study.path("room")).unwrap();
    let further = [
        "--samples",
        "samples.csv",
        "--images",
        "--detection",
        "--compatibility",
        "apt",
    ];
    succeed(
        study.root(),
        &normalize(&[&further[..], &["--out", "whole"]].concat()),
    );
    let limits = [
        "--memory",
        "1600K",
        "--scratch",
        "room",
        "--out",
        "streamed",
    ];
    stream(&study, &normalize(&[&further[..], &limits].concat()));
    assert_same(&study, "streamed", "whole");
    assert!(listing(&study.path("room")).is_empty());
    for file in ["detection.tsv", "qc/pairfed_1.png", "samples.tsv"] {
        assert!(study.path("whole").join(file).exists(), "{file}");
    }
}

#[test]
fn a_whole_study_is_the_same() {
    let study = Study::new();
    succeed(study.root(), &["run", "study.toml", "--out", "whole"]);
    let limits = ["--memory", "1700K", "--out", "streamed"];
    stream(&study, &[&["run", "study.toml"], &limits[..]].concat());
    assert_same(&study, "streamed", "whole");
}

#[test]
fn verdicts_on_arrays_are_the_same_with_and_without_a_library() {
    let study = Study::new();
    let cells = ["qc", "cel", "--samples", "samples.csv"];
    let library = ["--annotation", ANNOTATION, "--images", "--detection"];
    let probes = [&cells[..], &LIBRARY, &library].concat();
    for (name, arguments) in [("cells", &cells[..]), ("probes", &probes)] {
        succeed(study.root(), &[arguments, &["--out", name]].concat());
        let limits = ["--memory", "1600K", "--out", "streamed", "--force"];
        stream(&study, &[arguments, &limits].concat());
        assert_same(&study, "streamed", name);
        // judged, and not written
        assert!(!study.path(name).join("expression.tsv").exists());
        assert!(!study.path(name).join("controls.txt").exists());
        let refusal = refuse(
            study.root(),
            &[arguments, &["--memory", "1K", "--out", "none"]].concat(),
        );
        refusal.says(&["memory: 6 arrays take", "at the least", "--memory"]);
    }
    let (cells, probes) = (
        listing(&study.path("cells")),
        listing(&study.path("probes")),
    );
    assert!(cells.len() < probes.len(), "{cells:?} {probes:?}");
}

#[test]
fn memory_that_is_too_little_or_no_size_is_refused() {
    let study = Study::new();
    for memory in ["1", "1K", "200K"] {
        let refusal = refuse(
            study.root(),
            &normalize(&["--out", "results", "--memory", memory]),
        );
        refusal.says(&["memory: 6 arrays take", "at the least", "--memory"]);
    }
    let refusal = refuse(
        study.root(),
        &["run", "study.toml", "--out", "results", "--memory", "300K"],
    );
    refusal.says(&["at the least", "--memory"]);
    for memory in ["much", "-1", "0", "", "4X", "1e400"] {
        let typed = format!("--memory={memory}");
        let output = run(study.root(), &normalize(&["--out", "results", &typed]));
        assert_eq!(output.status.code(), Some(2), "{memory}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("--memory"), "{errors}");
    }
    assert!(!study.path("results").exists());
}

#[test]
fn a_scratch_folder_that_is_none_and_a_bad_array_leave_nothing() {
    let study = Study::new();
    let limits = ["--out", "results", "--memory", "1600K"];
    let scratch = |folder| normalize(&[&limits[..], &["--scratch", folder]].concat());
    refuse(study.root(), &scratch("nowhere")).says(&["nowhere", "is no folder", "--scratch"]);
    refuse(study.root(), &scratch("study.toml")).says(&["study.toml", "is no folder"]);
    let whole = study.bytes("cel/mg001_2.CEL");
    study.put("cel/mg001_2.CEL", &whole[..whole.len() / 2]);
    refuse(study.root(), &normalize(&limits)).says(&["mg001_2.CEL"]);
    study.put("cel/mg001_2.CEL", study.bytes("cel/mg001_1.CEL"));
    refuse(study.root(), &normalize(&limits)).says(&["the same intensities as", "mg001_1.CEL"]);
}

/// The arrays are read while one of them, a named pipe, keeps the program waiting.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_of_scratch_when_the_program_is_ended() {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let study = Study::new();
    fs::create_dir(study.path("room")).unwrap();
    let pipe = study.path("cel/mg001_3.CEL");
    fs::remove_file(&pipe).unwrap();
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    // to open a pipe for writing alone would wait for its reader
    let options = fs::File::options().read(true).write(true).open(&pipe);
    let _writer = options.unwrap();
    let files: Vec<String> = SAMPLES.map(|name| format!("cel/{name}.CEL")).into();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let limits = ["--memory", "1600K", "--scratch", "room", "--out", "results"];
    let arguments = [&["normalize"], &files[..], &LIBRARY, &limits].concat();
    let before = listing(study.root());
    let room = fs::canonicalize(study.path("room")).unwrap();
    for (signal, code) in [("-TERM", Some(143)), ("-INT", Some(130)), ("-KILL", None)] {
        let mut command = program(study.root(), &arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let opened = Path::new("/proc").join(child.id().to_string()).join("fd");
        let has_scratch = || {
            let Ok(opened) = fs::read_dir(&opened) else {
                return false;
            };
            let mut targets = opened.filter_map(|one| fs::read_link(one.ok()?.path()).ok());
            targets.any(|target| target.starts_with(&room))
        };
        let start = Instant::now();
        while !has_scratch() {
            assert!(start.elapsed() < Duration::from_secs(20), "waited in vain");
            std::thread::sleep(Duration::from_millis(5));
        }
        let sent = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
        assert_eq!(child.wait().unwrap().code(), code);
        assert!(listing(&room).is_empty(), "{signal}");
        if code.is_some() {
            assert_eq!(listing(study.root()), before, "{signal}");
        }
    }
}

/// The study in `n` parts.
fn parts(study: &Study, n: u32, further: &[&str]) -> Vec<String> {
    let part = |number: u32| {
        let (shard, out) = (format!("{number}/{n}"), format!("part{number}"));
        let own = ["--shard", &shard, "--out", &out];
        succeed(study.root(), &normalize(&[further, &own].concat()));
        let files = listing(&study.path(&format!("{out}/arrays")));
        assert_eq!(files.len(), 2, "{files:?}");
        assert!(!study.path(&out).join("expression.tsv").exists());
        out
    };
    (1..=n).map(part).collect()
}

#[test]
fn arrays_that_were_read_in_parts_give_the_bytes_of_one_machine() {
    let study = Study::new();
    let settings = ["--samples", "samples.csv", "--detection"];
    succeed(
        study.root(),
        &normalize(&[&settings[..], &["--out", "whole"]].concat()),
    );
    let parts = parts(&study, 4, &settings);
    // in any order, with enough memory or with little
    let folders: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
    for (out, limits) in [("merged", &[][..]), ("streamed", &["--memory", "1600K"])] {
        let merge = [&["--out", out, "--merge-shards"], &folders[..]].concat();
        succeed(
            study.root(),
            &normalize(&[&settings[..], limits, &merge].concat()),
        );
        assert_same(&study, out, "whole");
    }
    // the arrays themselves are inputs of the merged results, too
    let inputs = |out: &str| {
        let provenance = crate::program::json(&study.path(out).join("provenance.json"));
        let inputs = provenance["inputs"].as_array().unwrap().clone();
        let arrays = inputs.into_iter().filter(|input| input["role"] == "cel");
        arrays.collect::<Vec<_>>()
    };
    assert_eq!(inputs("merged"), inputs("whole"));
    // whichever thread was faster, a part has the same bytes
    let again = ["--shard", "1/4", "--out", "again", "--threads", "1"];
    succeed(study.root(), &normalize(&[&settings[..], &again].concat()));
    for file in ["arrays/part.bin", "arrays/part.json"] {
        let (one, other) = (format!("again/{file}"), format!("part1/{file}"));
        assert!(study.bytes(&one) == study.bytes(&other), "{file}");
    }
}

#[test]
fn parts_that_do_not_make_one_study_are_refused() {
    let study = Study::new();
    parts(&study, 3, &[]);
    let merge = |further: &[&'static str], folders: &[&'static str]| {
        let merge = ["--out", "merged", "--merge-shards"];
        let arguments = [further, &merge, folders].concat();
        refuse(study.root(), &normalize(&arguments))
    };
    merge(&[], &["part1", "part3"]).says(&["part 2 of 3 is in none of the folders", "all parts"]);
    merge(&[], &["part1", "part2", "part2", "part3"]).says(&["part 2 of 3 for the second time"]);
    merge(&[], &["part1", "cel"]).says(&["cel/arrays/part.json", "--shard"]);
    let all = ["part1", "part2", "part3"];
    merge(&["--method", "plm"], &all).says(&["the part's method is \"rma\"", "\"plm\""]);
    merge(&["--samples", "samples.csv"], &all).says(&["sample"]);
    let other = ["--shard", "1/2", "--out", "half"];
    succeed(study.root(), &normalize(&other));
    merge(&[], &["part1", "half"]).says(&["of 2", "one of 3 parts"]);
    let too_many = normalize(&["--shard", "1/40", "--out", "none"]);
    refuse(study.root(), &too_many).says(&["part 1/40 of 6 arrays has none"]);
    // a number that somebody changed
    let mut bytes = study.bytes("part2/arrays/part.bin");
    bytes[1000] ^= 1;
    study.put("part2/arrays/part.bin", bytes);
    merge(&[], &all).says(&["part2/arrays/part.bin", "is not as the run left it"]);
    sign(&study.path("part2"));
    merge(&[], &all).says(&["part2/arrays/part.bin", "other numbers"]);
    study.put("part2/arrays/part.bin", b"");
    sign(&study.path("part2"));
    merge(&[], &all).says(&["part2/arrays/part.bin"]);
    let whole = study.bytes("part3/arrays/part.json");
    let part: Value = serde_json::from_slice(&whole).unwrap();
    for (pointer, wrong, message) in [
        (
            "/arrayon_version",
            Value::from("9.0.0"),
            "written by arrayon 9",
        ),
        ("/arrays/0/numbers/n", Value::from(1_u64 << 63), "damaged"),
        ("/arrays/0/scanned/n", Value::from(0), "damaged"),
    ] {
        let mut part = part.clone();
        *part.pointer_mut(pointer).unwrap() = wrong;
        study.put("part3/arrays/part.json", part.to_string());
        sign(&study.path("part3"));
        let folders = match pointer {
            "/arrayon_version" => &["part3"][..],
            _ => &["part1", "fresh", "part3"][..],
        };
        if !study.path("fresh").exists() {
            let fresh = ["--shard", "2/3", "--out", "fresh"];
            succeed(study.root(), &normalize(&fresh));
        }
        merge(&[], folders).says(&["part3", message]);
    }
    study.put("part3/arrays/part.json", whole);
    sign(&study.path("part3"));
    // another array under the name of one that was read
    let [one, other] = [0, 1].map(|at| format!("cel/{}.CEL", SAMPLES[at]));
    let kept = study.bytes(&one);
    study.put(&one, study.bytes(&other));
    merge(&[], &["part1", "fresh", "part3"]).says(&["CEL", "is another file than part"]);
    study.put(&one, kept);
    fs::remove_file(study.path("cel").join(format!("{}.CEL", SAMPLES[0]))).unwrap();
    merge(&[], &["part1"]).says(&["a study of 6 arrays", "5 arrays"]);
}
