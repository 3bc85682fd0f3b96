//! GMX: named gene sets, one a column; the same as [GMT](crate::gmt) turned on its side.
//!
//! The first row holds the names, the second the descriptions, all further rows genes; columns
//! are separated by tabs and may end early.

use crate::source::Input;
use crate::wanted::{self, Wanted};
use arrayon_core::{GeneSet, InputError, Place};
use std::path::Path;

/// Reads gene sets, plain or gzipped, in the file's order.
///
/// # Errors
/// A file that cannot be read or has fewer than three rows; a column without a name or without
/// a gene; a set name that occurs twice; a row that is longer than the first.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<Vec<GeneSet>, InputError> {
    wanted::read_text_of(input, Wanted::GeneSets, parse)
}

/// Reads the text of such a file; `path` is for messages.
///
/// # Errors
/// As [`read`].
pub fn parse(path: &Path, text: &str) -> Result<Vec<GeneSet>, InputError> {
    let rows: Vec<Vec<&str>> = (text.lines())
        .map(|line| line.split('\t').map(str::trim).collect())
        .collect();
    if rows.len() < 3 {
        return Err(
            InputError::new(path, format!("the file has {} rows", rows.len()))
                .expected("a row of names, a row of descriptions, and rows of genes")
                .hint("a file with one set per line is GMT: give it the ending .gmt"),
        );
    }
    let width = rows[0].len();
    if let Some(at) = rows
        .iter()
        .position(|row| row.iter().skip(width).any(|c| !c.is_empty()))
    {
        return Err(
            InputError::new(path, format!("the row has more than {width} columns"))
                .at(Place::Line(at as u64 + 1))
                .expected("as many as the row of names")
                .hint("a file with one set per line is GMT: give it the ending .gmt"),
        );
    }
    (0..width)
        .map(|column| set_of(path, &rows, column))
        .collect()
}

fn set_of(path: &Path, rows: &[Vec<&str>], column: usize) -> Result<GeneSet, InputError> {
    let cell = |row: usize| rows[row].get(column).copied().unwrap_or("");
    let fault = |found: String, hint: &str| {
        InputError::new(path, found)
            .at(Place::Field {
                line: 1,
                column: format!("{}", column + 1),
            })
            .hint(hint)
    };
    let id = cell(0);
    if id.is_empty() {
        return Err(fault(
            "the set has no name".into(),
            "name the column in the first row",
        ));
    }
    if rows[0][..column].contains(&id) {
        let found = format!("set '{id}' occurs twice");
        return Err(fault(found, "rename or remove one of the two columns"));
    }
    let genes = (2..rows.len()).map(|row| cell(row).to_owned()).collect();
    let set = GeneSet::new(id.to_owned(), cell(1).to_owned(), genes);
    if set.genes.is_empty() {
        let hint = "genes are listed from the third row on";
        return Err(fault(format!("set '{id}' has no gene"), hint));
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(text: &str) -> Result<Vec<GeneSet>, InputError> {
        parse(Path::new("s.gmx"), text)
    }

    #[test]
    fn columns_are_sets() {
        let found = sets("A\tB\nna\tsecond\nx\ty\n\tz\n").unwrap();
        assert_eq!(
            found[0],
            GeneSet::new("A".into(), "na".into(), vec!["x".into()])
        );
        assert_eq!(found[1].genes, ["y", "z"]);
    }

    #[test]
    fn refuses_faults() {
        let found = |text: &str| sets(text).unwrap_err().found;
        assert!(found("A\nna\n").contains("2 rows"));
        assert!(found("A\tA\nna\tna\nx\ty\n").contains("'A' occurs twice"));
        assert!(found("A\t\nna\tna\nx\ty\n").contains("no name"));
        assert!(found("A\tB\nna\tna\nx\n").contains("'B' has no gene"));
        assert!(found("A\nna\nx\ty\n").contains("more than 1 columns"));
    }
}
