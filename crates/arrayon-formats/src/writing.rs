//! How the numbers of a file are written, for all readers of tables.

use arrayon_core::numbers::{DecimalMark, Doubt, Evidence};
use arrayon_core::{InputError, Place};
use std::path::Path;

/// Line and column of a cell.
pub(crate) type Spot = (u64, usize);

/// How numbers are written that are not all written as programs write them.
pub(crate) struct Writing {
    pub(crate) mark: DecimalMark,
    /// What of it programs do not write.
    pub(crate) words: String,
}

/// How the numbers among these cells are written; `None` where all are as programs write them.
pub(crate) fn writing_of<'t>(
    cells: impl IntoIterator<Item = (Spot, &'t str)>,
    by_semicolons: bool,
) -> Result<Option<Writing>, Doubt<Spot>> {
    let mut evidence = Evidence::default();
    for (spot, cell) in cells {
        evidence.add(spot, cell);
    }
    if evidence.is_plain() {
        return Ok(None);
    }
    let mark = evidence.decimal_mark(by_semicolons)?;
    let words = evidence.in_words(mark);
    Ok(Some(Writing { mark, words }))
}

/// The doubt as an error; `column` gives the name of a column.
pub(crate) fn refusal(
    path: &Path,
    doubt: &Doubt<Spot>,
    column: impl Fn(usize) -> String,
) -> InputError {
    let &(line, at) = doubt.place();
    InputError::new(path, doubt.in_words(|(line, _)| *line))
        .at(Place::Field {
            line,
            column: column(at),
        })
        .expected("numbers that can be read in one way in the whole file")
        .hint(Doubt::<Spot>::HINT)
}
