//! Theme verdicts as they are written.

use crate::run::ThemeSources;
use arrayon_core::Direction;
use arrayon_genesets::GeneList;
use arrayon_results::number::finite;
use arrayon_results::themes::{
    ContrastThemes, KeyGene, LeadingGene, ListEvidence, Panel, ThemeCompetition, ThemeFinding,
    ThemeSet, ThemeVerdict, Themes,
};
use arrayon_themes::{CombinedVerdict, Competition, GeneFinding, KeyGeneFinding, Outcome};
use arrayon_themes::{Theme, ThemePanel};
use arrayon_themes::{ThemeSettings, Verdict};

/// Verdict of a theme whose genes go up.
pub const UP: &str = "up";
/// Verdict of a theme whose genes go down.
pub const DOWN: &str = "down";
/// Verdict of a theme whose genes change, but not in one direction.
pub const MIXED: &str = "mixed";
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

/// The rule of the verdicts that take all evidence together, in words.
pub fn verdict_rule() -> String {
    let settings = ThemeSettings::default();
    format!(
        "a theme is called where it is over-represented among the genes up or the genes down \
         (EASE), and its features lie above or below all others or change more than others \
         (cameraPR of the z of the ordinary moderated t, or of |z|, with preset correlation 0.01, since genes of a theme vary \
         together); all p-values adjusted over the testable themes of all panels \
         (Benjamini-Hochberg), at most {}. It is up or down after the list; mixed where both \
         lists are enriched, where its features as a whole lie to the other side, or where at \
         least two changed key genes, and more than speak for it, speak against the direction; \
         not testable where fewer than {} genes or {} % of the theme were tested; else no \
         evidence, which is no proof of absence. Expectations of a panel's author decide nothing, \
         and are told only of contrasts that the study declares to be of their condition",
        settings.alpha,
        settings.min_theme_genes,
        100.0 * settings.min_coverage
    )
}

/// `themes.json` of contrasts that were judged.
pub(crate) fn themes_document(sources: &ThemeSources, contrasts: Vec<ContrastThemes>) -> Themes {
    let panels = sources.all.panels.iter().map(|panel| Panel {
        id: panel.id.clone(),
        version: panel.version.clone(),
        name: panel.name.clone(),
        n_themes: panel.n_themes,
        origin: panel.origin.clone(),
    });
    Themes {
        species: sources.species.clone(),
        origin: sources.all.origin(),
        panels: panels.collect(),
        n_themes: sources.all.themes.len(),
        verdict_rule: verdict_rule(),
        rule: theme_rule(),
        contrasts,
    }
}

/// A verdict from all evidence, as it is written.
pub(crate) fn written_finding(combined: CombinedVerdict) -> ThemeFinding {
    let (n_more, n_less) = combined.key_gene_votes();
    let (verdict, reason) = match combined.verdict {
        Outcome::Up => (UP, None),
        Outcome::Down => (DOWN, None),
        Outcome::Mixed => (MIXED, None),
        Outcome::NoEvidence => (NO_EVIDENCE, None),
        Outcome::NotTestable(reason) => (NOT_TESTABLE, Some(reason)),
    };
    let expectation = combined.expectation;
    let context = expectation.as_ref().map(|one| one.context.clone());
    ThemeFinding {
        theme: combined.theme,
        name: combined.name,
        part_of: combined.part_of,
        panel: combined.panel,
        verdict: verdict.to_owned(),
        sentence: combined.sentence,
        reason,
        n_theme: combined.n_theme_genes,
        n_measured: combined.n_measured,
        coverage: combined.coverage,
        list_up: list_evidence(&combined.up),
        list_down: list_evidence(&combined.down),
        competitive: combined.competition.map(competition),
        n_key_genes_for_more: n_more,
        n_key_genes_for_less: n_less,
        key_genes: combined.key_genes.into_iter().map(key_gene).collect(),
        leading_genes: combined.leading_genes.into_iter().map(leading).collect(),
        expected_direction: expectation.map(|one| one.direction.to_string()),
        expected_in: context.filter(|context| !context.is_empty()),
        is_as_expected: combined.is_as_expected,
    }
}

fn list_evidence(verdict: &arrayon_themes::ThemeVerdict) -> ListEvidence {
    let evidence = &verdict.evidence;
    let is_tested = !matches!(verdict.verdict, Verdict::NotTestable(_));
    let tested = |value: f64| finite(value).filter(|_| is_tested);
    ListEvidence {
        n_list: evidence.counts.n_list,
        n_overlap: evidence.counts.overlap,
        expected: tested(evidence.expected),
        ease_adj_p_value: tested(evidence.adj_p_ease),
    }
}

fn competition(one: Competition) -> ThemeCompetition {
    let Competition { shift, size } = one;
    ThemeCompetition {
        n_features: shift.n_features,
        direction: shift.direction.to_string(),
        t: shift.t,
        p_value: shift.p_value,
        adj_p_value: shift.adj_p_value,
        size_t: size.t,
        size_p_value: size.p_value,
        size_adj_p_value: size.adj_p_value,
    }
}

fn key_gene(one: KeyGeneFinding) -> KeyGene {
    let speaks_for = one.speaks_for().map(|direction| match direction {
        Direction::Up => "more".to_owned(),
        Direction::Down => "less".to_owned(),
    });
    let found = one.found.as_ref();
    KeyGene {
        more: one.key.more.map(|more| more.to_string()),
        feature_id: found.map(|found| found.feature_id.clone()),
        log_fc: found.map(|found| found.log_fc),
        adj_p_value: found.and_then(|found| finite(found.adj_p_value)),
        is_changed: found.is_some_and(|found| found.is_changed),
        speaks_for,
        gene: one.key.gene,
        citation: one.key.citation,
    }
}

fn leading(gene: GeneFinding) -> LeadingGene {
    LeadingGene {
        gene: gene.gene,
        feature_id: gene.feature_id,
        log_fc: gene.log_fc,
        adj_p_value: gene.adj_p_value,
    }
}

/// A theme that is not testable since nothing of its panel is measured.
pub(crate) fn untestable_finding(theme: &Theme, reason: &str) -> ThemeFinding {
    let no_list = || ListEvidence {
        n_list: 0,
        n_overlap: 0,
        expected: None,
        ease_adj_p_value: None,
    };
    let expectation = theme.expectation.as_ref();
    let context = expectation.map(|one| one.context.clone());
    ThemeFinding {
        theme: theme.id.clone(),
        name: theme.name.clone(),
        part_of: theme.part_of.clone(),
        panel: theme.panel.clone(),
        verdict: NOT_TESTABLE.to_owned(),
        sentence: format!("{} cannot be tested: {reason}", theme.name),
        reason: Some(reason.to_owned()),
        n_theme: theme.genes.len(),
        n_measured: 0,
        coverage: 0.0,
        list_up: no_list(),
        list_down: no_list(),
        competitive: None,
        n_key_genes_for_more: 0,
        n_key_genes_for_less: 0,
        key_genes: Vec::new(),
        leading_genes: Vec::new(),
        expected_direction: expectation.map(|one| one.direction.to_string()),
        expected_in: context.filter(|context| !context.is_empty()),
        is_as_expected: None,
    }
}

/// A verdict with its evidence; evidence of a theme that was not tested is left open.
pub(crate) fn written_verdict(verdict: arrayon_themes::ThemeVerdict) -> ThemeVerdict {
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
