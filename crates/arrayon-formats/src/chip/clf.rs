//! CLF: at which cell each probe lies.
//!
//! The columns `x` and `y` are believed, never `#%order=`: the vendor's own description says that
//! headers bear `col_major` by mistake, and on a square chip a wrong reading silently swaps rows
//! with columns.

use super::library_table::{LibraryTable, cut_row, fields, is_whole};
use crate::lines::unsigned;
use arrayon_core::InputError;
use rustc_hash::FxHashMap;
use std::path::Path;

/// Marks an id that no probe has.
const NO_CELL: u32 = u32::MAX;

/// Geometry of a chip and the cell of each probe.
#[derive(Debug)]
pub(super) struct CellLayout {
    pub(super) chip_types: Vec<String>,
    pub(super) n_rows: u32,
    pub(super) n_columns: u32,
    cells: ProbeCells,
}

#[derive(Debug)]
enum ProbeCells {
    /// Ids run along the rows from `first` on.
    Sequential { first: u32, n_cells: u32 },
    /// Cell by id.
    Dense(Vec<u32>),
    /// Cell by id, where ids are far apart.
    Sparse(FxHashMap<u32, u32>),
}

impl CellLayout {
    pub(super) fn cell_of(&self, probe_id: u32) -> Option<u32> {
        let cell = match &self.cells {
            ProbeCells::Sequential { first, n_cells } => {
                probe_id.checked_sub(*first).filter(|cell| cell < n_cells)
            }
            ProbeCells::Dense(cells) => cells.get(probe_id as usize).copied(),
            ProbeCells::Sparse(cells) => cells.get(&probe_id).copied(),
        };
        cell.filter(|&cell| cell != NO_CELL)
    }
}

pub(super) fn parse(content: &[u8], path: &Path) -> Result<CellLayout, InputError> {
    let mut table = LibraryTable::open(content, path)?;
    let (n_rows, n_columns) = (size(&table, "rows", path)?, size(&table, "cols", path)?);
    let n_cells = n_rows
        .checked_mul(n_columns)
        .filter(|&n_cells| n_cells > 0 && n_cells < NO_CELL)
        .ok_or_else(|| {
            InputError::new(
                path,
                format!("a grid of {n_rows} rows x {n_columns} columns"),
            )
        })?;
    let placed = read_rows(&mut table, n_rows, n_columns)?;
    refuse_shared_cells(&placed, n_columns, path)?;
    let cells = if placed.is_empty() {
        let first = table
            .value("sequential")
            .and_then(unsigned)
            .filter(|&first| first > 0);
        let first = first.ok_or_else(|| {
            InputError::new(path, "the file lists no probe")
                .expected("rows of probe_id, x and y, or #%sequential=1")
        })?;
        ProbeCells::Sequential { first, n_cells }
    } else {
        by_id(&placed, path)?
    };
    Ok(CellLayout {
        chip_types: table.chip_types(),
        n_rows,
        n_columns,
        cells,
    })
}

fn size(table: &LibraryTable<'_>, key: &str, path: &Path) -> Result<u32, InputError> {
    let value = table.value(key);
    value.and_then(unsigned).ok_or_else(|| {
        let value = value.map_or("absent".into(), crate::bytes::text_of);
        InputError::new(path, format!("header #%{key} is {value}")).expected("a whole number")
    })
}

/// The rows as (id, cell).
fn read_rows(
    table: &mut LibraryTable<'_>,
    n_rows: u32,
    n_columns: u32,
) -> Result<Vec<(u32, u32)>, InputError> {
    let columns = match table.value("header0") {
        None if table.lines.rest().is_empty() => return Ok(Vec::new()),
        _ => table.columns()?,
    };
    let positions = [
        columns.require("probe_id", &table.lines)?,
        columns.require("x", &table.lines)?,
        columns.require("y", &table.lines)?,
    ];
    // two digits a number, two tabs and a line end: no more rows than that can come
    let mut placed = Vec::with_capacity(table.lines.rest().len() / 6);
    let lines = &mut table.lines;
    while let Some(row) = lines.next_line() {
        if row.is_empty() || row[0] == b'#' {
            continue;
        }
        if !is_whole(row, &positions, columns.len()) {
            return Err(cut_row(row, columns.len(), lines));
        }
        let [id, x, y] = fields(row, positions).map(unsigned);
        let (Some(id), Some(x), Some(y)) = (id, x, y) else {
            return Err(lines
                .error(format!("'{}'", row.escape_ascii()))
                .expected("whole numbers for probe_id, x and y"));
        };
        if x >= n_columns || y >= n_rows {
            return Err(lines
                .error(format!("probe {id} lies at x {x}, y {y}"))
                .expected(format!("x below {n_columns}, y below {n_rows}")));
        }
        placed.push((id, y * n_columns + x));
    }
    Ok(placed)
}

