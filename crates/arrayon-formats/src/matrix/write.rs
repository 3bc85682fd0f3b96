//! Rows of numbers as text.

use arrayon_core::ExpressionMatrix;
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
        // the shortest text, as of Rust's own formatting, in less than half its time
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(value);
        line.push_str(text.strip_suffix(".0").unwrap_or(text));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_rust_writes_them() {
        let mut bits = 0x9E37_79B9_7F4A_7C15_u64;
        let drawn = std::iter::repeat_with(|| {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            f64::from_bits(bits ^ (bits >> 29))
        });
        let near = (0..20_000).map(|at| f64::from(at) / 977.0 - 3.0);
        let edges = [
            0.0,
            -0.0,
            1e-5,
            9.999e-6,
            1e15,
            9_007_199_254_740_993.0,
            1e16,
            5e-324,
        ];
        let others = [f64::INFINITY, f64::NEG_INFINITY, 123.0, -1e-5, 0.1 + 0.2];
        for value in drawn.take(200_000).chain(near).chain(edges).chain(others) {
            let mut line = String::new();
            push_value(&mut line, value);
            let size = value.abs();
            let expected = if value.is_nan() {
                "\tNA".to_owned()
            } else if size != 0.0 && !(1e-5..1e16).contains(&size) {
                format!("\t{value:e}")
            } else {
                format!("\t{value}")
            };
            assert_eq!(line, expected);
        }
    }
}
