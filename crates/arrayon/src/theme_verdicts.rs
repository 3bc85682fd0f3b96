//! Theme verdicts as they are written.

use arrayon_genesets::gene_list::GeneList;
use arrayon_genesets::theme_panel::{Theme, ThemePanel};
use arrayon_genesets::themes::{self, ThemeSettings, Verdict};
use arrayon_results::number::finite;
use arrayon_results::themes::{ThemeSet, ThemeVerdict};

/// Verdict of a theme that is over-represented.
pub const ENRICHED: &str = "enriched";
/// Verdict of a theme that was tested and is not over-represented.
pub const NO_EVIDENCE: &str = "no evidence";
/// Verdict of a theme that could not be tested.
pub const NOT_TESTABLE: &str = "not testable";

/// The rule of the theme verdicts, in words.
pub fn theme_rule() -> String {
    let settings = ThemeSettings::default();
    format!(
        "enriched where the EASE p-value of the theme's genes among the up or the down genes, \
         adjusted over the testable themes of that direction (Benjamini-Hochberg), is at most {}; \
         not testable where the list has fewer than {} genes, or fewer than {} genes or {} % of \
         the theme were tested; else no evidence, which is no proof of absence",
        settings.alpha,
        settings.min_list,
        settings.min_theme_genes,
        100.0 * settings.min_coverage
    )
}

/// A verdict with its evidence; evidence of a theme that was not tested is left open.
pub(crate) fn written_verdict(verdict: themes::ThemeVerdict) -> ThemeVerdict {
    let evidence = verdict.evidence;
    let (outcome, reason) = match verdict.verdict {
        Verdict::Enriched => (ENRICHED, None),
        Verdict::NoEvidence => (NO_EVIDENCE, None),
        Verdict::NotTestable(reason) => (NOT_TESTABLE, Some(reason)),
    };
    let tested = |value: f64| {
        if reason.is_none() {
            finite(value)
        } else {
            None
        }
    };
    ThemeVerdict {
        theme: verdict.theme,
        name: verdict.name,
        part_of: verdict.part_of,
        verdict: outcome.to_owned(),
        sentence: verdict.sentence,
        n_theme: verdict.n_theme_genes,
        n_testable: evidence.counts.set_size,
        coverage: verdict.coverage,
        n_list: evidence.counts.n_list,
        n_overlap: evidence.counts.overlap,
        expected: tested(evidence.expected),
        fold_enrichment: tested(evidence.fold_enrichment),
        p_value: tested(evidence.p_fisher),
        adj_p_value: tested(evidence.adj_p_fisher),
        ease_p_value: tested(evidence.p_ease),
        ease_adj_p_value: tested(evidence.adj_p_ease),
        overlap_genes: evidence.overlap_genes,
        sets: (verdict.significant_sets.into_iter())
            .map(|set| ThemeSet {
                set_id: set.id,
                description: set.description,
                n_set: set.counts.set_size,
                n_overlap: set.counts.overlap,
                ease_p_value: set.p_ease,
                ease_adj_p_value: set.adj_p_ease,
            })
            .collect(),
        reason,
    }
}

/// Every theme of the panel, not testable for one reason.
pub(crate) fn untestable(panel: &ThemePanel, list: &GeneList, reason: &str) -> Vec<ThemeVerdict> {
    let verdict = |theme: &Theme| ThemeVerdict {
        theme: theme.id.clone(),
        name: theme.name.clone(),
        part_of: theme.part_of.clone(),
        verdict: NOT_TESTABLE.to_owned(),
        sentence: format!("{} cannot be tested: {reason}.", theme.name),
        reason: Some(reason.to_owned()),
        n_theme: theme.genes.len(),
        n_testable: 0,
        coverage: 0.0,
        n_list: list.len(),
        n_overlap: 0,
        expected: None,
        fold_enrichment: None,
        p_value: None,
        adj_p_value: None,
        ease_p_value: None,
        ease_adj_p_value: None,
        overlap_genes: Vec::new(),
        sets: Vec::new(),
    };
    panel.themes.iter().map(verdict).collect()
}
