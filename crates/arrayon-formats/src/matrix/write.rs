//! Rows of numbers as text.

use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rows that are formatted at a time: enough to keep all threads busy, little memory.
const ROWS_AT_A_TIME: usize = 2048;

/// Writes `id[\ttext]\tvalue...` for every feature; `text_of` gives the text by the row.
pub(super) fn write_rows<'t>(
    matrix: &ExpressionMatrix,
    out: &mut impl Write,
    text_of: impl Fn(usize) -> Option<&'t str> + Sync,
) -> io::Result<()> {
    let n_features = matrix.n_features();
    for start in (0..n_features).step_by(ROWS_AT_A_TIME) {
        let end = (start + ROWS_AT_A_TIME).min(n_features);
        let rows: Vec<String> = (start..end)
            .into_par_iter()
            .map(|row| row_text(matrix, row, text_of(row)))
            .collect::<io::Result<_>>()?;
        for row in rows {
            out.write_all(row.as_bytes())?;
        }
    }
    out.flush()
}

fn row_text(matrix: &ExpressionMatrix, row: usize, text: Option<&str>) -> io::Result<String> {
    let mut line = String::with_capacity(16 * (matrix.n_samples() + 2));
    line.push_str(writable(&matrix.features()[row])?);
    if let Some(text) = text {
        line.push('\t');
        line.push_str(text);
    }
    for &value in matrix.row(row) {
        push_value(&mut line, value);
    }
    line.push('\n');
    Ok(line)
}

fn push_value(line: &mut String, value: f64) {
    let size = value.abs();
    let result = if value.is_nan() {
        write!(line, "\tNA")
    } else if size != 0.0 && !(1e-5..1e16).contains(&size) {
        write!(line, "\t{value:e}")
    } else {
        write!(line, "\t{value}")
    };
    result.expect("a string takes any text");
}

/// The name, if a tab-separated table can hold it.
pub(super) fn writable(name: &str) -> io::Result<&str> {
    if name.is_empty()
        || name.contains(['\t', '\n', '\r'])
        || name.starts_with('"')
        || name.trim() != name
    {
        let message = format!(
            "'{}' cannot be written to a tab-separated table",
            name.escape_debug()
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(name)
}
