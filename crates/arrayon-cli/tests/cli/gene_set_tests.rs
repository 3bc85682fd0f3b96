//! All tests of gene sets through the real program, on a study of six samples.

use crate::gene_set_study::{EXPRESSION, GENESETS, SETS, configure, number, results, row, tested};
use crate::matrix_study::{RUN, Study};
use crate::program::{json, program};
use serde_json::Value;

const ALL_TESTS: &str = "over-representation,camera-pr,camera,fry,roast,preranked";

/// Which lists of sets are not empty.
fn done(found: &Value) -> Vec<&'static str> {
    let all = [
        "camera_pr",
        "camera",
        "fry",
        "roast",
        "preranked",
        "sample_scores",
    ];
    let is_done = |test: &&str| !found[*test].as_array().unwrap().is_empty();
    all.into_iter().filter(is_done).collect()
}

#[test]
fn correlations_are_estimated_wherever_the_expression_is_known() {
    let study = tested();
    study.succeed(&GENESETS);
    configure(&study, "gmt = [\"sets.gmt\"]");
    study.succeed(&RUN);
    let found = results(&study, "results");
    let tests = Value::from(vec!["over-representation", "camera"]);
    assert_eq!(found["tests"], tests);
    assert_eq!(done(&found), ["camera"]);
    assert_eq!(found, results(&study, "g"));
    let summary = json(&study.path("results/summary.json"));
    assert!(!summary["warnings"].to_string().contains("gene sets by"));
}

#[test]
fn a_table_alone_is_tested_with_a_caution() {
    let study = tested();
    let alone = |folder: &str| {
        let said = study.succeed(&GENESETS.map(|argument| match argument {
            "d/differential/b_vs_a.tsv" => "alone/b_vs_a.tsv",
            "g" => folder,
            other => other,
        }));
        let found = results(&study, folder);
        assert_eq!(done(&found), ["camera_pr"]);
        let caution = arrayon::config::GeneSetTest::CameraPr.caution().unwrap();
        assert!(
            found["notes"].to_string().contains(&caution),
            "{}",
            found["notes"]
        );
        let warnings = json(&study.path(&format!("{folder}/summary.json")))["warnings"].to_string();
        assert!(warnings.contains(&caution), "{warnings}");
        assert!(said.contains("named at least one"), "{said}");
    };
    std::fs::create_dir(study.path("alone")).unwrap();
    std::fs::copy(
        study.path("d/differential/b_vs_a.tsv"),
        study.path("alone/b_vs_a.tsv"),
    )
    .unwrap();
    alone("one");
    // within the results of another stage, whose expression has gone since
    std::fs::remove_file(study.path("expression.tsv")).unwrap();
    study.succeed(&GENESETS);
    let found = results(&study, "g");
    assert_eq!(done(&found), ["camera_pr"]);
    let warnings = json(&study.path("g/summary.json"))["warnings"].to_string();
    assert!(warnings.contains("tested on the table alone"), "{warnings}");
}

#[test]
fn one_collection_is_adjusted_within_as_over_all() {
    let study = tested();
    let arguments = ["--tests", ALL_TESTS, "--n-rotations", "199"];
    study.succeed(&[&GENESETS[..], &EXPRESSION, &arguments].concat());
    let found = results(&study, "g");
    for test in ["camera_pr", "camera", "fry", "roast", "preranked"] {
        for row in found[test].as_array().unwrap() {
            assert_eq!(row["adj_p_value"], row["adj_p_value_all"], "{test}");
            assert_eq!(
                row["mixed_adj_p_value"], row["mixed_adj_p_value_all"],
                "{test}"
            );
        }
    }
}

#[test]
fn sets_of_other_sizes_are_counted_and_not_tested() {
    let study = tested();
    study.put(
        "sets.gmt",
        &format!("{SETS}few\tna\tg1\tg2\tg3\nnone\tna\tx1\n"),
    );
    study.succeed(
        &[
            &GENESETS[..],
            &["--max-set-size", "11", "--tests", ALL_TESTS],
        ]
        .concat(),
    );
    let found = results(&study, "g");
    let collection = &found["collections"][0];
    let count = |key: &str| collection[key].as_u64().unwrap();
    assert_eq!((count("n_sets"), count("n_tested")), (5, 2));
    assert_eq!((count("n_too_small"), count("n_too_large")), (2, 1));
    let notes = collection["notes"].to_string();
    assert!(
        notes.contains("2 with fewer than 5 tested genes, 1 with more than 11"),
        "{notes}"
    );
    for test in ["camera_pr", "camera", "fry", "roast", "preranked"] {
        assert_eq!(found[test].as_array().unwrap().len(), 2, "{test}");
    }
    let refused = ["--min-set-size", "9", "--max-set-size", "8"];
    let output = crate::program::run(study.root(), &[&GENESETS[..], &refused].concat());
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("--min-set-size") && said.contains("at most"),
        "{said}"
    );
}

