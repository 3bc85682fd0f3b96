//! Over-representation of ontology terms that heeds the ontology's graph.
//!
//! By the true-path rule a term holds the genes of all terms below it, so that plain tests call
//! whole branches. [`parent_child`] asks whether a term holds more listed genes than the terms
//! right above it lead to expect; [`elim`] asks whether it still does without the genes of
//! significant terms below.

use super::term_hierarchy::TermHierarchy;
use crate::adjust::{adjust, sort};
use crate::error::GeneSetError;
use crate::lists::OverlapCounts;
use crate::sets::{GeneList, GeneUniverse, MatchedSets, SetSizes};
use crate::settings::TermTest;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which genes a term with several terms right above it is tested among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParentGenes {
    /// The genes of any of them.
    #[default]
    Union,
    /// The genes of all of them.
    Intersection,
}

/// One term of an ontology, tested with regard to the terms around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TermRow {
    /// The collection.
    pub collection: String,
    /// `parent-child` (among the genes of the terms right above it) or `elim` (without the genes
    /// of significant terms below it).
    pub term_test: TermTest,
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Tested genes of the term.
    pub n_set: usize,
    /// Of these, the genes that take part in this test.
    pub n_compared: usize,
    /// Of these, genes in the list.
    pub n_overlap: usize,
    /// One-sided Fisher exact test of these counts.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg within collection and direction; the authors
    /// of `elim` take `p_value` as it is.
    pub adj_p_value: f64,
}

/// Tests every term among the genes of the terms right above it.
///
/// Terms outside the sizes of `settings` and terms without any above them are not tested. Results
/// are ordered by p, then id, and do not depend on the number of threads.
///
/// # Errors
/// [`GeneSetError::Setting`] for a `min_size` of 0 or above `max_size`; [`GeneSetError::Shape`]
/// for a hierarchy of another number of sets.
///
/// # Numerics
/// Counts are exact; `golden_terms` compares with a slow independent script on random graphs.
///
/// # Source
/// Grossmann et al. 2007 (doi:10.1093/bioinformatics/btm440).
pub fn parent_child(
    universe: &GeneUniverse,
    list: &GeneList,
    sets: &MatchedSets,
    hierarchy: &TermHierarchy,
    genes: ParentGenes,
    settings: SetSizes,
) -> Result<Vec<TermRow>, GeneSetError> {
    check(sets, hierarchy, settings)?;
    let in_list = list.flags(universe);
    let results = (0..sets.sets.len())
        .into_par_iter()
        .filter(|&at| !hierarchy.parents(at).is_empty() && settings.fits(&sets.sets[at].members))
        .map(|at| {
            let above = above(sets, hierarchy.parents(at), genes);
            // A gene of the term that none above has can only come of a broken hierarchy.
            let members: Vec<u32> = (sets.sets[at].members.iter().copied())
                .filter(|gene| above.binary_search(gene).is_ok())
                .collect();
            let counts = OverlapCounts {
                n_universe: above.len(),
                set_size: members.len(),
                n_list: n_listed(&above, &in_list),
                overlap: n_listed(&members, &in_list),
            };
            row_of(TermTest::ParentChild, sets, at, counts)
        })
        .collect();
    Ok(finish(results))
}

/// The genes of any or all of these sets, ascending.
fn above(sets: &MatchedSets, parents: &[u32], genes: ParentGenes) -> Vec<u32> {
    let mut all: Vec<u32> = (parents.iter())
        .flat_map(|&parent| sets.sets[parent as usize].members.iter().copied())
        .collect();
    all.sort_unstable();
    let n_needed = match genes {
        ParentGenes::Union => 1,
        ParentGenes::Intersection => parents.len(),
    };
    (all.chunk_by(|a, b| a == b))
        .filter(|same| same.len() >= n_needed)
        .map(|same| same[0])
        .collect()
}

/// Tests terms from the most specific ones upwards; the genes of a term with a p-value below
/// `cutoff` are left out, of set, list and universe alike, in all terms above it.
///
/// Terms outside the sizes of `settings`, counted with all their genes, are not tested. The
/// p-values are no longer independent of each other; the method's authors take them as they are,
/// without adjustment, and 0.01 as cutoff. Results are ordered by p, then id.
///
/// # Errors
/// As [`parent_child`]; [`GeneSetError::Setting`] for a cutoff outside 0 to 1.
///
/// # Numerics
/// Counts are exact; `golden_terms` compares with a slow independent script on random graphs.
///
/// # Source
/// Alexa, Rahnenführer and Lengauer 2006 (doi:10.1093/bioinformatics/btl140).
pub fn elim(
    universe: &GeneUniverse,
    list: &GeneList,
    sets: &MatchedSets,
    hierarchy: &TermHierarchy,
    cutoff: f64,
    settings: SetSizes,
) -> Result<Vec<TermRow>, GeneSetError> {
    check(sets, hierarchy, settings)?;
    if !(0.0..=1.0).contains(&cutoff) {
        return Err(GeneSetError::Setting {
            setting: "cutoff",
            found: cutoff.to_string(),
            expected: "a number from 0 to 1",
        });
    }
    let in_list = list.flags(universe);
    let mut removed: Vec<Vec<u32>> = vec![Vec::new(); sets.sets.len()];
    let mut results = Vec::new();
    for at in hierarchy.bottom_up() {
        let members = &sets.sets[at].members;
        if !settings.fits(members) {
            continue;
        }
        let gone = &mut removed[at];
        gone.sort_unstable();
        gone.dedup();
        gone.retain(|gene| members.binary_search(gene).is_ok());
        let left: Vec<u32> = (members.iter().copied())
            .filter(|gene| gone.binary_search(gene).is_err())
            .collect();
        let counts = OverlapCounts {
            n_universe: universe.n_genes() - gone.len(),
            set_size: left.len(),
            n_list: list.len() - n_listed(gone, &in_list),
            overlap: n_listed(&left, &in_list),
        };
        let result = row_of(TermTest::Elim, sets, at, counts);
        if result.p_value < cutoff {
            for above in hierarchy.ancestors(at) {
                removed[above as usize].extend_from_slice(&left);
            }
        }
        results.push(result);
    }
    Ok(finish(results))
}

fn check(
    sets: &MatchedSets,
    hierarchy: &TermHierarchy,
    settings: SetSizes,
) -> Result<(), GeneSetError> {
    if hierarchy.n_sets() != sets.sets.len() {
        return Err(GeneSetError::Shape {
            what: "sets of the hierarchy",
            found: hierarchy.n_sets(),
            expected: sets.sets.len(),
        });
    }
    settings.check()
}

fn n_listed(genes: &[u32], in_list: &[bool]) -> usize {
    genes.iter().filter(|&&gene| in_list[gene as usize]).count()
}

fn row_of(test: TermTest, sets: &MatchedSets, at: usize, counts: OverlapCounts) -> TermRow {
    let set = &sets.sets[at];
    TermRow {
        collection: sets.collection.clone(),
        term_test: test,
        set_id: set.id.clone(),
        description: set.description.clone(),
        n_set: set.members.len(),
        n_compared: counts.set_size,
        n_overlap: counts.overlap,
        p_value: counts.fisher_p(),
        adj_p_value: f64::NAN,
    }
}

fn finish(mut results: Vec<TermRow>) -> Vec<TermRow> {
    adjust(
        &mut results,
        |row| row.p_value,
        |row, p| row.adj_p_value = p,
    );
    sort(&mut results, |row| (row.p_value, &row.set_id));
    results
}
