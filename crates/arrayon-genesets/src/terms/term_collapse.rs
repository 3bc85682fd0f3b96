//! Significant terms of an ontology without those that a relative explains.

use super::term_hierarchy::TermHierarchy;
use crate::error::GeneSetError;
use crate::lists::OverlapCounts;
use crate::sets::{GeneList, GeneUniverse, MatchedSet, MatchedSets};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A significant term that no other explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Representative {
    /// The collection.
    pub collection: String,
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Its Fisher p-value.
    pub p_value: f64,
    /// Significant terms above or below it that it explains.
    pub stands_for: Vec<ExplainedTerm>,
}

/// A significant term that its relative explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ExplainedTerm {
    /// Id of the term.
    pub set_id: String,
    /// Its name.
    pub description: String,
    /// Its own Fisher p-value.
    pub p_value: f64,
    /// What is left of it, given the other term.
    pub conditional_p_value: f64,
}

/// Drops significant terms that a relative with a smaller p explains.
///
/// Terms are taken by p, the smaller one first at equal p. A term is dropped if a kept term below
/// it explains it (without the genes of that term its overlap with the list has a Fisher p above
/// the threshold), or a kept term above it does (among the genes of that term its overlap has a
/// Fisher p above the threshold).
///
/// `significant` are positions in the collection; a position that comes twice counts once. Their
/// p is the one-sided Fisher p against the whole universe.
///
/// # Errors
/// [`GeneSetError::Setting`] for a threshold outside 0 to 1; [`GeneSetError::Shape`] for a
/// hierarchy or positions of another collection.
///
/// # Source
/// The conditional tests are those of elim (Alexa et al. 2006, doi:10.1093/bioinformatics/btl140)
/// and parent-child (Grossmann et al. 2007, doi:10.1093/bioinformatics/btm440), taken pair by pair
/// as in the collapse of fgsea (Korotkevich et al. 2021, doi:10.1101/060012).
pub fn collapse_terms(
    universe: &GeneUniverse,
    list: &GeneList,
    sets: &MatchedSets,
    hierarchy: &TermHierarchy,
    significant: &[usize],
    threshold: f64,
) -> Result<Vec<Representative>, GeneSetError> {
    check(sets, hierarchy, significant, threshold)?;
    let in_list = list.flags(universe);
    let mut order: Vec<Candidate<'_>> = (significant.iter())
        .map(|&at| Candidate::new(universe, list, &sets.sets[at], hierarchy, at, &in_list))
        .collect();
    order.sort_by(|a, b| {
        (a.p_value.total_cmp(&b.p_value))
            .then(a.set.members.len().cmp(&b.set.members.len()))
            .then_with(|| a.set.id.cmp(&b.set.id))
    });
    order.dedup_by_key(|one| one.at);
    let mut kept: Vec<(&Candidate<'_>, Vec<ExplainedTerm>)> = Vec::new();
    for one in &order {
        let by = kept.iter_mut().find_map(|(other, explained)| {
            let p_value = one.left_by(other, &in_list)?;
            (p_value > threshold).then_some((explained, p_value))
        });
        match by {
            Some((explained, conditional_p_value)) => explained.push(ExplainedTerm {
                set_id: one.set.id.clone(),
                description: one.set.description.clone(),
                p_value: one.p_value,
                conditional_p_value,
            }),
            None => kept.push((one, Vec::new())),
        }
    }
    let row = |(one, stands_for): (&Candidate<'_>, _)| Representative {
        collection: sets.collection.clone(),
        set_id: one.set.id.clone(),
        description: one.set.description.clone(),
        p_value: one.p_value,
        stands_for,
    };
    Ok(kept.into_iter().map(row).collect())
}

struct Candidate<'a> {
    at: usize,
    set: &'a MatchedSet,
    ancestors: Vec<u32>,
    counts: OverlapCounts,
    p_value: f64,
}

impl<'a> Candidate<'a> {
    fn new(
        universe: &GeneUniverse,
        list: &GeneList,
        set: &'a MatchedSet,
        hierarchy: &TermHierarchy,
        at: usize,
        in_list: &[bool],
    ) -> Self {
        let counts = OverlapCounts {
            n_universe: universe.n_genes(),
            set_size: set.members.len(),
            n_list: list.len(),
            overlap: n_listed(set.members.iter(), in_list),
        };
        Self {
            at,
            set,
            ancestors: hierarchy.ancestors(at),
            counts,
            p_value: counts.fisher_p(),
        }
    }

    fn is_above(&self, other: &Self) -> bool {
        other.ancestors.binary_search(&(self.at as u32)).is_ok()
    }

    /// The p-value that is left given a relative; `None` for a term that is none.
    fn left_by(&self, other: &Self, in_list: &[bool]) -> Option<f64> {
        let is_above = self.is_above(other);
        if !(is_above || other.is_above(self)) {
            return None;
        }
        let common: Vec<u32> = (self.set.members.iter().copied())
            .filter(|gene| other.set.members.binary_search(gene).is_ok())
            .collect();
        let overlap = n_listed(common.iter(), in_list);
        let counts = if is_above {
            OverlapCounts {
                n_universe: self.counts.n_universe - other.counts.set_size,
                set_size: self.counts.set_size - common.len(),
                n_list: self.counts.n_list - other.counts.overlap,
                overlap: self.counts.overlap - overlap,
            }
        } else {
            OverlapCounts {
                n_universe: other.counts.set_size,
                set_size: common.len(),
                n_list: other.counts.overlap,
                overlap,
            }
        };
        Some(counts.fisher_p())
    }
}

fn n_listed<'a>(genes: impl Iterator<Item = &'a u32>, in_list: &[bool]) -> usize {
    genes.filter(|&&gene| in_list[gene as usize]).count()
}

fn check(
    sets: &MatchedSets,
    hierarchy: &TermHierarchy,
    significant: &[usize],
    threshold: f64,
) -> Result<(), GeneSetError> {
    if !(0.0..=1.0).contains(&threshold) {
        return Err(GeneSetError::Setting {
            setting: "threshold",
            found: threshold.to_string(),
            expected: "a number from 0 to 1",
        });
    }
    let largest = significant.iter().max().map_or(0, |&at| at + 1);
    for (what, found, fits) in [
        (
            "sets of the hierarchy",
            hierarchy.n_sets(),
            hierarchy.n_sets() == sets.sets.len(),
        ),
        (
            "position of a significant set",
            largest,
            largest <= sets.sets.len(),
        ),
    ] {
        if !fits {
            return Err(GeneSetError::Shape {
                what,
                found,
                expected: sets.sets.len(),
            });
        }
    }
    Ok(())
}
