//! Samples in blocks, whose random effect correlates them.

mod correlation;
mod effect;

pub use correlation::{DuplicateCorrelation, duplicate_correlation};
pub use effect::{BlockEffect, block_column};
pub(crate) use effect::{add_block, block_labels, block_notes, labels};
