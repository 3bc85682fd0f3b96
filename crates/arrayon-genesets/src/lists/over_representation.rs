//! Over-representation of gene sets in a list of genes.

use super::overlap_test::OverlapCounts;
use crate::adjust::{adjust, sort};
use crate::error::GeneSetError;
use crate::sets::{GeneList, GeneUniverse, MatchedSet, MatchedSets, SetSizes};
use arrayon_results::gene_sets::SetRow;
use arrayon_results::number::finite;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a set was not tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum UntestedReason {
    /// Fewer tested genes than asked for.
    #[serde(rename = "too few of its genes were tested")]
    TooFewGenes,
    /// More tested genes than asked for.
    #[serde(rename = "too many genes to be informative")]
    TooManyGenes,
}

/// A set that was not tested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UntestedSet {
    /// The collection.
    pub collection: String,
    /// Id of the set.
    pub set_id: String,
    /// Genes of the set in the universe.
    pub n_set: usize,
    /// Why it was not tested.
    pub reason: UntestedReason,
}

/// All sets of a collection against one list.
#[derive(Debug, Clone, PartialEq)]
pub struct OverRepresentation {
    /// Tested sets by Fisher p, then id.
    pub tested: Vec<SetRow>,
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
/// use arrayon_genesets::{SetSizes, over_representation};
/// use arrayon_genesets::GeneUniverse;
///
/// let genes: Vec<String> = (0..100).map(|i| format!("Gene{i:02}")).collect();
/// let universe = GeneUniverse::from_genes(genes.iter().map(String::as_str)).unwrap();
/// let sets = [GeneSet::new("s".into(), "first ten".into(), genes[..10].to_vec())];
/// let sets = MatchedSets::new("mine", &sets, &universe, &Default::default()).unwrap();
/// let list = GeneList::from_genes(&universe, ["Gene00", "Gene01", "Gene02", "Gene50"]).unwrap();
/// let found = over_representation(&universe, &list, &sets, SetSizes::default()).unwrap();
/// assert_eq!(found.tested[0].n_overlap, 3);
/// // phyper(2, 10, 90, 4, lower.tail = FALSE)
/// assert!((found.tested[0].p_value - 0.002_807_796_0).abs() < 1e-9);
/// ```
pub fn over_representation(
    universe: &GeneUniverse,
    list: &GeneList,
    sets: &MatchedSets,
    sizes: SetSizes,
) -> Result<OverRepresentation, GeneSetError> {
    sizes.check()?;
    let test = ListTest::new(universe, list);
    let collection = &sets.collection;
    let (testable, rest): (Vec<&MatchedSet>, Vec<&MatchedSet>) =
        (sets.sets.iter()).partition(|set| sizes.fits(&set.members));
    let mut tested: Vec<SetRow> = (testable.par_iter())
        .map(|set| test.of(collection, set))
        .collect();
    adjust_within(&mut tested);
    sort(&mut tested, |row| (row.p_value, &row.set_id));
    let mut untested: Vec<UntestedSet> = (rest.into_iter())
        .map(|set| UntestedSet {
            collection: collection.clone(),
            set_id: set.id.clone(),
            n_set: set.members.len(),
            reason: match set.members.len() < sizes.min_size {
                true => UntestedReason::TooFewGenes,
                false => UntestedReason::TooManyGenes,
            },
        })
        .collect();
    untested.sort_by(|a, b| a.set_id.cmp(&b.set_id));
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
    pub fn of(&self, collection: &str, set: &MatchedSet) -> SetRow {
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
        SetRow {
            collection: collection.to_owned(),
            set_id: set.id.clone(),
            description: set.description.clone(),
            n_set: counts.set_size,
            n_overlap: counts.overlap,
            expected: counts.expected(),
            fold_enrichment: finite(counts.fold_enrichment()),
            p_value: counts.fisher_p(),
            adj_p_value: f64::NAN,
            adj_p_value_all: f64::NAN,
            ease_p_value: counts.ease_p(),
            ease_adj_p_value: f64::NAN,
            ease_adj_p_value_all: f64::NAN,
            overlap_genes,
        }
    }
}

/// Adjusts the p-values of one collection.
pub fn adjust_within(rows: &mut [SetRow]) {
    adjust_over_all(rows);
    for row in rows {
        row.adj_p_value = row.adj_p_value_all;
        row.ease_adj_p_value = row.ease_adj_p_value_all;
    }
}

/// Adjusts the p-values of all collections of a direction.
pub fn adjust_over_all(rows: &mut [SetRow]) {
    adjust(rows, |row| row.p_value, |row, p| row.adj_p_value_all = p);
    adjust(
        rows,
        |row| row.ease_p_value,
        |row, p| row.ease_adj_p_value_all = p,
    );
}
