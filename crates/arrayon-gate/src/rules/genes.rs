//! What a gene does.

use crate::policy::{Expectation, GeneRule};
use crate::report::RuleOutcome;
use crate::results::Results;
use arrayon_core::{InputError, called_at};
use arrayon_results::differential::FeatureRow;

/// A gene of several features does what any of them does; `unchanged` asks all of them.
pub(super) fn outcome(rule: &GeneRule, results: &Results) -> Result<RuleOutcome, InputError> {
    let subject = format!("{} in {}", rule.gene, rule.contrast);
    let outcome = |file: &str, is_met, found: String| {
        let words = (rule.expected.to_string(), found);
        RuleOutcome::new(("genes", subject.as_str()), file, is_met, words)
    };
    let Some((file, rows)) = results.contrast(&rule.contrast)? else {
        return Ok(outcome(
            "differential/",
            false,
            "no table of such a contrast".to_owned(),
        ));
    };
    let mut contrasts = results.summary().contrasts.iter();
    let Some(summary) = contrasts.find(|one| one.contrast == rule.contrast) else {
        return Ok(outcome(&file, false, "no such contrast".to_owned()));
    };
    let is_of_gene =
        |row: &&FeatureRow| row.feature_id == rule.gene || row.gene_symbols.contains(&rule.gene);
    let of_gene: Vec<&FeatureRow> = rows.iter().filter(is_of_gene).collect();
    if of_gene.is_empty() {
        return Ok(outcome(
            &file,
            false,
            "no tested feature of this gene".to_owned(),
        ));
    }
    let state = |row: &FeatureRow| match row.adj_p_value {
        Some(p) if called_at(p, summary.fdr) && row.log_fc > 0.0 => Expectation::Up,
        Some(p) if called_at(p, summary.fdr) => Expectation::Down,
        _ => Expectation::Unchanged,
    };
    let is_met = match rule.expected {
        Expectation::Unchanged => of_gene
            .iter()
            .all(|row| state(row) == Expectation::Unchanged),
        expected => of_gene.iter().any(|row| state(row) == expected),
    };
    let words = of_gene.iter().map(|row| {
        let p = row
            .adj_p_value
            .map_or("none".to_owned(), |p| format!("{p:.2e}"));
        format!(
            "{} {} (log2 fold change {:.2}, adjusted p {p})",
            row.feature_id,
            state(row),
            row.log_fc
        )
    });
    Ok(outcome(&file, is_met, words.collect::<Vec<_>>().join("; ")))
}
