//! Files of pandas and anndata against the text that pandas wrote of the same tables.

use super::{Store, StoredTable};
use arrayon_core::InputError;
use std::path::{Path, PathBuf};

const MOST: u64 = 1 << 30;

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../testdata/stores")
        .join(name)
}

fn read(name: &str, table: StoredTable) -> Result<String, InputError> {
    let bytes = std::fs::read(path(name)).unwrap();
    let store = Store::of(&bytes).expect("a store");
    store.text(bytes, table, MOST, Path::new(name))
}

type Table = Vec<Vec<String>>;

fn cells(text: &str, delimiter: char) -> Table {
    let lines = text.lines();
    lines
        .map(|line| line.split(delimiter).map(str::to_owned).collect())
        .collect()
}

/// The matrix as text, and whether a cell means the same number.
fn assert_same_numbers(found: &Table, expected: &Table, same: impl Fn(f64, f64) -> bool) {
    assert_eq!(found[0], expected[0]);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected).skip(1) {
        assert_eq!(found[0], expected[0]);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected).skip(1) {
            let is_same = match (found.parse(), expected.parse()) {
                (Ok(found), Ok(expected)) => same(found, expected),
                _ => found.is_empty() && expected.is_empty(),
            };
            assert!(is_same, "{found} for {expected}");
        }
    }
}

fn expression() -> Table {
    cells(
        &std::fs::read_to_string(path("expression.tsv")).unwrap(),
        '\t',
    )
}

#[test]
fn matrices_are_those_that_were_written() {
    let exactly = |found: f64, expected: f64| found.to_bits() == expected.to_bits();
    for name in [
        "named_index.parquet",
        "unnamed_index.parquet",
        "columns.parquet",
        "dense.h5ad",
    ] {
        let found = cells(&read(name, StoredTable::Matrix).unwrap(), '\t');
        assert_same_numbers(&found, &expression(), exactly);
    }
    let found = cells(&read("single.parquet", StoredTable::Matrix).unwrap(), '\t');
    assert_same_numbers(&found, &expression(), |found, expected| {
        found == f64::from(expected as f32)
    });
}

#[test]
fn sparse_matrices_are_filled() {
    let mut expected = expression();
    expected[8][3] = "5".to_owned();
    for name in ["csr.h5ad", "csc.h5ad"] {
        let found = cells(&read(name, StoredTable::Matrix).unwrap(), '\t');
        assert_same_numbers(&found, &expected, |found, expected| found == expected);
    }
}

#[test]
fn sheets_keep_categories_missing_values_and_truth() {
    let text = std::fs::read_to_string(path("sheet.csv")).unwrap();
    let expected = cells(&text, ',');
    for name in ["sheet.parquet", "dense.h5ad"] {
        let found = cells(&read(name, StoredTable::Columns).unwrap(), '\t');
        for (at, column) in expected[0].iter().enumerate() {
            let there = found[0].iter().position(|name| name == column);
            let there = there.unwrap_or_else(|| panic!("{name} has no '{column}'"));
            for (found, expected) in found.iter().zip(&expected).skip(1) {
                let (found, expected) = (&found[there], &expected[at]);
                match (found.parse::<f64>(), expected.parse::<f64>()) {
                    (Ok(found), Ok(expected)) => assert_eq!(found, expected),
                    _ => assert_eq!(found.to_lowercase(), expected.to_lowercase(), "{column}"),
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_read_is_said() {
    for (name, found) in [
        ("zstd.parquet", "cannot be read as Parquet"),
        ("numbers_only.parquet", "has no column of texts"),
        ("no_x.h5ad", "holds no 'X'"),
    ] {
        let error = read(name, StoredTable::Matrix).unwrap_err();
        assert!(error.to_string().contains(found), "{error}");
        assert!(!error.hint.is_empty(), "{error}");
    }
}

#[test]
fn stores_larger_than_allowed_and_cut_ones_are_refused() {
    for name in ["named_index.parquet", "dense.h5ad", "csr.h5ad"] {
        let bytes = std::fs::read(path(name)).unwrap();
        let store = Store::of(&bytes).unwrap();
        let error = store.text(bytes.clone(), StoredTable::Matrix, 1_000, Path::new(name));
        let error = error.unwrap_err().to_string();
        assert!(error.contains("more than 0 MiB"), "{error}");
        for n in (16..bytes.len()).step_by(997) {
            let cut = bytes[..n].to_vec();
            assert!(
                store
                    .text(cut, StoredTable::Matrix, MOST, Path::new(name))
                    .is_err(),
                "{n}"
            );
        }
    }
}

#[test]
fn damaged_stores_are_errors() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut n_refused = 0;
    for name in [
        "named_index.parquet",
        "columns.parquet",
        "dense.h5ad",
        "csr.h5ad",
    ] {
        let whole = std::fs::read(path(name)).unwrap();
        let store = Store::of(&whole).unwrap();
        for _ in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..=next() % 6 {
                // most of what describes the rest stands at the end of Parquet
                let from_end = (next() % 3_000).min(bytes.len() as u64 - 9);
                let at = bytes.len() - 1 - from_end as usize;
                bytes[at] = next() as u8;
            }
            // what is left readable may be read; nothing may panic, hang or fill the memory
            n_refused += u32::from(
                store
                    .text(bytes, StoredTable::Matrix, 1 << 24, Path::new(name))
                    .is_err(),
            );
        }
    }
    assert!(n_refused > 100, "{n_refused}");
}
