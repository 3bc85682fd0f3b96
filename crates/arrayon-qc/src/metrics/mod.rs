//! The metrics, a file each: name, rule, threshold, source, value and words for what it finds.

mod between;
mod damaged_cells;
mod frozen_errors;
mod masked_cells;
mod outlier_cells;
mod saturated_cells;
mod scan_days;
mod zero_cells;

pub use between::{Compared, compare_arrays};
pub use frozen_errors::check_frozen_errors;
pub use scan_days::{SCAN_DAYS, scan_day};

use crate::cell_counts::CellCounts;
use arrayon_core::plain_words::counted;
use arrayon_results::qc::{ArrayQuality, Check, QualityControl, Status};

/// Checks one array.
pub fn check_array(cells: &CellCounts) -> Vec<Check> {
    let metrics = [
        outlier_cells::METRIC,
        masked_cells::METRIC,
        zero_cells::METRIC,
        damaged_cells::METRIC,
        saturated_cells::METRIC,
    ];
    metrics.iter().map(|metric| metric.check(cells)).collect()
}

/// Checks the arrays of a study against each other; the arrays have been checked by themselves.
/// The study's verdict follows from those of its arrays.
pub fn check_study(arrays: Vec<ArrayQuality>) -> QualityControl {
    let n = |status| arrays.iter().filter(|array| array.status == status).count();
    let (n_fail, n_warn) = (n(Status::Fail), n(Status::Warn));
    let named = |status| {
        let found = arrays.iter().filter(|array| array.status == status);
        let names = found.map(|array| array.sample.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let all = counted(arrays.len(), "array");
    let verdict_in_words = match (n_fail, n_warn) {
        (0, 0) => format!("of {all} none is unlike the others"),
        (0, _) => format!("of {all} {n_warn} worth a look: {}", named(Status::Warn)),
        (_, 0) => format!("of {all} {n_fail} failed: {}", named(Status::Fail)),
        _ => format!(
            "of {all} {n_fail} failed: {}; {n_warn} worth a look: {}",
            named(Status::Fail),
            named(Status::Warn)
        ),
    };
    QualityControl {
        scope: "header facts and integrity of the CEL files; arrays against each other".to_owned(),
        status: Status::worst(arrays.iter().map(|array| array.status)),
        verdict_in_words,
        study_checks: vec![scan_days::METRIC.check(&arrays)],
        component_associations: Vec::new(),
        arrays,
    }
}
