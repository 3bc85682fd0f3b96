//! Verdicts on the themes of a contrast.

use super::{ContrastGenes, ContrastLabel, gene_set_error};
use crate::error::Error;
use crate::theme_verdicts::{
    NOT_TESTABLE, untestable, untestable_finding, written_finding, written_verdict,
};
use arrayon_core::Direction;
use arrayon_core::GeneSet;
use arrayon_genesets::GeneSetError;
use arrayon_genesets::poor_overlap;
use arrayon_results::themes::ContrastThemes;
use arrayon_themes::ThemePanel;
use arrayon_themes::{JudgedContrast, combine_verdicts};
use arrayon_themes::{ThemeSettings, assess_themes};
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
        let settings = ThemeSettings::default();
        let (up, down) = (&self.lists.up, &self.lists.down);
        let mut written = ContrastThemes {
            contrast: label.id.to_owned(),
            direction: label.direction.to_owned(),
            statistic: self.statistic(),
            verdicts: Vec::new(),
            up: Vec::new(),
            down: Vec::new(),
        };
        let assessment = match assess_themes(panel, &self.universe, up, down, settings) {
            Ok(assessment) => assessment,
            Err(error @ GeneSetError::NoOverlap { .. }) => {
                let reason = error.to_string();
                let themes = panel.themes.iter();
                written.verdicts = themes.map(|one| untestable_finding(one, &reason)).collect();
                written.up = untestable(panel, up, &reason);
                written.down = untestable(panel, down, &reason);
                return Ok(written);
            }
            Err(error) => return Err(gene_set_error(label.id, &error)),
        };
        let features = self.ranked.statistics();
        let contrast = JudgedContrast {
            features: &features,
            fdr: self.settings.fdr,
            conditions: &self.settings.section.conditions_of(label.id),
        };
        let combined = combine_verdicts(panel, &self.universe, &assessment, &contrast, settings)
            .map_err(|error| gene_set_error(label.id, &error))?;
        written.verdicts = combined.into_iter().map(written_finding).collect();
        for verdict in assessment.verdicts {
            let list = match verdict.direction {
                Direction::Up => &mut written.up,
                Direction::Down => &mut written.down,
            };
            list.push(written_verdict(verdict));
        }
        Ok(written)
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
            if first.verdict != NOT_TESTABLE || of_panel.any(|one| one.verdict != NOT_TESTABLE) {
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
