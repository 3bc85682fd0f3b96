//! Tables of contrasts that went through other programs and spreadsheets before they came here.

use crate::cases::copied;
use crate::program::{json, succeed};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// The gene sets of a table, and what the stage says of it.
#[track_caller]
fn tested(place: &Path, table: &str) -> (Value, String) {
    let out = format!("out of {table}");
    let arguments = [
        "genesets",
        "--table",
        table,
        "--gmt",
        "s.gmt",
        "--tests",
        "over-representation,camera-pr",
        "--out",
        &out,
    ];
    succeed(place, &arguments);
    let (stem, _) = table.split_once('.').unwrap();
    let sets = json(&place.join(&out).join(format!("genesets/{stem}.json")));
    let notes = sets["notes"].to_string();
    (sets, notes)
}

/// Rows of limma's table: row name, id, symbol, name, Entrez id, logFC, AveExpr, t, P, adjusted P, B.
fn rows(place: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(place.join("t.tsv")).unwrap();
    let rows = text.lines().skip(1);
    rows.map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

fn put(place: &Path, name: &str, header: &str, rows: impl Iterator<Item = String>) {
    let text = format!("{header}\n{}", rows.collect::<Vec<_>>().join("\n") + "\n");
    fs::write(place.join(name), text).unwrap();
}

#[test]
fn features_that_deseq2_does_not_adjust_are_tested_and_unchanged() {
    let case = copied("limma-symbol-columns");
    let place = case.path();
    let rows = rows(place);
    let last = rows.len() - 20;
    let cells = rows.iter().enumerate().map(|(at, row)| {
        let (p, adjusted) = match at {
            _ if at >= last + 10 => ("NA", "NA"),
            _ if at >= last => (&row[8][..], "NA"),
            _ => (&row[8][..], &row[9][..]),
        };
        format!(
            "{},100,{},0.1,{},{p},{adjusted},{}",
            row[1], row[5], row[7], row[2]
        )
    });
    let header = ",baseMean,log2FoldChange,lfcSE,stat,pvalue,padj,symbol";
    put(place, "deseq.csv", header, cells);
    let (sets, notes) = tested(place, "deseq.csv");
    assert_eq!(sets["universe"]["n_features"], rows.len() - 10);
    for part in [
        "10 features have a p-value but no adjusted one and count as tested and not changed",
        &format!(
            "10 of {} features have no result and count as not tested",
            rows.len()
        ),
    ] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
}

#[test]
fn tables_of_a_german_spreadsheet_and_of_typesetting_hold_the_same_numbers() {
    let case = copied("limma-symbol-columns");
    let place = case.path();
    let rows = rows(place);
    let header = "ID,SYMBOL,logFC,AveExpr,t,P.Value,adj.P.Val,B";
    let of = |row: &Vec<String>| [1, 2, 5, 6, 7, 8, 9, 10].map(|at| row[at].clone());
    put(
        place,
        "plain.csv",
        header,
        rows.iter().map(|row| of(row).join(",")),
    );
    let german = rows.iter().map(|row| {
        let cells = of(row).map(|cell| match cell.parse::<f64>() {
            Ok(_) => cell.replace('.', ","),
            Err(_) => cell,
        });
        cells.join(";")
    });
    put(place, "german.csv", &header.replace(',', ";"), german);
    let typeset = rows.iter().map(|row| {
        let cells = of(row).map(|cell| match cell.parse::<f64>() {
            Ok(_) => cell.replace('-', "\u{2212}"),
            Err(_) => cell,
        });
        cells.join(",")
    });
    put(place, "typeset.csv", header, typeset);
    let (plain, _) = tested(place, "plain.csv");
    for (table, words) in [
        ("german.csv", "numbers have decimal commas"),
        ("typeset.csv", "numbers have minus signs of typesetting"),
    ] {
        let (found, notes) = tested(place, table);
        for key in [
            "universe",
            "over_representation_up",
            "over_representation_down",
            "camera_pr",
        ] {
            assert_eq!(found[key], plain[key], "{table}: {key}");
        }
        assert!(notes.contains(words), "{notes}");
    }
}

#[test]
fn the_index_of_pandas_is_no_id_and_a_column_of_names_is_of_genes() {
    let case = copied("limma-symbol-columns");
    let place = case.path();
    let rows = rows(place);
    let cells = rows.iter().enumerate().map(|(at, row)| {
        format!(
            "{at},{},{},{},{},{}",
            row[2], row[5], row[7], row[8], row[9]
        )
    });
    put(
        place,
        "pandas.csv",
        "Unnamed: 0,Name,logFC,t,P.Value,adj.P.Val",
        cells,
    );
    let (sets, notes) = tested(place, "pandas.csv");
    assert!(notes.contains("features from 'Name'"), "{notes}");
    let (limma, _) = tested(place, "t.tsv");
    assert_eq!(sets["universe"]["n_genes"], limma["universe"]["n_genes"]);
}
