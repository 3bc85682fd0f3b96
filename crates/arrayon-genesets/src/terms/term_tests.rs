//! Over-representation of ontology terms that heeds the ontology's graph.
//!
//! By the true-path rule a term holds the genes of all terms below it, so that plain tests call
//! whole branches. [`parent_child`] asks whether a term holds more listed genes than the terms
//! right above it lead to expect; [`elim`] asks whether it still does without the genes of
//! significant terms below.

use super::term_hierarchy::TermHierarchy;
use crate::error::GeneSetError;
use crate::lists::OverRepresentationSettings;
use crate::lists::OverlapCounts;
use crate::sets::GeneList;
use crate::sets::GeneUniverse;
use crate::sets::MatchedSets;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;

/// Which genes a term with several terms right above it is tested among.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParentGenes {
    /// The genes of any of them.
    #[default]
    Union,
    /// The genes of all of them.
    Intersection,
}

/// What a list says of one term, given the terms around it.
#[derive(Debug, Clone, PartialEq)]
pub struct TermResult {
    /// Id of the term.
    pub id: String,
    /// Its name.
    pub description: String,
    /// Genes of the term in the universe, whatever the test leaves out.
    pub set_size: usize,
    /// The counts that were tested: among the genes of the terms above, or without the genes of
    /// significant terms below.
    pub counts: OverlapCounts,
    /// One-sided Fisher p of these counts.
    pub p_value: f64,
    /// p-value adjusted over the tested terms (Benjamini and Hochberg).
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
    settings: OverRepresentationSettings,
) -> Result<Vec<TermResult>, GeneSetError> {
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
            result(sets, at, counts)
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
    settings: OverRepresentationSettings,
) -> Result<Vec<TermResult>, GeneSetError> {
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
        let result = result(sets, at, counts);
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
    settings: OverRepresentationSettings,
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

fn result(sets: &MatchedSets, at: usize, counts: OverlapCounts) -> TermResult {
    let set = &sets.sets[at];
    TermResult {
        id: set.id.clone(),
        description: set.description.clone(),
        set_size: set.members.len(),
        counts,
        p_value: counts.fisher_p(),
        adj_p_value: f64::NAN,
    }
}

fn finish(mut results: Vec<TermResult>) -> Vec<TermResult> {
    let p: Vec<f64> = results.iter().map(|result| result.p_value).collect();
    for (result, adjusted) in results.iter_mut().zip(benjamini_hochberg(&p)) {
        result.adj_p_value = adjusted;
    }
    results.sort_by(|a, b| {
        a.p_value
            .total_cmp(&b.p_value)
            .then_with(|| a.id.cmp(&b.id))
    });
    results
}
