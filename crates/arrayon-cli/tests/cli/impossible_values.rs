//! Values that look like input and are none: refused where they are read, or told of.

use crate::matrix_study::{CLUSTER, DIFF, RUN, Study};
use crate::program::{json, listing, run};

fn diff(further: &[&'static str]) -> Vec<&'static str> {
    [&DIFF[..], further].concat()
}

/// The sheet with a column of numbers; `value` stands at sample a2.
fn with_numbers(value: &str) -> Study {
    let study = Study::new();
    let sheet = format!(
        "sample,group,batch,mg\na1,a,x,0.5\na2,a,y,{value}\na3,a,x,0.7\nb1,b,y,0.8\nb2,b,x,0.9\n\
         b3,b,y,1\n"
    );
    study.put("samples.csv", &sheet);
    study
}

#[test]
fn numbers_whose_squares_overflow_are_refused_with_sample_and_column() {
    let study = with_numbers("1e200");
    let says = ["samples.csv, line 3", "'mg'", "'a2'", "'1e200'", "1e50"];
    study.refuse(&diff(&["--phenotype", "mg"])).says(&says);
    study.put(
        "contrasts.csv",
        "id,variable,reference,target,blocking\nb_vs_a,group,a,b,mg\n",
    );
    study
        .refuse_run_and_diff()
        .says(&["contrasts.csv", "'mg'", "'a2'", "'1e200'"]);
    let study = with_numbers("0.6");
    study.succeed(&diff(&["--phenotype", "mg"]));
}

#[test]
fn a_phenotype_is_not_adjusted_for_itself_without_a_word() {
    let study = with_numbers("0.6");
    let alone = diff(&["--phenotype", "mg", "--adjust-for", "mg"]);
    let message = refuse_usage(&study, &alone);
    assert!(
        message.contains("--adjust-for") && message.contains("'mg'"),
        "{message}"
    );
    study.replace(
        "samples.csv",
        "sample,group,batch,mg",
        "sample,group,other,mg",
    );
    let sheet = std::fs::read_to_string(study.path("samples.csv")).unwrap();
    study.put(
        "samples.csv",
        &sheet.replace(",x,", ",3,").replace(",y,", ",7.5,"),
    );
    study.succeed(&diff(&[
        "--phenotype",
        "mg",
        "--phenotype",
        "other",
        "--adjust-for",
        "mg",
    ]));
    let notes = |column: &str| {
        json(&study.path(&format!("d/phenotypes/{column}.json")))["notes"].to_string()
    };
    assert!(notes("mg").contains("no phenotype is adjusted for itself"));
    assert!(!notes("other").contains("adjusted for itself"));
}

#[test]
fn levels_that_differ_in_capital_letters_alone_are_told() {
    let study = Study::new();
    study.replace("samples.csv", "a3,a,x", "a3,A,x");
    study.succeed(&RUN);
    study.succeed(&DIFF);
    for place in ["results", "d"] {
        let summary = json(&study.path(&format!("{place}/summary.json")));
        let warnings = summary["warnings"].to_string();
        assert!(
            warnings.contains("'a' and 'A' of column 'group'"),
            "{warnings}"
        );
    }
    assert!(
        study
            .succeed(&["check", "study.toml"])
            .contains("'a' and 'A' of column 'group'")
    );
}

/// The program must refuse with exit code 2, naming what was typed, and write nothing.
#[track_caller]
fn refuse_usage(study: &Study, arguments: &[&str]) -> String {
    let before = listing(study.root());
    let output = run(study.root(), arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert_eq!(listing(study.root()), before, "{arguments:?}");
    errors
}

#[test]
fn bad_values_of_flags_are_wrong_usage_and_name_the_flag() {
    let study = Study::tested();
    let sam = ["--methods", "limma,sam"];
    for further in [
        &["--sam-s0", "-1"][..],
        &["--sam-delta", "-1"],
        &["--filter-mean-quantile", "25"],
        &["--filter-variance-quantile", "1.5"],
        &["--n-permutations", "1000000000000"],
        &["--doses", "group=a<a"],
    ] {
        let message = refuse_usage(&study, &[&DIFF[..], &sam, further].concat());
        assert!(message.contains(further[0]), "{message}");
    }
    for further in [
        ["--methods", "sam"],
        ["--seed", "3"],
        ["--rank-null", "published"],
    ] {
        let message = refuse_usage(&study, &diff(&further));
        assert!(message.contains(further[0]), "{message}");
    }
    for further in [
        ["--n-bootstrap", "4294967295"],
        ["--n-gap-references", "1000001"],
        ["--n-gap-references", "1"],
        ["--threads", "65535"],
    ] {
        let message = refuse_usage(&study, &[&CLUSTER[..], &further].concat());
        assert!(message.contains(further[0]), "{message}");
    }
    for number in ["0", "1000001"] {
        let message = refuse_usage(&study, &genesets(&["--n-rotations", number]));
        assert!(message.contains("--n-rotations"), "{message}");
    }
}

#[test]
fn numbers_of_draws_have_a_limit_in_study_toml_too() {
    for (section, key) in [
        ("[cluster]\nn_bootstrap = 4294967295", "cluster.n_bootstrap"),
        (
            "[cluster]\nn_gap_references = 1000001",
            "cluster.n_gap_references",
        ),
        (
            "[differential.filter]\nmean_quantile = 25.0",
            "differential.filter.mean_quantile",
        ),
    ] {
        let study = Study::new();
        let text = std::fs::read_to_string(study.path("study.toml")).unwrap();
        study.put("study.toml", &format!("{text}\n{section}\n"));
        study.refuse(&RUN).says(&["study.toml", key]);
        study.refuse(&["check", "study.toml"]).says(&[key]);
    }
    let study = Study::new();
    study.replace("study.toml", "themes =", "n_rotations = 1000001\nthemes =");
    study
        .refuse(&RUN)
        .says(&["genesets.n_rotations", "1000000"]);
}

fn genesets(further: &[&'static str]) -> Vec<&'static str> {
    let all = [
        "genesets",
        "--table",
        "d/differential/b_vs_a.tsv",
        "--gmt",
        "sets.gmt",
        "--out",
        "g",
    ];
    [&all[..], further].concat()
}

const SETS: &str = "one\tx\tg0\tg1\tg2\tg3\tg4\tg5\n";

#[test]
fn collections_of_one_file_name_are_told_apart() {
    let study = Study::tested();
    for folder in ["x", "y"] {
        std::fs::create_dir(study.path(folder)).unwrap();
        study.put(&format!("{folder}/sets.gmt"), SETS);
    }
    study.put("sets.gmt", SETS);
    study
        .refuse(&genesets(&["--gmt", "x/../sets.gmt"]))
        .says(&["sets.gmt", "named twice"]);
    study.succeed(&genesets(&["--gmt", "x/sets.gmt", "--gmt", "y/sets.gmt"]));
    let found = json(&study.path("g/genesets/b_vs_a.json"));
    let names: Vec<String> = (found["collections"].as_array().unwrap().iter())
        .map(|one| one["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(names[1..], ["x/sets", "y/sets"]);
    assert!(names[0].ends_with("/sets"), "{names:?}");
}

#[test]
fn unknown_relations_and_evidence_are_named() {
    let study = Study::tested();
    study.put("go.obo", crate::ontology_files::OBO);
    study.put(
        "genes.gaf",
        &crate::ontology_files::gaf((0..9).map(|gene| (gene, "", "GO:0000002", "IDA"))),
    );
    let with = |further: [&'static str; 2]| {
        [
            &[
                "genesets",
                "--table",
                "d/differential/b_vs_a.tsv",
                "--out",
                "g",
            ][..],
            &["--obo", "go.obo", "--gaf", "genes.gaf"],
            &further,
        ]
        .concat()
    };
    study.refuse(&with(["--relations", "partof"])).says(&[
        "go.obo",
        "'partof'",
        "'regulates'",
        "did you mean 'part_of'",
    ]);
    study
        .refuse(&with(["--evidence", "ida"]))
        .says(&["genes.gaf", "'ida'", "did you mean 'IDA'"]);
    study.succeed(&with(["--relations", "part_of,occurs_in"]));
}

#[test]
fn tables_of_r_are_read_and_impossible_ones_are_not() {
    let study = Study::tested();
    study.put("sets.gmt", SETS);
    study.succeed(&genesets(&[]));
    let expected = json(&study.path("g/genesets/b_vs_a.json"));
    let table = std::fs::read_to_string(study.path("d/differential/b_vs_a.tsv")).unwrap();
    let quoted = |line: &str, names: bool, separator: &str| {
        let cells = line.split('\t').enumerate().map(|(at, cell)| match at {
            0 => format!("\"{cell}\""),
            _ if names => format!("\"{cell}\""),
            _ => cell.to_owned(),
        });
        cells.collect::<Vec<_>>().join(separator)
    };
    // write.csv names row names '', write.table does not name them
    for (separator, ids) in [(",", "\"\","), (" ", ""), ("\t", "")] {
        let mut lines = table.lines();
        let header = quoted(lines.next().unwrap(), true, separator);
        let header = header.replacen(&format!("\"feature_id\"{separator}"), ids, 1);
        let rows: Vec<String> = lines.map(|line| quoted(line, false, separator)).collect();
        study.put(
            "d/differential/b_vs_a.tsv",
            &format!("{header}\n{}\n", rows.join("\n")),
        );
        study.succeed(&genesets(&["--force"]));
        assert_eq!(json(&study.path("g/genesets/b_vs_a.json")), expected);
    }
    study.put(
        "d/differential/b_vs_a.tsv",
        "feature_id\tlogFC\tadj.P.Val\ng1\t1\t-0.5\n",
    );
    std::fs::remove_dir_all(study.path("g")).unwrap();
    study
        .refuse(&genesets(&[]))
        .says(&["line 2", "'adj.P.Val'", "'-0.5'", "0 to 1"]);
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_line() {
    let study = Study::tested();
    study.put("sets.gmt", SETS);
    let wrong = b"arrayon_panel: 1\nid: \xe9\n";
    std::fs::write(study.path("wrong"), wrong).unwrap();
    for arguments in [
        &["run", "wrong", "--out", "r"][..],
        &genesets(&["--panel", "wrong"]),
        &genesets(&["--orthologs", "wrong", "--from", "rat", "--to", "mouse"]),
        &[
            "genesets", "--table", "wrong", "--gmt", "sets.gmt", "--out", "g",
        ],
        &[&CLUSTER[..], &["--genes", "list:wrong"]].concat(),
    ] {
        study
            .refuse(arguments)
            .says(&["wrong, line 2", "0xe9", "UTF-8"]);
    }
    study.replace("study.toml", "\"expression.tsv\"", "\"\"");
    study.refuse(&RUN).says(&["study.toml", "''"]);
}

#[test]
fn parsers_do_not_speak_of_themselves() {
    let study = Study::new();
    study.put("samples.yaml", "- sample: a1\n  group: a\n  group: b\n");
    study.replace("study.toml", "samples.csv", "samples.yaml");
    let refusal = study.refuse(&RUN);
    refusal.says(&["samples.yaml, line 3", "key 'group' occurs twice"]);
    let study = Study::new();
    study.replace("study.toml", "themes =", "seed = \"one\"\nthemes =");
    let refusal = study.refuse(&RUN);
    refusal.says(&["study.toml, line 8", "a whole number, 0 or more"]);
    assert!(!refusal.message.contains("u64"), "{}", refusal.message);
}

#[test]
fn feature_ids_that_no_table_holds_and_long_cells() {
    let study = Study::new();
    study.replace("expression.tsv", "\ng7\t", "\n\"g\t7\"\t");
    study
        .refuse_run_and_diff()
        .says(&["expression.tsv, line 9", "control character"]);
    let study = Study::new();
    let long = "x".repeat(5000);
    study.replace("expression.tsv", "\ng7\t", &format!("\ng7\t{long}"));
    let refusal = study.refuse_run_and_diff();
    refusal.says(&["expression.tsv, line 9", "'xxxx", "characters more"]);
    assert!(refusal.message.len() < 250, "{}", refusal.message);
}

#[test]
fn words_for_missing_values_are_read_in_any_case() {
    let study = Study::new();
    let matrix = crate::matrix_study::matrix();
    let mut lines: Vec<String> = matrix.lines().map(str::to_owned).collect();
    for (line, word) in lines[1..].iter_mut().zip([
        "", "NA", "na", "N/A", "n/a", "NaN", "NAN", "nan", "null", "NULL",
    ]) {
        let at = line.rfind('\t').unwrap();
        line.replace_range(at + 1.., word);
    }
    study.put("expression.tsv", &(lines.join("\n") + "\n"));
    study.succeed(&DIFF);
    study.replace("expression.tsv", "\tNULL\n", "\tseven\n");
    study
        .refuse(&diff(&["--force"]))
        .says(&["'seven'", "a log2 value, or NA"]);
}
