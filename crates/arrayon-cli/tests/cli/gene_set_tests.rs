//! All tests of gene sets through the real program, on a study of six samples.

use crate::matrix_study::{DIFF, RUN, Study};
use crate::program::{json, program};
use serde_json::Value;

/// Twelve genes of which the first four go up, ten others, the four alone with a fifth.
const SETS: &str = "\
heat\tna\tg0\tg1\tg2\tg3\tg4\tg5\tg6\tg7\tg8\tg9\tg10\tg11
cold\tna\tg20\tg21\tg22\tg23\tg24\tg25\tg26\tg27\tg28\tg29
fever\tna\tg0\tg1\tg2\tg3\tg12
";

const GENESETS: [&str; 7] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--gmt",
    "sets.gmt",
    "--out",
    "g",
];

const EXPRESSION: [&str; 6] = [
    "--matrix",
    "expression.tsv",
    "--samples",
    "samples.csv",
    "--contrasts",
    "contrasts.csv",
];

const ALL_TESTS: &str = "over-representation,camera-pr,camera,fry,roast,preranked";

fn tested() -> Study {
    let study = Study::new();
    study.put("sets.gmt", SETS);
    study.succeed(&DIFF);
    study
}

/// Adds settings to the section of gene sets.
fn configure(study: &Study, settings: &str) {
    let section = format!("themes = \"none\"\n{settings}");
    study.replace("study.toml", "themes = \"none\"", &section);
}

fn results(study: &Study, folder: &str) -> Value {
    json(&study.path(&format!("{folder}/genesets/b_vs_a.json")))
}

/// The row of a set.
#[track_caller]
fn row<'a>(rows: &'a Value, set: &str) -> &'a Value {
    let rows = rows.as_array().unwrap();
    let found = rows.iter().find(|row| row["set_id"] == set);
    found.unwrap_or_else(|| panic!("no '{set}' in {rows:?}"))
}

fn number(row: &Value, key: &str) -> f64 {
    row[key].as_f64().unwrap_or_else(|| panic!("{key}: {row}"))
}

#[test]
fn the_default_tests_are_lists_and_camera_pr() {
    let study = tested();
    study.succeed(&GENESETS);
    let found = results(&study, "g");
    assert_eq!(
        found["tests"],
        Value::from(vec!["over-representation", "camera-pr"])
    );
    assert_eq!(found["competitive"].as_array().unwrap().len(), 3);
    for test in ["camera", "fry", "roast", "preranked", "scores"] {
        assert_eq!(found[test], Value::Array(Vec::new()), "{test}");
    }
}

