//! Differences of an array from the median array, averaged over blocks of cells.

use super::ChipLayout;

/// Side of a block, cells.
pub(super) const SIDE: usize = 8;

/// Differences of single cells, log2, count no more than this, so that few bright cells do not make
/// a block. Ours.
const CLIP: f64 = 1.0;

/// Cells that differ by more than this, log2, count as far away. Ours: two-fold.
const FAR: f64 = 1.0;

/// Sums over the blocks of one array, row after row of blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockMap {
    /// Rows of blocks.
    pub n_rows: usize,
    /// Columns of blocks.
    pub n_columns: usize,
    pub(super) blocks: Vec<Block>,
}

/// What a block adds up.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Block {
    pub(super) n: u32,
    pub(super) n_far: u32,
    pub(super) sum: f64,
    pub(super) sum_of_squares: f64,
}

impl Block {
    pub(super) fn mean(&self) -> f64 {
        self.sum / f64::from(self.n)
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.n_far += other.n_far;
        self.sum += other.sum;
        self.sum_of_squares += other.sum_of_squares;
    }
}

impl BlockMap {
    pub(super) fn new(layout: &ChipLayout<'_>) -> Self {
        let (n_rows, n_columns) = (
            layout.n_rows.div_ceil(SIDE),
            layout.n_columns.div_ceil(SIDE),
        );
        Self {
            n_rows,
            n_columns,
            blocks: vec![Block::default(); n_rows * n_columns],
        }
    }

    /// The block of each probe.
    pub(super) fn of_probes(layout: &ChipLayout<'_>) -> Vec<u32> {
        let n_columns = layout.n_columns.div_ceil(SIDE);
        (layout.cells.iter())
            .map(|&cell| {
                let (x, y) = (
                    cell as usize % layout.n_columns,
                    cell as usize / layout.n_columns,
                );
                (y / SIDE * n_columns + x / SIDE) as u32
            })
            .collect()
    }

    pub(super) fn add(&mut self, block: u32, difference: f64) {
        let block = &mut self.blocks[block as usize];
        let clipped = difference.clamp(-CLIP, CLIP);
        block.n += 1;
        block.n_far += u32::from(difference.abs() > FAR);
        block.sum += clipped;
        block.sum_of_squares += clipped * clipped;
    }

    pub(super) fn at(&self, row: usize, column: usize) -> &Block {
        &self.blocks[row * self.n_columns + column]
    }

    /// The mean difference of the cells of each block, log2, row after row; NaN where a block holds
    /// no probe.
    pub fn means(&self) -> Vec<f64> {
        let mean = |block: &Block| if block.n > 0 { block.mean() } else { f64::NAN };
        self.blocks.iter().map(mean).collect()
    }
}
