//! The cells of a sheet, and their text.

use crate::MOST_CELLS;
use crate::members::too_large;
use arrayon_core::InputError;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;
use std::sync::Arc;

/// Most columns of a sheet.
pub(crate) const MOST_COLUMNS: usize = 16_384;

/// Most rows of a sheet.
pub(crate) const MOST_ROWS: usize = 1_048_576;

/// The filled cells of a sheet, by row and column from 0.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    rows: BTreeMap<usize, BTreeMap<usize, Cell>>,
    /// First and last row, and column, of cells that are merged within one column.
    merged: Vec<(usize, usize, usize)>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Shared, for workbooks keep a text once that many cells hold.
    Text(Arc<str>),
    /// What is wrong with it.
    Wrong(String),
}

impl Sheet {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Adds a cell; an empty one is none, and one that is there with another content is wrong.
    pub(crate) fn add(&mut self, row: usize, column: usize, cell: Cell) {
        let is_empty = matches!(&cell, Cell::Text(text) if text.trim().is_empty());
        if is_empty || row >= MOST_ROWS || column >= MOST_COLUMNS {
            return;
        }
        match self.rows.entry(row).or_default().entry(column) {
            Entry::Vacant(place) => drop(place.insert(cell)),
            Entry::Occupied(mut place) if *place.get() != cell => {
                place.insert(Cell::Wrong("two contents".to_owned()));
            }
            Entry::Occupied(_) => {}
        }
    }

    /// Notes that cells of a column are merged, from one row to another.
    pub(crate) fn merge(&mut self, first: usize, last: usize, column: usize) {
        if first < last && last < MOST_ROWS {
            self.merged.push((first, last, column));
        }
    }

    /// Tab-separated text, one line for each row, of at most so many bytes.
    pub(crate) fn text(self, path: &Path, most_bytes: u64) -> Result<String, InputError> {
        let rows = self.filled(path)?;
        let width = rows.values().filter_map(|row| row.keys().last()).max();
        let width = width.map_or(0, |last| last + 1);
        let n_rows = rows.keys().last().map_or(0, |last| last + 1);
        if rows.len().saturating_mul(width) > MOST_CELLS {
            let found = format!("a table of {} rows and {width} columns", rows.len());
            return Err(InputError::new(path, found)
                .expected(format!("at most {MOST_CELLS} cells"))
                .hint("a single cell far to the right or below may be the reason: delete it"));
        }
        // a title stands above the table
        let first = rows.iter().find(|(_, row)| row.len() > 1);
        let first = first.map_or(0, |(at, _)| *at);
        let mut text = String::new();
        for at in 0..n_rows {
            if let Some(row) = rows.get(&at).filter(|_| at >= first) {
                for column in 0..width {
                    if column > 0 {
                        text.push('\t');
                    }
                    if let Some(Cell::Text(cell)) = row.get(&column) {
                        push(&mut text, cell);
                    }
                }
            }
            text.push('\n');
            if text.len() as u64 > most_bytes {
                return Err(too_large(path, most_bytes));
            }
        }
        Ok(text)
    }

    /// The rows, merged cells filled.
    ///
    /// # Errors
    /// A cell that is wrong, by its name.
    fn filled(self, path: &Path) -> Result<BTreeMap<usize, BTreeMap<usize, Cell>>, InputError> {
        let Self { mut rows, merged } = self;
        // the cells as they are in the file: what a merge fills is none of them
        let firsts: Vec<Option<Cell>> = (merged.iter())
            .map(|&(first, _, column)| rows.get(&first)?.get(&column).cloned())
            .collect();
        let mut left = MOST_CELLS;
        for ((first, last, column), cell) in merged.into_iter().zip(firsts) {
            let Some(cell) = cell else {
                continue;
            };
            // only rows that have other cells: a merged cell alone makes no row
            for (_, row) in rows.range_mut(first + 1..=last) {
                left = left.checked_sub(1).ok_or_else(|| too_many(path))?;
                row.entry(column).or_insert_with(|| cell.clone());
            }
        }
        for (row, cells) in &rows {
            for (column, cell) in cells {
                if let Cell::Wrong(found) = cell {
                    let place = format!("{}{}", letters(*column), row + 1);
                    return Err(InputError::new(path, format!("cell {place} holds {found}"))
                        .hint("mend it in a spreadsheet program and save the workbook again"));
                }
            }
        }
        Ok(rows)
    }
}

