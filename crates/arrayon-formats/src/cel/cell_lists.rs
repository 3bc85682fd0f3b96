//! Lists of flagged cells.

/// Sorts cell indices and drops repeats; software writes them in order, so this costs a look.
pub(super) fn ascending_once(mut cells: Vec<u32>) -> Vec<u32> {
    if !cells.is_sorted_by(|one, next| one < next) {
        cells.sort_unstable();
        cells.dedup();
    }
    cells
}

/// The index of a cell, if the grid has it.
pub(super) fn cell_index(x: u32, y: u32, n_rows: u32, n_columns: u32) -> Option<u32> {
    (x < n_columns && y < n_rows).then(|| y * n_columns + x)
}

/// The x and y of a cell.
pub(super) fn coordinates(cell: u32, n_columns: u32) -> (u32, u32) {
    (cell % n_columns, cell / n_columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_without_repeats() {
        assert_eq!(ascending_once(vec![3, 1, 3]), [1, 3]);
        assert_eq!(ascending_once(vec![1, 3]), [1, 3]);
    }

    #[test]
    fn cells_count_along_rows() {
        assert_eq!(cell_index(1, 2, 3, 4), Some(9));
        assert_eq!(coordinates(9, 4), (1, 2));
        assert_eq!(cell_index(4, 0, 3, 4), None);
        assert_eq!(cell_index(0, 3, 3, 4), None);
    }
}
