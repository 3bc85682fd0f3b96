//! The rules of the verdicts in words, with the numbers that the program uses, and the document that
//! states them.

use crate::document::{ContrastThemes, Themes};
use crate::lists::ThemeSettings;
use crate::panel::ThemePanel;
use arrayon_genesets::PRESET_CORRELATION;

/// The rule that gives a verdict by a list.
pub fn list_rule() -> String {
    let settings = ThemeSettings::default();
    format!(
        "enriched where the EASE p-value of the theme's genes among the up or the down genes, \
         adjusted over the testable themes of both lists of the contrast (Benjamini-Hochberg), is \
         at most {}; not testable where the list has fewer than {} genes, or fewer than {} genes \
         or {} % of the theme were tested; else no evidence, which is no proof of absence",
        settings.alpha,
        settings.min_list,
        settings.min_theme_genes,
        100.0 * settings.min_coverage
    )
}

/// The rule that gives a verdict from all evidence together, of so many contrasts over which
/// p-values are corrected: 1 where they are corrected within each contrast.
pub fn verdict_rule(n_contrasts: usize) -> String {
    let settings = ThemeSettings::default();
    let over_contrasts = match n_contrasts {
        0 | 1 => "contrasts are not adjusted for each other".to_owned(),
        n => format!("each multiplied by {n}, the number of contrasts, first"),
    };
    format!(
        "a theme is called where more of its genes are among the genes up, or the genes down, \
         than chance explains (EASE), than noise explains (how often as many of its genes, beyond their share, lie as far \
         out as the listed ones along {} random directions of the contrast's residuals and their \
         opposites, which keeps that genes vary together; a beta-binomial distribution with a \
         preset correlation of {} where there are no arrays or fewer than 4 residual degrees of \
         freedom), and than other themes explain \
         (both tests again without all genes of the called themes that share listed genes with it \
         and come before it by their EASE p-values; a whole and its elements are not held against \
         each other). The largest of these p-values, adjusted over the testable themes and both \
         lists of the contrast (Benjamini-Hochberg), is at most {}; {over_contrasts}. A called theme is up or down after its list where its features as a whole \
         lie clearly to that side of all others (camera with the correlation of the residuals, or \
         cameraPR with {} without arrays; p at most {}, not adjusted); part of it changes where \
         they do not; both directions where both lists call it or its features as a whole lie to \
         the other side. Not testable where fewer than {} genes or {} % of the theme were tested, \
         or where both lists have fewer than {} genes; else no evidence, which is no proof of \
         absence. Key genes and the expectations of a panel's author decide nothing, and the \
         latter are stated only for contrasts that the study declares to be of their condition",
        settings.n_directions,
        settings.preset_clustering,
        settings.alpha,
        PRESET_CORRELATION,
        settings.alpha,
        settings.min_theme_genes,
        100.0 * settings.min_coverage,
        settings.min_list
    )
}

impl Themes {
    /// What was found in contrasts, with the themes that were judged and the rules; `n_contrasts` as
    /// for [`verdict_rule`].
    pub fn new(
        species: &str,
        panel: &ThemePanel,
        contrasts: Vec<ContrastThemes>,
        n_contrasts: usize,
    ) -> Self {
        Self {
            species: species.to_owned(),
            origin: panel.origin(),
            panels: panel.panels.clone(),
            n_themes: panel.themes.len(),
            verdict_rule: verdict_rule(n_contrasts),
            list_verdict_rule: list_rule(),
            contrasts,
        }
    }
}
