//! Integrity checks of arrays, and the rules that judge them.
//!
//! The array maker gives no fixed thresholds for Clariom S: metrics find outliers within a set.
//! So the rules here are few and say what they rest on, and none leaves an array out: they warn.
//!
//! | metric | rule |
//! |---|---|
//! | `outlier_cells_percent` | at most 5 % of cells flagged as outliers by the scanner software; the four public Clariom S Mouse arrays of GSE103380 have 1.2 to 1.5 % |
//! | `masked_cells_percent` | at most 1 % of cells masked |
//! | `zero_cells_percent` | no cell of intensity zero |
//! | `damaged_cells` | no cell of a text CEL whose line has a damaged character |
//! | `scan_days` | all arrays scanned on one day, or the day accounted for by every contrast |
//!
//! # What is not tested
//! The thresholds: no collection of known bad arrays was at hand.

mod check;
mod integrity;

pub use check::{Check, Status};
pub use integrity::{ArrayFacts, SCAN_DAYS, check_array, check_study};
