//! Linkages between means, the gap statistic beside missing values, and what figures must show.

use crate::cluster_study::{GROUPS, cluster, rows, strings, text};
use crate::matrix_study::{RUN, Study};
use crate::program::{self, folder, json};
use crate::simulated_study::demo;

#[test]
fn centroids_are_means_of_euclidean_distances() {
    let place = folder();
    let points = arrayon_testkit::testdata().join("cases/centroid-euclidean/m.tsv");
    let points = points.to_string_lossy();
    let heights = |linkage: &str| -> Vec<f64> {
        let arguments = [
            "cluster",
            "--matrix",
            &points,
            "--distance",
            "euclidean",
            "--linkage",
            linkage,
            "--genes",
            "none",
            "--out",
            linkage,
        ];
        program::succeed(place.path(), &arguments);
        let tree = json(&place.path().join(linkage).join("clusters/samples.json"));
        assert_eq!(tree["linkage"], linkage);
        let merges = tree["merges"].as_array().unwrap().iter();
        merges.map(|merge| merge[2].as_f64().unwrap()).collect()
    };
    // SciPy's, on squared distances, after the root
    assert!((heights("centroid")[1] - 5.859).abs() < 5e-4);
    // R's reading, on the distances as they are
    assert!((heights("centroid.D")[1] - 5.080).abs() < 5e-4);
    assert_ne!(heights("median"), heights("median.D"));
}

#[test]
fn centroids_of_other_distances_are_refused_at_once() {
    let study = Study::new();
    for linkage in ["centroid", "median"] {
        let begin = ["cluster", "--matrix", "gone.tsv", "--out", "c"];
        for flag in ["--linkage", "--gene-linkage"] {
            let arguments = [&begin[..], &[flag, linkage]].concat();
            study.refuse_usage(&arguments, &[flag, "Euclidean", "pearson", ".D"]);
        }
        study.put(
            "study.toml",
            &described(&format!("linkage = \"{linkage}\"")),
        );
        let refusal = study.refuse(&["check", "study.toml"]);
        refusal.says(&["cluster.linkage", "Euclidean", "pearson", ".D"]);
    }
    let both = "distance = \"euclidean\"\nlinkage = \"median\"";
    study.put("study.toml", &described(both));
    study.succeed(&["check", "study.toml"]);
}

fn described(cluster: &str) -> String {
    format!(
        "[study]\nname = \"s\"\nsamples = \"samples.csv\"\ncontrasts = \"contrasts.csv\"\n\
         matrix = \"expression.tsv\"\n\n[genesets]\nthemes = \"none\"\n\n[cluster]\n{cluster}\n"
    )
}

#[test]
fn a_missing_value_costs_the_gap_statistic_a_feature_and_no_more() {
    let study = Study::new();
    let table = text(&study, "expression.tsv");
    let holed: Vec<String> = (rows(&table).into_iter())
        .map(|mut row| {
            if row[0] == "g7" {
                row[2] = "";
            }
            row.join("\t")
        })
        .collect();
    study.put("expression.tsv", &(holed.join("\n") + "\n"));
    let note = "gap: over 39 of 40 features, the 1 with missing values left out";
    cluster(&study, &["--n-gap-references", "20", "--out", "c"]);
    let advice = &json(&study.path("c/clusters/samples.json"))["advice"];
    assert!(advice["by_gap"].is_number(), "{advice}");
    assert!(advice["rule"].as_str().unwrap().contains(note), "{advice}");
    let warnings = json(&study.path("c/summary.json"))["warnings"].clone();
    assert!(strings(&warnings).iter().any(|text| text.contains(note)));
    // the numbers are those of the matrix without the feature
    let kept: Vec<&String> = holed
        .iter()
        .filter(|line| !line.starts_with("g7\t"))
        .collect();
    let kept: Vec<&str> = kept.into_iter().map(String::as_str).collect();
    study.put("without.tsv", &(kept.join("\n") + "\n"));
    let without = [
        "cluster",
        "--matrix",
        "without.tsv",
        "--n-gap-references",
        "20",
        "--out",
        "w",
    ];
    study.succeed(&without);
    let expected = &json(&study.path("w/clusters/samples.json"))["advice"];
    assert_eq!(advice["gaps"], expected["gaps"]);
    // a study passes its check and its run
    study.put("study.toml", &described("n_gap_references = 20"));
    study.succeed(&["check", "study.toml"]);
    study.succeed(&RUN);
    let summary = std::fs::read_to_string(study.path("results/summary.json")).unwrap();
    assert!(summary.contains(note), "{summary}");
}

