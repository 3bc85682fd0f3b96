//! Frozen RMA: a reference set in one file, and arrays that are normalised each by itself.

use crate::bad_chips::SMALL_CDF;
use crate::program::{json, refuse, run, succeed};
use crate::simulated_study::{LIBRARY, Study, demo, text_cdf};

const FREEZE: [&str; 6] = [
    "freeze",
    "cel",
    "--samples",
    "samples.csv",
    "--batch",
    "run",
];

/// The study with `ref.frozen`, made of its six arrays in two batches.
fn frozen() -> Study {
    let study = Study::new();
    study.edit("samples.csv", |text| {
        let lines = text.lines().enumerate();
        let day = |at: usize| match at {
            0 => "run",
            at if at % 2 == 0 => "monday",
            _ => "tuesday",
        };
        let lines: Vec<String> = lines
            .map(|(at, line)| format!("{line},{}", day(at)))
            .collect();
        lines.join("\n")
    });
    let arguments = [&FREEZE, &LIBRARY[..]];
    let printed = succeed(
        study.root(),
        &[&arguments.concat()[..], &["--out", "ref.frozen"]].concat(),
    );
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(
        (&printed["n_arrays"], &printed["n_batches"]),
        (&6.into(), &2.into())
    );
    assert_eq!(printed["warnings"], serde_json::json!([]));
    study
}

