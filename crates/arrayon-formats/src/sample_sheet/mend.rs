//! What is read otherwise than it stands in a sheet, with the notes that say so.

use super::RawSheet;
use crate::names::Tidier;
use crate::sheet_columns::SAMPLE_NAMES;
use crate::table::position_of;
use crate::writing::{Writing, writing_of};
use arrayon_core::SheetColumn;
use arrayon_core::numbers::is_number;

/// How many lines a note names.
const NAMED: usize = 5;

/// Rows with a `#` in front are comments, which somebody who names animals `#7` does not expect.
pub(super) fn struck_out(raw: &RawSheet<'_>) -> Option<String> {
    let struck = &raw.struck_out;
    let named = struck.iter().take(NAMED);
    let mut lines: Vec<String> = named
        .map(|(line, cell)| format!("'{}' (line {line})", cell.escape_debug()))
        .collect();
    lines.extend((struck.len() > NAMED).then(|| format!("{} more", struck.len() - NAMED)));
    (!struck.is_empty()).then(|| {
        format!(
            "{}: lines that begin with # are comments and were left out: {}; put a name that begins with # \
             between quotes",
            raw.path.display(),
            lines.join(", ")
        )
    })
}

/// A first column without a name: numbers of rows are left out, other texts are the names of the
/// samples where no other column has them.
pub(super) fn unnamed_column(raw: &mut RawSheet<'_>) -> Option<String> {
    if raw.header.first().is_none_or(|name| !name.is_empty()) {
        return None;
    }
    let path = raw.path.display();
    let numbers: Option<Vec<usize>> = raw.rows.iter().map(|row| row[0].parse().ok()).collect();
    let is_index = numbers.is_some_and(|numbers| {
        let first = numbers.first().copied().unwrap_or(0);
        first <= 1 && numbers.iter().copied().eq(first..first + numbers.len())
    });
    let has_samples = position_of(&raw.header, SAMPLE_NAMES).is_some();
    if has_samples || is_index {
        raw.header.remove(0);
        raw.rows.iter_mut().for_each(|row| drop(row.remove(0)));
        return Some(format!(
            "{path}: the first column has no name and was left out"
        ));
    }
    "sample".clone_into(&mut raw.header[0]);
    Some(format!(
        "{path}: the first column has no name; its texts are the names of the samples"
    ))
}

/// Makes names and levels plain; files are looked for as they are spelt.
pub(super) fn names(raw: &mut RawSheet<'_>, file_at: Option<usize>) -> Option<String> {
    let mut tidier = Tidier::default();
    let header = raw.header.clone();
    for name in &mut raw.header {
        *name = tidier.tidy(name, || format!("line {}", raw.header_line));
    }
    for (cells, line) in raw.rows.iter_mut().zip(&raw.lines) {
        for (at, cell) in cells
            .iter_mut()
            .enumerate()
            .filter(|(at, _)| Some(*at) != file_at)
        {
            *cell = tidier.tidy(cell, || format!("line {line}, column '{}'", header[at]));
        }
    }
    tidier.note(raw.path)
}

/// Numbers with decimal commas or marks between thousands become numbers with decimal points, where
/// the column is numbers that can be read in one way.
pub(super) fn decimal_marks(raw: &RawSheet<'_>, column: &mut SheetColumn) -> Option<String> {
    let cells = column.values.iter().map(String::as_str).zip(&raw.lines);
    let filled = cells.filter(|(cell, _)| !cell.is_empty());
    if !filled.clone().all(|(cell, _)| is_number(cell)) {
        return None;
    }
    let of = format!("{}: column '{}'", raw.path.display(), column.name);
    let spots = filled.map(|(cell, line)| ((*line, 0), cell));
    match writing_of(spots, raw.by_semicolons) {
        Ok(None) => None,
        Ok(Some(Writing { mark, words })) => {
            for value in column.values.iter_mut().filter(|value| !value.is_empty()) {
                *value = mark.with_point(value);
            }
            Some(format!("{of} has {words} and was read so"))
        }
        Err(doubt) => {
            let (line, doubt) = (doubt.place().0, doubt.in_words(|(line, _)| *line));
            Some(format!(
                "{of} was not read as numbers: {doubt} (line {line})"
            ))
        }
    }
}
