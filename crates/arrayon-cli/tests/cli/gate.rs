//! `arrayon gate`: exit codes, rules and the files that other programs read.

use crate::matrix_study::{self, RUN};
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

#[test]
fn a_study_brings_its_own_gate() {
    let study = matrix_study::Study::new();
    let with_gate = |rules: &str| {
        let section = format!("{rules}\n\n[genesets]");
        study.replace("study.toml", "[genesets]", &section);
    };
    with_gate("[[gate.findings]]\ncontrast = 'b_vs_a'\nmin = 9999");
    let output = run(study.root(), &RUN);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{errors}");
    assert!(
        errors.contains("error: gate failed: 1 of ") && errors.contains("at least 9999"),
        "{errors}"
    );
    // the results are whole, and the gate asks of them what the study does
    assert!(study.path("results/summary.json").is_file());
    let output = run(study.root(), &["gate", "results"]);
    assert_eq!(output.status.code(), Some(4));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap();
    assert!(
        rules
            .iter()
            .any(|rule| rule["rule"] == "findings" && rule["outcome"] == "fail")
    );
    // a policy that is named stands in its place
    study.put("policy.toml", "[features]\nmin_features = 1\n");
    study.succeed(&["gate", "results", "--policy", "policy.toml"]);
    study.replace("study.toml", "min = 9999", "min = 0");
    study.succeed(&["run", "study.toml", "--out", "results", "--force"]);
    study.replace("study.toml", "min = 0", "least = 0");
    let other = ["run", "study.toml", "--out", "other"];
    study.refuse(&other).says(&["study.toml", "least"]);
}

#[test]
fn drift_from_a_baseline_is_a_rule() {
    let study = matrix_study::Study::new();
    study.succeed(&RUN);
    fs::create_dir(study.path("rules")).unwrap();
    // the folder is relative to the policy
    study.put("rules/policy.toml", "[baseline]\nfolder = '../results'\n");
    study.succeed(&["run", "study.toml", "--out", "again"]);
    study.succeed(&["gate", "again", "--policy", "rules/policy.toml"]);
    study.succeed(&[
        "run",
        "study.toml",
        "--out",
        "other",
        "--set",
        "cluster.linkage=single",
    ]);
    let output = run(
        study.root(),
        &["gate", "other", "--policy", "rules/policy.toml"],
    );
    assert_eq!(output.status.code(), Some(4));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = report["rules"].as_array().unwrap();
    let rule = rules
        .iter()
        .find(|rule| rule["rule"] == "baseline")
        .unwrap();
    let found = rule["found"].as_str().unwrap();
    assert!(
        found.starts_with("drift: ") && found.contains("cluster.linkage"),
        "{found}"
    );
    study.put("rules/policy.toml", "[baseline]\nfolder = 'nowhere'\n");
    let arguments = ["gate", "other", "--policy", "rules/policy.toml"];
    study
        .refuse(&arguments)
        .says(&["nowhere", "no complete results"]);
}

