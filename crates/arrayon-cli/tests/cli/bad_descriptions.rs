//! `study.toml` and the file of truths.

use crate::matrix_study::{RUN, Study};

#[test]
fn keys_and_values_that_cannot_be_are_named_with_what_can() {
    for (from, to, says) in [
        ("name =", "nom =", &["study.toml, line 2", "'nom'"][..]),
        ("name = \"six samples\"\n", "", &["study.toml", "'name'"]),
        ("themes =", "theme =", &["study.toml, line 8", "'theme'"]),
        ("[genesets]", "[gene-sets]", &["study.toml", "gene-sets"]),
        (
            "\"none\"",
            "\"every\"",
            &["study.toml", "genesets.themes", "'builtin'"],
        ),
        ("\"none\"", "7", &["study.toml, line 8", "string"]),
        ("[study]", "[study", &["study.toml, line 1"]),
    ] {
        let study = Study::new();
        study.replace("study.toml", from, to);
        study.refuse(&RUN).says(says);
        study.refuse(&["check", "study.toml"]).says(says);
    }
}

#[test]
fn settings_out_of_range_are_named_with_their_key() {
    for (section, says) in [
        (
            "[normalize]\nmethod = \"mas5\"",
            &["normalize.method", "'rma'"][..],
        ),
        (
            "[normalize]\ncompatibility = \"oligo\"",
            &["normalize.compatibility", "bioconductor"],
        ),
        (
            "[cluster]\ndistance = \"hamming\"",
            &["cluster.distance", "pearson"],
        ),
        (
            "[cluster]\nlinkage = \"ward.D3\"",
            &["cluster.linkage", "average"],
        ),
        ("[differential]\nfdr = 5", &["fdr"]),
        (
            "[differential]\nfdr = 1.5",
            &["differential.fdr", "between 0 and 1"],
        ),
        (
            "[differential]\nfdr = nan",
            &["differential.fdr", "between 0 and 1"],
        ),
        ("[differential]\ntrend = \"yes\"", &["line 11"]),
    ] {
        let study = Study::new();
        let text = std::fs::read_to_string(study.path("study.toml")).unwrap();
        study.put("study.toml", &format!("{text}\n{section}\n"));
        let refusal = study.refuse(&RUN);
        refusal.says(&["study.toml"]);
        refusal.says(says);
    }
}

#[test]
fn a_study_begins_from_arrays_or_a_matrix() {
    let study = Study::new();
    study.replace("study.toml", "matrix = \"expression.tsv\"\n", "");
    study
        .refuse(&RUN)
        .says(&["study.toml", "cel_dir", "matrix"]);
    let study = Study::new();
    study.replace("study.toml", "matrix =", "cel_dir = \"cel\"\nmatrix =");
    study
        .refuse(&RUN)
        .says(&["study.toml", "cel_dir", "one of"]);
    let study = Study::new();
    study.replace(
        "study.toml",
        "matrix = \"expression.tsv\"",
        "cel_dir = \"cel\"",
    );
    study
        .refuse(&RUN)
        .says(&["study.toml", "chip", "cdf", "pgf"]);
    let study = Study::new();
    study
        .refuse(&["run", "no.toml", "--out", "results"])
        .says(&["no.toml", "no such file"]);
}

#[test]
fn files_of_the_description_must_exist() {
    for name in ["expression.tsv", "contrasts.csv"] {
        let study = Study::new();
        std::fs::remove_file(study.path(name)).unwrap();
        study.refuse(&RUN).says(&[name]);
    }
}

#[test]
fn a_malformed_truth_is_named_with_its_line() {
    for (truth, says) in [
        ("contrast\tabout\tname\n", &["truth.tsv", "'expected'"][..]),
        (
            "contrast\tabout\tname\texpected\nb_vs_a\tgene\tg1\tup\n",
            &["truth.tsv, line 2", "'gene'", "'feature'"],
        ),
        (
            "contrast\tabout\tname\texpected\nb_vs_a\tfeature\tg1\tupp\n",
            &["truth.tsv, line 2", "'upp'", "'up'"],
        ),
        (
            "contrast\tabout\tname\texpected\nb_vs_a\tfeature\tg1\n",
            &["truth.tsv, line 2"],
        ),
        (
            "contrast\tabout\tname\texpected\nb_vs_c\tfeature\tg1\tup\n",
            &["truth.tsv", "'b_vs_c'"],
        ),
        ("", &["truth.tsv"]),
    ] {
        let study = Study::new();
        study.replace("study.toml", "matrix =", "truth = \"truth.tsv\"\nmatrix =");
        study.put("truth.tsv", truth);
        study.refuse(&RUN).says(says);
    }
}
