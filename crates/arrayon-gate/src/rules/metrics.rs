//! Values of single metrics.

use super::named;
use crate::policy::MetricRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::InputError;
use arrayon_core::suggest::did_you_mean;
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
        let of_arrays = quality.arrays.iter().flat_map(|array| &array.checks);
        let is_of_arrays = of_arrays.clone().any(|check| of_metric(&check));
        let mut values: Vec<(&str, Option<f64>)> = (quality.arrays.iter())
            .filter(|_| is_of_arrays)
            .map(|array| {
                let check = array.checks.iter().find(of_metric);
                let value = check.and_then(|check| check.value);
                (array.sample.as_str(), value)
            })
            .collect();
        values.extend(
            (quality.study_checks.iter().filter(of_metric)).map(|check| ("study", check.value)),
        );
        if values.is_empty() {
            let known = of_arrays.chain(&quality.study_checks);
            let mut known = known.map(|check| check.metric.as_str());
            // without its unit, as in outlier_cells
            let longer = known.clone().find(|known| known.starts_with(&rule.metric));
            let near = match longer {
                Some(longer) => Some(format!("did you mean '{longer}'?")),
                None => did_you_mean(&rule.metric, &mut known),
            };
            let near = near.map_or(String::new(), |near| format!("; {near}"));
            return outcome(false, format!("no such metric{near}"));
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
