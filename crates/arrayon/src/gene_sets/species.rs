//! Whether the built-in sets are of the species that the features speak of.

use super::ContrastGenes;
use super::GeneSetSources;
use arrayon_themes::{Species, default_panel};
use std::collections::BTreeSet;

/// Ends of the chip's ids, and beginnings of Ensembl's, by species.
const MARKS: [(Species, &str, &str); 3] = [
    (Species::Rat, ".rn.", "ENSRNOG"),
    (Species::Mouse, ".mm.", "ENSMUSG"),
    (Species::Human, ".hg.", "ENSG0"),
];

/// Says that the features are of another species than the built-in sets, where they look so: by
/// their ids, or since clearly more genes of another species' sets are among those tested.
pub(super) fn species_warning(genes: &ContrastGenes, sources: &GeneSetSources) -> Option<String> {
    let section = &genes.settings.section;
    let has_built_in = (sources.themes.as_ref()).is_some_and(|themes| themes.built_in.is_some());
    if !has_built_in && !section.hallmark {
        return None;
    }
    let asked = Species::from_name(&section.species)?;
    let of_ids = species_of_ids(genes.ranked.ids.iter().map(String::as_str));
    let (actual, reason) = match of_ids {
        Some((actual, example)) => (
            actual,
            format!("by the ids of its features, such as '{example}'"),
        ),
        None => of_genes(asked, genes)?,
    };
    (actual != asked).then(|| {
        format!(
            "this looks like a {} chip, {reason}, and the built-in sets are those of {}: set \
             'species' to '{}'",
            actual.name(),
            asked.name(),
            actual.name()
        )
    })
}

/// The species of most ids, with one of them.
fn species_of_ids<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Option<(Species, &'a str)> {
    let n_ids = ids.clone().count();
    MARKS.into_iter().find_map(|(species, end, beginning)| {
        let mut of_species = (ids.clone())
            .filter(|id| (id.starts_with("TC") && id.contains(end)) || id.starts_with(beginning));
        let first = of_species.next()?;
        (2 * (1 + of_species.count()) > n_ids).then_some((species, first))
    })
}

/// The species of whose sets most genes were tested, where that is far more than of those asked for.
fn of_genes(asked: Species, genes: &ContrastGenes) -> Option<(Species, String)> {
    const FEWEST: usize = 5;
    let found = |species: Species| {
        let panel = default_panel(species);
        let named: BTreeSet<&String> = panel.sets.iter().flat_map(|set| &set.genes).collect();
        let is_tested = |gene: &&&String| genes.universe.position(gene).is_some();
        (named.iter().filter(is_tested).count(), named.len())
    };
    let (n_asked, n_named) = found(asked);
    let others = Species::ALL.into_iter().filter(|&one| one != asked);
    // of equal counts the first species
    let (other, (n_other, n_of_other)) = (others.rev())
        .map(|one| (one, found(one)))
        .max_by_key(|(_, (n, _))| *n)?;
    (n_other >= FEWEST && n_other >= 5 * n_asked.max(1)).then(|| {
        let reason = format!(
            "as {n_other} of the {n_of_other} genes of the sets of {} were tested, but only \
             {n_asked} of the {n_named} of those of {}",
            other.name(),
            asked.name()
        );
        (other, reason)
    })
}