#[test]
fn every_test_finds_the_set_that_goes_up() {
    let study = tested();
    configure(
        &study,
        "gmt = [\"sets.gmt\"]\nrotations = 999\ntests = [\"over-representation\", \"camera-pr\", \
         \"camera\", \"fry\", \"roast\", \"preranked\"]",
    );
    study.succeed(&RUN);
    let found = results(&study, "results");
    for test in ["competitive", "camera", "fry", "roast", "preranked"] {
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
    let method = found["method"].as_str().unwrap();
    assert!(method.contains("999 random rotations, seed 1"), "{method}");

    // the same from the table and its expression
    let arguments = ["--tests", ALL_TESTS, "--rotations", "999"];
    study.succeed(&[&GENESETS[..], &EXPRESSION, &arguments].concat());
    let alone = results(&study, "g");
    for test in ["competitive", "camera", "fry", "roast", "preranked"] {
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
    study.succeed(&[&GENESETS[..], &["--gmt", "more.gmt"]].concat());
    let found = results(&study, "g");
    let rows = found["competitive"].as_array().unwrap();
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
    let up = found["up"]["sets"].as_array().unwrap();
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
            "--rotations",
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
        let fever = row(&found["scores"], "fever");
        assert!((number(fever, "difference") - difference).abs() < 1e-9);
        assert_eq!(fever["direction"], "up", "{method}");
        assert!(number(fever, "p_value") < 0.05, "{method}: {fever}");
        let summary = json(&study.path("results/summary.json"))["files"].to_string();
        assert!(summary.contains("scores"), "{summary}");
    }
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
    let clusters = found["up"]["clusters"].as_array().unwrap();
    assert_eq!(clusters.len(), 1, "{clusters:?}");
    assert!(clusters[0]["members"].as_array().unwrap().len() >= 5);
    assert_eq!(clusters[0]["representative"]["collection"], "sets");
    assert!(number(&clusters[0], "enrichment_score") > 1.0);
    assert_eq!(found["down"]["clusters"], Value::Array(Vec::new()));
}

#[test]
fn gmx_files_hold_the_same_sets() {
    let study = tested();
    let columns: Vec<Vec<&str>> = SETS
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let gmx: String = (0..14)
        .map(|row| {
            let cells = columns
                .iter()
                .map(|set| set.get(row).copied().unwrap_or(""));
            cells.collect::<Vec<_>>().join("\t") + "\n"
        })
        .collect();
    study.succeed(&GENESETS);
    let expected = results(&study, "g");
    // by name, and by content where the name says nothing
    for name in ["sets.gmx", "sets"] {
        study.put(name, &gmx);
        let arguments = [&GENESETS[..3], &["--gmt", name, "--out", "x", "--force"]].concat();
        study.succeed(&arguments);
        let found = results(&study, "x");
        assert_eq!(found["up"], expected["up"], "{name}");
        assert_eq!(found["collections"][0]["origin"], name);
    }
    study.put("plain", SETS);
    let arguments = [&GENESETS[..3], &["--gmt", "plain", "--out", "y"]].concat();
    study.succeed(&arguments);
    assert_eq!(results(&study, "y")["collections"][0]["n_sets"], 3);
    study.put("bad.gmx", "one\ttwo\nna\tna\ng1\tg2\tg3\n");
    let arguments = [&GENESETS[..3], &["--gmt", "bad.gmx", "--out", "z"]].concat();
    study
        .refuse(&arguments)
        .says(&["bad.gmx, line 3", "2 columns"]);
}

#[test]
fn orthologs_are_translated_and_losses_counted() {
    let study = tested();
    let table: String = (0..30).map(|at| format!("G{at}\tg{at}\n")).collect();
    let table = format!("human\trat\n{table}").replace("G5\tg5\n", "");
    study.put("orthologs.tsv", &table);
    study.put("sets.gmt", &SETS.replace("\tg", "\tG"));
    let settings = "gmt = [\"sets.gmt\"]\n\
                    orthologs = { file = \"orthologs.tsv\", from = \"human\", to = \"rat\" }";
    configure(&study, settings);
    study.succeed(&RUN);
    let found = results(&study, "results");
    let notes = found["collections"][0]["notes"][0].as_str().unwrap();
    assert!(
        notes.contains("from human to rat") && notes.contains("1 of 23 genes lost"),
        "{notes}"
    );
    assert_eq!(row(&found["up"]["sets"], "heat")["n_set"], 11);

    let translate = [
        "--orthologs",
        "orthologs.tsv",
        "--from",
        "human",
        "--to",
        "rat",
    ];
    let arguments = [&GENESETS[..], &translate].concat();
    study.put("orthologs.tsv", "human\trat\nG1\n");
    study.refuse(&arguments).says(&["orthologs.tsv, line 2"]);
    study.put("orthologs.tsv", "dog\trat\nG1\tg1\n");
    study
        .refuse(&arguments)
        .says(&["orthologs.tsv, line 1", "human"]);
    study.put("orthologs.tsv", "human\trat\nENSG00000000003\tENSRNOG01\n");
    study
        .refuse(&arguments)
        .says(&["sets.gmt", "none of the", "ENSG00000000003"]);
}

const OBO: &str = "\
format-version: 1.2
data-version: test/2026-01-01

[Term]
id: GO:0000001
name: whole

[Term]
id: GO:0000002
name: heat
is_a: GO:0000001

[Term]
id: GO:0000003
name: fever
alt_id: GO:0000009
is_a: GO:0000002
";

/// Genes 0 to 4 have fever, of which the last by electronic annotation; 5 to 9 heat, 20 to 29
/// nothing but the whole.
fn gaf() -> String {
    let mut text = String::from("!gaf-version: 2.1\n");
    let mut add = |gene: usize, qualifier: &str, term: &str, evidence: &str| {
        text += &format!(
            "UniProtKB\tP{gene}\tg{gene}\t{qualifier}\t{term}\tPMID:1\t{evidence}\t\tP\tname\t\t\
             protein\ttaxon:10116\t20190101\tUniProt\n"
        );
    };
    for gene in 0..4 {
        add(gene, "", "GO:0000003", "IDA");
    }
    add(4, "", "GO:0000009", "IEA");
    (5..10).for_each(|gene| add(gene, "", "GO:0000002", "IDA"));
    (20..30).for_each(|gene| add(gene, "", "GO:0000001", "IMP"));
    add(30, "NOT", "GO:0000003", "IDA");
    add(31, "", "GO:0000001", "ND");
    text
}

const ONTOLOGY: [&str; 9] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--obo",
    "go.obo",
    "--gaf",
    "genes.gaf",
    "--out",
    "g",
];

