//! Built in: the folder holds what the run wrote.

use super::{SUMMARY, named};
use crate::report::RuleOutcome;
use crate::results::Results;

pub(super) fn outcome(results: &Results) -> RuleOutcome {
    let changed = results.changed_files();
    let n = results.n_files();
    let names: Vec<&str> = changed.iter().map(String::as_str).collect();
    let found = match changed.len() {
        0 => format!("all {n}"),
        missing => format!("{missing} of {n} missing or changed{}", named(&names)),
    };
    let expected = "every file as the run wrote it";
    let subject = ("files", results.summary().study.as_str());
    RuleOutcome::new(subject, SUMMARY, changed.is_empty(), (expected, found))
}
