//! GCT, the table of GenePattern, GSEA and Morpheus.
//!
//! 1.2: `#1.2`; `rows columns`; `Name Description samples...`; rows. 1.3: `#1.3`;
//! `rows columns row-metadata column-metadata`; `id metadata... samples...`; rows of column
//! metadata; rows. Metadata are passed over on reading; [`write()`] writes 1.2, and
//! [`write_annotated`] 1.3.

use super::cells::{Cells, numbered_lines};
use super::rows::{ColumnChoice, Content, Layout, Parsed};
use super::write::{writable, write_rows};
use arrayon_core::{ExpressionMatrix, InputError, Place};
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// Whether the text begins as GCT does.
pub(super) fn is_gct(text: &str) -> bool {
    text.starts_with("#1.2") || text.starts_with("#1.3")
}

/// Numbers of the second line.
struct Sizes {
    n_features: usize,
    n_samples: usize,
    n_text_columns: usize,
    n_text_rows: usize,
}

/// Parses the text of a GCT file; `path` is for messages.
pub(super) fn parse(
    path: &Path,
    text: &str,
    content: Content,
    choice: Option<ColumnChoice<'_>>,
) -> Result<Parsed, InputError> {
    let mut lines = numbered_lines(text).skip(1);
    let (_, size_line) = lines.next().unwrap_or((2, ""));
    let sizes = sizes(path, size_line, text.starts_with("#1.3"))?;
    let (header_line, header) = lines.next().unwrap_or((3, ""));
    let mut samples: Vec<String> = Cells::new(header, b'\t')
        .skip(sizes.n_text_columns.saturating_add(1))
        .map(str::to_owned)
        .collect();
    // spreadsheets end lines with empty cells
    while samples.len() > sizes.n_samples && samples.last().is_some_and(String::is_empty) {
        samples.pop();
    }
    if samples.len() != sizes.n_samples {
        let found = format!("the header names {} samples", samples.len());
        return Err(InputError::new(path, found)
            .at(Place::Line(header_line))
            .expected(format!("{}, as line 2 says", sizes.n_samples))
            .hint("mend the numbers of line 2, or the header; columns are separated by tabs"));
    }
    let rows: Vec<(u64, &str)> = lines
        .skip(sizes.n_text_rows)
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    if rows.len() != sizes.n_features {
        return Err(
            InputError::new(path, format!("{} rows of values", rows.len()))
                .at(Place::Line(2))
                .expected(format!("{}, as line 2 says", sizes.n_features))
                .hint("the file may have been cut short; else mend the numbers of line 2"),
        );
    }
    let layout = Layout {
        path,
        content,
        delimiter: b'\t',
        id_column: 0,
        n_text_columns: sizes.n_text_columns,
        header_line,
        samples,
        is_taken: Vec::new(),
    };
    layout.parse(&rows, choice)
}

fn sizes(path: &Path, line: &str, has_metadata: bool) -> Result<Sizes, InputError> {
    let numbers: Option<Vec<usize>> = (line.split_whitespace())
        .map(|number| number.parse().ok())
        .collect();
    match (numbers.as_deref(), has_metadata) {
        (Some(&[n_features, n_samples]), false) => Ok(Sizes {
            n_features,
            n_samples,
            n_text_columns: 1,
            n_text_rows: 0,
        }),
        (Some(&[n_features, n_samples, n_text_columns, n_text_rows]), true) => Ok(Sizes {
            n_features,
            n_samples,
            n_text_columns,
            n_text_rows,
        }),
        _ => {
            let wanted = if has_metadata {
                "four numbers: rows, columns, row metadata, column metadata"
            } else {
                "two numbers: rows, columns"
            };
            Err(
                InputError::new(path, format!("the sizes are '{}'", line.trim()))
                    .at(Place::Line(2))
                    .expected(wanted)
                    .hint("the second line of a GCT file states its sizes, separated by tabs"),
            )
        }
    }
}

