//! Gene sets that cannot be read or that speak of other genes.

use crate::matrix_study::Study;

const GENESETS: [&str; 9] = [
    "genesets",
    "--table",
    "d/differential/b_vs_a.tsv",
    "--gmt",
    "sets.gmt",
    "--fdr",
    "0.05",
    "--out",
    "g",
];

#[test]
fn sets_that_cannot_be_read_are_named_with_their_line() {
    let study = Study::tested();
    for (text, says) in [
        ("", &["sets.gmt", "no gene set"][..]),
        ("\n\n", &["sets.gmt", "no gene set"]),
        (
            "one\tsome set\tg1\tg2\nbroken line\n",
            &["sets.gmt, line 2"],
        ),
        ("one\tsome set\n", &["sets.gmt, line 1", "2 fields"]),
        ("one\tx\tg1\none\tx\tg2\n", &["sets.gmt, line 2", "'one'"]),
    ] {
        study.put("sets.gmt", text);
        study.refuse(&GENESETS).says(says);
        let study = Study::new();
        study.put("sets.gmt", text);
        study.replace("study.toml", "themes = \"none\"", "gmt = [\"sets.gmt\"]");
        study.refuse(&crate::matrix_study::RUN).says(says);
    }
    std::fs::remove_file(study.path("sets.gmt")).unwrap();
    study.refuse(&GENESETS).says(&["sets.gmt"]);
}

#[test]
fn sets_of_other_ids_show_ids_of_both_kinds() {
    let study = Study::tested();
    study.put("sets.gmt", "one\tx\tENSRNOG01\tENSRNOG02\tENSRNOG03\n");
    let refusal = study.refuse(&GENESETS);
    refusal.says(&["sets", "ENSRNOG0", "g"]);
    assert!(!refusal.hint.is_empty());
}

#[test]
fn tables_that_are_none_are_refused() {
    let study = Study::tested();
    study.put("sets.gmt", "one\tx\tg1\tg2\tg3\n");
    study.put("d/differential/b_vs_a.tsv", "id\tfold\ng1\t2\n");
    let refusal = study.refuse(&GENESETS);
    refusal.says(&["d/differential/b_vs_a.tsv", "logFC"]);
    study.put("d/differential/b_vs_a.tsv", "");
    study.refuse(&GENESETS).says(&["d/differential/b_vs_a.tsv"]);
    std::fs::remove_file(study.path("d/differential/b_vs_a.tsv")).unwrap();
    study.refuse(&GENESETS).says(&["d/differential/b_vs_a.tsv"]);
}

#[test]
fn an_unknown_species_is_told_which_exist() {
    let study = Study::tested();
    let arguments = [
        "genesets",
        "--table",
        "d/differential/b_vs_a.tsv",
        "--themes",
        "axolotl",
        "--out",
        "g",
    ];
    study.refuse(&arguments).says(&["'axolotl'", "'rat'"]);
}
