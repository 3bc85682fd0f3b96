//! Where gene sets come from and how they are matched: GMX files, orthologs, ids of another kind.

use crate::gene_set_study::{GENESETS, SETS, configure, results, row, tested};
use crate::matrix_study::RUN;

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
        assert_eq!(
            found["over_representation_up"], expected["over_representation_up"],
            "{name}"
        );
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
    assert_eq!(
        row(&found["over_representation_up"]["sets"], "heat")["n_set"],
        11
    );

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