/// Writes GCT 1.2; `descriptions` has one text per feature, or is empty for `na`.
///
/// # Numerics
/// As [`tsv::write`](super::tsv::write).
///
/// # Errors
/// What `out` reports; descriptions of another number than the features; names and
/// descriptions that a table cannot hold.
pub fn write(
    matrix: &ExpressionMatrix,
    descriptions: &[String],
    out: &mut impl Write,
) -> io::Result<()> {
    if !descriptions.is_empty() && descriptions.len() != matrix.n_features() {
        let message = format!(
            "{} descriptions for {} features",
            descriptions.len(),
            matrix.n_features()
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    write!(
        out,
        "#1.2\n{}\t{}\n",
        matrix.n_features(),
        matrix.n_samples()
    )?;
    out.write_all(b"Name\tDescription")?;
    for sample in matrix.samples() {
        write!(out, "\t{}", writable(sample)?)?;
    }
    out.write_all(b"\n")?;
    let described: Vec<Cow<'_, str>> = (descriptions.iter())
        .map(|text| text_or_na(text))
        .collect::<io::Result<_>>()?;
    write_rows(matrix, out, |row| {
        Some(described.get(row).map_or("na", Cow::as_ref))
    })
}

/// One column of text about features, or one row about samples.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metadata {
    /// What is said, for example `gene_symbol` or `group`.
    pub name: String,
    /// One text for each feature, or for each sample; an empty one is written as `na`.
    pub values: Vec<String>,
}

/// Writes GCT 1.3, in which features and samples have any number of annotations: the format of
/// Morpheus and cmapPy.
///
/// # Numerics
/// As [`tsv::write`](super::tsv::write).
///
/// # Errors
/// What `out` reports; metadata of another number than the features or samples; names and texts
/// that a table cannot hold.
///
/// # Source
/// Broad Institute, GCT 1.3 format of the Connectivity Map.
///
/// # Examples
/// ```
/// use arrayon_core::ExpressionMatrix;
/// use arrayon_formats::matrix::gct::{Metadata, write_annotated};
///
/// let names = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let values = ndarray::array![[7.25, 8.5]];
/// let matrix = ExpressionMatrix::new(names(&["TC1"]), names(&["r1", "r2"]), values)?;
/// let symbols = Metadata { name: "gene".into(), values: names(&["Il6"]) };
/// let groups = Metadata { name: "group".into(), values: names(&["low", "fed"]) };
/// let mut out = Vec::new();
/// write_annotated(&matrix, &[symbols], &[groups], &mut out)?;
/// let expected = "#1.3\n1\t2\t1\t1\nid\tgene\tr1\tr2\ngroup\tna\tlow\tfed\nTC1\tIl6\t7.25\t8.5\n";
/// assert_eq!(String::from_utf8(out)?, expected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_annotated(
    matrix: &ExpressionMatrix,
    of_features: &[Metadata],
    of_samples: &[Metadata],
    out: &mut impl Write,
) -> io::Result<()> {
    check_metadata(of_features, matrix.n_features(), "features")?;
    check_metadata(of_samples, matrix.n_samples(), "samples")?;
    writeln!(
        out,
        "#1.3\n{}\t{}\t{}\t{}",
        matrix.n_features(),
        matrix.n_samples(),
        of_features.len(),
        of_samples.len()
    )?;
    out.write_all(b"id")?;
    for metadata in of_features {
        write!(out, "\t{}", text_or_na(&metadata.name)?)?;
    }
    for sample in matrix.samples() {
        write!(out, "\t{}", writable(sample)?)?;
    }
    for metadata in of_samples {
        write!(out, "\n{}", text_or_na(&metadata.name)?)?;
        of_features
            .iter()
            .try_for_each(|_| out.write_all(b"\tna"))?;
        for text in &metadata.values {
            write!(out, "\t{}", text_or_na(text)?)?;
        }
    }
    out.write_all(b"\n")?;
    if of_features.is_empty() {
        return write_rows(matrix, out, |_| None);
    }
    let texts = (0..matrix.n_features())
        .map(|row| {
            let cells = of_features
                .iter()
                .map(|metadata| text_or_na(&metadata.values[row]));
            Ok(cells.collect::<io::Result<Vec<_>>>()?.join("\t"))
        })
        .collect::<io::Result<Vec<String>>>()?;
    write_rows(matrix, out, |row| Some(texts[row].as_str()))
}

/// A text about a feature or a sample; one that begins with a quote is quoted, as readers of tables expect.
fn text_or_na(text: &str) -> io::Result<Cow<'_, str>> {
    if text.is_empty() {
        return Ok(Cow::Borrowed("na"));
    }
    if !text.starts_with('"') {
        return writable(text).map(Cow::Borrowed);
    }
    // what else a table cannot hold is refused here, too
    writable(&text.replace('"', "'"))?;
    Ok(Cow::Owned(format!("\"{}\"", text.replace('"', "\"\""))))
}

fn check_metadata(metadata: &[Metadata], expected: usize, what: &str) -> io::Result<()> {
    let wrong = metadata.iter().find(|one| one.values.len() != expected);
    wrong.map_or(Ok(()), |one| {
        let found = one.values.len();
        let message = format!("'{}' has {found} texts for {expected} {what}", one.name);
        Err(io::Error::new(io::ErrorKind::InvalidInput, message))
    })
}
