//! Verdicts on the themes of a contrast.

use super::{ContrastGenes, ContrastLabel, gene_set_error};
use crate::error::Error;
use arrayon_core::GeneSet;
use arrayon_genesets::poor_overlap;
use arrayon_results::ThemeOutcome;
use arrayon_themes::{
    ContrastThemes, JudgedContrast, ThemeFinding, ThemePanel, ThemeSettings, judge_themes,
};
use std::collections::BTreeSet;

impl ContrastGenes {
    /// Judges the themes of a panel.
    ///
    /// # Errors
    /// Settings out of range; a panel that shares no gene with the tested genes is no error but
    /// `not testable`.
    pub fn judge_themes(
        &self,
        label: ContrastLabel<'_>,
        panel: &ThemePanel,
    ) -> Result<ContrastThemes, Error> {
        let contrast = JudgedContrast {
            lists: &self.lists,
            features: &self.ranked.statistics(),
            fdr: self.settings.fdr,
            conditions: &self.settings.section.conditions_of(label.id),
        };
        let found = judge_themes(panel, &self.universe, &contrast, ThemeSettings::default())
            .map_err(|error| gene_set_error(label.id, &error))?;
        Ok(ContrastThemes {
            contrast: label.id.to_owned(),
            direction_in_words: label.direction.to_owned(),
            statistic_in_words: self.statistic(),
            ..found
        })
    }

    /// Why no theme of a panel can be tested, a sentence a panel of which that is so.
    pub(crate) fn warnings_of_themes(
        &self,
        panel: &ThemePanel,
        found: &ContrastThemes,
    ) -> Vec<String> {
        let why = |id: &str| {
            let mut of_panel = found.verdicts.iter().filter(|one| one.panel == id);
            let first = of_panel.next()?;
            let is_testable = |one: &ThemeFinding| one.verdict != ThemeOutcome::NotTestable;
            if is_testable(first) || of_panel.any(is_testable) {
                return None;
            }
            let reason = self
                .lack_of_genes(panel, id)
                .or_else(|| Some(format!("{}: {}", first.theme, first.reason.as_ref()?)))?;
            Some(format!("no theme of panel '{id}' is testable: {reason}"))
        };
        panel.panels.iter().filter_map(|one| why(&one.id)).collect()
    }

    /// Says that hardly any gene of a panel was tested, where that is so, and how to mend it.
    fn lack_of_genes(&self, panel: &ThemePanel, id: &str) -> Option<String> {
        let themes = panel.themes.iter().filter(|theme| theme.panel == id);
        let sets: Vec<GeneSet> = themes
            .map(|one| GeneSet::new(one.id.clone(), one.name.clone(), one.genes.clone()))
            .collect();
        let genes: BTreeSet<&String> = sets.iter().flat_map(|set| &set.genes).collect();
        let is_tested = |gene: &&&String| self.universe.position(gene).is_some();
        let n_found = genes.iter().filter(is_tested).count();
        if n_found as f64 >= ThemeSettings::default().min_coverage * genes.len() as f64 {
            return None;
        }
        let error = poor_overlap(id, &sets, n_found, &self.universe);
        let hint = self.hint(&error);
        Some(format!("{error}; {hint}"))
    }
}
