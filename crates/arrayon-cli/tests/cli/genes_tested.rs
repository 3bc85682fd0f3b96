//! Which features stand for genes, and which genes take part, through the real program.

use crate::gene_set_study::{GENESETS, SETS, results, row};
use crate::matrix_study::{DIFF, Study};

/// The study with g0 measured a second time, lower and unchanged, and g20 a second time, higher;
/// tested with symbols and, for the first genes, NCBI gene ids.
fn with_twins() -> Study {
    let study = Study::new();
    let text = std::fs::read_to_string(study.path("expression.tsv")).unwrap();
    let twin = |of: &str, name: &str, by: f64| {
        let line = text.lines().find(|line| line.starts_with(of)).unwrap();
        let cells = line.split('\t').skip(1);
        let cells: Vec<String> = cells
            .map(|cell| (cell.parse::<f64>().unwrap() + by).to_string())
            .collect();
        format!("{name}\t{}\n", cells.join("\t"))
    };
    let twins = twin("g30\t", "low", -6.0) + &twin("g20\t", "high", 1.0);
    study.put("expression.tsv", &(text.clone() + &twins));
    let mut genes = String::from("feature_id,symbol,entrez_id\n");
    for (at, line) in text.lines().skip(1).enumerate() {
        let id = line.split('\t').next().unwrap();
        genes += &format!("{id},{id},{}\n", 7000 + at);
    }
    study.put("genes.csv", &(genes + "low,g0,7000\nhigh,g20,7020\n"));
    study.put("sets.gmt", SETS);
    study.succeed(&[&DIFF[..], &["--annotation", "genes.csv"]].concat());
    study
}

#[test]
fn several_features_of_a_gene_count_as_the_highest() {
    let study = with_twins();
    study.succeed(&GENESETS);
    let found = results(&study, "g");
    let universe = &found["universe"];
    assert_eq!(universe["several_features"], "highest-expression");
    assert_eq!(
        (&universe["n_features"], &universe["n_genes"]),
        (&42.into(), &40.into())
    );
    assert_eq!(universe["n_features_set_aside"], 2);
    assert_eq!(row(&found["camera"], "fever")["n_features"], 5);
    assert_eq!(row(&found["camera"], "cold")["n_features"], 10);
    let all = ["--several-features", "all"];
    study.succeed(&[&GENESETS[..6], &["h"], &all].concat());
    let found = results(&study, "h");
    assert_eq!(row(&found["camera"], "fever")["n_features"], 6);
    assert_eq!(row(&found["camera"], "cold")["n_features"], 11);
    assert_eq!(found["universe"]["n_features_set_aside"], 0);
}

#[test]
fn the_feature_of_a_gene_is_chosen_as_asked() {
    let study = with_twins();
    study.succeed(&GENESETS);
    let highest = results(&study, "g");
    for (collapse, written) in [
        ("max-mean", "highest-expression"),
        ("max-abs-t", "max-abs-t"),
        ("median", "median"),
    ] {
        study.succeed(&[&GENESETS[..6], &[collapse, "--collapse", collapse]].concat());
        let found = results(&study, collapse);
        assert_eq!(found["universe"]["several_features"], written);
        assert_eq!(found["universe"]["n_features_set_aside"], 2);
        let notes = found["notes"].to_string();
        assert_eq!(
            notes.contains("genes of several features still stand out"),
            collapse == "max-abs-t"
        );
        // g0 rises and its twin does not: the median of two is the one nearer to 0
        let n_up = |found: &serde_json::Value| {
            found["over_representation_up"]["n_genes"].as_u64().unwrap()
        };
        match collapse {
            "max-mean" => assert_eq!(found["camera"], highest["camera"]),
            "max-abs-t" => assert_eq!(n_up(&found), n_up(&highest)),
            _ => assert_eq!(n_up(&found), n_up(&highest) - 1),
        }
    }
    study.refuse_usage(
        &[&GENESETS[..6], &["m", "--collapse", "mean"]].concat(),
        &["mean", "max-abs-t"],
    );
}

#[test]
fn only_genes_that_are_stated_take_part() {
    let study = with_twins();
    // by symbol, in quotes, and by NCBI gene id; one gene that nothing measures
    let mut universe = "# genes of the chip\n\"g0\"\n7001\nnowhere\n".to_owned();
    for at in 2..30 {
        universe += &format!("g{at}\n");
    }
    study.put("universe.txt", &universe);
    let asked = ["--universe", "universe.txt"];
    study.succeed(&[&GENESETS[..6], &["u"], &asked].concat());
    let found = results(&study, "u");
    assert_eq!(found["universe"]["n_genes"], 30);
    let notes = found["notes"].to_string();
    assert!(
        notes.contains("32 of 42 tested features measure its genes"),
        "{notes}"
    );
    // as if the table held no other features
    let table = study.path("d/differential/b_vs_a.tsv");
    let text = std::fs::read_to_string(table).unwrap();
    let is_stated = |line: &&str| {
        let id = line.split('\t').next().unwrap();
        let number = id
            .strip_prefix('g')
            .and_then(|number| number.parse::<u32>().ok());
        number.is_none_or(|number| number < 30)
    };
    let kept: Vec<&str> = text.lines().filter(is_stated).collect();
    std::fs::create_dir(study.path("few")).unwrap();
    study.put("few/b_vs_a.tsv", &(kept.join("\n") + "\n"));
    let alone = |table: &'static str, out: &'static str, more: &[&'static str]| {
        let pr = ["--tests", "over-representation,camera-pr"];
        let asked = [
            "genesets", "--table", table, "--gmt", "sets.gmt", "--out", out,
        ];
        study.succeed(&[&asked[..], &pr, more].concat());
        results(&study, out)
    };
    let of_few = alone("few/b_vs_a.tsv", "v", &[]);
    let stated = alone("d/differential/b_vs_a.tsv", "w", &asked);
    for part in [
        "camera_pr",
        "over_representation_up",
        "over_representation_down",
    ] {
        assert_eq!(of_few[part], stated[part], "{part}");
    }
    study.put("universe.txt", "ENSRNOG1\nENSRNOG2\n");
    let refused = study.refuse(&[&GENESETS[..6], &["x"], &asked].concat());
    refused.says(&["none of the 2 genes", "ENSRNOG1", "symbol or NCBI gene id"]);
}

#[test]
fn short_names_of_set_sizes() {
    let study = with_twins();
    study.succeed(
        &[
            &GENESETS[..6],
            &["s", "--min-size", "6", "--max-size", "10"],
        ]
        .concat(),
    );
    let found = results(&study, "s");
    let sets = found["camera"].as_array().unwrap();
    assert!(!sets.is_empty());
    assert!(sets.iter().all(|set| set["set"] != "fever"));
}
