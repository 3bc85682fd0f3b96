//! Features left out before testing.

use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{ExpressionMatrix, GeneAnnotation};
use arrayon_diffexpr::{FilterOutcome, filter_features};
use arrayon_results::filters::{FilterStep, Filters};
use std::borrow::Cow;

/// The features that the filters keep, and what each filter did; `None` without filters.
pub(crate) fn filtered<'a>(
    expression: &'a ExpressionMatrix,
    annotation: Option<&GeneAnnotation>,
    section: &DifferentialSection,
) -> Result<(Cow<'a, ExpressionMatrix>, Option<Filters>), Error> {
    let settings = section.filter.settings()?;
    let outcome = filter_features(expression, annotation, None, &settings)
        .map_err(|error| Error::data("[differential.filter]", &error, error.hint()))?;
    if outcome.steps.is_empty() {
        return Ok((Cow::Borrowed(expression), None));
    }
    let filters = written(&outcome);
    if outcome.kept.is_empty() {
        let last = filters.steps.iter().rfind(|step| step.n_before > 0);
        let rule = last.map_or("", |step| step.rule.as_str());
        let found = format!(
            "none of {} features is left; the last were left out by: {rule}",
            outcome.n_features
        );
        let hint = "relax the filter, or leave it out";
        return Err(Error::data("[differential.filter]", found, hint));
    }
    let kept = expression.select_features(&outcome.kept);
    Ok((Cow::Owned(kept), Some(filters)))
}

fn written(outcome: &FilterOutcome) -> Filters {
    Filters {
        n_features: outcome.n_features,
        n_kept: outcome.kept.len(),
        steps: (outcome.steps.iter())
            .map(|step| FilterStep {
                filter: step.filter.to_owned(),
                rule: step.rule.clone(),
                limit: step.limit,
                n_before: step.n_before,
                n_after: step.n_after,
                independent: step.independent,
                note: step.note.clone(),
            })
            .collect(),
    }
}
