//! Verdicts on groups of samples: few of them, pairs, single ones.

use crate::matrix_study::{RUN, Study};
use crate::program::json;
use serde_json::Value;

/// Forty genes of so many samples: half of the genes differ by `shift` between the samples that
/// `levels` names `b` and the others, and what samples of one pair share lies in all of them.
fn put(study: &Study, levels: &[&str], pairs: &[&str], shift: f64) {
    let mut state = 7_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 20) / 4096.0 - 0.5
    };
    let names: Vec<String> = (1..=levels.len()).map(|at| format!("s{at}")).collect();
    let mut matrix = format!("feature_id\t{}\n", names.join("\t"));
    for gene in 0..40 {
        let of_pair: Vec<f64> = pairs.iter().map(|_| 2.0 * noise()).collect();
        matrix += &format!("g{gene}");
        for (at, level) in levels.iter().enumerate() {
            let first = pairs.iter().position(|pair| *pair == pairs[at]).unwrap();
            let effect = if *level == "b" && gene % 2 == 0 {
                shift
            } else {
                0.0
            };
            let value = 8.0 + f64::from(gene % 9) / 3.0 + effect + of_pair[first] + 0.3 * noise();
            matrix += &format!("\t{value}");
        }
        matrix += "\n";
    }
    study.put("expression.tsv", &matrix);
    let rows = names.iter().zip(levels.iter().zip(pairs));
    let rows: String = rows
        .map(|(name, (level, pair))| format!("{name},{level},{pair}\n"))
        .collect();
    study.put("samples.csv", &format!("sample,group,pair\n{rows}"));
}

/// The verdict on the two groups of the contrast, from the results of a run.
fn verdict(study: &Study, blocking: &str) -> Value {
    let contrast = format!("b_vs_a,group,a,b,{blocking}\n");
    study.put(
        "contrasts.csv",
        &format!("id,variable,reference,target,blocking\n{contrast}"),
    );
    study.succeed(&RUN);
    let tree = json(&study.path("results/clusters/b_vs_a.json"));
    let summary = json(&study.path("results/summary.json"));
    let in_brief = summary["sample_clusters"].as_array().unwrap();
    let in_brief = in_brief
        .iter()
        .find(|one| one["scope"] == "b_vs_a")
        .unwrap();
    let verdict = tree["group_verdicts"][0].clone();
    for key in ["verdict", "headline"] {
        assert_eq!(in_brief[key], verdict[key]);
    }
    verdict
}

const FREE: [&str; 8] = ["1", "2", "3", "4", "5", "6", "7", "8"];

#[test]
fn four_against_four_can_be_separated() {
    let study = Study::new();
    put(
        &study,
        &["a", "a", "a", "a", "b", "b", "b", "b"],
        &FREE,
        4.0,
    );
    let found = verdict(&study, "");
    assert_eq!(found["verdict"], "separated");
    assert_eq!(
        found["headline"],
        "separated: 'a' and 'b' each form a branch of the tree"
    );
    assert_eq!(found["permanova"]["relabeling"], "free");
}

#[test]
fn a_single_sample_is_no_group_however_far_away() {
    let study = Study::new();
    put(
        &study,
        &["a", "a", "a", "a", "a", "a", "a", "b"],
        &FREE,
        9.0,
    );
    let found = verdict(&study, "");
    assert_eq!(found["verdict"], "cannot be judged");
    let headline = found["headline"].as_str().unwrap();
    assert!(
        headline.contains("'b' is one sample, which makes no group"),
        "{headline}"
    );
}

#[test]
fn the_columns_for_which_a_contrast_is_adjusted_are_blocks() {
    let study = Study::new();
    let levels = ["a", "b"].repeat(6);
    let pairs: Vec<&str> = (0..12)
        .map(|at| ["p", "q", "r", "s", "t", "u"][at / 2])
        .collect();
    put(&study, &levels, &pairs, 4.0);
    let found = verdict(&study, "pair");
    assert_eq!(found["block_columns"], Value::from(vec!["pair"]));
    let test = &found["permanova"];
    assert_eq!(test["relabeling"], "within blocks");
    assert_eq!(
        (&test["n_permutations"], &test["p_value"]),
        (&64.into(), &(2.0 / 64.0).into())
    );
    assert_eq!(found["verdict"], "separated");
}

#[test]
fn a_formula_with_a_blocking_factor_is_judged_as_the_contrast_that_it_is() {
    let study = Study::new();
    let levels = ["a", "b"].repeat(6);
    let pairs = ["p", "p", "q", "q", "r", "r", "s", "s", "t", "t", "u", "u"];
    put(&study, &levels, &pairs, 1.0);
    let by_columns = verdict(&study, "pair");
    let formula = "id,formula,make_contrasts_str\nb_vs_a,~ pair + group,groupb\n";
    study.put("contrasts.csv", formula);
    study.succeed(&["check", "study.toml"]);
    std::fs::remove_dir_all(study.path("results")).unwrap();
    study.succeed(&RUN);
    let tree = json(&study.path("results/clusters/b_vs_a.json"));
    assert_eq!(tree["group_verdicts"][0], by_columns);
    assert_eq!(by_columns["block_columns"][0], "pair");
}

#[test]
fn a_slope_has_no_groups_and_stops_no_study() {
    let study = Study::new();
    let levels = ["a", "b"].repeat(4);
    let ages = ["1", "2", "3", "4", "5", "6", "7", "8.5"];
    put(&study, &levels, &ages, 1.0);
    let formula = "id,formula,make_contrasts_str\nage,~ group + pair,pair\n";
    study.put("contrasts.csv", formula);
    study.succeed(&RUN);
    let tree = json(&study.path("results/clusters/age.json"));
    assert_eq!(tree["group_verdicts"].as_array().unwrap().len(), 0);
}

/// Six animals, each before and after, of which three are of each sex: 20 ways to deal them out.
#[test]
fn samples_of_an_animal_are_dealt_out_together_whatever_else_is_blocked() {
    let study = Study::new();
    let levels = ["a", "a", "b", "b"].repeat(3);
    let animals = ["p", "p", "q", "q", "r", "r", "s", "s", "t", "t", "u", "u"];
    put(&study, &levels, &animals, 3.0);
    let sheet = std::fs::read_to_string(study.path("samples.csv")).unwrap();
    let with_time: String = (sheet.lines().enumerate())
        .map(|(at, line)| match at {
            0 => format!("{line},time\n"),
            _ => format!("{line},{}\n", if at % 2 == 0 { "after" } else { "before" }),
        })
        .collect();
    study.put("samples.csv", &with_time);
    let description = std::fs::read_to_string(study.path("study.toml")).unwrap();
    study.put(
        "study.toml",
        &format!("{description}\n[differential]\nblock = \"pair\"\n"),
    );
    let found = verdict(&study, "time");
    assert_eq!(found["permanova"]["relabeling"], "whole blocks");
    assert_eq!(found["permanova"]["n_permutations"], 20);
    assert_eq!(found["permanova"]["smallest_p_value"], 0.1);
    assert_eq!(found["verdict"], "cannot be judged");
    let headline = found["headline"].as_str().unwrap();
    assert!(
        headline.contains("in whole blocks of time and pair"),
        "{headline}"
    );
}
