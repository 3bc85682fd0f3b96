//! Over-representation of gene sets in a list of genes.

use super::overlap_test::OverlapCounts;
use crate::error::GeneSetError;
use crate::sets::GeneList;
use crate::sets::GeneUniverse;
use crate::sets::{MatchedSet, MatchedSets};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;
use std::fmt;

/// Which sets are tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverRepresentationSettings {
    /// Fewest tested genes of a set.
    pub min_size: usize,
    /// Most tested genes of a set.
    pub max_size: usize,
}

impl Default for OverRepresentationSettings {
    /// 5 to 2,000 genes.
    fn default() -> Self {
        Self {
            min_size: 5,
            max_size: 2_000,
        }
    }
}

impl OverRepresentationSettings {
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
}

/// What a list says of one set.
#[derive(Debug, Clone, PartialEq)]
pub struct SetResult {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// The counts: universe, set, list, overlap.
    pub counts: OverlapCounts,
    /// Overlap expected by chance.
    pub expected: f64,
    /// Overlap over expected overlap; NaN for an empty list.
    pub fold_enrichment: f64,
    /// Sample odds ratio; may be infinite or NaN.
    pub odds_ratio: f64,
    /// One-sided Fisher p.
    pub p_fisher: f64,
    /// EASE p.
    pub p_ease: f64,
    /// Fisher p adjusted over the tested sets (Benjamini and Hochberg).
    pub adj_p_fisher: f64,
    /// EASE p adjusted over the tested sets (Benjamini and Hochberg).
    pub adj_p_ease: f64,
    /// Genes in both, sorted.
    pub overlap_genes: Vec<String>,
}

/// Why a set was not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UntestedReason {
    /// Fewer tested genes than asked for.
    TooFewGenes,
    /// More tested genes than asked for.
    TooManyGenes,
}

impl fmt::Display for UntestedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFewGenes => "too few tested genes",
            Self::TooManyGenes => "too many tested genes",
        })
    }
}

/// A set that was not tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntestedSet {
    /// Id of the set.
    pub id: String,
    /// What the set is, in words.
    pub description: String,
    /// Number of genes that the set names.
    pub n_named: usize,
    /// Number of its genes in the universe.
    pub set_size: usize,
    /// Why.
    pub reason: UntestedReason,
}

/// All sets of a collection against one list.
#[derive(Debug, Clone, PartialEq)]
pub struct OverRepresentation {
    /// Tested sets by Fisher p, then id.
    pub tested: Vec<SetResult>,
    /// The other sets, by id.
    pub untested: Vec<UntestedSet>,
}

/// Tests every set of a collection for over-representation in a list.
///
/// Adjusted p-values count the tested sets of this collection and list. Results do not depend on
/// the number of threads or the order of sets and genes.
///
/// # Errors
/// [`GeneSetError::Setting`] for a `min_size` of 0 or above `max_size`.
///
/// # Numerics
/// p-values agree with R's `phyper` and `fisher.test` to 1e-11 relative and, for EASE, with DAVID.
///
/// # Examples
/// ```
/// use arrayon_core::GeneSet;
/// use arrayon_genesets::GeneList;
/// use arrayon_genesets::MatchedSets;
/// use arrayon_genesets::{OverRepresentationSettings, over_representation};
/// use arrayon_genesets::GeneUniverse;
///
/// let genes: Vec<String> = (0..100).map(|i| format!("Gene{i:02}")).collect();
/// let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
/// let sets = [GeneSet::new("s".into(), "first ten".into(), genes[..10].to_vec())];
/// let sets = MatchedSets::new("mine", &sets, &universe, &Default::default()).unwrap();
/// let list = GeneList::from_genes(&universe, ["Gene00", "Gene01", "Gene02", "Gene50"]).unwrap();
/// let settings = OverRepresentationSettings::default();
/// let found = over_representation(&universe, &list, &sets, settings).unwrap();
/// assert_eq!(found.tested[0].counts.overlap, 3);
/// // phyper(2, 10, 90, 4, lower.tail = FALSE)
/// assert!((found.tested[0].p_fisher - 0.002_807_796_0).abs() < 1e-9);
/// ```
pub fn over_representation(
    universe: &GeneUniverse,
    list: &GeneList,
    sets: &MatchedSets,
    settings: OverRepresentationSettings,
) -> Result<OverRepresentation, GeneSetError> {
    settings.check()?;
    let test = ListTest::new(universe, list);
    let (testable, rest): (Vec<&MatchedSet>, Vec<&MatchedSet>) =
        (sets.sets.iter()).partition(|set| settings.fits(&set.members));
    let mut tested: Vec<SetResult> = (testable.par_iter()).map(|set| test.of(set)).collect();
    adjust_within(&mut tested);
    tested.sort_by(|a, b| {
        a.p_fisher
            .total_cmp(&b.p_fisher)
            .then_with(|| a.id.cmp(&b.id))
    });
    let mut untested: Vec<UntestedSet> = rest
        .into_iter()
        .map(|set| leave_out(set, settings))
        .collect();
    untested.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(OverRepresentation { tested, untested })
}

/// Tests of single sets against one list.
#[derive(Debug, Clone)]
pub struct ListTest<'a> {
    universe: &'a GeneUniverse,
    list: &'a GeneList,
    in_list: Vec<bool>,
}

impl<'a> ListTest<'a> {
    /// Tests against a list.
    pub fn new(universe: &'a GeneUniverse, list: &'a GeneList) -> Self {
        Self {
            universe,
            list,
            in_list: list.flags(universe),
        }
    }

    /// What the list says of one set; its adjusted p-values are NaN ([`adjust_within`] sets them).
    pub fn of(&self, set: &MatchedSet) -> SetResult {
        let overlap_genes: Vec<String> = (set.members.iter())
            .filter(|&&at| self.in_list[at as usize])
            .map(|&at| self.universe.genes()[at as usize].clone())
            .collect();
        let counts = OverlapCounts {
            n_universe: self.universe.n_genes(),
            set_size: set.members.len(),
            n_list: self.list.len(),
            overlap: overlap_genes.len(),
        };
        SetResult {
            id: set.id.clone(),
            description: set.description.clone(),
            counts,
            expected: counts.expected(),
            fold_enrichment: counts.fold_enrichment(),
            odds_ratio: counts.odds_ratio(),
            p_fisher: counts.fisher_p(),
            p_ease: counts.ease_p(),
            adj_p_fisher: f64::NAN,
            adj_p_ease: f64::NAN,
            overlap_genes,
        }
    }
}

/// Fills in the adjusted p-values over these sets.
pub fn adjust_within(results: &mut [SetResult]) {
    let adjusted = |p: fn(&SetResult) -> f64, results: &[SetResult]| {
        benjamini_hochberg(&results.iter().map(p).collect::<Vec<_>>())
    };
    let fisher = adjusted(|result| result.p_fisher, results);
    let ease = adjusted(|result| result.p_ease, results);
    for ((result, fisher), ease) in results.iter_mut().zip(fisher).zip(ease) {
        result.adj_p_fisher = fisher;
        result.adj_p_ease = ease;
    }
}

fn leave_out(set: &MatchedSet, settings: OverRepresentationSettings) -> UntestedSet {
    let reason = if set.members.len() < settings.min_size {
        UntestedReason::TooFewGenes
    } else {
        UntestedReason::TooManyGenes
    };
    UntestedSet {
        id: set.id.clone(),
        description: set.description.clone(),
        n_named: set.n_named,
        set_size: set.members.len(),
        reason,
    }
}
