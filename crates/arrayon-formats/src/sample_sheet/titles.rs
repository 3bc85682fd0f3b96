//! Lines above the header of a sheet: a title, or headings of groups of columns.

use crate::delimiter;
use crate::sheet_columns::names_samples;
use arrayon_core::{InputError, Place};
use std::path::Path;

/// How many lines are looked at.
const LOOKED_AT: usize = 20;

/// Of a sheet that cannot be read as it stands: that its header seems to stand below other lines.
pub(super) fn above_header(path: &Path, text: &str) -> Option<InputError> {
    let lines = (1..).zip(text.lines());
    let filled = lines.filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let filled: Vec<(u64, &str)> = filled.take(LOOKED_AT).collect();
    let is_header = |at: usize| {
        let (_, line) = filled[at];
        let below = filled.get(at + 1).map(|(_, line)| *line);
        let Some(mark) = delimiter::of_lines(line, below) else {
            return false;
        };
        let bare = |cell: &str| cell.trim().trim_matches('"').to_owned();
        let cells: Vec<String> = line.split(char::from(mark)).map(bare).collect();
        names_samples(&cells)
    };
    let at = (0..filled.len())
        .find(|&at| is_header(at))
        .filter(|&at| at > 0)?;
    Some(
        InputError::new(path, "the header seems to stand here, below other text")
            .at(Place::Line(filled[at].0))
            .expected("the names of the columns in the first line")
            .hint("take out the lines above it, or begin each of them with #"),
    )
}
