//! An ontology as a graph: where annotation belongs, and where it passes to.

use crate::term_sets::{AnnotationCounts, TermSetSettings, sort_and_dedup};
use arrayon_core::{Ontology, TermAnnotation};
use rustc_hash::FxHashMap;

/// The ontology as positions.
pub(crate) struct TermGraph<'a> {
    ontology: &'a Ontology,
    positions: FxHashMap<&'a str, usize>,
    merged: FxHashMap<&'a str, usize>,
    above: Vec<Vec<usize>>,
}

impl<'a> TermGraph<'a> {
    pub(crate) fn new(ontology: &'a Ontology, relations: &[String]) -> Self {
        let positions: FxHashMap<&str, usize> = (ontology.terms.iter().enumerate())
            .map(|(at, term)| (term.id.as_str(), at))
            .collect();
        let merged = (ontology.terms.iter().enumerate())
            .flat_map(|(at, term)| term.alt_ids.iter().map(move |id| (id.as_str(), at)))
            .collect();
        let above = (ontology.terms.iter())
            .map(|term| {
                let related = (term.relationships.iter())
                    .filter(|one| relations.contains(&one.relation))
                    .map(|one| &one.target);
                let targets = term.is_a.iter().chain(related);
                targets
                    .filter_map(|id| positions.get(id.as_str()).copied())
                    .collect()
            })
            .collect();
        Self {
            ontology,
            positions,
            merged,
            above,
        }
    }

    /// The term in use to which a row belongs, if any; counts what became of the row.
    pub(crate) fn place(
        &self,
        row: &TermAnnotation,
        settings: &TermSetSettings,
        counts: &mut AnnotationCounts,
    ) -> Option<usize> {
        counts.n_rows += 1;
        if row.is_negated() {
            counts.n_negated += 1;
        } else if row.evidence == "ND" {
            counts.n_no_data += 1;
        } else if settings.excluded_evidence.contains(&row.evidence) {
            counts.n_excluded_evidence += 1;
        } else {
            return self.resolve(&row.term, counts);
        }
        None
    }

    fn resolve(&self, id: &str, counts: &mut AnnotationCounts) -> Option<usize> {
        let Some(at) = self.find(id) else {
            counts.n_unknown_term += 1;
            return None;
        };
        if !self.ontology.terms[at].is_obsolete {
            if self.positions.contains_key(id) {
                counts.n_current += 1;
            } else {
                counts.n_merged += 1;
            }
            return Some(at);
        }
        let successor = self.successor(at);
        match successor {
            Some(_) => counts.n_replaced += 1,
            None => counts.n_without_successor += 1,
        }
        successor
    }

    /// The term of this id, or into which it was merged.
    fn find(&self, id: &str) -> Option<usize> {
        self.positions
            .get(id)
            .or_else(|| self.merged.get(id))
            .copied()
    }

    /// The one term in use that replaces an obsolete one.
    fn successor(&self, at: usize) -> Option<usize> {
        let [one] = &self.ontology.terms[at].replaced_by[..] else {
            return None;
        };
        self.find(one)
            .filter(|&at| !self.ontology.terms[at].is_obsolete)
    }

    /// Ids of the terms in use right above a term, sorted.
    pub(crate) fn parents(&self, at: usize) -> Vec<String> {
        let terms = self.above[at]
            .iter()
            .map(|&above| &self.ontology.terms[above]);
        let mut ids: Vec<String> = (terms.filter(|term| !term.is_obsolete))
            .map(|term| term.id.clone())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// For every term, the genes of it and of all terms below.
    pub(crate) fn propagate(&self, direct: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let mut propagated = vec![Vec::new(); direct.len()];
        let mut seen_from = vec![usize::MAX; direct.len()];
        let mut open = Vec::new();
        for (start, genes) in direct.iter().enumerate() {
            if genes.is_empty() {
                continue;
            }
            open.push(start);
            seen_from[start] = start;
            while let Some(at) = open.pop() {
                propagated[at].extend_from_slice(genes);
                for &next in &self.above[at] {
                    if seen_from[next] != start {
                        seen_from[next] = start;
                        open.push(next);
                    }
                }
            }
        }
        propagated.iter_mut().for_each(sort_and_dedup);
        propagated
    }
}
