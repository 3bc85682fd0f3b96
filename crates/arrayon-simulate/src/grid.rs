//! The grid of cells: where probes may lie, and the bright and dark cells that align the scanner.

/// Rows of cells.
pub(crate) const N_ROWS: u32 = 224;
/// Columns of cells.
pub(crate) const N_COLUMNS: u32 = 224;

/// Width of the checkerboards in the corners.
const CORNER: u32 = 4;
/// Distance of the checkerboards inside.
const SPACING: u32 = 68;

/// What a cell is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellUse {
    /// Holds a probe, or nothing.
    Probe,
    /// Aligns the scanner: bright.
    Bright,
    /// Aligns the scanner: dark.
    Dark,
}

/// What the cell at `y * N_COLUMNS + x` is there for: the border, the corners and a few patches
/// inside are checkerboards.
pub(crate) fn cell_use(cell: u32) -> CellUse {
    let (x, y) = (cell % N_COLUMNS, cell / N_COLUMNS);
    match (is_alignment(x, y), (x + y) % 2) {
        (false, _) => CellUse::Probe,
        (true, 0) => CellUse::Bright,
        (true, _) => CellUse::Dark,
    }
}

fn is_alignment(x: u32, y: u32) -> bool {
    let edge = |at: u32, n: u32| at.min(n - 1 - at);
    let (from_side, from_top) = (edge(x, N_COLUMNS), edge(y, N_ROWS));
    let in_border = from_side == 0 || from_top == 0;
    let in_corner = from_side < CORNER && from_top < CORNER;
    in_border || in_corner || (near_patch(x, N_COLUMNS) && near_patch(y, N_ROWS))
}

/// Whether a coordinate is within two cells of the middle of a patch.
fn near_patch(at: u32, n: u32) -> bool {
    let middle = (at + SPACING / 2) / SPACING * SPACING;
    middle > 0 && middle < n - 8 && at.abs_diff(middle) < 3
}

/// The cells that may hold probes, in order.
pub(crate) fn free_cells() -> Vec<u32> {
    (0..N_ROWS * N_COLUMNS)
        .filter(|&cell| cell_use(cell) == CellUse::Probe)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn border_corners_and_patches_are_checkerboards() {
        let at = |x: u32, y: u32| cell_use(y * N_COLUMNS + x);
        assert_eq!(at(0, 0), CellUse::Bright);
        assert_eq!(at(1, 0), CellUse::Dark);
        assert_eq!(at(3, 3), CellUse::Bright);
        assert_eq!(at(4, 4), CellUse::Probe);
        assert_eq!(at(N_COLUMNS - 1, 100), CellUse::Dark);
        assert_eq!(at(68, 68), CellUse::Bright);
        assert_eq!(at(71, 68), CellUse::Probe);
        // border, four corners of 3 x 3 inside it, and 3 x 3 patches of 5 x 5
        let n_cells = (N_ROWS * N_COLUMNS) as usize;
        let n_alignment = n_cells - free_cells().len();
        assert_eq!(n_alignment, 4 * 223 + 4 * 9 + 9 * 25);
    }
}
