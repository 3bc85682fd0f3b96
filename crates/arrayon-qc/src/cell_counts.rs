//! What a CEL file states of the cells of its array.

/// How many cells of one array are out of order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CellCounts {
    /// All cells of the array.
    pub n_cells: usize,
    /// Cells that the scanner software flagged as outliers.
    pub n_outliers: usize,
    /// Cells that were masked.
    pub n_masked: usize,
    /// Cells of intensity zero.
    pub n_zero: usize,
    /// Cells whose record in the file is damaged.
    pub n_damaged: usize,
}

impl CellCounts {
    pub(crate) fn percent(&self, n: usize) -> f64 {
        100.0 * n as f64 / self.n_cells.max(1) as f64
    }

    pub(crate) fn in_words(&self, n: usize, what: &str) -> String {
        format!("{n} of {} cells are {what}", self.n_cells)
    }
}
