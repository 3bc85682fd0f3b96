//! Values of single metrics.

use super::named;
use crate::policy::MetricRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::InputError;
use arrayon_results::qc::Check;

const FILE: &str = "qc.json";

/// Arrays without the metric, or without a value, do not meet a rule about it.
pub(super) fn outcomes(
    rules: &[MetricRule],
    results: &Results,
) -> Result<Vec<RuleOutcome>, InputError> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let quality = results.quality()?;
    let outcome = |rule: &MetricRule| {
        let expected = limits_in_words(rule.min, rule.max);
        let subject = ("metrics", rule.metric.as_str());
        let outcome = |is_met, found: String| {
            RuleOutcome::new(subject, FILE, is_met, (expected.clone(), found))
        };
        let Some(quality) = &quality else {
            return outcome(false, "no arrays in these results".to_owned());
        };
        let of_metric = |check: &&Check| check.metric == rule.metric;
        let is_within = |value: f64| {
            rule.min.is_none_or(|min| value >= min) && rule.max.is_none_or(|max| value <= max)
        };
        let mut values: Vec<(&str, Option<f64>)> = (quality.arrays.iter())
            .filter_map(|array| {
                let check = array.checks.iter().find(of_metric)?;
                Some((array.sample.as_str(), check.value))
            })
            .collect();
        values.extend(
            (quality.study_checks.iter().filter(of_metric)).map(|check| ("study", check.value)),
        );
        if values.is_empty() {
            return outcome(false, "no such metric".to_owned());
        }
        let outside: Vec<&(&str, Option<f64>)> = values
            .iter()
            .filter(|(_, value)| !value.is_some_and(is_within))
            .collect();
        let words: Vec<String> = outside
            .iter()
            .map(|(name, value)| match value {
                Some(value) => format!("{name} {value:.4}"),
                None => format!("{name} none"),
            })
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let n = values.len();
        match outside.len() {
            0 => outcome(true, format!("all {n}")),
            n_outside => outcome(
                false,
                format!("{n_outside} of {n} outside{}", named(&words)),
            ),
        }
    };
    Ok(rules.iter().map(outcome).collect())
}

fn limits_in_words(min: Option<f64>, max: Option<f64>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    }
}