#[test]
fn terms_are_tested_with_regard_to_their_graph_and_collapsed() {
    let study = tested();
    study.put("go.obo", OBO);
    study.put("genes.gaf", &gaf());
    study.succeed(&[&ONTOLOGY[..], &["--term-test", "parent-child"]].concat());
    let found = results(&study, "g");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    for says in [
        "test/2026-01-01",
        "20 of 22 rows used",
        "1 negated",
        "1 without data",
        "1 of merged",
        "is_a part_of",
    ] {
        assert!(origin.contains(says), "{says}: {origin}");
    }
    assert_eq!(row(&found["up"]["sets"], "GO:0000003")["n_set"], 5);
    let fever = row(&found["up"]["terms"], "GO:0000003");
    assert_eq!(fever["test"], "parent-child");
    assert_eq!(
        (&fever["n_set"], &fever["n_overlap"]),
        (&5.into(), &4.into())
    );
    // among the ten genes of heat: choose(5, 4) / choose(10, 4)
    assert!((number(fever, "p_value") - 5.0 / 210.0).abs() < 1e-12);
    let kept = &found["up"]["representatives"];
    assert_eq!(kept.as_array().unwrap().len(), 1, "{kept}");
    assert_eq!(kept[0]["set_id"], "GO:0000003");
    assert_eq!(kept[0]["stands_for"][0]["set_id"], "GO:0000002");

    study.succeed(&[&ONTOLOGY[..], &["--term-test", "elim", "--force"]].concat());
    let found = results(&study, "g");
    let heat = row(&found["up"]["terms"], "GO:0000002");
    // fever took its genes along
    assert_eq!(
        (&heat["n_set"], &heat["n_compared"], &heat["n_overlap"]),
        (&10.into(), &5.into(), &0.into())
    );

    let evidence = ["--evidence", "IDA", "--relations", "regulates", "--force"];
    study.succeed(&[&ONTOLOGY[..], &evidence].concat());
    let found = results(&study, "g");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    assert!(origin.contains("11 left out by evidence"), "{origin}");
    assert!(origin.contains("is_a regulates"), "{origin}");
    assert_eq!(found["up"]["terms"], Value::Array(Vec::new()));
}

