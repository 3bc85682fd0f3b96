//! Whether groups form clusters.

use super::SUMMARY;
use crate::policy::ClusterRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_results::ClusteredValues;

pub(super) fn outcomes(rule: &ClusterRule, results: &Results) -> Vec<RuleOutcome> {
    let expected = rule.verdict.join(" or ");
    let of_values = match rule.values {
        ClusteredValues::Normalized => "",
        ClusteredValues::Adjusted => ", adjusted values",
    };
    let is_asked = |variable: &str| rule.variable.as_deref().is_none_or(|of| of == variable);
    let clusters = results.summary().sample_clusters.iter();
    let judged = clusters.filter(|one| {
        one.scope == rule.scope && one.clustered_values == rule.values && is_asked(&one.variable)
    });
    let outcomes: Vec<RuleOutcome> = judged
        .map(|one| {
            let subject = format!("groups of {} in {}{of_values}", one.variable, one.scope);
            let found = one.verdict.to_string();
            let is_met = rule.verdict.contains(&found);
            RuleOutcome::new(
                ("clusters", subject),
                SUMMARY,
                is_met,
                (expected.clone(), found),
            )
        })
        .collect();
    if !outcomes.is_empty() {
        return outcomes;
    }
    let of = rule
        .variable
        .as_ref()
        .map_or(String::new(), |of| format!(" of {of}"));
    let subject = format!("groups{of} in {}{of_values}", rule.scope);
    let words = (expected, "no verdict on them");
    vec![RuleOutcome::new(
        ("clusters", subject),
        SUMMARY,
        false,
        words,
    )]
}
