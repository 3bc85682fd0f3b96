//! The days on which arrays were scanned.

use crate::metric::Metric;
use arrayon_results::qc::ArrayQuality;
use std::collections::BTreeSet;

/// Name of the check of the days on which arrays were scanned.
pub const SCAN_DAYS: &str = "scan_days";

/// The day of a date with or without a time, ISO 8601.
pub fn scan_day(date: &str) -> &str {
    date.split(['T', ' ']).next().unwrap_or(date)
}

pub(super) const METRIC: Metric<[ArrayQuality]> = Metric {
    name: SCAN_DAYS,
    rule: "all arrays scanned on one day, or the day accounted for by every contrast",
    source: "ours",
    threshold: 1.0,
    value: |arrays| Some(days(arrays).len() as f64).filter(|&n| n > 0.0),
    reason: |arrays| {
        let days: Vec<&str> = days(arrays).into_iter().collect();
        if days.is_empty() {
            return "no file states when it was scanned".to_owned();
        }
        format!(
            "scanned on {} days ({}); if groups and days go together, the day may look like an \
             effect: consider it as a blocking column",
            days.len(),
            days.join(", ")
        )
    },
};

fn days(arrays: &[ArrayQuality]) -> BTreeSet<&str> {
    let dates = arrays.iter().filter_map(|array| array.scan_date.as_deref());
    dates.map(scan_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_results::qc::Status;

    fn scanned(dates: &[Option<&str>]) -> (Status, Option<f64>) {
        let array = |date: &Option<&str>| ArrayQuality {
            scan_date: date.map(str::to_owned),
            ..ArrayQuality::default()
        };
        let arrays: Vec<ArrayQuality> = dates.iter().map(array).collect();
        let check = METRIC.check(&arrays);
        (check.status, check.value)
    }

    #[test]
    fn several_scan_days_warn() {
        let (one, other) = ("2018-04-17T15:30:28Z", "2018-04-18 16:00:00");
        let later = "2018-04-17T16:00:00Z";
        assert_eq!(
            scanned(&[Some(one), Some(later), None]),
            (Status::Pass, Some(1.0))
        );
        assert_eq!(
            scanned(&[Some(one), Some(other)]),
            (Status::Warn, Some(2.0))
        );
        assert_eq!(scanned(&[None]), (Status::NotApplicable, None));
    }
}
