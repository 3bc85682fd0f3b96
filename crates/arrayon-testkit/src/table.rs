//! Reads the tab-separated tables in which references are kept.

use std::io::Read;
use std::path::Path;

/// A table of text, with its header.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Column names. R leaves the name of the row-name column empty.
    pub columns: Vec<String>,
    /// Rows of trimmed text.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The position of a column.
    ///
    /// # Panics
    /// If there is none of that name.
    pub fn position(&self, column: &str) -> usize {
        (self.columns.iter().position(|name| name == column))
            .unwrap_or_else(|| panic!("no column '{column}' in {:?}", self.columns))
    }

    /// A column as text.
    ///
    /// # Panics
    /// If there is none of that name.
    pub fn text(&self, column: &str) -> Vec<&str> {
        let position = self.position(column);
        self.rows.iter().map(|row| row[position].as_str()).collect()
    }

    /// A column as numbers; `NA` is NaN.
    ///
    /// # Panics
    /// If there is none of that name, or a cell is no number.
    pub fn numbers(&self, column: &str) -> Vec<f64> {
        self.text(column).into_iter().map(number).collect()
    }

    /// The numbers of one row from column `first` on.
    ///
    /// # Panics
    /// If a cell is no number.
    pub fn row_numbers(&self, row: usize, first: usize) -> Vec<f64> {
        self.rows[row][first..]
            .iter()
            .map(|text| number(text))
            .collect()
    }
}

fn number(text: &str) -> f64 {
    match text {
        "NA" | "NaN" => f64::NAN,
        "Inf" => f64::INFINITY,
        "-Inf" => f64::NEG_INFINITY,
        _ => text
            .parse()
            .unwrap_or_else(|_| panic!("'{text}' is no number")),
    }
}

/// Reads a tab-separated table with a header, plain or gzipped.
///
/// # Panics
/// If the file cannot be read.
pub fn read_table(path: &Path) -> Table {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .expect("gzip");
    } else {
        text = String::from_utf8(bytes).expect("UTF-8");
    }
    let mut lines = text.lines().map(|line| {
        line.split('\t')
            .map(|cell| cell.trim().trim_matches('"').to_owned())
            .collect::<Vec<_>>()
    });
    let columns = lines.next().expect("a header");
    Table {
        columns,
        rows: lines.collect(),
    }
}