#[test]
fn every_test_finds_the_set_that_goes_up() {
    let study = tested();
    configure(
        &study,
        "gmt = [\"sets.gmt\"]\nn_rotations = 999\ntests = [\"over-representation\", \"camera-pr\", \
         \"camera\", \"fry\", \"roast\", \"preranked\"]",
    );
    study.succeed(&RUN);
    let found = results(&study, "results");
    for test in ["camera_pr", "camera", "fry", "roast", "preranked"] {
        let fever = row(&found[test], "fever");
        assert_eq!(fever["direction"], "up", "{test}");
        assert_eq!(fever["n_features"], 5, "{test}");
        assert!(number(fever, "p_value") < 0.05, "{test}: {fever}");
        assert!(number(fever, "adj_p_value_all") < 0.1, "{test}: {fever}");
        let cold = row(&found[test], "cold");
        assert!(
            number(cold, "p_value") > number(fever, "p_value"),
            "{test}: {cold}"
        );
    }
    let fever = row(&found["preranked"], "fever");
    let mut leading: Vec<&str> = (fever["leading_edge"].as_array().unwrap().iter())
        .map(|gene| gene.as_str().unwrap())
        .collect();
    leading.sort_unstable();
    assert_eq!(leading, ["g0", "g1", "g2", "g3"]);
    assert!(number(fever, "enrichment_score") > 0.9);
    assert!(number(fever, "log2_error") > 0.0);
    let roast = row(&found["roast"], "fever");
    assert_eq!(number(roast, "proportion_up"), 0.8);
    assert!(found["camera"][0]["correlation"].is_number());
    let method = found["method_in_words"].as_str().unwrap();
    assert!(method.contains("999 random rotations, seed 1"), "{method}");

    // the same from the table and its expression
    let arguments = ["--tests", ALL_TESTS, "--n-rotations", "999"];
    study.succeed(&[&GENESETS[..], &EXPRESSION, &arguments].concat());
    let alone = results(&study, "g");
    for test in ["camera_pr", "camera", "fry", "roast", "preranked"] {
        assert_eq!(alone[test], found[test], "{test}");
    }
    assert_eq!(alone["notes"], found["notes"]);
}

