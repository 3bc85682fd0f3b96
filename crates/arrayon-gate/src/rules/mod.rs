//! The rules, a file for each kind.

mod arrays;
mod baseline;
mod clusters;
mod features;
mod files;
mod findings;
mod genes;
mod metrics;
mod themes;
mod warnings;

use crate::policy::Policy;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::InputError;

/// The outcome of every rule, in the order of the policy.
pub(crate) fn outcomes(policy: &Policy, results: &Results) -> Result<Vec<RuleOutcome>, InputError> {
    let mut outcomes = vec![files::outcome(results)];
    outcomes.extend(arrays::outcomes(&policy.arrays, results)?);
    outcomes.extend(features::outcomes(&policy.features, results));
    outcomes.extend(warnings::outcome(&policy.warnings, results));
    outcomes.extend(baseline::outcome(&policy.baseline, results)?);
    outcomes.extend(metrics::outcomes(&policy.metrics, results)?);
    outcomes.extend(
        policy
            .findings
            .iter()
            .map(|rule| findings::outcome(rule, results)),
    );
    for rule in &policy.genes {
        outcomes.push(genes::outcome(rule, results)?);
    }
    outcomes.extend(themes::outcomes(&policy.themes, results)?);
    outcomes.extend(
        policy
            .clusters
            .iter()
            .flat_map(|rule| clusters::outcomes(rule, results)),
    );
    Ok(outcomes)
}

const SUMMARY: &str = "summary.json";

/// `at most 5`, `at least 2`, or both.
fn limits_in_words(min: Option<usize>, max: Option<usize>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "any number".to_owned(),
    }
}

fn is_within(found: usize, min: Option<usize>, max: Option<usize>) -> bool {
    min.is_none_or(|min| found >= min) && max.is_none_or(|max| found <= max)
}

/// Names, where there are not too many.
fn named(names: &[&str]) -> String {
    const MOST: usize = 5;
    match names.len() {
        0 => String::new(),
        n if n <= MOST => format!(": {}", names.join(", ")),
        n => format!(": {} and {} more", names[..MOST].join(", "), n - MOST),
    }
}
