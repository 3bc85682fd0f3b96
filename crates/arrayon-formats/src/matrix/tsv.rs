//! Expression matrices as delimited text.
//!
//! Tabs, commas or semicolons; the first column holds the feature ids under any name, every further
//! column is a sample. Headers as R writes them are understood: without a name for the first
//! column, or with an empty one; so are a first line `sep=;` and empty columns at the end, as
//! spreadsheets write them. Lines before the header that begin with `#` or `!` are passed over, but
//! for a header that stands behind a `#` itself (`#ID`). A GEO series matrix is read between its
//! marks.

use super::cells::{Cells, TableLines};
use super::rows::{ColumnChoice, Content, Layout, Parsed};
use super::series;
use super::write::{writable, write_block, write_rows};
use crate::column_names::{ID_COLUMNS, fold};
use crate::delimiter;
use crate::hashed_header::behind_hash;
use arrayon_core::{ExpressionMatrix, InputError, Place};
use std::io::{self, Write};
use std::path::Path;

/// Parses the text of a table; `path` is for messages.
pub(super) fn parse(
    path: &Path,
    text: &str,
    content: Content,
    choice: Option<ColumnChoice<'_>>,
) -> Result<Parsed, InputError> {
    let (declared, table) = delimiter::split_declaration(text);
    let first_line = 1 + u64::from(declared.is_some());
    let (first_line, table) = match series::between_marks(path, table)? {
        Some((n_before, table)) => (first_line + n_before, table),
        None => (first_line, table),
    };
    let (first_line, table) = match behind_hash(table) {
        Some((n_before, table)) => (first_line + n_before, table),
        None => (first_line, table),
    };
    let from_geo = text.trim_start().starts_with('!');
    let is_content = |line: &str| !(line.trim().is_empty() || from_geo && line.starts_with('!'));
    let mut beginning = (table.lines())
        .filter(|line| is_content(line))
        .skip_while(|line| line.starts_with(['#', '!']));
    let header = beginning.next().unwrap_or("");
    let delimiter = declared
        .or_else(|| delimiter::of_lines(header, beginning.next()))
        .unwrap_or(b'\t');
    let mut lines =
        TableLines::new(table, first_line, delimiter).filter(|(_, line)| is_content(line));
    let Some((header_line, header)) = lines.find(|(_, line)| !line.starts_with(['#', '!'])) else {
        return Err(InputError::new(path, "holds no table")
            .expected("a header line with sample names")
            .hint("the file is empty or holds only comments"));
    };
    let lines: Vec<(u64, &str)> = lines.collect();
    let first_row = lines.first().map_or(header, |(_, line)| line);
    let header = Header::of(header, first_row, delimiter);
    refuse_cut_row(path, table, lines.last(), delimiter, &header)?;
    let layout = Layout {
        path,
        content,
        delimiter,
        id_column: header.id_column,
        n_text_columns: 0,
        header_line,
        samples: header.samples,
        is_taken: Vec::new(),
    };
    let mut parsed = layout.parse(&lines, choice)?;
    if header.id_column > 0 {
        let path = path.display();
        let note = format!("{path}: the first column numbers the rows and was left out");
        parsed.notes.push(note);
    }
    Ok(parsed)
}

/// A row that ends with a delimiter and no line end has a last value that is missing, or was cut.
fn refuse_cut_row(
    path: &Path,
    text: &str,
    last: Option<&(u64, &str)>,
    delimiter: u8,
    header: &Header,
) -> Result<(), InputError> {
    let Some(&(line, row)) = last else {
        return Ok(());
    };
    let is_whole = text.ends_with(['\n', '\r']) || row.as_bytes().last() != Some(&delimiter);
    let n_columns = header.id_column + 1 + header.samples.len();
    if is_whole || Cells::new(row, delimiter).count() > n_columns {
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

struct Header {
    /// Which column holds the feature ids.
    id_column: usize,
    samples: Vec<String>,
}

impl Header {
    /// The sample names: all cells of a header that is one cell shorter than the rows and does not
    /// name an id column, else all but the first. Empty cells at the end of the header are no
    /// columns where nothing stands below them, and a column without a name before that of the ids
    /// is the index that pandas writes.
    fn of(header: &str, first_row: &str, delimiter: u8) -> Self {
        let mut names: Vec<&str> = Cells::new(header, delimiter).collect();
        let mut row: Vec<&str> = Cells::new(first_row, delimiter).collect();
        while names.len() > 1 && names.ends_with(&[""]) {
            if row
                .iter()
                .skip(names.len() - 1)
                .any(|cell| !cell.is_empty())
            {
                break;
            }
            names.pop();
            row.truncate(names.len());
        }
        let is_of_ids = |name: &&str| ID_COLUMNS.contains(&fold(name).as_str());
        let named = names.first().is_some_and(is_of_ids);
        let has_index = names.len() == row.len()
            && ["", "Unnamed: 0"].contains(&names[0])
            && names.get(1).is_some_and(is_of_ids)
            && row[0].parse::<u64>().is_ok()
            && row[1].parse::<f64>().is_err();
        let id_column = usize::from(has_index);
        let first = id_column + usize::from(named || names.len() + 1 != row.len());
        let names = names.iter().skip(first);
        Self {
            id_column,
            samples: names.map(|name| (*name).to_owned()).collect(),
        }
    }
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
    write_header(matrix.samples(), out)?;
    write_rows(matrix, out, |_| None)
}

/// Writes the first line of [`write()`], for a matrix whose rows come block by block.
///
/// # Errors
/// As [`write()`].
pub fn write_header(samples: &[String], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"feature_id")?;
    for sample in samples {
        write!(out, "\t{}", writable(sample)?)?;
    }
    out.write_all(b"\n")
}

/// Writes some rows as [`write()`] does: `values` row after row, as many as there are features.
///
/// # Errors
/// As [`write()`].
pub fn write_some(features: &[String], values: &[f64], out: &mut impl Write) -> io::Result<()> {
    write_block(features, values, out)
}
