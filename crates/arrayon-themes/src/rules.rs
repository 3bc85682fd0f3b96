//! The rules of the verdicts in words, with the numbers that the program uses, and the document that
//! states them.

use crate::document::{ContrastThemes, Themes};
use crate::lists::ThemeSettings;
use crate::panel::ThemePanel;
use crate::verdict::FEWEST_OPPOSED;
use arrayon_genesets::PRESET_CORRELATION;

/// The rule that gives a verdict by a list.
pub fn list_rule() -> String {
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

/// The rule that gives a verdict from all evidence together.
pub fn verdict_rule() -> String {
    let settings = ThemeSettings::default();
    format!(
        "a theme is called where it is over-represented among the genes up or the genes down \
         (EASE), and its features lie above or below all others or change more than others \
         (cameraPR of the z of the ordinary moderated t, or of |z|, with preset correlation {}, since genes of a theme vary \
         together); all p-values adjusted over the testable themes of all panels \
         (Benjamini-Hochberg), at most {}. It is up or down after the list; mixed where both \
         lists are enriched, where its features as a whole lie to the other side, or where at \
         least {} changed key genes, and more than speak for it, speak against the direction; \
         not testable where fewer than {} genes or {} % of the theme were tested; else no \
         evidence, which is no proof of absence. Expectations of a panel's author decide nothing, \
         and are told only of contrasts that the study declares to be of their condition",
        PRESET_CORRELATION,
        settings.alpha,
        FEWEST_OPPOSED.1,
        settings.min_theme_genes,
        100.0 * settings.min_coverage
    )
}

impl Themes {
    /// What was found in contrasts, with the themes that were judged and the rules.
    pub fn new(species: &str, panel: &ThemePanel, contrasts: Vec<ContrastThemes>) -> Self {
        Self {
            species: species.to_owned(),
            origin: panel.origin(),
            panels: panel.panels.clone(),
            n_themes: panel.themes.len(),
            verdict_rule: verdict_rule(),
            list_verdict_rule: list_rule(),
            contrasts,
        }
    }
}
