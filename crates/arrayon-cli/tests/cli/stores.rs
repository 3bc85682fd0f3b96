//! Matrices and sample sheets in Parquet and H5AD.

use crate::program::{folder, refuse, succeed};
use arrayon_testkit::testdata;
use std::fs;

const CONTRASTS: &str = "variable,reference,target\ndiet,normal,low\n";

#[test]
fn stores_give_what_text_gives() {
    let place = folder();
    let place = place.path();
    let stores = testdata().join("stores");
    for name in [
        "expression.tsv",
        "sheet.csv",
        "named_index.parquet",
        "columns.parquet",
        "sheet.parquet",
        "dense.h5ad",
    ] {
        fs::copy(stores.join(name), place.join(name)).unwrap();
    }
    fs::write(place.join("c.csv"), CONTRASTS).unwrap();
    let mut tables = Vec::new();
    for (at, (matrix, samples)) in [
        ("expression.tsv", "sheet.csv"),
        ("named_index.parquet", "sheet.parquet"),
        ("columns.parquet", "sheet.csv"),
        ("dense.h5ad", "dense.h5ad"),
    ]
    .into_iter()
    .enumerate()
    {
        let out = format!("d{at}");
        succeed(
            place,
            &[
                "differential",
                "--matrix",
                matrix,
                "--samples",
                samples,
                "--contrasts",
                "c.csv",
                "--out",
                &out,
            ],
        );
        let table = place.join(out).join("differential/diet_low_vs_normal.tsv");
        tables.push(fs::read_to_string(table).unwrap());
    }
    assert!(tables[0].lines().count() == 41 && tables.iter().all(|table| *table == tables[0]));
}

#[test]
fn other_tables_of_stores_are_refused_with_a_way_on() {
    let place = folder();
    let place = place.path();
    for name in [
        "zstd.parquet",
        "no_x.h5ad",
        "damaged_page.parquet",
        "stated_size.h5ad",
    ] {
        fs::copy(testdata().join("stores").join(name), place.join(name)).unwrap();
    }
    let refused = |matrix: &str| refuse(place, &["cluster", "--matrix", matrix, "--out", "c"]);
    refused("zstd.parquet").says(&["cannot be read as Parquet", "tab-separated"]);
    // its reader fails on this one by a panic
    refused("damaged_page.parquet").says(&["cannot be read as Parquet", "write the file anew"]);
    // a few kilobytes that state more than a gigabyte: refused before memory is asked for
    refused("stated_size.h5ad").says(&["bytes of values, more than its 36792 bytes can hold"]);
    refused("no_x.h5ad").says(&["holds no 'X'", "write_h5ad"]);
    assert!(!place.join("c").exists());
}
