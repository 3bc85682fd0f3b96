//! Verdicts on the themes of a contrast.

use super::{ContrastGenes, ContrastLabel, gene_set_error};
use crate::error::Error;
use crate::theme_verdicts::{untestable, untestable_finding, written_finding, written_verdict};
use arrayon_genesets::GeneSetError;
use arrayon_genesets::direction::Direction;
use arrayon_genesets::theme_panel::ThemePanel;
use arrayon_genesets::theme_verdict::combine_verdicts;
use arrayon_genesets::themes::{ThemeSettings, assess_themes};
use arrayon_results::themes::ContrastThemes;

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
        let (features, fdr) = (self.ranked.statistics(), self.settings.fdr);
        let combined =
            combine_verdicts(panel, &self.universe, &assessment, &features, fdr, settings)
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
}
