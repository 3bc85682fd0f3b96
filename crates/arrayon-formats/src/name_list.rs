//! Files of names, one per line.

use crate::names::tidy;
use crate::source::{self, Input, Kind};
use arrayon_core::InputError;

/// One name per line, made [`tidy`] and without quotes around it; what follows a tab is passed over, as
/// are empty lines and those that begin with `#`. `what` the names are of is for messages.
///
/// # Errors
/// A file that cannot be read or names nothing.
pub fn read<'a>(input: impl Into<Input<'a>>, what: &str) -> Result<Vec<String>, InputError> {
    let input = input.into();
    let path = input.path();
    let text = source::read_text(input, Kind::Description).map_err(|error| {
        match error.expected.is_empty() {
            true => error
                .expected(format!("a list: one {what} a line"))
                .hint(format!("write one {what} a line")),
            false => error,
        }
    })?;
    let names: Vec<String> = (text.lines())
        .map(|line| tidy(without_quotes(line.split('\t').next().unwrap_or(""))).into_owned())
        .filter(|name| !name.is_empty() && !name.starts_with('#'))
        .collect();
    if names.is_empty() {
        return Err(InputError::new(path, "lists nothing")
            .expected(format!("one {what} a line"))
            .hint("lines that begin with '#' are comments"));
    }
    Ok(names)
}

/// Spreadsheets and R put quotes around every cell.
fn without_quotes(cell: &str) -> &str {
    let cell = cell.trim();
    let inner = cell
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(cell)
}
