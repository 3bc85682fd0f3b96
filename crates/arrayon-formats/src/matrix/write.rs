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
    if value.is_nan() {
        line.push_str("\tNA");
    } else if value.abs() < MOST_DECIMAL {
        // several times as fast as the standard library, with the same digits
        let mut buffer = ryu::Buffer::new();
        let digits = buffer.format_finite(value);
        line.push('\t');
        line.push_str(digits.strip_suffix(".0").unwrap_or(digits));
    } else {
        write!(line, "\t{value:e}").expect("a string takes any text");
    }
}

/// Numbers below which are written without an exponent, unless they are very small.
const MOST_DECIMAL: f64 = 1e16;

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
    use super::push_value;

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let standard = |value: f64| match value.abs() {
            size if size != 0.0 && !(1e-5..1e16).contains(&size) => format!("\t{value:e}"),
            _ => format!("\t{value}"),
        };
        let edges = [
            0.0,
            -0.0,
            1e-5,
            9.9e-6,
            1e16,
            9_999_999_999_999_998.0,
            f64::INFINITY,
        ];
        let mut state = 1_u64;
        let random = (0..100_000).flat_map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            [f64::from_bits(state), (state >> 11) as f64 / 1e15]
        });
        for value in random.chain(edges).filter(|value| !value.is_nan()) {
            let mut line = String::new();
            push_value(&mut line, value);
            assert_eq!(line, standard(value));
        }
    }
}
