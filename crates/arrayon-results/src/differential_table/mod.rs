//! `differential/<contrast>.tsv`: the table of a contrast with limma's column names.

mod columns;
mod feature_ids;
mod names;
mod read;

pub use feature_ids::are_row_numbers;
pub use read::{ContrastTable, parse};

#[cfg(test)]
mod tests;
