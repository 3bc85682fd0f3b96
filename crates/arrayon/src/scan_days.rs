//! Whether the days on which arrays were scanned can look like an effect of the study's groups.

use crate::plan::Plan;
use arrayon_core::{Comparison, Contrast};
use arrayon_qc::{SCAN_DAYS, scan_day};
use arrayon_results::qc::{QualityControl, Status};
use std::collections::BTreeMap;

/// Passes the check of scan days where every contrast accounts for the day: its model holds
/// columns of which each combination was scanned on a single day. Blocking by such columns takes
/// the day out.
pub(crate) fn account_for_scan_days(quality: &mut QualityControl, plan: &Plan) {
    let days: BTreeMap<&str, &str> = (quality.arrays.iter())
        .filter_map(|array| Some((array.sample.as_str(), scan_day(array.scan_date.as_deref()?))))
        .collect();
    let mut contrasts = plan.contrasts.iter();
    if plan.contrasts.is_empty() || !contrasts.all(|contrast| accounts(contrast, plan, &days)) {
        return;
    }
    let checks = quality.study_checks.iter_mut();
    for check in checks.filter(|check| check.metric == SCAN_DAYS && check.status == Status::Warn) {
        check.status = Status::Pass;
        check.reason = Some(format!(
            "scanned on {} days, and the model of every contrast accounts for the day",
            check.value.unwrap_or_default()
        ));
    }
}

/// Whether samples of one combination of the contrast's blocking columns share the day.
fn accounts(contrast: &Contrast, plan: &Plan, days: &BTreeMap<&str, &str>) -> bool {
    let formula = match &contrast.comparison {
        Comparison::Coefficients { formula, .. } => formula.columns(),
        _ => Vec::new(),
    };
    let names = (contrast.blocking.iter().map(String::as_str))
        .chain(formula)
        .chain(contrast.random_block())
        .chain(plan.config.differential.block.as_deref());
    let columns: Vec<_> = names.filter_map(|name| plan.sheet.column(name)).collect();
    let excluded = contrast.exclude_samples_column.as_deref();
    let excluded = excluded.and_then(|name| plan.sheet.column(name));
    let is_left_out = |at: usize| {
        let of_sample = excluded.map_or(&plan.sheet.samples[at], |column| &column.values[at]);
        contrast.exclude_samples_column.is_some()
            && contrast.exclude_samples_values.contains(of_sample)
    };
    let mut day_of: BTreeMap<Vec<&str>, &str> = BTreeMap::new();
    (plan.sheet.samples.iter().enumerate())
        .filter(|(at, _)| !is_left_out(*at))
        .filter_map(|(at, sample)| Some((at, *days.get(sample.as_str())?)))
        .all(|(at, day)| {
            let key = columns.iter().map(|column| column.values[at].as_str());
            *day_of.entry(key.collect()).or_insert(day) == day
        })
}
