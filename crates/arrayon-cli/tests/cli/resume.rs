//! Runs that are cut short, and taken up by a later try: the bytes are those of a run that nothing
//! interrupted.

use crate::matrix_study;
use crate::program::{assert_same_results, json, listing, program, run};
use crate::simulated_study::{SAMPLES, Study};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const RUN: [&str; 4] = ["run", "study.toml", "--out", "results"];
const STAGES: [&str; 4] = ["cluster", "differential", "genesets", "normalize"];

/// A study of which every stage writes more than it must.
fn study() -> Study {
    let study = Study::new();
    study.put(
        "sets.gmt",
        "SET_1\tmade\tActb\tGapdh\tTnf\tIl6\nSET_2\tmade\tAlpl\tRunx2\tSpp1\n",
    );
    let clusters = "linkage = \"average\"";
    let further = format!("{clusters}\nn_bootstrap = 20");
    study.replace("study.toml", clusters, &further);
    study.replace("study.toml", "gmt = []", "gmt = [\"sets.gmt\"]");
    study
}

/// Runs the study until the report is being written, and kills it there.
#[track_caller]
fn kill_at_the_end(root: &Path, further: &[&str]) {
    for _ in 0..20 {
        let _ = fs::remove_dir_all(root.join("results"));
        let arguments = [&RUN[..], &["--quiet"], further].concat();
        let mut child = program(root, &arguments)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // the last file before the report
        while !root.join(".results.incomplete/provenance.json").exists() {
            assert_eq!(child.try_wait().unwrap(), None);
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if !root.join("results").exists() {
            return;
        }
    }
    panic!("was whole before it could be killed");
}

/// The stages that lie there to be taken up.
fn kept(root: &Path) -> Vec<String> {
    let folder = root.join(".results.stages");
    if !folder.exists() {
        return Vec::new();
    }
    let names = listing(&folder).into_iter();
    let names = names.map(|path| path.file_name().unwrap().to_string_lossy().into_owned());
    names.filter(|name| name != ".files").collect()
}

/// Takes the study up; gives what was said of each stage.
#[track_caller]
fn resume(root: &Path, further: &[&str]) -> Vec<String> {
    let arguments = [&RUN[..], &["--resume", "--log"], further].concat();
    let output = run(root, &arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(kept(root).is_empty(), "left behind");
    let about = |line: &&str| line.contains("taken up as") || line.contains("done again");
    errors.lines().filter(about).map(str::to_owned).collect()
}

#[track_caller]
fn taken_up(said: &[String]) -> Vec<&str> {
    let lines = said.iter().filter(|line| line.contains("taken up as"));
    let name = |line: &String| {
        STAGES
            .into_iter()
            .find(|name| line.contains(&format!("{name}: ")))
    };
    let mut names: Vec<&str> = lines.map(|line| name(line).unwrap()).collect();
    names.sort_unstable();
    names
}

fn copy_stages(root: &Path, from: &str, to: &str) {
    let _ = fs::remove_dir_all(root.join(to));
    fs::create_dir(root.join(to)).unwrap();
    for path in listing(&root.join(from)) {
        fs::copy(&path, root.join(to).join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn whatever_stages_are_taken_up_the_bytes_are_the_same() {
    let study = study();
    let whole = run(
        study.root(),
        &["run", "study.toml", "--out", "whole", "--quiet"],
    );
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    kill_at_the_end(study.root(), &["--resume"]);
    assert_eq!(kept(study.root()), STAGES);
    copy_stages(study.root(), ".results.stages", "all");

    for missing in [
        &[][..],
        &["genesets"],
        &["cluster", "genesets"],
        &["normalize"],
    ] {
        copy_stages(study.root(), "all", ".results.stages");
        for name in missing {
            fs::remove_file(study.path(".results.stages").join(name)).unwrap();
        }
        let _ = fs::remove_dir_all(study.path("results"));
        let said = resume(study.root(), &["--threads", "1"]);
        let expected: Vec<&str> = STAGES
            .into_iter()
            .filter(|name| !missing.contains(name))
            .collect();
        assert_eq!(taken_up(&said), expected, "{said:?}");
        assert_same_results(&study.path("results"), &study.path("whole"));
        let provenance = json(&study.path("results/provenance.json"));
        for stage in provenance["stages"].as_array().unwrap() {
            let name = stage["stage"].as_str().unwrap();
            assert_eq!(stage["is_taken_up"], expected.contains(&name), "{name}");
        }
        let of_whole = json(&study.path("whole/provenance.json"));
        assert_eq!(provenance["inputs"], of_whole["inputs"]);
    }

    // what is damaged, or cut short, is done again
    copy_stages(study.root(), "all", ".results.stages");
    let path = study.path(".results.stages/differential");
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    fs::remove_dir_all(study.path("results")).unwrap();
    let said = resume(study.root(), &[]);
    assert_eq!(taken_up(&said), ["cluster", "genesets", "normalize"]);
    assert_same_results(&study.path("results"), &study.path("whole"));
}

#[test]
fn what_rests_on_something_else_is_done_again() {
    let study = study();
    kill_at_the_end(study.root(), &["--resume"]);
    copy_stages(study.root(), ".results.stages", "all");
    let again = |expected: &[&str]| {
        copy_stages(study.root(), "all", ".results.stages");
        let _ = fs::remove_dir_all(study.path("results"));
        let said = resume(study.root(), &[]);
        assert_eq!(taken_up(&said), expected, "{said:?}");
        assert_eq!(said.len(), STAGES.len(), "why is said: {said:?}");
        let _ = fs::remove_dir_all(study.path("whole"));
        let whole = run(
            study.root(),
            &["run", "study.toml", "--out", "whole", "--quiet"],
        );
        assert_eq!(whole.status.code(), Some(0));
        assert_same_results(&study.path("results"), &study.path("whole"));
    };
    again(&STAGES);
    // other sets of genes
    study.edit("sets.gmt", |text| text.replace("Il6", "Il1b"));
    again(&["differential", "normalize"]);
    study.edit("sets.gmt", |text| text.replace("Il1b", "Il6"));
    // another setting
    study.replace("study.toml", "n_bootstrap = 20", "n_bootstrap = 30");
    again(&["differential", "genesets", "normalize"]);
    study.replace("study.toml", "n_bootstrap = 30", "n_bootstrap = 20");
    // another array under a name
    let cel = format!("cel/{}.CEL", SAMPLES[0]);
    let bytes = study.bytes(&cel);
    study.put(
        &cel,
        fs::read(crate::simulated_study::demo().join("study/cel/normal_1.CEL")).unwrap(),
    );
    again(&[]);
    study.put(&cel, &bytes);
    again(&STAGES);
    // another array among those that take part
    study.put("cel/further.CEL", &bytes);
    again(&[]);
}

#[test]
fn without_being_asked_nothing_stays() {
    let study = study();
    // a killed run of less than ten seconds keeps nothing, and the next is told so
    kill_at_the_end(study.root(), &[]);
    assert!(kept(study.root()).is_empty());
    let output = run(study.root(), &[&RUN[..], &["--resume", "--log"]].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("no finished stage of an earlier try is there"),
        "{errors}"
    );
    fs::remove_dir_all(study.path("results")).unwrap();
    // stages of an earlier try are named, not taken up, and go when the results are whole
    kill_at_the_end(study.root(), &["--resume"]);
    let output = run(study.root(), &[&RUN[..], &["--log"]].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("that needs --resume"), "{errors}");
    assert!(!errors.contains("taken up as"), "{errors}");
    assert!(kept(study.root()).is_empty());
}

#[test]
fn all_that_stages_may_find_is_taken_up() {
    let study = matrix_study::Study::new();
    let sheet = "sample,group,batch,Mg (mmol/l),dose,age\n\
                 a1,a,x,0.9,none,10\na2,a,y,0.8,none,12\na3,a,x,0.7,half,11\n\
                 b1,b,y,0.5,half,12\nb2,b,x,0.4,full,10\nb3,b,y,NA,full,13\n";
    study.put("samples.csv", sheet);
    study.put(
        "contrasts.csv",
        "id,variable,reference,target\nb_vs_a,group,a,b\ny_vs_x,batch,x,y\n",
    );
    study.put(
        "sets.gmt",
        "S1\t-\tg0\tg1\tg2\tg3\tg4\nS2\t-\tg8\tg9\tg10\tg11\tg12\n",
    );
    let sections = "\
[differential]
phenotypes = [\"Mg (mmol/l)\", \"age\"]
adjust_for = [\"group\"]
trend = true
robust = true
methods = [\"limma\", \"rank-products\", \"sam\"]
[[differential.doses]]
variable = \"dose\"
levels = [\"none\", \"half\", \"full\"]
values = [0, 0.5, 2]
[figures]
formats = [\"svg\"]

[genesets]
gmt = [\"sets.gmt\"]
min_set_size = 2
tests = [\"over-representation\", \"camera\", \"camera-pr\", \"fry\", \"roast\", \"preranked\"]";
    study.replace("study.toml", "[genesets]", sections);
    let whole = run(
        study.root(),
        &["run", "study.toml", "--out", "whole", "--quiet"],
    );
    assert_eq!(whole.status.code(), Some(0), "{whole:?}");
    kill_at_the_end(study.root(), &["--resume"]);
    let _ = std::fs::remove_dir_all(study.path("results"));
    let said = resume(study.root(), &[]);
    // a matrix is as quickly read as taken up
    assert_eq!(taken_up(&said), ["cluster", "differential", "genesets"]);
    assert_same_results(&study.path("results"), &study.path("whole"));
}

#[test]
fn what_cannot_be_kept_is_said_and_the_results_are_whole() {
    let study = study();
    let stages = study.path(".results.stages");
    fs::create_dir(&stages).unwrap();
    fs::write(stages.join("mine"), "mine").unwrap();
    let output = run(study.root(), &[&RUN[..], &["--resume", "--log"]].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{errors}");
    for stage in STAGES {
        let said = format!("{stage}: is not kept for a later try");
        assert!(errors.contains(&said), "{errors}");
    }
    assert_eq!(fs::read_to_string(stages.join("mine")).unwrap(), "mine");
    assert_eq!(listing(&stages).len(), 1);
    assert!(study.path("results/summary.json").is_file());
}