fn normalize<'a>(files: &[&'a str], further: &[&'a str]) -> Vec<&'a str> {
    [&["normalize"], files, &LIBRARY, further].concat()
}

/// A column of the expression by its sample.
fn column(study: &Study, folder: &str, sample: &str) -> Vec<String> {
    let text = String::from_utf8(study.bytes(&format!("{folder}/expression.tsv"))).unwrap();
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let at = lines
        .next()
        .unwrap()
        .split('\t')
        .position(|name| name == sample);
    let at = at.unwrap();
    lines
        .map(|line| line.split('\t').nth(at).unwrap().to_owned())
        .collect()
}

#[test]
fn an_array_has_the_same_numbers_alone_and_in_any_batch() {
    let study = frozen();
    let frozen = ["--frozen", "ref.frozen", "--out"];
    let all = [
        "cel/mg001_3.CEL",
        "cel/mg001_1.CEL",
        "cel/pairfed_1.CEL",
        "cel/pairfed_2.CEL",
    ];
    let printed = succeed(
        study.root(),
        &normalize(&all, &[&frozen[..], &["all"]].concat()),
    );
    assert!(printed.contains("\"method\": \"frozen\""), "{printed}");
    succeed(
        study.root(),
        &normalize(&all[1..2], &[&frozen[..], &["one"]].concat()),
    );
    let one = column(&study, "one", "mg001_1");
    assert!(one.len() > 1_000);
    assert_eq!(one, column(&study, "all", "mg001_1"));
    // each array is compared with the reference set, one alone too
    for folder in ["one", "all"] {
        let qc = json(&study.path(&format!("{folder}/qc.json")));
        for array in qc["arrays"].as_array().unwrap() {
            let checks = array["checks"].as_array().unwrap();
            let gnuse = checks
                .iter()
                .find(|check| check["metric"] == "frozen_error_median");
            let value = gnuse.unwrap()["value"].as_f64().unwrap();
            assert!((0.8..1.2).contains(&value), "{value}");
            // one number has one limit, and depends on no other array of the batch
            let nuse = checks
                .iter()
                .find(|check| check["metric"] == "unscaled_error_median");
            assert!(nuse.is_none(), "{nuse:?}");
        }
    }
    let provenance = json(&study.path("one/provenance.json"));
    let how = &provenance["configuration"]["normalize"];
    assert_eq!(how["method"], "frozen");
    let inputs = provenance["inputs"].as_array().unwrap();
    assert!(inputs.iter().any(|input| input["role"] == "frozen"));
    // in a study of its own, by a path from the folder of study.toml
    study.replace("study.toml", "method = \"rma\"", "frozen = \"ref.frozen\"");
    study.succeed();
    assert_eq!(one, column(&study, "results", "mg001_1"));
}

#[test]
fn arrays_that_memory_does_not_hold_give_the_same_reference_set() {
    let study = frozen();
    let freeze = [&FREEZE[..], &LIBRARY].concat();
    for (estimate, threads) in [("published", "1"), ("frma", "3")] {
        let how = ["--estimate", estimate, "--threads", threads];
        let whole = ["--out", "whole.frozen", "--force"];
        succeed(study.root(), &[&freeze[..], &how, &whole].concat());
        let limits = ["--memory", "1600K", "--out", "streamed.frozen", "--force"];
        let output = run(study.root(), &[&freeze[..], &how, &limits].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert!(errors.contains("kept in a scratch file"), "{errors}");
        assert!(study.bytes("streamed.frozen") == study.bytes("whole.frozen"));
    }
    let none = ["--memory", "1K", "--out", "none.frozen"];
    let refusal = refuse(study.root(), &[&freeze[..], &none].concat());
    refusal.says(&["memory: 6 arrays take", "at the least", "--memory"]);
    assert!(!study.path("none.frozen").exists());
}

#[test]
fn a_reference_set_of_another_chip_library_or_setting_is_refused() {
    let study = frozen();
    let refused = |library: &[&str], further: &[&str]| {
        let common = [
            "normalize",
            "cel/mg001_1.CEL",
            "--frozen",
            "ref.frozen",
            "--out",
            "n",
        ];
        refuse(study.root(), &[&common, library, further].concat())
    };
    study.put("small.cdf", SMALL_CDF);
    refused(&["--cdf", "small.cdf"], &[]).says(&[
        "ref.frozen",
        "chip type 'Simulated",
        "3 x 3 cells as in small.cdf",
        "freeze a reference set of this chip",
    ]);
    study.put(
        "other.cdf",
        text_cdf(grid(), &[("a_at".to_owned(), vec![40, 41, 42])]),
    );
    refused(&["--cdf", "other.cdf"], &[]).says(&["ref.frozen", "grouping differs", "other.cdf"]);
    refused(&LIBRARY, &["--probe-selection", "main"]).says(&["ref.frozen", "grouping differs"]);
    refused(&LIBRARY, &["--compatibility", "apt"]).says(&[
        "made with compatibility 'bioconductor'",
        "'apt'",
        "normalize.compatibility",
    ]);
    let mut bytes = study.bytes("ref.frozen");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    study.put("ref.frozen", bytes);
    refused(&LIBRARY, &[]).says(&["ref.frozen", "checksum"]);
    study.put("ref.frozen", study.bytes("samples.csv"));
    refused(&LIBRARY, &[]).says(&["ref.frozen", "this is a sample sheet"]);
}

/// Rows and columns of the simulated chip, as `inspect` has them.
fn grid() -> (u32, u32) {
    let facts = succeed(demo(), &["inspect", "study/cel/mg001_1.CEL", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&facts).unwrap();
    let size = facts[0]["facts"]["rows x columns"]
        .as_str()
        .unwrap()
        .to_owned();
    let (rows, columns) = size.split_once(" x ").unwrap();
    (rows.parse().unwrap(), columns.parse().unwrap())
}

#[test]
fn settings_that_contradict_each_other_are_refused() {
    let study = Study::new();
    let usage = |further: &[&str]| {
        let output = run(
            study.root(),
            &normalize(&["cel"], &[further, &["--out", "n"]].concat()),
        );
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let said = usage(&["--method", "frozen"]);
    assert!(
        said.contains("no reference set for method 'frozen'"),
        "{said}"
    );
    let said = usage(&["--method", "plm", "--frozen", "x"]);
    assert!(
        said.contains("method 'plm' with a frozen reference set"),
        "{said}"
    );
    let freeze = |further: &[&str]| {
        let arguments = [&["freeze", "cel"], &LIBRARY[..], further, &["--out", "r"]].concat();
        refuse(study.root(), &arguments)
    };
    let sheet = ["--samples", "samples.csv"];
    freeze(&[&sheet[..], &["--batch", "dayy"]].concat()).says(&["samples.csv", "no column 'dayy'"]);
    let each = freeze(&[&sheet[..], &["--batch", "sample"]].concat());
    each.says(&["batch 'pairfed_1' has 1 array", "2 or more"]);
    // what stands there already is left alone
    study.put("r", "precious");
    freeze(&[]).says(&["r: exists already", "--force"]);
    assert_eq!(study.bytes("r"), b"precious");
    // --force replaces a reference set, and nothing else
    freeze(&["--force"]).says(&["r", "an earlier reference set"]);
    assert_eq!(study.bytes("r"), b"precious");
    std::fs::remove_file(study.root().join("r")).unwrap();
    succeed(
        study.root(),
        &[&["freeze", "cel"], &LIBRARY[..], &["--out", "r"]].concat(),
    );
    let one_batch = [&["freeze", "cel"], &LIBRARY[..], &["--out", "r", "--force"]].concat();
    let printed = succeed(study.root(), &one_batch);
    assert!(
        printed.contains("the reference set is one batch"),
        "{printed}"
    );
}

#[test]
fn arrays_that_memory_does_not_hold_have_the_same_bytes() {
    let study = frozen();
    let further = [
        "--frozen",
        "ref.frozen",
        "--samples",
        "samples.csv",
        "--out",
    ];
    let arguments = |out, limits: &[&'static str]| {
        let typed = [&further[..], &[out], limits].concat();
        normalize(&["cel"], &typed)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let run = |typed: Vec<String>| {
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        run(study.root(), &typed)
    };
    assert_eq!(run(arguments("whole", &[])).status.code(), Some(0));
    let streamed = run(arguments(
        "streamed",
        &["--memory", "1800K", "--threads", "3"],
    ));
    let errors = String::from_utf8(streamed.stderr).unwrap();
    assert_eq!(streamed.status.code(), Some(0), "{errors}");
    assert!(errors.contains("kept in a scratch file"), "{errors}");
    crate::program::assert_same_results(&study.path("streamed"), &study.path("whole"));
}
