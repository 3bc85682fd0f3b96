//! Which sets of a collection stand above which, as terms of an ontology do.

use super::term_sets::TermSets;
use crate::sets::MatchedSet;
use rustc_hash::FxHashMap;

/// The sets of a collection with the sets right above each.
///
/// A term above that is not among the sets hands over to the terms above itself, so that sets may
/// be left out of a collection and the rest still hang together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermHierarchy {
    parents: Vec<Vec<u32>>,
}

impl TermHierarchy {
    /// The hierarchy of these sets, whose ids are terms. Sets that are no terms stand alone.
    pub fn new(sets: &[MatchedSet], terms: &TermSets) -> Self {
        let positions: FxHashMap<&str, u32> =
            sets.iter().map(|set| set.id.as_str()).zip(0..).collect();
        let parents = (sets.iter().zip(0..))
            .map(|(set, at)| {
                let mut found = nearest_above(&set.id, terms, &positions);
                found.retain(|&parent| parent != at);
                found
            })
            .collect();
        Self { parents }
    }

    /// A hierarchy given by the positions of the sets right above each set.
    #[cfg(test)]
    pub(crate) fn from_parents(parents: Vec<Vec<u32>>) -> Self {
        Self { parents }
    }

    /// The number of sets.
    pub fn n_sets(&self) -> usize {
        self.parents.len()
    }

    /// Positions of the sets right above a set, ascending; none for a root.
    ///
    /// # Panics
    /// If there is no such set.
    pub fn parents(&self, set: usize) -> &[u32] {
        &self.parents[set]
    }

    /// Positions of all sets above a set, ascending, itself not among them.
    pub(crate) fn ancestors(&self, set: usize) -> Vec<u32> {
        let mut seen = vec![false; self.parents.len()];
        seen[set] = true;
        let mut open = vec![set];
        let mut found = Vec::new();
        while let Some(at) = open.pop() {
            for &parent in &self.parents[at] {
                if !std::mem::replace(&mut seen[parent as usize], true) {
                    found.push(parent);
                    open.push(parent as usize);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// All sets, each after those below it; sets in a circle come last.
    pub(crate) fn bottom_up(&self) -> Vec<usize> {
        let n = self.parents.len();
        let mut n_waiting_for = vec![0_usize; n];
        for &parent in self.parents.iter().flatten() {
            n_waiting_for[parent as usize] += 1;
        }
        let mut order: Vec<usize> = (0..n).filter(|&at| n_waiting_for[at] == 0).collect();
        let mut done = 0;
        while done < order.len() {
            for &parent in &self.parents[order[done]] {
                let waiting = &mut n_waiting_for[parent as usize];
                *waiting -= 1;
                if *waiting == 0 {
                    order.push(parent as usize);
                }
            }
            done += 1;
        }
        order.extend((0..n).filter(|&at| n_waiting_for[at] > 0));
        order
    }
}

/// The nearest terms above that are among the sets, ascending.
fn nearest_above(id: &str, terms: &TermSets, positions: &FxHashMap<&str, u32>) -> Vec<u32> {
    let mut found = Vec::new();
    let mut seen = vec![id];
    let mut next = 0;
    while next < seen.len() {
        for parent in terms.parents(seen[next]).unwrap_or_default() {
            match positions.get(parent) {
                Some(&at) => found.push(at),
                None if !seen.contains(&parent) => seen.push(parent),
                None => {}
            }
        }
        next += 1;
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::TermSetSettings;
    use arrayon_core::{Ontology, OntologyTerm, TermAnnotation};

    #[test]
    fn terms_left_out_hand_over() {
        let term = |id: &str, is_a: &[&str]| OntologyTerm {
            id: id.into(),
            is_a: is_a.iter().map(ToString::to_string).collect(),
            ..OntologyTerm::default()
        };
        let ontology = Ontology {
            terms: vec![
                term("root", &[]),
                term("a", &["root"]),
                term("b", &["root"]),
                term("c", &["a", "b"]),
            ],
            ..Ontology::default()
        };
        let row = TermAnnotation {
            symbol: "G".into(),
            term: "c".into(),
            ..TermAnnotation::default()
        };
        let terms = TermSets::new(&ontology, &[row], &TermSetSettings::default());
        let set = |id: &str| MatchedSet {
            id: id.into(),
            description: String::new(),
            n_named: 1,
            members: vec![0],
        };
        let all = ["c", "a", "b", "root"].map(set);
        let whole = TermHierarchy::new(&all, &terms);
        assert_eq!(whole.parents(0), [1, 2]);
        assert_eq!(whole.ancestors(0), [1, 2, 3]);
        assert_eq!(whole.bottom_up(), [0, 1, 2, 3]);
        let some = ["root", "b", "c", "other"].map(set);
        let part = TermHierarchy::new(&some, &terms);
        assert_eq!(part.parents(2), [0, 1]);
        assert!(part.parents(0).is_empty() && part.parents(3).is_empty());
    }

    #[test]
    fn circles_come_last() {
        let circle = TermHierarchy::from_parents(vec![vec![1], vec![0], vec![0]]);
        assert_eq!(circle.bottom_up(), [2, 0, 1]);
        assert_eq!(circle.ancestors(0), [1]);
    }
}
