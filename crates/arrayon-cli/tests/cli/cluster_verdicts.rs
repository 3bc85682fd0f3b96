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
