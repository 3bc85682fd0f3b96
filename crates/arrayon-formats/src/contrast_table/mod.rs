//! Tables of contrasts: this program's, and those that limma and other programs write.

mod columns;
mod feature_ids;
mod names;
mod read;

pub use feature_ids::are_row_numbers;
pub use read::{ContrastTable, parse, read};

#[cfg(test)]
mod tests;
