//! The gene sets and themes of a study's contrasts.

use crate::error::Error;
use crate::gene_set_stage::{ContrastGenes, ContrastLabel, GeneSetSettings, NamedCollection};
use crate::output::Output;
use crate::plan::Plan;
use crate::theme_verdicts::themes_document;
use arrayon_genesets::theme_panel::ThemePanel;
use arrayon_results::differential::Differential;
use arrayon_results::themes::Themes;

/// What the gene-set stage tests: collections and themes.
#[derive(Debug, Clone)]
pub struct GeneSetSources {
    /// Collections of the user.
    pub collections: Vec<NamedCollection>,
    /// The themes, where any are asked for.
    pub themes: Option<ThemeSources>,
    /// What is done with several genes of one feature.
    pub several_genes: arrayon_genesets::universe::MultiGenePolicy,
}

/// The themes that are judged.
#[derive(Debug, Clone)]
pub struct ThemeSources {
    /// Species of the built-in themes.
    pub species: String,
    /// The built-in panels among them, whose sets are tested one by one as well; those of the
    /// user's panels are among the collections.
    pub built_in: Option<ThemePanel>,
    /// All panels, judged together.
    pub all: ThemePanel,
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
    let themes = sources.themes.as_ref();
    let mut contrasts = Vec::new();
    for contrast in differential {
        let label = ContrastLabel {
            id: &contrast.contrast,
            direction: &contrast.direction,
        };
        let genes = ContrastGenes::of(label.id, &contrast.features, settings)?;
        let built_in = themes.and_then(|themes| themes.built_in.as_ref());
        output.write_gene_sets(&genes.test(label, built_in, &sources.collections)?)?;
        if let Some(themes) = themes {
            contrasts.push(genes.judge_themes(label, &themes.all)?);
        }
    }
    let Some(themes) = themes else {
        return Ok(None);
    };
    let document = themes_document(themes, contrasts);
    output.write_document("themes.json", &document)?;
    Ok(Some(document))
}
