//! Names of genes that a spreadsheet has changed, in tables and in gene sets.

use super::ContrastGenes;
use super::GeneSetSources;
use arrayon_core::spreadsheet_ids;

/// Sentences on the names that a spreadsheet has made dates or numbers of, among the tested genes,
/// of which the gene sets may know what they were, and in the gene sets, of which the tested genes
/// may.
pub(super) fn mangled_names(genes: &ContrastGenes, sources: &GeneSetSources) -> Vec<String> {
    let tested = || genes.universe().genes().iter().map(String::as_str);
    let themes = sources.themes.iter().flat_map(|themes| &themes.all.sets);
    let collections = sources.collections.iter().flat_map(|one| &one.sets);
    let sets = collections.chain(themes);
    let in_sets = sets.flat_map(|set| set.genes.iter().map(String::as_str));
    let of_tested = spreadsheet_ids::warning("tested genes", tested(), in_sets);
    let of_sets = sources.collections.iter().filter_map(|one| {
        let members = one.sets.iter().flat_map(|set| &set.genes);
        let what = format!("genes of collection '{}'", one.name);
        spreadsheet_ids::warning(&what, members.map(String::as_str), tested())
    });
    of_tested.into_iter().chain(of_sets).collect()
}
