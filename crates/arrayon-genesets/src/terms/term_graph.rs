//! An ontology as a graph: where annotation belongs, and where it passes to.

use super::annotation::{AnnotationCounts, MissingParent, TermSetSettings};
use arrayon_core::{Ontology, TermAnnotation};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The ontology as positions.
pub(crate) struct TermGraph<'a> {
    ontology: &'a Ontology,
    positions: FxHashMap<&'a str, usize>,
    merged: FxHashMap<&'a str, usize>,
    /// For every term in use, the terms in use right above it, sorted.
    above: Vec<Vec<usize>>,
    /// Terms in use whose parent is none, by position.
    orphans: Vec<usize>,
    /// The same with the parents that they name.
    missing: Vec<MissingParent>,
}

impl<'a> TermGraph<'a> {
    pub(crate) fn new(ontology: &'a Ontology, relations: &[String]) -> Self {
        let positions: FxHashMap<&str, usize> = (ontology.terms.iter().enumerate())
            .map(|(at, term)| (term.id.as_str(), at))
            .collect();
        let merged = (ontology.terms.iter().enumerate())
            .flat_map(|(at, term)| term.alt_ids.iter().map(move |id| (id.as_str(), at)))
            .collect();
        let mut graph = Self {
            ontology,
            positions,
            merged,
            above: vec![Vec::new(); ontology.terms.len()],
            orphans: Vec::new(),
            missing: Vec::new(),
        };
        for (at, term) in ontology.terms.iter().enumerate() {
            if term.is_obsolete {
                continue;
            }
            let related = (term.relationships.iter())
                .filter(|one| relations.contains(&one.relation))
                .map(|one| &one.target);
            for parent in term.is_a.iter().chain(related) {
                match graph.in_use(parent) {
                    Some(above) => graph.above[at].push(above),
                    None => {
                        graph.orphans.push(at);
                        graph.missing.push(MissingParent {
                            term: term.id.clone(),
                            parent: parent.clone(),
                        });
                    }
                }
            }
            sort_and_dedup(&mut graph.above[at]);
        }
        graph.orphans.dedup();
        graph
    }