#[test]
fn the_bootstrap_takes_missing_values() {
    let study = Study::new();
    let table = text(&study, "expression.tsv");
    let holed: Vec<String> = (rows(&table).into_iter().enumerate())
        .map(|(at, mut row)| {
            if at > 0 && at % 3 == 0 {
                let column = 1 + at % 6;
                row[column] = "NA";
            }
            row.join("\t")
        })
        .collect();
    study.put("expression.tsv", &(holed.join("\n") + "\n"));
    for (distance, threads) in [("pearson", "1"), ("pearson", "3"), ("euclidean", "2")] {
        let out = format!("{distance}{threads}");
        let set = [
            "--n-bootstrap",
            "200",
            "--distance",
            distance,
            "--threads",
            threads,
        ];
        cluster(&study, &[&set[..], &GROUPS, &["--out", &out]].concat());
        let tree = json(&study.path(&format!("{out}/clusters/samples.json")));
        assert_eq!(tree["support"].as_array().unwrap().len(), 5, "{out}");
    }
    let tree = |name: &str| text(&study, &format!("{name}/clusters/samples.json"));
    assert_eq!(tree("pearson1"), tree("pearson3"));
}

#[test]
fn hostile_names_make_well_formed_figures() {
    let study = Study::new();
    // readers refuse control characters before; the figures' own tests have them
    let hostile = "g0<b>&]]>";
    study.replace("expression.tsv", "\ng0\t", &format!("\n{hostile}\t"));
    cluster(&study, &[&GROUPS[..], &["--out", "c"]].concat());
    for name in ["genes", "samples", "pca"] {
        let drawn = text(&study, &format!("c/clusters/{name}.svg"));
        let is_fit = |c: char| c == '\n' || !(c.is_control() || u32::from(c) & 0xFFFF >= 0xFFFE);
        assert!(drawn.chars().all(is_fit), "{name}");
        assert!(!drawn.contains("<b>"), "{name}");
    }
}

/// The colour of the mark that stands before a name of the legend.
fn colour_of<'a>(drawn: &'a str, name: &str) -> &'a str {
    let (before, _) = drawn.split_once(&format!("\n{name}\n")).unwrap();
    let fills = before.rsplit("fill=\"");
    fills
        .map(|rest| &rest[..7])
        .find(|fill| !["#000000", "#5A5A5A"].contains(fill))
        .unwrap()
}

#[test]
fn groups_keep_their_colours_and_simulated_arrays_are_named() {
    let clusters = demo().join("results/clusters");
    let drawn = |name: &str| std::fs::read_to_string(clusters.join(name)).unwrap();
    let samples = drawn("samples.svg");
    let tree = json(&clusters.join("samples.json"));
    let mut n_checked = 0;
    for entry in std::fs::read_dir(&clusters).unwrap() {
        let path = entry.unwrap().path();
        if path.extension() != Some("svg".as_ref()) {
            continue;
        }
        let figure = std::fs::read_to_string(&path).unwrap();
        assert!(figure.contains("SIMULATED"), "{path:?}");
        for level in strings(&tree["group_verdicts"][0]["groups"]) {
            if figure.contains(&format!("\n{level}\n")) {
                assert_eq!(
                    colour_of(&figure, level),
                    colour_of(&samples, level),
                    "{path:?}"
                );
                n_checked += 1;
            }
        }
    }
    assert!(n_checked > 10, "{n_checked}");
}
