//! `arrayon gate`: exit codes, rules and the files that other programs read.

use crate::program::{self, folder, json, program, refuse, run, succeed};
use crate::simulated_study::{copy_demo, demo};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The outcome of a policy on the results of the demo, and the exit code.
fn gate(policy: &str, more: &[&str]) -> (Value, i32, String) {
    let place = folder();
    fs::write(place.path().join("policy.toml"), policy).unwrap();
    gate_in(place.path(), &demo().join("results"), more)
}

fn gate_in(place: &Path, results: &Path, more: &[&str]) -> (Value, i32, String) {
    let results = results.to_string_lossy();
    let arguments = [&["gate", &results, "--policy", "policy.toml"], more].concat();
    let output = run(place, &arguments);
    let report = serde_json::from_slice(&output.stdout).unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    (report, output.status.code().unwrap(), errors)
}

/// The demo's counts of a contrast.
fn contrast(id: &str) -> Value {
    let summary = json(&demo().join("results/summary.json"));
    let contrasts = summary["contrasts"].as_array().unwrap().clone();
    contrasts
        .into_iter()
        .find(|one| one["contrast"] == id)
        .unwrap()
}

#[test]
fn results_that_meet_every_rule_pass() {
    let found = contrast("mg001_vs_pairfed");
    let gene = found["top_features"][0].clone();
    let symbol = gene["gene_symbols"][0].as_str().unwrap();
    let direction = if gene["log_fc"].as_f64().unwrap() > 0.0 {
        "up"
    } else {
        "down"
    };
    let n_up = found["n_up"].as_u64().unwrap();
    let policy = format!(
        "[arrays]\nmax_failed = 0\nmin_passed = 1\n[features]\nmin_features = 1000\nmin_tested = 1000\n\
         [[findings]]\ncontrast = 'mg001_vs_pairfed'\ndirection = 'up'\nmin = {n_up}\nmax = {n_up}\n\
         [[genes]]\ncontrast = 'mg001_vs_pairfed'\ngene = '{symbol}'\nexpected = '{direction}'\n\
         [[themes]]\ncontrast = 'mg001_vs_pairfed'\ntheme = 'inflammation'\nverdict = ['up']\n\
         [[clusters]]\nscope = 'mg001_vs_pairfed'\nverdict = ['separated']\n"
    );
    let (report, code, errors) = gate(&policy, &[]);
    assert_eq!((code, errors.as_str()), (0, ""), "{report:#}");
    assert_eq!(report["schema"], "arrayon/gate");
    assert_eq!(report["outcome"], "pass");
    // the files, two rules of arrays, features, one of tested features for each contrast, the rest
    assert_eq!(report["n_passed"], 2 + 2 + 3 + 4, "{report:#}");
}

#[test]
fn each_rule_that_is_not_met_fails_with_exit_code_four() {
    for (policy, rule, expected, found) in [
        (
            "[arrays]\nmin_passed = 1000",
            "arrays.min_passed",
            "at least 1000",
            " of ",
        ),
        (
            "[features]\nmin_features = 999999",
            "features.min_features",
            "at least 999999",
            "",
        ),
        (
            "[[findings]]\ncontrast = 'mg001_vs_pairfed'\nmax = 1",
            "findings",
            "at most 1",
            "",
        ),
        (
            "[[findings]]\ncontrast = 'x'\nmin = 0",
            "findings",
            "at least 0",
            "no such contrast",
        ),
        (
            "[[genes]]\ncontrast = 'mg001_vs_pairfed'\ngene = 'Nothing1'\nexpected = 'up'",
            "genes",
            "up",
            "no tested feature of this gene",
        ),
        (
            "[[genes]]\ncontrast = '../../study'\ngene = 'Fos'\nexpected = 'up'",
            "genes",
            "up",
            "no table of such a contrast",
        ),
        (
            "[[themes]]\ncontrast = 'mg001_vs_pairfed'\ntheme = 'inflammation'\nverdict = ['down']",
            "themes",
            "down",
            "up",
        ),
        (
            "[[themes]]\ncontrast = 'mg001_vs_pairfed'\ntheme = 'luck'\nverdict = ['up']",
            "themes",
            "up",
            "no such theme",
        ),
        (
            "[[clusters]]\nscope = 'luck'\nverdict = ['separated']",
            "clusters",
            "separated",
            "no verdict on them",
        ),
    ] {
        let (report, code, errors) = gate(policy, &[]);
        assert_eq!(code, 4, "{policy}: {report:#}");
        assert!(errors.starts_with("error: gate failed: 1 of "), "{errors}");
        let rules = report["rules"].as_array().unwrap();
        let failed: Vec<&Value> = rules
            .iter()
            .filter(|rule| rule["outcome"] == "fail")
            .collect();
        assert_eq!(failed.len(), 1, "{policy}: {report:#}");
        assert_eq!(failed[0]["rule"], rule);
        assert_eq!(failed[0]["expected"], expected);
        assert!(
            failed[0]["found"].as_str().unwrap().contains(found),
            "{failed:?}"
        );
    }
}