    /// The term in use to which a row belongs, if any; counts what became of the row.
    pub(crate) fn place(
        &self,
        row: &TermAnnotation,
        settings: &TermSetSettings,
        counts: &mut AnnotationCounts,
    ) -> Option<usize> {
        counts.n_rows += 1;
        let taxon = settings.taxon.as_deref();
        if taxon.is_some_and(|taxon| row.own_taxon() != taxon) {
            counts.n_other_taxon += 1;
        } else if row.is_negated() {
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
        let found = self.in_use(id);
        let listed = self.positions.get(id);
        let count = match (found, listed) {
            (Some(at), Some(&own)) if at == own => &mut counts.n_current,
            (Some(_), Some(_)) => &mut counts.n_replaced,
            (Some(_), None) => &mut counts.n_merged,
            (None, None) if !self.merged.contains_key(id) => &mut counts.n_unknown_term,
            (None, _) => &mut counts.n_without_successor,
        };
        *count += 1;
        found
    }

    /// The term in use that an id means: the term itself, that into which it was merged, or the
    /// one that replaces it, be it by way of others that were replaced in turn.
    fn in_use(&self, id: &str) -> Option<usize> {
        let mut id = id;
        // a chain longer than there are terms runs in a circle
        for _ in 0..=self.ontology.terms.len() {
            let at = *(self.positions.get(id)).or_else(|| self.merged.get(id))?;
            let term = &self.ontology.terms[at];
            if !term.is_obsolete {
                return Some(at);
            }
            match &term.replaced_by[..] {
                [one] => id = one,
                _ => return None,
            }
        }
        None
    }

    /// Ids of the terms in use right above a term, sorted.
    pub(crate) fn parents(&self, at: usize) -> Vec<String> {
        let mut ids: Vec<String> = (self.above[at].iter())
            .map(|&above| self.ontology.terms[above].id.clone())
            .collect();
        ids.sort_unstable();
        ids
    }

    /// The parents that the ontology does not have, in its order.
    pub(crate) fn into_missing(self) -> Vec<MissingParent> {
        self.missing
    }

    /// The number of genes that do not pass upwards since a parent is missing.
    pub(crate) fn n_genes_cut(&self, propagated: &[Arc<[u32]>]) -> usize {
        let mut genes: Vec<u32> = (self.orphans.iter())
            .flat_map(|&at| propagated[at].iter().copied())
            .collect();
        sort_and_dedup(&mut genes);
        genes.len()
    }

    /// Every term after those below it; where terms stand above each other in a circle, one such
    /// circle, as positions, each above the one before it and the first above the last.
    pub(crate) fn bottom_up(&self) -> Result<Vec<usize>, Vec<usize>> {
        let n = self.above.len();
        let mut n_waiting_for = vec![0_usize; n];
        for &above in self.above.iter().flatten() {
            n_waiting_for[above] += 1;
        }
        let mut order: Vec<usize> = (0..n).filter(|&at| n_waiting_for[at] == 0).collect();
        let mut done = 0;
        while done < order.len() {
            for &above in &self.above[order[done]] {
                n_waiting_for[above] -= 1;
                if n_waiting_for[above] == 0 {
                    order.push(above);
                }
            }
            done += 1;
        }
        if order.len() == n {
            return Ok(order);
        }
        Err(self.circle(&n_waiting_for))
    }

    /// A circle among the terms that still wait for one below them.
    fn circle(&self, n_waiting_for: &[usize]) -> Vec<usize> {
        // every such term has another such term below it: going down ends in a circle
        let n = self.above.len();
        let mut below = vec![None; n];
        for at in (0..n).filter(|&at| n_waiting_for[at] > 0) {
            for &above in &self.above[at] {
                below[above] = below[above].or(Some(at));
            }
        }
        let mut step_of = vec![None; n];
        let mut path = Vec::new();
        let mut next = (0..n).find(|&at| n_waiting_for[at] > 0);
        while let Some(at) = next {
            if let Some(first) = step_of[at] {
                path.drain(..first);
                break;
            }
            step_of[at] = Some(path.len());
            path.push(at);
            next = below[at];
        }
        path.reverse();
        path
    }

    /// For every term, the genes of it and of all terms below, ascending; `order` is
    /// [bottom up](Self::bottom_up). Terms with the same genes as one below them share its list,
    /// so that long chains take no more room than their genes.
    pub(crate) fn propagate(&self, direct: &[Vec<u32>], order: &[usize]) -> Vec<Arc<[u32]>> {
        let mut below = vec![Vec::new(); direct.len()];
        for (at, above) in self.above.iter().enumerate() {
            for &above in above {
                below[above].push(at);
            }
        }
        let none: Arc<[u32]> = Arc::from([]);
        let mut propagated = vec![none; direct.len()];
        for &at in order {
            let lists = below[at].iter().map(|&one| &propagated[one]);
            let largest = lists.clone().max_by_key(|list| list.len());
            let mut genes = direct[at].clone();
            for list in lists {
                if !largest.is_some_and(|largest| Arc::ptr_eq(list, largest)) {
                    genes.extend_from_slice(list);
                }
            }
            propagated[at] = match largest {
                Some(largest) if has_all(largest, &genes) => Arc::clone(largest),
                _ => {
                    genes.extend_from_slice(largest.map_or(&[], |list| list));
                    sort_and_dedup(&mut genes);
                    genes.into()
                }
            };
        }
        propagated
    }
}

/// Whether all these are in an ascending list.
fn has_all(list: &[u32], these: &[u32]) -> bool {
    these.iter().all(|one| list.binary_search(one).is_ok())
}

fn sort_and_dedup<T: Ord>(list: &mut Vec<T>) {
    list.sort_unstable();
    list.dedup();
}
