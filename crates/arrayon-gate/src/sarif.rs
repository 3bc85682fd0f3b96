//! The report as SARIF 2.1.0, which code hosts show as alerts.

use crate::report::GateReport;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One run of one tool, with a result for each rule that is not met, at the result file that says
/// so.
///
/// # Source
/// OASIS, Static Analysis Results Interchange Format (SARIF) version 2.1.0.
pub fn sarif(report: &GateReport) -> String {
    let names: BTreeSet<&str> = report.rules.iter().map(|rule| rule.rule.as_str()).collect();
    let rules: Vec<Value> = names.iter().map(|name| json!({ "id": name })).collect();
    let failed = report.rules.iter().filter(|rule| rule.is_failed());
    let results: Vec<Value> = failed
        .map(|rule| {
            json!({
                "ruleId": rule.rule,
                "level": "error",
                "message": { "text": rule.in_words() },
                "locations": [{
                    "physicalLocation": { "artifactLocation": { "uri": rule.file } }
                }]
            })
        })
        .collect();
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "arrayon gate",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules
            } },
            "results": results
        }]
    });
    format!("{document:#}\n")
}
