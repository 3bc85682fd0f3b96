//! How many features change.

use super::{SUMMARY, is_within, limits_in_words};
use crate::policy::FindingRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::Direction;

pub(super) fn outcome(rule: &FindingRule, results: &Results) -> RuleOutcome {
    let words = rule
        .direction
        .map_or("changed".to_owned(), |direction| direction.to_string());
    let subject = format!("features {words} in {}", rule.contrast);
    let expected = limits_in_words(rule.min, rule.max);
    let mut contrasts = results.summary().contrasts.iter();
    let Some(contrast) = contrasts.find(|one| one.contrast == rule.contrast) else {
        let found = "no such contrast";
        return RuleOutcome::new(("findings", subject), SUMMARY, false, (expected, found));
    };
    let found = match rule.direction {
        Some(Direction::Up) => contrast.n_up,
        Some(Direction::Down) => contrast.n_down,
        None => contrast.n_up + contrast.n_down,
    };
    let is_met = is_within(found, rule.min, rule.max);
    RuleOutcome::new(
        ("findings", subject),
        SUMMARY,
        is_met,
        (expected, found.to_string()),
    )
}
