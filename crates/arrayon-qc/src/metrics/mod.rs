//! The metrics, a file each: name, rule, threshold, value and words for what it finds.

mod between;
mod damaged_cells;
mod masked_cells;
mod outlier_cells;
mod scan_days;
mod zero_cells;

pub use between::{Compared, compare_arrays};
pub use scan_days::{SCAN_DAYS, scan_day};

use crate::cell_counts::CellCounts;
use arrayon_results::qc::{ArrayQuality, Check, QualityControl};

/// Checks one array.
pub fn check_array(cells: &CellCounts) -> Vec<Check> {
    let metrics = [
        outlier_cells::METRIC,
        masked_cells::METRIC,
        zero_cells::METRIC,
        damaged_cells::METRIC,
    ];
    metrics.iter().map(|metric| metric.check(cells)).collect()
}

/// Checks the arrays of a study against each other; the arrays have been checked by themselves.
pub fn check_study(arrays: Vec<ArrayQuality>) -> QualityControl {
    QualityControl {
        scope: "header facts and integrity of the CEL files; arrays against each other".to_owned(),
        study_checks: vec![scan_days::METRIC.check(&arrays)],
        arrays,
    }
}
