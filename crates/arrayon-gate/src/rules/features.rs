//! How many features have expression, and how many are tested.

use super::{SUMMARY, limits_in_words};
use crate::policy::FeatureRules;
use crate::report::RuleOutcome;
use crate::results::Results;

pub(super) fn outcomes(rules: &FeatureRules, results: &Results) -> Vec<RuleOutcome> {
    let summary = results.summary();
    let rule = |key, subject: &str, found: usize, min| {
        let expected = limits_in_words(Some(min), None);
        let found_words = found.to_string();
        RuleOutcome::new(
            (key, subject),
            SUMMARY,
            found >= min,
            (expected, found_words),
        )
    };
    let mut outcomes = Vec::new();
    if let Some(min) = rules.min_features {
        let subject = "features with expression";
        outcomes.push(rule(
            "features.min_features",
            subject,
            summary.n_features,
            min,
        ));
    }
    if let Some(min) = rules.min_tested {
        if summary.contrasts.is_empty() {
            let words = (
                limits_in_words(Some(min), None),
                "no contrast in these results",
            );
            let subject = ("features.min_tested", "features tested");
            outcomes.push(RuleOutcome::new(subject, SUMMARY, false, words));
        }
        let contrasts = summary.contrasts.iter();
        outcomes.extend(contrasts.map(|contrast| {
            let subject = format!("features tested in {}", contrast.contrast);
            rule("features.min_tested", &subject, contrast.n_tested, min)
        }));
    }
    outcomes
}
