//! Whether the results are those of an earlier run.

use crate::policy::BaselineRule;
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_compare::{Difference, Tolerances, compare};
use arrayon_core::InputError;

/// Folders that cannot be compared are an error: the rule would ask nothing.
pub(super) fn outcome(
    rule: &BaselineRule,
    results: &Results,
) -> Result<Option<RuleOutcome>, InputError> {
    let Some(folder) = &rule.folder else {
        return Ok(None);
    };
    let tolerances = Tolerances::all(rule.tolerance.0);
    let found = compare(folder, results.folder(), &tolerances)?;
    let mut words = found.in_words();
    let mut differences = found.stages.iter().flat_map(|stage| &stage.differences);
    let first = differences.next();
    if let Some(first) = first {
        words += &format!("; the first: {}", first.in_words());
    }
    let file = first.map_or("summary.json", |first: &Difference| first.file.as_str());
    let expected = format!("no difference beyond {:e}", rule.tolerance.0);
    let subject = ("baseline", folder.display().to_string());
    let is_met = found.is_same();
    Ok(Some(RuleOutcome::new(
        subject,
        file,
        is_met,
        (expected, words),
    )))
}
