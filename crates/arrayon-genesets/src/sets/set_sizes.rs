//! Which sets are of a size that is tested.

use super::matched_sets::MatchedSets;
use crate::error::GeneSetError;

/// Sizes of sets that are tested, in tested genes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetSizes {
    /// Fewest tested genes of a set.
    pub min_size: usize,
    /// Most tested genes of a set.
    pub max_size: usize,
}

impl Default for SetSizes {
    /// 5 to 2,000 genes.
    fn default() -> Self {
        Self {
            min_size: 5,
            max_size: 2_000,
        }
    }
}

impl SetSizes {
    pub(crate) fn check(self) -> Result<(), GeneSetError> {
        if self.min_size == 0 || self.min_size > self.max_size {
            return Err(GeneSetError::Setting {
                setting: "min_size",
                found: format!("{} with max_size {}", self.min_size, self.max_size),
                expected: "at least 1 and at most max_size",
            });
        }
        Ok(())
    }

    pub(crate) fn fits(self, members: &[u32]) -> bool {
        (self.min_size..=self.max_size).contains(&members.len())
    }

    /// The collection with its sets of these sizes alone, and how many are smaller and larger.
    pub fn of(self, sets: &MatchedSets) -> (MatchedSets, usize, usize) {
        let mut fitting = sets.clone();
        fitting.sets.retain(|set| self.fits(&set.members));
        let is_small = |size: usize| size < self.min_size;
        let n_smaller = (sets.sets.iter())
            .filter(|set| is_small(set.members.len()))
            .count();
        let n_larger = sets.sets.len() - fitting.sets.len() - n_smaller;
        (fitting, n_smaller, n_larger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sets::{GeneUniverse, SymbolAliases};
    use arrayon_core::GeneSet;

    #[test]
    fn sets_are_kept_by_their_tested_genes() {
        let genes: Vec<String> = (0..6).map(|at| format!("G{at}")).collect();
        let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
        let set = |id: &str, n: usize| {
            let unmeasured = (0..9).map(|at| format!("X{at}"));
            let genes = genes[..n].iter().cloned().chain(unmeasured);
            GeneSet::new(id.into(), String::new(), genes.collect())
        };
        let sets = [
            set("none", 0),
            set("one", 1),
            set("three", 3),
            set("six", 6),
        ];
        let sets = MatchedSets::new("c", &sets, &universe, &SymbolAliases::default()).unwrap();
        let sizes = SetSizes {
            min_size: 2,
            max_size: 5,
        };
        let (kept, n_smaller, n_larger) = sizes.of(&sets);
        assert_eq!(kept.sets.len(), 1);
        assert_eq!(kept.sets[0].id, "three");
        assert_eq!((n_smaller, n_larger), (2, 1));
    }
}
