//! Checks of arrays, by themselves and against each other, and the rules that judge them.
//!
//! The array maker gives no fixed thresholds for Clariom S: metrics find outliers within a set.
//! So the rules here are few and say what they rest on, and none leaves an array out: they warn.
//!
//! `metrics` holds a file for each, with its rule, and lists them: `outlier_cells_percent`,
//! `masked_cells_percent`, `zero_cells_percent` and `damaged_cells` of each array, `scan_days` of
//! the study, and in `between` what sets an array apart from the others of its study. The numbers
//! behind those are in `statistics`.
//!
//! # What is not tested
//! The thresholds: no collection of known bad arrays was at hand. How often good arrays warn.

mod cell_counts;
mod metric;
mod metrics;
mod statistics;

pub use cell_counts::CellCounts;
pub use metrics::{Compared, SCAN_DAYS, check_array, check_study, compare_arrays, scan_day};
pub use statistics::{
    Distribution, RelativeExpression, UnscaledErrors, distances_to_pooled, hoeffding_d,
    mean_absolute_distances, relative_expression, unscaled_errors, upper_hinge_limit,
};