#[test]
fn files_that_were_changed_fail_the_built_in_policy() {
    let place = folder();
    copy_demo(&place.path().join("demo"));
    let results = place.path().join("demo/results");
    let arguments = ["gate", &results.to_string_lossy()];
    succeed(place.path(), &arguments);
    let table = results.join("differential/mg001_vs_pairfed.tsv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replacen('1', "2", 1)).unwrap();
    let output = run(place.path(), &arguments);
    assert_eq!(output.status.code(), Some(4));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = report["rules"][0]["found"].as_str().unwrap();
    assert!(
        found.contains("differential/mg001_vs_pairfed.tsv"),
        "{found}"
    );
}

#[test]
fn other_programs_read_the_outcome() {
    let place = folder();
    let policy = "[[findings]]\ncontrast = 'a | <b> & \"c\"'\nmin = 1\n";
    fs::write(place.path().join("policy.toml"), policy).unwrap();
    let files = [
        "--junit",
        "gate.xml",
        "--markdown",
        "gate.md",
        "--sarif",
        "gate.sarif",
    ];
    let results = demo().join("results");
    let (report, code, _) = gate_in(place.path(), &results, &files);
    assert_eq!(code, 4);
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();

    let junit = quick_junit::Report::deserialize_from_str(&read("gate.xml")).unwrap();
    let n_rules = report["rules"].as_array().unwrap().len();
    assert_eq!((junit.tests, junit.failures, junit.errors), (n_rules, 1, 0));
    let names: Vec<&str> = (junit.test_suites[0].test_cases.iter())
        .map(|case| case.name.as_str())
        .collect();
    assert!(
        names.contains(&"findings: features changed in a | <b> & \"c\""),
        "{names:?}"
    );

    let markdown = read("gate.md");
    assert!(markdown.contains("failed: 1 of "), "{markdown}");
    assert!(markdown.contains("| fail | findings | features changed in a \\| \\<b\\> \\& \"c\" |"));

    let sarif: Value = serde_json::from_str(&read("gate.sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let found = &sarif["runs"][0]["results"];
    assert_eq!(found.as_array().unwrap().len(), 1);
    assert_eq!(found[0]["ruleId"], "findings");
    let place_of = &found[0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place_of["uri"], "summary.json");

    // files that exist are replaced only on request
    let (first, second) = (
        gate_again(place.path(), &[]),
        gate_again(place.path(), &["--force"]),
    );
    assert_eq!((first, second), (3, 4));
}

fn gate_again(place: &Path, more: &[&str]) -> i32 {
    let results = demo().join("results");
    let results = results.to_string_lossy();
    let arguments = [
        "gate",
        &results,
        "--policy",
        "policy.toml",
        "--junit",
        "gate.xml",
    ];
    let output = program(place, &[&arguments[..], more].concat())
        .output()
        .unwrap();
    output.status.code().unwrap()
}

#[test]
fn folders_and_policies_that_cannot_be_judged_are_refused() {
    let place = folder();
    fs::create_dir(place.path().join("empty")).unwrap();
    refuse(place.path(), &["gate", "empty"]).says(&["no complete results", "summary.json"]);
    let results = demo().join("results");
    let results = results.to_string_lossy();
    for (policy, texts) in [
        (
            "[arrays]\nmax_broken = 1\n",
            &["policy.toml, line 2", "max_broken", "arrayon schema policy"][..],
        ),
        ("[[findings]]\ncontrast = 'x'\n", &["without a limit"]),
        (
            "[[findings]]\ncontrast = 'x'\nmin = 2\nmax = 1\n",
            &["above max"],
        ),
        (
            "[[clusters]]\nscope = 'x'\nverdict = []\n",
            &["no verdict passes"],
        ),
        ("[arrays\n", &["policy.toml, line 1"]),
    ] {
        fs::write(place.path().join("policy.toml"), policy).unwrap();
        let arguments = ["gate", &results, "--policy", "policy.toml"];
        refuse(place.path(), &arguments).says(texts);
    }
    let schema = succeed(place.path(), &["schema", "policy"]);
    assert!(schema.contains("max_failed"));
    program::succeed(place.path(), &["schema", "gate"]);
}

/// The workflow in the repository: its script on a good study and on three sets of rules that the
/// study does not meet.
#[test]
fn the_workflow_stops_what_it_should() {
    let workflow = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/ci-gate");
    let workflow = fs::canonicalize(workflow).unwrap();
    let place = folder();
    copy_demo(&place.path().join("demo"));
    let program_folder = Path::new(env!("CARGO_BIN_EXE_arrayon")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let gate = |policy: &Path| {
        let out = place.path().join(policy.file_stem().unwrap());
        fs::create_dir(&out).unwrap();
        let status = std::process::Command::new("sh")
            .arg(workflow.join("gate.sh"))
            .args([&place.path().join("demo/study/study.toml"), policy, &out])
            .env("PATH", format!("{}:{path}", program_folder.display()))
            .output()
            .unwrap();
        let junit = fs::read_to_string(out.join("gate.xml")).unwrap();
        let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
        (status.status.code(), junit.failures)
    };
    assert_eq!(gate(&workflow.join("policy.toml")), (Some(0), 0));
    let mut policies = program::listing(&workflow.join("policies"));
    policies.sort();
    assert_eq!(policies.len(), 3);
    for policy in policies {
        assert_eq!(gate(&policy), (Some(4), 1), "{}", policy.display());
    }
}
