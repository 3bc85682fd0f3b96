//! BGP: the probes that measure background.

use super::clf::CellLayout;
use super::library_table::{LibraryTable, cut_row, fields, is_whole};
use crate::lines::unsigned;
use arrayon_core::InputError;
use std::path::Path;

/// Reads the cells of the background probes in the file's order, with the chip types that the
/// file names. Only the column `probe_id` is needed.
pub(super) fn parse(
    content: &[u8],
    path: &Path,
    layout: &CellLayout,
) -> Result<(Vec<u32>, Vec<String>), InputError> {
    let mut table = LibraryTable::open(content, path)?;
    let columns = table.columns()?;
    let position = [columns.require("probe_id", &table.lines)?];
    let chip_types = table.chip_types();
    let lines = &mut table.lines;
    let mut cells = Vec::new();
    while let Some(row) = lines.next_line() {
        if row.is_empty() || row[0] == b'#' {
            continue;
        }
        if !is_whole(row, &position, columns.len()) {
            return Err(cut_row(row, columns.len(), lines));
        }
        let [id] = fields(row, position);
        let cell = unsigned(id).and_then(|id| layout.cell_of(id));
        cells.push(cell.ok_or_else(|| {
            lines
                .error(format!("probe '{}' is not in the CLF", id.escape_ascii()))
                .expected("a probe that the CLF places on the chip")
                .hint("take CLF and BGP from one library")
        })?);
    }
    Ok((cells, chip_types))
}
