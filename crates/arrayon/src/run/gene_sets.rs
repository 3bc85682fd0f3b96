//! The gene sets and themes of a study's contrasts.

use crate::error::Error;
use crate::gene_set_stage::{ContrastGenes, ContrastLabel, GeneSetSettings, NamedCollection};
use crate::output::Output;
use crate::plan::Plan;
use crate::theme_verdicts;
use arrayon_genesets::theme_panel::ThemePanel;
use arrayon_results::differential::Differential;
use arrayon_results::themes::Themes;

/// What the gene-set stage tests: collections and themes.
#[derive(Debug, Clone)]
pub struct GeneSetSources {
    /// Collections of the user.
    pub collections: Vec<NamedCollection>,
    /// The built-in themes and their species.
    pub panel: Option<(&'static str, &'static ThemePanel)>,
    /// What is done with several genes of one feature.
    pub several_genes: arrayon_genesets::universe::MultiGenePolicy,
}

/// Tests gene sets and themes for every contrast and writes their files.
pub(crate) fn annotate_gene_sets(
    output: &mut Output,
    plan: &Plan,
    differential: &[Differential],
    sources: &GeneSetSources,
) -> Result<Option<Themes>, Error> {
    let settings = GeneSetSettings {
        fdr: plan.config.differential.fdr,
        several_genes: sources.several_genes,
    };
    let mut contrasts = Vec::new();
    for contrast in differential {
        let label = ContrastLabel {
            id: &contrast.contrast,
            direction: &contrast.direction,
        };
        let genes = ContrastGenes::of(label.id, &contrast.features, settings)?;
        let panel = sources.panel.map(|(_, panel)| panel);
        output.write_gene_sets(&genes.test(label, panel, &sources.collections)?)?;
        if let Some((_, panel)) = sources.panel {
            contrasts.push(genes.judge_themes(label, panel)?);
        }
    }
    let Some((species, panel)) = sources.panel else {
        return Ok(None);
    };
    let themes = Themes {
        species: species.to_owned(),
        origin: panel.origin.clone(),
        rule: theme_verdicts::theme_rule(),
        contrasts,
    };
    output.write_document("themes.json", &themes)?;
    Ok(Some(themes))
}