/// A sheet of more cells than any study has.
pub(crate) fn too_many(path: &Path) -> InputError {
    InputError::new(
        path,
        "repeats or merges more cells than a table of a study has",
    )
    .expected(format!("at most {MOST_CELLS} cells"))
}

/// Adds a cell to a line of tab-separated text, between quotes where its text needs them.
fn push(text: &mut String, cell: &str) {
    let needs_quotes = cell.contains(['\t', '\n', '\r', '"']) || cell.starts_with('#');
    match needs_quotes {
        // a line end would be another row
        true => {
            let cell = cell.replace("\r\n", " ").replace(['\n', '\r'], " ");
            text.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
        }
        false => text.push_str(cell),
    }
}

/// The letters of a column: A for 0, AA for 26.
fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        // below 26
        name.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    name.reverse();
    String::from_utf8(name).unwrap_or_default()
}

/// Row and column, from 0, of a name such as `B3`.
pub(crate) fn place(name: &str) -> Option<(usize, usize)> {
    let name = name.trim().replace('$', "");
    let n_letters = name.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = name.split_at(n_letters);
    if column.is_empty() || column.len() > 3 {
        return None;
    }
    let column = column.bytes().fold(0, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    let row: usize = row.parse().ok()?;
    ((1..=MOST_ROWS).contains(&row) && column <= MOST_COLUMNS).then(|| (row - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        for (name, at) in [
            ("A1", (0, 0)),
            ("$Z$3", (2, 25)),
            ("AA10", (9, 26)),
            ("XFD1", (0, 16_383)),
        ] {
            assert_eq!(place(name), Some(at));
            assert_eq!(
                format!("{}{}", letters(at.1), at.0 + 1),
                name.replace('$', "")
            );
        }
        for wrong in ["", "1", "A", "A0", "XFE1", "AAAA1", "A1048577", "A-1"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn titles_are_left_out_and_merged_cells_filled() {
        let mut sheet = Sheet::default();
        let mut add = |row, column, text: &str| sheet.add(row, column, Cell::Text(text.into()));
        for (row, column, text) in [
            (0, 0, "My study"),
            (2, 0, "sample"),
            (2, 1, "diet"),
            (3, 0, "#1"),
            (3, 1, "low"),
            (4, 0, "r \"2\""),
            (6, 0, "r3"),
            (6, 1, "full"),
        ] {
            add(row, column, text);
        }
        sheet.merge(3, 5, 1);
        let text = sheet.text(Path::new("a.xlsx"), 1 << 20).unwrap();
        assert_eq!(
            text,
            "\n\nsample\tdiet\n\"#1\"\tlow\n\"r \"\"2\"\"\"\tlow\n\nr3\tfull\n"
        );
    }

    #[test]
    fn far_cells_and_wrong_ones_are_refused() {
        let mut sheet = Sheet::default();
        for row in 0..2000 {
            sheet.add(row, 0, Cell::Text("x".into()));
        }
        sheet.add(3, MOST_COLUMNS - 1, Cell::Text("y".into()));
        let error = sheet.text(Path::new("a.xlsx"), 1 << 20).unwrap_err();
        assert!(
            error.found.contains("2000 rows and 16384 columns"),
            "{error}"
        );
        let mut sheet = Sheet::default();
        sheet.add(2, 27, Cell::Wrong("the error #REF!".to_owned()));
        let error = sheet.text(Path::new("a.xlsx"), 1 << 20).unwrap_err();
        assert_eq!(error.found, "cell AB3 holds the error #REF!");
        let mut sheet = Sheet::default();
        for text in ["a", "a", " ", "b"] {
            sheet.add(1, 1, Cell::Text(text.into()));
        }
        let error = sheet.text(Path::new("a.xlsx"), 1 << 20).unwrap_err();
        assert_eq!(error.found, "cell B2 holds two contents");
    }
}