/// Two probes cannot lie at one place; a last row that is cut in its digits shows here.
fn refuse_shared_cells(
    placed: &[(u32, u32)],
    n_columns: u32,
    path: &Path,
) -> Result<(), InputError> {
    let ascending = placed.is_sorted_by(|(_, one), (_, next)| one < next);
    if ascending {
        return Ok(());
    }
    let mut cells: Vec<_> = placed.iter().map(|&(id, cell)| (cell, id)).collect();
    cells.sort_unstable();
    match cells.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(()),
        Some(pair) => {
            let ((cell, one), (_, other)) = (pair[0], pair[1]);
            let (x, y) = (cell % n_columns, cell / n_columns);
            Err(InputError::new(
                path,
                format!("probes {one} and {other} both lie at x {x}, y {y}"),
            )
            .expected("one probe a cell")
            .hint("the file may be cut short: copy it again"))
        }
    }
}

fn by_id(placed: &[(u32, u32)], path: &Path) -> Result<ProbeCells, InputError> {
    let largest = placed.iter().map(|&(id, _)| id).max().unwrap_or(0) as usize;
    let twice = |id: u32| {
        InputError::new(path, format!("probe {id} is listed a second time")).expected("each once")
    };
    // memory in proportion to the file, whatever its ids
    if largest / 16 > placed.len() + 4096 {
        let mut cells = FxHashMap::default();
        for &(id, cell) in placed {
            if cells.insert(id, cell).is_some() {
                return Err(twice(id));
            }
        }
        return Ok(ProbeCells::Sparse(cells));
    }
    let mut cells = vec![NO_CELL; largest + 1];
    for &(id, cell) in placed {
        if std::mem::replace(&mut cells[id as usize], cell) != NO_CELL {
            return Err(twice(id));
        }
    }
    Ok(ProbeCells::Dense(cells))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "#%chip_type=A\n#%rows=2\n#%cols=3\n#%order=col_major\n";

    fn layout(rest: &str) -> Result<CellLayout, InputError> {
        parse(format!("{HEAD}{rest}").as_bytes(), Path::new("a.clf"))
    }

    #[test]
    fn coordinates_are_believed_and_columns_may_be_in_any_order() {
        let layout = layout("#%header0=y\tprobe_id\tx\n1\t7\t0\n0\t9\t2\n").unwrap();
        assert_eq!(layout.cell_of(7), Some(3));
        assert_eq!(layout.cell_of(9), Some(2));
        assert_eq!(layout.cell_of(8), None);
    }

    #[test]
    fn far_apart_ids_take_little_memory() {
        let layout = layout("#%header0=probe_id\tx\ty\n4000000000\t1\t1\n").unwrap();
        assert!(matches!(layout.cells, ProbeCells::Sparse(_)));
        assert_eq!(layout.cell_of(4_000_000_000), Some(4));
    }

    #[test]
    fn a_sequential_file_may_leave_its_rows_out() {
        let layout = layout("#%sequential=1\n#%header0=probe_id\tx\ty\n").unwrap();
        assert_eq!(layout.cell_of(1), Some(0));
        assert_eq!(layout.cell_of(6), Some(5));
        assert_eq!((layout.cell_of(0), layout.cell_of(7)), (None, None));
    }

    #[test]
    fn wrong_files_say_where() {
        let header = "#%header0=probe_id\tx\ty\n";
        for (rest, message) in [
            ("1\t3\t0\n", "a.clf, line 6: probe 1 lies at x 3"),
            ("1\t0\t0\n1\t1\t0\n", "probe 1 is listed a second time"),
            ("1\t0\n", "line 6"),
            ("1\t0\t1\n2\t0\t1\n", "probes 1 and 2 both lie at x 0, y 1"),
            ("", "lists no probe"),
        ] {
            let error = layout(&format!("{header}{rest}")).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
        assert!(
            layout("#%header0=probe_id\tx\n")
                .unwrap_err()
                .to_string()
                .contains("'y'")
        );
    }
}