#[test]
fn observation_weights_are_said_to_play_no_part_in_tests_on_the_design() {
    let study = tested();
    let weights: String = (crate::matrix_study::matrix().lines().enumerate())
        .map(|(at, line)| match line.split_once('\t') {
            Some((id, _)) if at > 0 => format!("{id}\t1\t2\t1\t2\t1\t0.5\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    study.put("weights.tsv", &weights);
    configure(
        &study,
        "gmt = [\"sets.gmt\"]\ntests = [\"camera\", \"fry\"]",
    );
    let section = "[differential]\nobservation_weights = \"weights.tsv\"\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    study.succeed(&RUN);
    let notes = results(&study, "results")["notes"].to_string();
    assert!(
        notes.contains("no account of observation weights"),
        "{notes}"
    );
    assert!(!notes.contains("another moderated t"), "{notes}");
}

#[test]
fn another_model_than_that_of_the_table_is_told() {
    let study = tested();
    let arguments = ["--tests", "fry", "--array-weights"];
    study.succeed(&[&GENESETS[..], &EXPRESSION, &arguments].concat());
    let notes = results(&study, "g")["notes"].to_string();
    assert!(notes.contains("another moderated t"), "{notes}");
}

#[test]
fn adjusting_over_all_collections_counts_all_sets() {
    let study = tested();
    study.put("more.gmt", &SETS.replace("\tg", "\tg1\tg"));
    let more = [
        "--gmt",
        "more.gmt",
        "--tests",
        "over-representation,camera-pr",
    ];
    study.succeed(&[&GENESETS[..], &more].concat());
    let found = results(&study, "g");
    let rows = found["camera_pr"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    let mut p: Vec<f64> = rows.iter().map(|row| number(row, "p_value")).collect();
    p.sort_by(f64::total_cmp);
    let smallest = rows
        .iter()
        .find(|row| number(row, "p_value") == p[0])
        .unwrap();
    let by_hand = (1..=6).map(|rank| 6.0 * p[rank - 1] / rank as f64);
    let by_hand = by_hand.fold(f64::INFINITY, f64::min).min(1.0);
    assert!((number(smallest, "adj_p_value_all") - by_hand).abs() < 1e-12);
    let up = found["over_representation_up"]["sets"].as_array().unwrap();
    assert_eq!(up.len(), 6);
    assert!(
        up.iter().all(
            |row| row["adj_p_value_all"].is_number() && row["ease_adj_p_value_all"].is_number()
        )
    );
}

#[test]
fn seeds_and_not_threads_decide_random_tests() {
    let study = tested();
    let run = |out: &str, threads: &str, seed: &str| {
        let arguments = [
            "genesets",
            "--table",
            "d/differential/b_vs_a.tsv",
            "--gmt",
            "sets.gmt",
            "--out",
            out,
            "--tests",
            "roast,preranked",
            "--n-rotations",
            "199",
            "--sample-scores",
            "gsva",
            "--threads",
            threads,
            "--seed",
            seed,
        ];
        study.succeed(&[&arguments[..], &EXPRESSION].concat());
        let read = |name: &str| std::fs::read(study.path(&format!("{out}/genesets/{name}")));
        (
            read("b_vs_a.json").unwrap(),
            read("scores.gsva.tsv").unwrap(),
        )
    };
    let one = run("one", "1", "1");
    assert!(one == run("two", "2", "1"));
    assert_ne!(one.0, run("other", "2", "2").0);
}

#[test]
fn scores_of_samples_are_written_and_compared() {
    for method in ["z", "ssgsea", "gsva"] {
        let study = tested();
        let settings = format!("gmt = [\"sets.gmt\"]\nsample_scores = \"{method}\"");
        configure(&study, &settings);
        study.succeed(&RUN);
        let table = study.path(&format!("results/genesets/scores.{method}.tsv"));
        let table = std::fs::read_to_string(table).unwrap();
        let mut lines = table.lines();
        assert_eq!(
            lines.next(),
            Some("collection\tset_id\ta1\ta2\ta3\tb1\tb2\tb3")
        );
        let fever = lines.find(|line| line.starts_with("sets\tfever")).unwrap();
        let scores: Vec<f64> = (fever.split('\t').skip(2))
            .map(|cell| cell.parse().unwrap())
            .collect();
        let difference = (scores[3..].iter().sum::<f64>() - scores[..3].iter().sum::<f64>()) / 3.0;
        let found = results(&study, "results");
        let fever = row(&found["sample_scores"], "fever");
        assert!((number(fever, "difference") - difference).abs() < 1e-9);
        assert_eq!(fever["direction"], "up", "{method}");
        assert!(number(fever, "p_value") < 0.05, "{method}: {fever}");
        let summary = json(&study.path("results/manifest.json"))["files"].to_string();
        assert!(summary.contains("scores"), "{summary}");
    }
}

#[test]
fn scores_say_what_of_the_features_model_they_leave_out() {
    let study = tested();
    configure(&study, "gmt = [\"sets.gmt\"]\nsample_scores = \"z\"");
    let notes = || {
        study.succeed(&RUN);
        results(&study, "results")["notes"].to_string()
    };
    let left_out = "scores of samples are compared without array weights, which";
    assert!(!notes().contains("compared without"));
    let section = "[differential]\narray_weights = true\n\n[genesets]";
    study.replace("study.toml", "[genesets]", section);
    std::fs::remove_dir_all(study.path("results")).unwrap();
    assert!(notes().contains(left_out), "{}", notes());
}

#[test]
fn sets_with_the_same_genes_are_clustered() {
    let study = tested();
    let twins: String = (0..4)
        .map(|at| format!("twin{at}\tna\tg0\tg1\tg2\tg3\tg{}\n", 12 + at))
        .collect();
    study.put("sets.gmt", &format!("{SETS}{twins}"));
    study.succeed(&GENESETS);
    let found = results(&study, "g");
    let clusters = found["over_representation_up"]["set_clusters"]
        .as_array()
        .unwrap();
    assert_eq!(clusters.len(), 1, "{clusters:?}");
    assert!(clusters[0]["members"].as_array().unwrap().len() >= 5);
    assert_eq!(clusters[0]["representative"]["collection"], "sets");
    assert!(number(&clusters[0], "enrichment_score") > 1.0);
    assert_eq!(
        found["over_representation_down"]["set_clusters"],
        Value::Array(Vec::new())
    );
}

#[test]
fn a_universe_without_genes_is_refused() {
    let study = tested();
    study.put(
        "d/differential/b_vs_a.tsv",
        "feature_id\tlogFC\tCI.L\tCI.R\tAveExpr\tt\tP.Value\tadj.P.Val\tB\n\
         g0\tNA\tNA\tNA\t5\tNA\tNA\tNA\tNA\n",
    );
    study.refuse(&GENESETS).says(&["b_vs_a", "empty"]);
}

#[test]
fn tests_without_what_they_need_are_refused() {
    let study = tested();
    // a table by itself, away from the results that say how it was made
    std::fs::create_dir(study.path("alone")).unwrap();
    std::fs::copy(
        study.path("d/differential/b_vs_a.tsv"),
        study.path("alone/b_vs_a.tsv"),
    )
    .unwrap();
    let alone = GENESETS.map(|argument| match argument {
        "d/differential/b_vs_a.tsv" => "alone/b_vs_a.tsv",
        other => other,
    });
    for (arguments, says) in [
        (&["--tests", "fry"][..], &["'fry'", "--matrix"][..]),
        (&["--sample-scores", "z"], &["'z'", "--matrix"]),
    ] {
        study.refuse(&[&alone[..], arguments].concat()).says(says);
    }
    let both = [&GENESETS[..], &EXPRESSION, &["--tests", "fry"]].concat();
    study.replace("contrasts.csv", "b_vs_a,", "other,");
    study
        .refuse(&both)
        .says(&["contrasts.csv", "'b_vs_a'", "'other'"]);
    study.replace("contrasts.csv", "other,", "b_vs_a,");
    study.replace("expression.tsv", "g7\t", "h7\t");
    study.refuse(&both).says(&["'g7'", "no row of the matrix"]);

    for (setting, says) in [
        (
            "tests = [\"gsea\"]",
            &["genesets.tests", "'gsea'", "'fry'"][..],
        ),
        ("term_test = \"x\"", &["genesets.term_test", "'elim'"]),
        (
            "sample_scores = \"x\"",
            &["genesets.sample_scores", "'gsva'"],
        ),
        ("n_rotations = 0", &["genesets.n_rotations"]),
        (
            "orthologs = { file = \"x\", from = \"a\" }",
            &["study.toml", "to"],
        ),
    ] {
        let study = Study::new();
        configure(&study, setting);
        study.refuse(&RUN).says(says);
    }
    let unknown = [&GENESETS[..], &["--tests", "gsea"]].concat();
    let output = program(study.root(), &unknown).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn features_with_gaps_are_left_out_of_tests_on_the_design_alone() {
    let study = Study::new();
    study.put("sets.gmt", SETS);
    let text = std::fs::read_to_string(study.path("expression.tsv")).unwrap();
    let gap: String = (text.lines())
        .map(|line| match line.strip_prefix("g20\t") {
            Some(rest) => format!("g20\tNA\t{}\n", rest.split_once('\t').unwrap().1),
            None => format!("{line}\n"),
        })
        .collect();
    study.put("expression.tsv", &gap);
    configure(
        &study,
        "gmt = [\"sets.gmt\"]\ntests = [\"camera-pr\", \"fry\"]\nsample_scores = \"z\"",
    );
    study.succeed(&RUN);
    let found = results(&study, "results");
    assert_eq!(row(&found["camera_pr"], "cold")["n_features"], 10);
    assert_eq!(row(&found["fry"], "cold")["n_features"], 9);
    assert_eq!(row(&found["sample_scores"], "cold")["n_features"], 9);
    let notes = found["notes"].to_string();
    assert!(notes.contains("1 features with a missing value"), "{notes}");
    assert_eq!(
        found["over_representation_up"]["sets"],
        Value::Array(Vec::new())
    );
}

/// Tests on the design see what is left of it, not its columns that add nothing.
#[test]
fn blocking_columns_that_add_nothing_are_dropped() {
    let results = |blocking: &str| {
        let study = Study::new();
        let sheet = "sample,group,batch,room\na1,a,x,1.5\na2,a,y,2\na3,a,x,1.5\nb1,b,y,2\n\
                     b2,b,x,1.5\nb3,b,y,2\n";
        study.put("samples.csv", sheet);
        study.put("sets.gmt", SETS);
        study.replace("contrasts.csv", "a,b,", &format!("a,b,{blocking}"));
        configure(
            &study,
            "gmt = [\"sets.gmt\"]\nn_rotations = 99\ntests = [\"camera\", \"fry\", \"roast\"]",
        );
        study.succeed(&RUN);
        let contrast = json(&study.path("results/differential/b_vs_a.json"));
        (contrast, results(&study, "results"))
    };
    let ((once, sets), (twice, sets_twice)) = (results("batch"), results("batch;room"));
    assert_eq!(once["features"], twice["features"]);
    assert_eq!(once["leave_one_out"], twice["leave_one_out"]);
    let model = &twice["model"];
    assert_eq!(once["model"]["coefficients"], model["coefficients"]);
    assert_eq!(once["model"]["dropped"], serde_json::json!([]));
    assert_eq!(model["dropped"][0]["name"], "room");
    assert_eq!(
        model["dropped"][0]["combination_of"],
        serde_json::json!(["group=a", "group=b", "batch=y"])
    );
    assert_eq!(model["df_residual"], 3.0);
    assert!(
        twice["notes"]
            .to_string()
            .contains("'room' is a combination")
    );
    for test in ["camera", "fry", "roast"] {
        assert!(
            sets[test].as_array().is_some_and(|rows| !rows.is_empty()),
            "{test}"
        );
        assert_eq!(sets[test], sets_twice[test], "{test}");
    }
}