#[test]
fn terms_of_the_annotation_s_columns_are_sets() {
    let study = Study::new();
    let mut text = String::from("id,symbol,GO_biological_process\n");
    for gene in 0..40 {
        let term = match gene {
            0..5 => "GO:0000003 // fever // inferred from direct assay",
            5..10 => "GO:0000002 // heat // inferred from electronic annotation",
            _ => "---",
        };
        text += &format!("g{gene},S{gene},{term}\n");
    }
    study.put("genes.csv", &text);
    study.put("go.obo", OBO);
    study.succeed(&DIFF);
    let arguments = [
        "genesets",
        "--table",
        "d/differential/b_vs_a.tsv",
        "--annotation",
        "genes.csv",
        "--annotation-terms",
        "--out",
        "g",
    ];
    study.succeed(&arguments);
    let found = results(&study, "g");
    assert_eq!(found["collections"][0]["name"], "annotation terms");
    let origin = found["collections"][0]["origin"].as_str().unwrap();
    assert!(origin.contains("10 of 10 rows used"), "{origin}");
    assert!(origin.contains("no ontology is given"), "{origin}");
    assert_eq!(row(&found["up"]["sets"], "GO:0000002")["n_set"], 5);
    // with an ontology genes pass to the terms above
    study.succeed(&[&arguments[..], &["--obo", "go.obo", "--force"]].concat());
    let found = results(&study, "g");
    assert_eq!(row(&found["up"]["sets"], "GO:0000002")["n_set"], 10);

    study.put("genes.csv", "id,symbol\ng0,S0\n");
    let again = [&arguments[..], &["--force"]].concat();
    study
        .refuse(&again)
        .says(&["genes.csv", "GO_biological_process"]);
    configure(&study, "annotation_terms = true");
    study
        .refuse(&RUN)
        .says(&["annotation_terms", "no annotation"]);
}

#[test]
fn ontologies_that_cannot_be_read_are_named_with_their_line() {
    let study = tested();
    study.put("genes.gaf", &gaf());
    study.put("go.obo", "[Term]\nname: whole\n");
    study
        .refuse(&ONTOLOGY)
        .says(&["go.obo, line 1", "without an id"]);
    study.put("go.obo", &format!("{OBO}relationship: part_of\n"));
    study
        .refuse(&ONTOLOGY)
        .says(&["go.obo, line 18", "relationship"]);
    study.put("go.obo", OBO);
    study.put("genes.gaf", &gaf().replace("\tGO:0000009\t", "\t\t"));
    study
        .refuse(&ONTOLOGY)
        .says(&["genes.gaf, line 6", "GO ID"]);
    study.put("genes.gaf", "!gaf-version: 2.1\nbroken\n");
    study
        .refuse(&ONTOLOGY)
        .says(&["genes.gaf, line 2", "columns"]);
    study
        .refuse(&[&ONTOLOGY[..5], &["--out", "g"]].concat())
        .says(&["'obo'", "alone"]);
}

#[test]
fn ids_of_another_kind_are_named() {
    let study = tested();
    for (ids, kind) in [
        ("ENSRNOG00000000001\tENSRNOG00000000002", "Ensembl"),
        ("24153\t24154\t24155", "NCBI gene ids"),
    ] {
        study.put("sets.gmt", &format!("one\tna\t{ids}\n"));
        let refusal = study.refuse(&GENESETS);
        refusal.says(&["none of its", kind]);
        assert!(!refusal.hint.is_empty());
    }
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
    for (arguments, says) in [
        (&["--tests", "fry"][..], &["'fry'", "--matrix"][..]),
        (&["--sample-scores", "z"], &["'z'", "--matrix"]),
        (&["--rotations", "0"], &["rotations", "at least 1"]),
    ] {
        study
            .refuse(&[&GENESETS[..], arguments].concat())
            .says(says);
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
        ("rotations = 0", &["genesets.rotations"]),
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
    assert_eq!(row(&found["competitive"], "cold")["n_features"], 10);
    assert_eq!(row(&found["fry"], "cold")["n_features"], 9);
    assert_eq!(row(&found["scores"], "cold")["n_features"], 9);
    let notes = found["notes"].to_string();
    assert!(notes.contains("1 features with a missing value"), "{notes}");
    assert_eq!(found["up"]["sets"], Value::Array(Vec::new()));
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
            "gmt = [\"sets.gmt\"]\nrotations = 99\ntests = [\"camera\", \"fry\", \"roast\"]",
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
