//! The report as Markdown, for the summary of a CI job.

use crate::report::GateReport;
use std::fmt::Write as _;

/// A heading with the outcome, and a table of the rules; those that are not met come first.
pub fn markdown(report: &GateReport) -> String {
    let mut text = format!(
        "## Gate: {}\n\n{}\n\n",
        cell(&report.study),
        report.in_words()
    );
    text += "| | rule | subject | expected | found |\n|---|---|---|---|---|\n";
    let failed = report.rules.iter().filter(|rule| rule.is_failed());
    let passed = report.rules.iter().filter(|rule| !rule.is_failed());
    for rule in failed.chain(passed) {
        let mark = if rule.is_failed() { "fail" } else { "pass" };
        let cells = [&rule.rule, &rule.subject, &rule.expected, &rule.found];
        let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
        // writing to a string cannot fail
        let _ = writeln!(text, "| {mark} | {} |", cells.join(" | "));
    }
    text
}

/// Text that breaks neither the table nor the page.
fn cell(text: &str) -> String {
    let mut cell = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' | '\t' => cell.push(' '),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' => {
                cell.push('\\');
                cell.push(letter);
            }
            _ => cell.push(letter),
        }
    }
    cell
}
