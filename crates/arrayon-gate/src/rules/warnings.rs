//! How many warnings a run gave.

use super::{SUMMARY, limits_in_words};
use crate::policy::WarningRules;
use crate::report::RuleOutcome;
use crate::results::Results;

pub(super) fn outcome(rules: &WarningRules, results: &Results) -> Option<RuleOutcome> {
    let max = rules.max?;
    let warnings = &results.summary().warnings;
    let is_met = warnings.len() <= max;
    let mut found = warnings.len().to_string();
    if let (false, Some(first)) = (is_met, warnings.first()) {
        found += &format!(", the first: {first}");
    }
    let expected = limits_in_words(None, Some(max));
    Some(RuleOutcome::new(
        ("warnings.max", "warnings"),
        SUMMARY,
        is_met,
        (expected, found),
    ))
}
