//! A gate: rules that a folder of results must meet before a pipeline goes on.
//!
//! | module | what it does |
//! |---|---|
//! | `policy` | the rules, from a TOML file or built in |
//! | `results` | what a result folder holds, read as it is asked for |
//! | `rules` | a file for each kind of rule |
//! | `report` | the outcome of every rule, and of all |
//! | `junit`, `markdown`, `sarif` | the report as other programs read it |
//!
//! Rules ask of what is written, never of how it was made, so that a gate judges results of earlier
//! runs and of other machines alike. A rule about something that the folder does not hold fails, and
//! says what is missing.
//!
//! # What is not tested
//! How services show the SARIF file.

mod junit;
mod markdown;
mod policy;
mod report;
mod results;
mod rules;
mod sarif;

pub use junit::junit;
pub use markdown::markdown;
pub use policy::{
    ArrayRules, BaselineRule, BaselineTolerance, ClusterRule, Expectation, FeatureRules,
    FindingRule, GeneRule, MetricRule, Policy, ThemeRule, WarningRules,
};
pub use report::{GateReport, Outcome, RuleOutcome};
pub use sarif::sarif;

use arrayon_core::InputError;
use results::Results;
use std::path::Path;

/// Judges a result folder: by a policy, else by the one in the study's own description, else by the
/// built-in one.
///
/// # Errors
/// A baseline that cannot be compared; a folder without results, or with results that cannot be read. What the rules do not find in
/// the results is an outcome, not an error.
pub fn judge(folder: &Path, policy: Option<&Policy>) -> Result<GateReport, InputError> {
    let results = Results::open(folder)?;
    let policy = match policy {
        Some(policy) => policy.clone(),
        None => results.own_policy()?.unwrap_or_default(),
    };
    Ok(GateReport::of(
        results.summary().study.clone(),
        rules::outcomes(&policy, &results)?,
    ))
}
