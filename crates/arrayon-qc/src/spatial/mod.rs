//! Where on the chip an array differs from the others of its study: scratches, bubbles, gradients,
//! cells that lie in the wrong places.
//!
//! An array is compared with the median array, cell by cell, after all arrays were given one
//! distribution ([`MeanQuantiles`]); what is left is averaged over blocks of 8 x 8 cells
//! ([`BlockMap`]), some 100 kB for an array of 300,000 cells. Neither the arrays nor their differences
//! nor the blocks are kept, only what is seen in them.

mod blocks;
mod comparison;
mod levels;
mod orientation;
mod patterns;

pub use blocks::BlockMap;
pub use comparison::{ArrayPattern, ChipComparison, MedianArray, ProbeValues};
pub use levels::MeanQuantiles;
pub use orientation::{Orientation, Orientations};
pub use patterns::SpatialPattern;

/// The grid of a chip, and where its probes lie.
#[derive(Debug, Clone, Copy)]
pub struct ChipLayout<'a> {
    /// Rows of cells.
    pub n_rows: usize,
    /// Columns of cells.
    pub n_columns: usize,
    /// The cell of each probe, `y * n_columns + x`; a cell may stand more than once.
    pub cells: &'a [u32],
}
