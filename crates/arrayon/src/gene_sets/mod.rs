//! The gene-set stage: what gene sets say of a contrast, by lists of its changed genes and by all
//! features, and which themes change.

mod all_features;
mod annotation_terms;
mod contrast_genes;
mod contrast_model;
mod files;
mod for_print;
mod in_brief;
mod lists;
mod mangled;
mod matched;
mod members;
mod ontology_files;
mod ranked;
mod sample_scores;
mod sources;
mod species;
mod stage;
mod stated_universe;
mod themes;
mod user_sets;

pub use contrast_genes::ContrastGenes;
pub use contrast_model::{ContrastModel, StudyData};
pub(crate) use files::parse_panel;
pub use files::read_sources;
pub(crate) use in_brief::table_in_brief;
pub use matched::BUILT_IN_THEMES;
pub use sample_scores::SampleScores;
pub use sources::{GeneSetSources, ThemeSources};
pub use stage::GeneSetFindings;
pub(crate) use stage::{GeneSetTesting, TestedContrast};
pub use stated_universe::StatedUniverse;

use crate::config::GeneSetsSection;
use crate::error::Error;
use arrayon_core::GeneSet;
use arrayon_genesets::{GeneSetError, GeneSets, SymbolAliases, TermSets};

/// A collection of gene sets, with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedCollection {
    /// Name in results.
    pub name: String,
    /// Where it comes from.
    pub origin: String,
    /// What became of its genes.
    pub notes: Vec<String>,
    /// Its sets.
    pub sets: Vec<GeneSet>,
    /// Whether they are those of a panel, whose themes are then not testable where none of its
    /// genes was tested; of other collections that is an error.
    pub is_panel: bool,
    /// Other names of its genes, under which they are looked for, too.
    pub aliases: SymbolAliases,
    /// The ontology, where the sets are its terms.
    pub terms: Option<TermSets>,
}

/// How genes are called and sets tested.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneSetSettings {
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// What is tested, and how.
    pub section: GeneSetsSection,
}

/// What is said of the contrast in results.
#[derive(Debug, Clone, Copy)]
pub struct ContrastLabel<'a> {
    /// Id of the contrast.
    pub id: &'a str,
    /// What `up` means.
    pub direction: &'a str,
}

/// Adjusted p-value up to which a set counts as significant, where sets are grouped.
const SIGNIFICANT: f64 = 0.05;

/// Tests all collections on one contrast. Tests on the design need `model`; what samples' scores
/// say is added where there are scores.
///
/// # Errors
/// A collection of the user none of whose genes was tested; of the built-in sets that is told in
/// the notes. Statistics that cannot be computed.
pub fn test_contrast(
    genes: &ContrastGenes,
    label: ContrastLabel<'_>,
    sources: &GeneSetSources,
    model: Option<&ContrastModel>,
) -> Result<GeneSets, Error> {
    let failed = |error: GeneSetError| genes.error(label.id, &error);
    let mut results = genes.empty_results(label);
    let collections =
        matched::matched(genes.universe(), sources, &mut results.notes).map_err(failed)?;
    let identifier = results.universe.identifier.clone();
    let sizes = genes.settings.section.set_sizes();
    results.collections = (collections.iter())
        .map(|one| one.written(&identifier, sizes))
        .collect();
    lists::test(genes, &collections, &mut results).map_err(failed)?;
    all_features::test(genes, &collections, model, &mut results).map_err(failed)?;
    results.adjust_over_all(genes.settings.section.n_rotations.size());
    Ok(results)
}

/// Whether every collection can be tested on these genes.
///
/// # Errors
/// A collection of the user none of whose genes is among them.
pub(crate) fn check_overlap(
    genes: &ContrastGenes,
    label: ContrastLabel<'_>,
    sources: &GeneSetSources,
) -> Result<(), Error> {
    matched::matched(genes.universe(), sources, &mut Vec::new())
        .map(|_| ())
        .map_err(|error| genes.error(label.id, &error))
}

/// What is wrong with the names of the tested genes or of those of the sets, though they are found:
/// a spreadsheet has changed some, or they are of another species.
pub(crate) fn warnings_of_names(genes: &ContrastGenes, sources: &GeneSetSources) -> Vec<String> {
    let mut warnings = mangled::mangled_names(genes, sources);
    warnings.extend(species::species_warning(genes, sources));
    warnings.extend(genes.ranked.warning());
    warnings
}

fn gene_set_error(contrast: &str, error: &GeneSetError) -> Error {
    Error::data(
        format!("gene sets of contrast '{contrast}'"),
        error,
        error.hint(),
    )
}
