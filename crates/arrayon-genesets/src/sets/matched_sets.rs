//! Gene sets as positions in a universe.

use super::symbol_aliases::SymbolAliases;
use super::universe::GeneUniverse;
use crate::error::GeneSetError;
use crate::id_kind::IdKind;
use arrayon_core::GeneSet;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// A gene set of which the tested genes are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedSet {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Number of genes that the set names, tested or not.
    pub n_named: usize,
    /// Positions of its tested genes in the universe, ascending.
    pub members: Vec<u32>,
}

/// A collection of gene sets matched to a universe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedSets {
    /// Name of the collection.
    pub collection: String,
    /// The sets in the collection's order.
    pub sets: Vec<MatchedSet>,
    /// Number of distinct genes that the sets name.
    pub n_named: usize,
    /// Of these, the genes found in the universe.
    pub n_found: usize,
    /// Of these, the genes found under another symbol only: (set's symbol, universe's symbol),
    /// sorted.
    pub by_alias: Vec<(String, String)>,
    /// By what its genes are found.
    pub key: MatchingKey,
    /// The genes that are found by the other key, which is not used.
    pub n_found_otherwise: usize,
}

/// By what the genes of a collection are found in a universe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchingKey {
    /// By the names of the universe's genes.
    Name,
    /// By the NCBI gene ids that the universe's genes have as well as names.
    EntrezId,
}

impl MatchedSets {
    /// Finds the genes of each set in the universe: under the very name, else under the current
    /// symbol, else under an old symbol of the same gene; or by NCBI gene ids, where more genes of
    /// the collection are found by these. A collection is matched by one key, as a number and a
    /// symbol that mean one gene would else count twice.
    ///
    /// # Errors
    /// [`GeneSetError::EmptyCollection`], [`GeneSetError::DuplicateSet`], and
    /// [`GeneSetError::NoOverlap`] where not one gene of the whole collection is found.
    pub fn new(
        collection: &str,
        sets: &[GeneSet],
        universe: &GeneUniverse,
        aliases: &SymbolAliases,
    ) -> Result<Self, GeneSetError> {
        check_ids(collection, sets)?;
        let named = distinct_genes(sets);
        let by_name = FoundGenes::by_name(&named, universe, aliases);
        let by_entrez_id = FoundGenes::by_entrez_id(&named, universe);
        let n_found = by_name.places.len().max(by_entrez_id.places.len());
        let n_found_otherwise = by_name.places.len().min(by_entrez_id.places.len());
        if n_found == 0 {
            return Err(no_overlap(collection, &named, 0, universe));
        }
        let (key, found) = if by_entrez_id.places.len() > by_name.places.len() {
            (MatchingKey::EntrezId, by_entrez_id)
        } else {
            (MatchingKey::Name, by_name)
        };
        let matched = |set: &GeneSet| {
            let mut members: Vec<u32> = (set.genes.iter())
                .filter_map(|gene| found.places.get(gene.as_str()))
                .flatten()
                .copied()
                .collect();
            members.sort_unstable();
            members.dedup();
            MatchedSet {
                id: set.id.clone(),
                description: set.description.clone(),
                n_named: set.genes.len(),
                members,
            }
        };
        Ok(Self {
            collection: collection.to_owned(),
            sets: sets.iter().map(matched).collect(),
            n_named: named.len(),
            n_found,
            by_alias: found.by_alias,
            key,
            n_found_otherwise,
        })
    }
}

/// The genes of a collection that are in the universe.
struct FoundGenes<'a> {
    /// Their positions there.
    places: FxHashMap<&'a str, Vec<u32>>,
    by_alias: Vec<(String, String)>,
}

impl<'a> FoundGenes<'a> {
    fn by_name(named: &[&'a str], universe: &GeneUniverse, aliases: &SymbolAliases) -> Self {
        let mut by_alias = Vec::new();
        let mut place = |gene: &'a str| {
            let at = universe.position(gene).or_else(|| {
                let mut names = aliases.other_names(gene);
                let (name, at) = names.find_map(|name| Some((name, universe.position(name)?)))?;
                by_alias.push((gene.to_owned(), name.to_owned()));
                Some(at)
            })?;
            Some((gene, vec![at]))
        };
        let places = named.iter().filter_map(|gene| place(gene)).collect();
        by_alias.sort_unstable();
        Self { places, by_alias }
    }

    fn by_entrez_id(named: &[&'a str], universe: &GeneUniverse) -> Self {
        let place = |&gene: &&'a str| {
            let positions = universe.positions_of_entrez_id(gene);
            (!positions.is_empty()).then(|| (gene, positions.to_vec()))
        };
        Self {
            places: named.iter().filter_map(place).collect(),
            by_alias: Vec::new(),
        }
    }
}

fn check_ids(collection: &str, sets: &[GeneSet]) -> Result<(), GeneSetError> {
    if sets.is_empty() {
        return Err(GeneSetError::EmptyCollection(collection.to_owned()));
    }
    let mut seen = BTreeSet::new();
    match sets.iter().find(|set| !seen.insert(set.id.as_str())) {
        Some(set) => Err(GeneSetError::DuplicateSet {
            collection: collection.to_owned(),
            set: set.id.clone(),
        }),
        None => Ok(()),
    }
}

