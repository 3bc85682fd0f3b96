//! How many arrays pass, warn and fail.

use super::{is_within, limits_in_words, named};
use crate::policy::ArrayRules;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::InputError;
use arrayon_results::qc::{ArrayQuality, Status};

const FILE: &str = "qc.json";

/// Results that began from a matrix have no arrays, and meet no rule about them. That no array fails
/// is asked wherever there are arrays, also where nothing is said of them.
pub(super) fn outcomes(
    rules: &ArrayRules,
    results: &Results,
) -> Result<Vec<RuleOutcome>, InputError> {
    let quality = results.quality()?;
    let arrays = quality.map_or_else(Vec::new, |quality| quality.arrays);
    let passes = |status| matches!(status, Status::Pass | Status::NotApplicable);
    let rule = |key: &str, is_counted: &dyn Fn(Status) -> bool, min, max| {
        let expected = limits_in_words(min, max);
        let subject = (key, "arrays");
        if arrays.is_empty() {
            let found = "no array was judged in these results";
            return RuleOutcome::new(subject, FILE, false, (expected, found));
        }
        let counted = arrays.iter().filter(|array| is_counted(array.status));
        let counted: Vec<&ArrayQuality> = counted.collect();
        let names: Vec<&str> = counted.iter().map(|array| array.sample.as_str()).collect();
        let is_met = is_within(counted.len(), min, max);
        let mut found = format!("{} of {}", counted.len(), arrays.len());
        if !is_met && min.is_none() {
            found += &named(&names);
        }
        RuleOutcome::new(subject, FILE, is_met, (expected, found))
    };
    let mut outcomes = Vec::new();
    let unless_said = (!arrays.is_empty()).then_some(0);
    if let Some(max) = rules.max_failed.or(unless_said) {
        let is_failed = |status| status == Status::Fail;
        outcomes.push(rule("arrays.max_failed", &is_failed, None, Some(max)));
    }
    if let Some(max) = rules.max_warned {
        let is_warned = |status| status == Status::Warn;
        outcomes.push(rule("arrays.max_warned", &is_warned, None, Some(max)));
    }
    if let Some(min) = rules.min_passed {
        outcomes.push(rule("arrays.min_passed", &passes, Some(min), None));
    }
    Ok(outcomes)
}
