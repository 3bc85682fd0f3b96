//! Rows of numbers as text.

use arrayon_core::ExpressionMatrix;
use arrayon_core::shortest::write_shortest;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rows that are formatted at a time: enough to keep all threads busy, little memory.
const ROWS_AT_A_TIME: usize = 256;

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
            .map(|row| row_text(&matrix.features()[row], matrix.row(row), text_of(row)))
            .collect::<io::Result<_>>()?;
        for row in rows {
            out.write_all(row.as_bytes())?;
        }
    }
    out.flush()
}

/// Writes rows that stand one after the other, `features.len()` of them.
pub(super) fn write_block(
    features: &[String],
    values: &[f64],
    out: &mut impl Write,
) -> io::Result<()> {
    let n_columns = values.len() / features.len().max(1);
    for start in (0..features.len()).step_by(ROWS_AT_A_TIME) {
        let end = (start + ROWS_AT_A_TIME).min(features.len());
        let text = |row: usize| {
            let values = &values[row * n_columns..(row + 1) * n_columns];
            row_text(&features[row], values, None)
        };
        let rows: Vec<String> = (start..end)
            .into_par_iter()
            .map(text)
            .collect::<io::Result<_>>()?;
        for row in rows {
            out.write_all(row.as_bytes())?;
        }
    }
    Ok(())
}

fn row_text(feature: &str, values: &[f64], text: Option<&str>) -> io::Result<String> {
    let mut line = String::with_capacity(20 * (values.len() + 2));
    line.push_str(writable(feature)?);
    if let Some(text) = text {
        line.push('\t');
        line.push_str(text);
    }
    for &value in values {
        push_value(&mut line, value);
    }
    line.push('\n');
    Ok(line)
}

fn push_value(line: &mut String, value: f64) {
    let size = value.abs();
    line.push('\t');
    if value.is_nan() {
        line.push_str("NA");
    } else if size != 0.0 && !(1e-5..1e16).contains(&size) {
        write!(line, "{value:e}").expect("a string takes any text");
    } else {
        write_shortest(line, value).expect("a string takes any text");
    }
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
