//! Expression matrices as delimited text.
//!
//! Tabs, commas or semicolons; the first column holds the feature ids under any name, every further
//! column is a sample. Headers as R writes them are understood: without a name for the first
//! column, or with an empty one. Lines before the header that begin with `#` or `!` are passed
//! over, so that GEO series matrices read; a table that begins with `!` lines may hold them at
//! its end too.

use super::cells::{Cells, numbered_lines};
use super::rows::{Content, Layout};
use super::write::{writable, write_rows};
use crate::table::fold;
use arrayon_core::{ExpressionMatrix, InputError, Place};
use std::io::{self, Write};
use std::path::Path;

/// Parses the text of a table; `path` is for messages.
pub(super) fn parse(
    path: &Path,
    text: &str,
    content: Content,
) -> Result<ExpressionMatrix, InputError> {
    let from_geo = text.trim_start().starts_with('!');
    let mut lines = numbered_lines(text)
        .filter(|(_, line)| !(line.trim().is_empty() || from_geo && line.starts_with('!')));
    let Some((header_line, header)) = lines.find(|(_, line)| !line.starts_with(['#', '!'])) else {
        return Err(InputError::new(path, "holds no table")
            .expected("a header line with sample names")
            .hint("the file is empty or holds only comments"));
    };
    let lines: Vec<(u64, &str)> = lines.collect();
    let first_row = lines.first().map_or(header, |(_, line)| line);
    let delimiter = [b'\t', b',', b';']
        .into_iter()
        .find(|&delimiter| first_row.as_bytes().contains(&delimiter))
        .unwrap_or(b'\t');
    let layout = Layout {
        path,
        content,
        delimiter,
        n_text_columns: 0,
        header_line,
        samples: samples(header, first_row, delimiter),
    };
    refuse_cut_row(path, text, lines.last(), delimiter)?;
    layout.parse(&lines)
}

/// A row that ends with a delimiter and no line end has a last value that is missing, or was cut.
fn refuse_cut_row(
    path: &Path,
    text: &str,
    last: Option<&(u64, &str)>,
    delimiter: u8,
) -> Result<(), InputError> {
    let Some(&(line, row)) = last else {
        return Ok(());
    };
    if text.ends_with(['\n', '\r']) || row.as_bytes().last() != Some(&delimiter) {
        return Ok(());
    }
    Err(InputError::new(
        path,
        "the last row ends with a delimiter and without a line end",
    )
    .at(Place::Line(line))
    .expected("a value, and the end of the line")
    .hint("the file may have been cut short; if the last value is missing, write NA"))
}

/// Names of an id column; a header that begins with one of them is not R's short one.
const ID_COLUMNS: &[&str] = &[
    "feature_id",
    "id",
    "id_ref",
    "probeset_id",
    "probe_set_id",
    "transcript_cluster_id",
    "probe_id",
    "gene",
    "gene_id",
    "symbol",
    "name",
];

/// The sample names: all cells of a header that is one cell shorter than the rows and does not
/// name an id column, else all but the first.
fn samples(header: &str, first_row: &str, delimiter: u8) -> Vec<String> {
    let names: Vec<&str> = Cells::new(header, delimiter).collect();
    let n_cells = Cells::new(first_row, delimiter).count();
    let named = (names.first()).is_some_and(|name| ID_COLUMNS.contains(&fold(name).as_str()));
    let first = usize::from(named || names.len() + 1 != n_cells);
    names
        .iter()
        .skip(first)
        .map(|name| (*name).to_owned())
        .collect()
}

/// Writes a matrix with tabs; the first column is `feature_id`.
///
/// # Numerics
/// Each value is the shortest text that reads back as the same number. NaN, a missing
/// value, is written as `NA`.
///
/// # Errors
/// What `out` reports; and names that a table cannot hold (tab, line end, a quote in front,
/// blanks around).
pub fn write(matrix: &ExpressionMatrix, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"feature_id")?;
    for sample in matrix.samples() {
        write!(out, "\t{}", writable(sample)?)?;
    }
    out.write_all(b"\n")?;
    write_rows(matrix, out, |_| None)
}
