//! Checks of what a CEL file states of itself.

use crate::check::{Check, Status};
use std::collections::BTreeSet;

const MAX_OUTLIER_PERCENT: f64 = 5.0;
const MAX_MASKED_PERCENT: f64 = 1.0;

/// Name of the check of the days on which arrays were scanned.
pub const SCAN_DAYS: &str = "scan_days";

/// What is known of one array from its file.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayFacts {
    /// Sample.
    pub sample: String,
    /// Cells of the array.
    pub n_cells: usize,
    /// Cells that the scanner software flagged as outliers.
    pub n_outliers: usize,
    /// Cells that were masked.
    pub n_masked: usize,
    /// Cells of intensity zero.
    pub n_zero: usize,
    /// Cells whose record in the file is damaged.
    pub n_damaged: usize,
    /// When the array was scanned, ISO 8601, where the file tells.
    pub scan_date: Option<String>,
}

/// Checks one array.
pub fn check_array(facts: &ArrayFacts) -> Vec<Check> {
    let percent = |n: usize| 100.0 * n as f64 / facts.n_cells.max(1) as f64;
    let of_cells = |n: usize, what: &str| format!("{n} of {} cells are {what}", facts.n_cells);
    vec![
        Check::at_most(
            "outlier_cells_percent",
            percent(facts.n_outliers),
            MAX_OUTLIER_PERCENT,
            "at most 5 % of cells flagged as outliers by the scanner software",
            || of_cells(facts.n_outliers, "flagged as outliers"),
        ),
        Check::at_most(
            "masked_cells_percent",
            percent(facts.n_masked),
            MAX_MASKED_PERCENT,
            "at most 1 % of cells masked",
            || of_cells(facts.n_masked, "masked"),
        ),
        Check::at_most(
            "zero_cells_percent",
            percent(facts.n_zero),
            0.0,
            "no cell of intensity zero",
            || of_cells(facts.n_zero, "zero"),
        ),
        Check::at_most(
            "damaged_cells",
            facts.n_damaged as f64,
            0.0,
            "no cell whose record in the file is damaged",
            || {
                let what = "damaged in the file; digits may have changed unseen, so get the file \
                            anew if you can";
                of_cells(facts.n_damaged, what)
            },
        ),
    ]
}

/// Checks the arrays of a study against each other.
pub fn check_study(arrays: &[ArrayFacts]) -> Vec<Check> {
    let rule = "all arrays scanned on one day, or the day accounted for by every contrast";
    let days: BTreeSet<&str> = (arrays.iter())
        .filter_map(|facts| facts.scan_date.as_deref())
        .map(|date| date.split(['T', ' ']).next().unwrap_or(date))
        .collect();
    if days.is_empty() {
        return vec![Check {
            metric: SCAN_DAYS,
            value: None,
            rule,
            threshold: None,
            status: Status::NotApplicable,
            reason: Some("no file states when it was scanned".to_owned()),
        }];
    }
    vec![Check::at_most(
        SCAN_DAYS,
        days.len() as f64,
        1.0,
        rule,
        || {
            let days: Vec<&str> = days.iter().copied().collect();
            format!(
                "scanned on {} days ({}); if groups and days go together, the day may look like \
                 an effect: consider it as a blocking column",
                days.len(),
                days.join(", ")
            )
        },
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(n_outliers: usize, scan_date: Option<&str>) -> ArrayFacts {
        ArrayFacts {
            sample: "a".into(),
            n_cells: 1000,
            n_outliers,
            n_masked: 0,
            n_zero: 0,
            n_damaged: 0,
            scan_date: scan_date.map(str::to_owned),
        }
    }

    #[test]
    fn outliers_warn_above_five_percent() {
        let status = |n| check_array(&facts(n, None))[0].status;
        assert_eq!(status(50), Status::Pass);
        assert_eq!(status(51), Status::Warn);
        let check = &check_array(&facts(51, None))[0];
        assert_eq!(check.value, Some(5.1));
        assert_eq!(
            check.reason.as_deref(),
            Some("51 of 1000 cells are flagged as outliers")
        );
    }

    #[test]
    fn several_scan_days_warn() {
        let day = |date| facts(0, Some(date));
        let one = check_study(&[day("2018-04-17T15:30:28Z"), day("2018-04-17T16:00:00Z")]);
        assert_eq!(one[0].status, Status::Pass);
        let two = check_study(&[day("2018-04-17T15:30:28Z"), day("2018-04-18T16:00:00Z")]);
        assert_eq!((two[0].status, two[0].value), (Status::Warn, Some(2.0)));
        assert_eq!(
            check_study(&[facts(0, None)])[0].status,
            Status::NotApplicable
        );
    }
}
