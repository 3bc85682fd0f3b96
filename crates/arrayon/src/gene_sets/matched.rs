//! The collections of a study, matched to the tested genes.

use super::GeneSetSources;
use super::NamedCollection;
use arrayon_genesets::{
    Collection, GeneSetError, GeneUniverse, MatchedSets, MatchingKey, SetSizes, TermSets,
};

/// Name of the collection of the built-in themes' sets.
pub const BUILT_IN_THEMES: &str = "built-in themes";

/// A collection with the places of its genes.
pub(super) struct Matched<'a> {
    pub(super) sets: MatchedSets,
    origin: String,
    notes: Vec<String>,
    /// The ontology whose terms the sets are.
    pub(super) terms: Option<&'a TermSets>,
}

impl Matched<'_> {
    pub(super) fn name(&self) -> &str {
        &self.sets.collection
    }

    /// How many of its genes were tested, and by what they were found.
    fn share_in_words(&self, identifier: &str) -> String {
        const ENTREZ_ID: &str = "NCBI gene id";
        let sets = &self.sets;
        let (key, other) = match sets.key {
            MatchingKey::Name => (identifier, ENTREZ_ID),
            MatchingKey::EntrezId => (ENTREZ_ID, identifier),
        };
        let share = 100.0 * sets.n_found as f64 / sets.n_named as f64;
        let not_used = match sets.n_found_otherwise {
            0 => String::new(),
            n => format!("; {n} others, which only a {other} would find, count as not tested"),
        };
        format!(
            "{} of its {} genes ({share:.0} %) were tested, found by {key}{not_used}",
            sets.n_found, sets.n_named
        )
    }

    /// The collection as it is written, before any test, of genes with this kind of name.
    pub(super) fn written(&self, identifier: &str, sizes: SetSizes) -> Collection {
        let (fitting, n_too_small, n_too_large) = sizes.of(&self.sets);
        Collection {
            name: self.name().to_owned(),
            origin: self.origin.clone(),
            n_sets: self.sets.sets.len(),
            n_tested: fitting.sets.len(),
            n_too_small,
            n_too_large,
            n_genes: self.sets.n_named,
            n_genes_tested: self.sets.n_found,
            notes: (self.notes.iter().cloned())
                .chain([self.share_in_words(identifier)])
                .chain(sizes_in_words(sizes, n_too_small, n_too_large))
                .collect(),
        }
    }
}

/// How many sets are not of a size that is tested.
fn sizes_in_words(sizes: SetSizes, n_too_small: usize, n_too_large: usize) -> Option<String> {
    let smaller = match n_too_small {
        0 => None,
        n => Some(format!(
            "{n} with fewer than {} tested genes",
            sizes.min_size
        )),
    };
    let larger = match n_too_large {
        0 => None,
        n => Some(format!(
            "{n} with more than {} tested genes",
            sizes.max_size
        )),
    };
    let parts: Vec<String> = smaller.into_iter().chain(larger).collect();
    (!parts.is_empty()).then(|| format!("sets that are not tested: {}", parts.join(", ")))
}

/// All collections: the sets of panels, where they share a gene with the tested ones, and the
/// others.
///
/// # Errors
/// A collection of the user none of whose genes was tested.
pub(super) fn matched<'a>(
    universe: &GeneUniverse,
    sources: &'a GeneSetSources,
    notes: &mut Vec<String>,
) -> Result<Vec<Matched<'a>>, GeneSetError> {
    let mut found = Vec::new();
    let built_in = sources
        .themes
        .as_ref()
        .and_then(|one| one.built_in.as_ref());
    if let Some(panel) = built_in {
        match MatchedSets::new(BUILT_IN_THEMES, &panel.sets, universe, &panel.aliases) {
            Ok(sets) => found.push(Matched {
                sets,
                origin: panel.origin(),
                notes: Vec::new(),
                terms: None,
            }),
            Err(error @ GeneSetError::NoOverlap { .. }) => {
                notes.push(format!("built-in sets not tested: {error}"));
            }
            Err(error) => return Err(error),
        }
    }
    for collection in &sources.collections {
        let NamedCollection {
            name,
            origin,
            notes: own,
            sets,
            is_panel,
            aliases,
            terms,
        } = collection;
        use GeneSetError::{EmptyCollection, NoOverlap};
        let sets = match MatchedSets::new(name, sets, universe, aliases) {
            Ok(sets) => sets,
            Err(error @ (NoOverlap { .. } | EmptyCollection(_))) if *is_panel => {
                notes.push(format!("sets of panel '{name}' not tested: {error}"));
                continue;
            }
            Err(error) => return Err(error),
        };
        found.push(Matched {
            origin: origin.clone(),
            notes: own.iter().cloned().chain(by_synonym(&sets)).collect(),
            sets,
            terms: terms.as_ref(),
        });
    }
    Ok(found)
}

/// How many genes were found under a synonym only, and the first of them.
fn by_synonym(sets: &MatchedSets) -> Option<String> {
    const SHOWN: usize = 3;
    let found = &sets.by_alias;
    let shown: Vec<String> = (found.iter().take(SHOWN))
        .map(|(named, tested)| format!("{named} as {tested}"))
        .collect();
    (!found.is_empty()).then(|| {
        let more = if found.len() > SHOWN { ", ..." } else { "" };
        format!(
            "{} genes were found under a synonym: {}{more}",
            found.len(),
            shown.join(", ")
        )
    })
}