#[test]
fn values_of_a_metric_are_asked_of_every_array() {
    let qc = json(&demo().join("results/qc.json"));
    let checks = qc["arrays"][0]["checks"].as_array().unwrap();
    let check = checks
        .iter()
        .find(|check| check["value"].is_number())
        .unwrap();
    let metric = check["metric"].as_str().unwrap();
    let (report, code, _) = gate(
        &format!("[[metrics]]\nmetric = '{metric}'\nmin = -1e9"),
        &[],
    );
    assert_eq!(code, 0, "{report:#}");
    let (report, code, _) = gate(
        &format!("[[metrics]]\nmetric = '{metric}'\nmax = -1e9"),
        &[],
    );
    assert_eq!(code, 4);
    let rules = report["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["rule"] == "metrics").unwrap();
    assert!(
        rule["found"].as_str().unwrap().contains(" outside: "),
        "{rule:#}"
    );
    let (_, code, _) = gate("[[metrics]]\nmetric = 'luck'\nmin = 0.0", &[]);
    assert_eq!(code, 4);
}

#[test]
fn the_example_of_the_help_is_of_metrics_that_there_are() {
    let help = succeed(Path::new("."), &["gate", "--help"]);
    let example = help.split("  [arrays]").nth(1).unwrap();
    let example = example.split("The same keys").next().unwrap();
    let example: toml::Table = format!("[arrays]{example}").parse().unwrap();
    // what it asks of metrics holds for good arrays such as the demo's
    let mut of_metrics = toml::Table::new();
    of_metrics.insert("metrics".to_owned(), example["metrics"].clone());
    let (report, code, _) = gate(&of_metrics.to_string(), &[]);
    assert_eq!(code, 0, "{report:#}");
    // and every key of it is one
    let mut whole = example;
    whole.remove("baseline");
    let (report, _, errors) = gate(&whole.to_string(), &[]);
    assert!(report["rules"].as_array().unwrap().len() > 9, "{errors}");
    let (report, code, _) = gate("[[metrics]]\nmetric = 'outlier_cells'\nmax = 5", &[]);
    assert_eq!(code, 4);
    assert!(
        report.to_string().contains("'outlier_cells_percent'"),
        "{report:#}"
    );
}

#[test]
fn a_rule_about_what_is_not_there_is_not_met() {
    let study = matrix_study::Study::new();
    study.replace("study.toml", "contrasts = \"contrasts.csv\"\n", "");
    study.succeed(&RUN);
    for (policy, rule) in [
        ("[arrays]\nmax_failed = 0", "arrays.max_failed"),
        ("[arrays]\nmax_warned = 5", "arrays.max_warned"),
        ("[arrays]\nmin_passed = 0", "arrays.min_passed"),
        ("[features]\nmin_tested = 0", "features.min_tested"),
    ] {
        fs::write(study.path("policy.toml"), policy).unwrap();
        let (report, code, _) = gate_in(study.root(), &study.path("results"), &[]);
        assert_eq!(code, 4, "{rule}: {report:#}");
        let rules = report["rules"].as_array().unwrap();
        let found = rules.iter().find(|one| one["rule"] == rule).unwrap();
        assert_eq!(found["outcome"], "fail");
        let words = found["found"].as_str().unwrap();
        assert!(words.starts_with("no "), "{words}");
    }
    // of arrays nothing is asked where nothing is said
    fs::write(study.path("policy.toml"), "[warnings]\nmax = 99").unwrap();
    let (report, code, _) = gate_in(study.root(), &study.path("results"), &[]);
    assert_eq!(code, 0, "{report:#}");
    succeed(study.root(), &["gate", "results"]);
}

#[test]
fn warnings_can_be_refused_by_every_command() {
    let study = matrix_study::Study::new();
    let arguments = [&RUN[..], &["--fail-on-warning"]].concat();
    study.succeed(&arguments);
    // a study without contrasts is warned of
    study.replace("study.toml", "contrasts = \"contrasts.csv\"\n", "");
    for (command, out) in [("run", "w"), ("check", "")] {
        let mut arguments = vec![command, "study.toml", "--fail-on-warning", "-qq"];
        if !out.is_empty() {
            arguments.extend(["--out", out]);
        }
        let output = run(study.root(), &arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{errors}");
        assert!(
            errors.starts_with("error: ") && errors.contains("given"),
            "{errors}"
        );
    }
    assert!(study.path("w/summary.json").is_file());
}

/// The workflow in the repository: its script on a good study and on three bad ones, its policies on
/// the good one.
#[test]
fn the_workflow_stops_what_it_should() {
    let workflow = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workflows/ci-gate");
    let workflow = fs::canonicalize(workflow).unwrap();
    let place = folder();
    let policy = workflow.join("policy.toml");
    // the study as it lies there: the demo's own results know the truth, too
    let study = demo().join("study/study.toml");
    let earlier = [
        "run",
        &study.to_string_lossy(),
        "--out",
        "earlier",
        "--quiet",
    ];
    succeed(place.path(), &earlier);
    let baseline = place.path().join("earlier");
    let program_folder = Path::new(env!("CARGO_BIN_EXE_arrayon")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let gate = |name: &str, spoil: &dyn Fn(&Path)| {
        let copy = place.path().join(name);
        copy_demo(&copy);
        spoil(&copy.join("study"));
        let out = copy.join("out");
        fs::create_dir(&out).unwrap();
        let study = copy.join("study/study.toml");
        let done = std::process::Command::new("sh")
            .arg(workflow.join("gate.sh"))
            .args([&study, &policy, &out, &baseline])
            .env("PATH", format!("{}:{path}", program_folder.display()))
            .output()
            .unwrap();
        let junit = fs::read_to_string(out.join("gate.xml")).unwrap();
        let junit = quick_junit::Report::deserialize_from_str(&junit).unwrap();
        let drift = out.join("comparison.json");
        let drift = drift.is_file().then(|| json(&drift)["outcome"].clone());
        (done.status.code().unwrap(), junit.failures, drift)
    };
    let edit = |file: std::path::PathBuf, change: &dyn Fn(&str) -> String| {
        let text = fs::read_to_string(&file).unwrap();
        let changed = change(&text);
        assert_ne!(text, changed, "{}", file.display());
        fs::remove_file(&file).unwrap();
        fs::write(file, changed).unwrap();
    };
    let (code, n_failures, drift) = gate("good", &|_| {});
    assert_eq!((code, n_failures), (0, 0));
    assert_eq!(drift, Some("same".into()));

    // two arrays of each of the two diets stand under each other's names
    let (code, n_failures, _) = gate("mixed", &|study| {
        for at in 1..=2 {
            let [one, other] =
                ["pairfed", "mg001"].map(|of| study.join(format!("cel/{of}_{at}.CEL")));
            let between = study.join("between.CEL");
            fs::rename(&one, &between).unwrap();
            fs::rename(&other, &one).unwrap();
            fs::rename(&between, &other).unwrap();
        }
    });
    assert_eq!(code, 4);
    assert!(n_failures > 0);

    // reference and target are each other's
    let (code, n_failures, _) = gate("turned", &|study| {
        edit(study.join("contrasts.csv"), &|text| {
            let turned = text.lines().map(|line| {
                let mut cells: Vec<&str> = line.split(',').collect();
                if cells[0] == "mg001_vs_pairfed" {
                    cells.swap(2, 3);
                }
                cells.join(",") + "\n"
            });
            turned.collect()
        });
    });
    assert_eq!(code, 4);
    assert!(n_failures > 0);

    // every rule is met, but the settings are not those of the earlier run
    let (code, n_failures, drift) = gate("drifted", &|study| {
        edit(study.join("study.toml"), &|text| {
            text.replacen("[cluster]\n", "[cluster]\nseed = 2\n", 1)
        });
    });
    assert_eq!((code, n_failures), (4, 0));
    assert_eq!(drift, Some("drift".into()));

    let mut policies = program::listing(&workflow.join("policies"));
    policies.sort();
    assert_eq!(policies.len(), 3);
    for policy in policies {
        let arguments = [
            "gate",
            &baseline.to_string_lossy(),
            "--policy",
            &policy.to_string_lossy(),
        ];
        let output = run(place.path(), &arguments);
        assert_eq!(output.status.code(), Some(4), "{}", policy.display());
    }
}
