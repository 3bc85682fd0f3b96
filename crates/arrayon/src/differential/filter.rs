//! Features left out before testing.

use crate::config::DifferentialSection;
use crate::error::Error;
use arrayon_core::{ExpressionMatrix, GeneAnnotation};
use arrayon_diffexpr::{InformativeFilter, filter_features};
use arrayon_results::filters::Filters;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The features that the filters keep, of which those called informative are known where a method
/// made calls, and what each filter did; `None` without filters.
pub(crate) fn filtered<'a>(
    expression: &'a ExpressionMatrix,
    annotation: Option<&GeneAnnotation>,
    section: &DifferentialSection,
    informative: Option<&BTreeSet<String>>,
) -> Result<(Cow<'a, ExpressionMatrix>, Option<Filters>), Error> {
    let mut settings = section.filter.settings()?;
    if section.filter.informative {
        let Some(features) = informative.cloned() else {
            let found =
                "filter.informative without calls: no informative.txt stands next to the matrix";
            let hint = "begin from the expression.tsv of `arrayon normalize --method farms`, which writes \
                        that list";
            return Err(Error::data("[differential.filter]", found, hint));
        };
        settings.informative = Some(InformativeFilter { features });
    }
    let outcome = filter_features(expression, annotation, None, &settings)
        .map_err(|error| Error::data("[differential.filter]", &error, error.hint()))?;
    if outcome.filters.steps.is_empty() {
        return Ok((Cow::Borrowed(expression), None));
    }
    let filters = outcome.filters;
    if outcome.kept.is_empty() {
        let last = filters.steps.iter().rfind(|step| step.n_before > 0);
        let rule = last.map_or("", |step| step.rule.as_str());
        let found = format!(
            "none of {} features is left; the last were left out by: {rule}",
            filters.n_features
        );
        let hint = "relax the filter, or leave it out";
        return Err(Error::data("[differential.filter]", found, hint));
    }
    let kept = expression.select_features(&outcome.kept);
    Ok((Cow::Owned(kept), Some(filters)))
}
