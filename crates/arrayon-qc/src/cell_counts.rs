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
    /// Cells at the largest intensity that the scanner stores, by [`CellCounts::saturated`].
    pub n_saturated: usize,
}

/// A scanner stores 16 bits, whatever it counts as full: cells within one per cent of that are
/// saturated.
const NEARLY_FULL: f32 = 0.99 * 65_535.0;

impl CellCounts {
    /// How many of these cells are saturated: those within one per cent of what 16 bits can store,
    /// or, where a scanner cuts off below that, those that share the array's largest intensity.
    pub fn saturated(intensities: &[f32]) -> usize {
        let count = |is: &dyn Fn(f32) -> bool| intensities.iter().filter(|&&one| is(one)).count();
        let largest = intensities.iter().copied().fold(0.0, f32::max);
        let n_largest = match count(&|intensity| intensity == largest) {
            // the largest of distinct values is no limit
            1 => 0,
            n => n,
        };
        n_largest.max(count(&|intensity| intensity >= NEARLY_FULL))
    }

    pub(crate) fn percent(&self, n: usize) -> f64 {
        100.0 * n as f64 / self.n_cells.max(1) as f64
    }

    pub(crate) fn in_words(&self, n: usize, what: &str) -> String {
        format!("{n} of {} cells are {what}", self.n_cells)
    }
}

#[cfg(test)]
mod tests {
    use super::CellCounts;

    #[test]
    fn cells_at_the_limit_of_the_scanner_are_saturated() {
        assert_eq!(
            CellCounts::saturated(&[100.0, 65_000.0, 64_900.0, 64_000.0]),
            2
        );
        assert_eq!(
            CellCounts::saturated(&[100.0, 46_000.0, 46_000.0, 46_000.0]),
            3
        );
        assert_eq!(CellCounts::saturated(&[100.0, 300.0, 4_000.0]), 0);
        assert_eq!(CellCounts::saturated(&[]), 0);
    }
}