/// What the few tested genes of a collection suggest: the error of a collection without any, which
/// shows the ids of both.
pub fn poor_overlap(
    collection: &str,
    sets: &[GeneSet],
    n_found: usize,
    universe: &GeneUniverse,
) -> GeneSetError {
    no_overlap(collection, &distinct_genes(sets), n_found, universe)
}

/// The genes that sets name, each once.
fn distinct_genes(sets: &[GeneSet]) -> Vec<&str> {
    let genes = sets.iter().flat_map(|set| &set.genes);
    let mut seen = FxHashSet::default();
    genes
        .map(String::as_str)
        .filter(|gene| seen.insert(*gene))
        .collect()
}

fn no_overlap(
    collection: &str,
    named: &[&str],
    n_found: usize,
    universe: &GeneUniverse,
) -> GeneSetError {
    let mut named = named.to_vec();
    named.sort_unstable();
    let of_sets = named.iter().copied();
    let tested = universe.genes().iter().map(String::as_str);
    let (set_kind, universe_kind) = (
        IdKind::of_most(of_sets.clone()),
        IdKind::of_most(tested.clone()),
    );
    GeneSetError::NoOverlap {
        collection: collection.to_owned(),
        n_set_genes: named.len(),
        n_found,
        n_universe: universe.n_genes(),
        set_kind,
        set_examples: set_kind.examples(of_sets),
        universe_kind,
        universe_examples: universe_kind.examples(tested),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(id: &str, genes: &[&str]) -> GeneSet {
        let genes = genes.iter().map(ToString::to_string).collect();
        GeneSet::new(id.into(), String::new(), genes)
    }

    #[test]
    fn matches_by_name_and_by_alias() {
        let universe = GeneUniverse::from_genes(["Tnfa", "Il6", "Gapdh"]).unwrap();
        let aliases = SymbolAliases::parse("Tnf\tTnfa|Tnfsf2\n").unwrap();
        let sets = [
            set("one", &["Tnf", "Il6", "Nowhere"]),
            set("two", &["Tnfsf2", "Tnf"]),
        ];
        let matched = MatchedSets::new("c", &sets, &universe, &aliases).unwrap();
        assert_eq!(matched.sets[0].members, [1, 2]);
        assert_eq!(matched.sets[1].members, [2]);
        assert_eq!((matched.n_named, matched.n_found), (4, 3));
        assert_eq!(
            matched.by_alias,
            [
                ("Tnf".into(), "Tnfa".into()),
                ("Tnfsf2".into(), "Tnfa".into())
            ]
        );
    }

    #[test]
    fn names_both_kinds_of_id_when_nothing_is_shared() {
        let universe = GeneUniverse::from_genes(["24153", "24152"]).unwrap();
        let sets = [set("one", &["HMOX1", "IL6"])];
        let error = MatchedSets::new("h", &sets, &universe, &SymbolAliases::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "collection 'h': none of its 2 genes is among the 2 tested genes: the sets hold \
             symbols in capitals, as of human genes (HMOX1, IL6), the tested genes are NCBI gene \
             ids (24152, 24153)"
        );
        assert!(
            error
                .hint()
                .starts_with("take the sets with the kind of id")
        );
    }

    #[test]
    fn refuses_empty_collections_and_repeated_ids() {
        let universe = GeneUniverse::from_genes(["A"]).unwrap();
        let new = |sets: &[GeneSet]| {
            MatchedSets::new("c", sets, &universe, &SymbolAliases::default()).unwrap_err()
        };
        assert_eq!(new(&[]), GeneSetError::EmptyCollection("c".into()));
        let twice = [set("s", &["A"]), set("s", &["A"])];
        assert!(matches!(new(&twice), GeneSetError::DuplicateSet { .. }));
    }

    #[test]
    fn a_collection_is_matched_by_the_ids_that_most_of_its_genes_have() {
        let pairs = [
            ("Il6", "24498"),
            ("Tnf", "24835"),
            ("Tnf", "999"),
            ("Nowhere", "1"),
        ];
        let universe = GeneUniverse::from_genes(["Tnf", "Il6", "Gapdh"]).unwrap();
        let universe = universe.with_entrez_ids(pairs);
        let matched = |genes: &[&str]| {
            MatchedSets::new(
                "c",
                &[set("s", genes)],
                &universe,
                &SymbolAliases::default(),
            )
            .unwrap()
        };
        let numbers = matched(&["24498", "24835", "999", "1", "Gapdh"]);
        assert_eq!(numbers.key, MatchingKey::EntrezId);
        assert_eq!(numbers.sets[0].members, [1, 2]);
        assert_eq!((numbers.n_found, numbers.n_found_otherwise), (3, 1));
        let symbols = matched(&["Il6", "Gapdh", "24835"]);
        assert_eq!(symbols.key, MatchingKey::Name);
        assert_eq!(symbols.sets[0].members, [0, 1]);
    }
}
