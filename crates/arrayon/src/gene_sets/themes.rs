//! Verdicts on the themes of a contrast.

use super::contrast_model::ContrastModel;
use super::{ContrastGenes, ContrastLabel, gene_set_error};
use crate::error::Error;
use arrayon_core::GeneSet;
use arrayon_genesets::poor_overlap;
use arrayon_themes::{
    ContrastResiduals, ContrastThemes, JudgedContrast, Obstacle, ThemeFinding, ThemePanel,
    ThemeSettings, judge_themes,
};
use std::collections::BTreeSet;

impl ContrastGenes {
    /// Judges the themes of a panel; `model` says how far genes vary together, `n_contrasts` over how
    /// many contrasts p-values are corrected.
    ///
    /// # Errors
    /// Settings out of range; a panel that shares no gene with the tested genes is no error but
    /// `not testable`.
    pub fn judge_themes(
        &self,
        label: ContrastLabel<'_>,
        panel: &ThemePanel,
        model: Option<&ContrastModel>,
        n_contrasts: usize,
    ) -> Result<ContrastThemes, Error> {
        let contrast = JudgedContrast {
            lists: &self.lists,
            features: &self.ranked.statistics(),
            df: self.ranked.df,
            fdr: self.settings.fdr,
            residuals: model.map(|model| ContrastResiduals {
                features: &model.features,
                z: &model.z,
                effects: &model.effects,
                prior: &model.prior,
            }),
            conditions: &self.settings.section.conditions_of(label.id),
        };
        let settings = ThemeSettings {
            n_contrasts,
            seed: self.settings.section.seed,
            ..ThemeSettings::default()
        };
        let found = judge_themes(panel, &self.universe, &contrast, settings)
            .map_err(|error| gene_set_error(label.id, &error))?;
        Ok(ContrastThemes {
            contrast: label.id.to_owned(),
            direction_in_words: label.direction.to_owned(),
            statistic_in_words: self.statistic(),
            ..found
        })
    }

    /// Why too little of a panel was measured to test any of its themes, a sentence for each panel
    /// of which that is so.
    pub(crate) fn warnings_of_themes(
        &self,
        panel: &ThemePanel,
        found: &ContrastThemes,
    ) -> Vec<String> {
        let why = |id: &str| {
            let mut of_panel = found.verdicts.iter().filter(|one| one.panel == id);
            let first = of_panel.next()?;
            let is_measured =
                |one: &ThemeFinding| one.obstacle != Some(Obstacle::TooFewGenesMeasured);
            if is_measured(first) || of_panel.any(is_measured) {
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
