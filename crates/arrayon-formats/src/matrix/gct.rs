//! GCT, the table of GenePattern, GSEA and Morpheus.
//!
//! 1.2: `#1.2`; `rows columns`; `Name Description samples...`; rows. 1.3: `#1.3`;
//! `rows columns row-metadata column-metadata`; `id metadata... samples...`; rows of column
//! metadata; rows. Metadata are passed over on reading.

use super::cells::{Cells, numbered_lines};
use super::rows::Layout;
use super::write::{writable, write_rows};
use arrayon_core::{ExpressionMatrix, InputError, Place};
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
pub(super) fn parse(path: &Path, text: &str) -> Result<ExpressionMatrix, InputError> {
    let mut lines = numbered_lines(text).skip(1);
    let (_, size_line) = lines.next().unwrap_or((2, ""));
    let sizes = sizes(path, size_line, text.starts_with("#1.3"))?;
    let (header_line, header) = lines.next().unwrap_or((3, ""));
    let samples: Vec<String> = Cells::new(header, b'\t')
        .skip(sizes.n_text_columns.saturating_add(1))
        .map(str::to_owned)
        .collect();
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
        delimiter: b'\t',
        n_text_columns: sizes.n_text_columns,
        header_line,
        samples,
    };
    layout.parse(&rows)
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

/// Writes GCT 1.2; `descriptions` has one text a feature, or is empty for `na`.
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
    let described: Vec<&str> = (descriptions.iter())
        .map(|text| {
            if text.is_empty() {
                Ok("na")
            } else {
                writable(text)
            }
        })
        .collect::<io::Result<_>>()?;
    write_rows(matrix, out, |row| {
        Some(described.get(row).copied().unwrap_or("na"))
    })
}
