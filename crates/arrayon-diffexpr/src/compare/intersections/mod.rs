//! What contrasts share, what is specific to one, and what is reversed.

mod column;
mod pair;
mod pattern;

pub use column::*;
pub use pair::*;
pub use pattern::*;

use crate::SignedResult;
use arrayon_results::DocumentKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The lists of several contrasts laid over each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Intersections {
    /// False discovery rate at which features count as changed; of lists from elsewhere NaN until
    /// it is set by who knows it.
    pub fdr: f64,
    /// Contrasts, in the order of the patterns' decisions.
    pub contrast_ids: Vec<String>,
    /// How many pairs of contrasts there are.
    #[serde(default)]
    pub n_pairs: usize,
    /// Every pair of contrasts; of more than 50 contrasts the 1,000 pairs with most features in
    /// both lists.
    pub contrast_pairs: Vec<PairIntersection>,
    /// How many combinations of directions occur.
    #[serde(default)]
    pub n_patterns: usize,
    /// Every combination of directions that occurs, over the features tested in all contrasts;
    /// most features first. Of more than 50 contrasts the first 1,000.
    pub patterns: Vec<Pattern>,
    /// Features tested in some contrasts only; they are in no pattern.
    pub not_in_all: Vec<String>,
    /// What is left out of pairs and patterns, where there is something.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl DocumentKind for Intersections {
    const SCHEMA: &'static str = "arrayon/intersections";
}

/// How much of the intersections is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntersectionLimits {
    /// At most so many pairs.
    pub pairs: usize,
    /// Whether the features of pairs are named, and not only counted.
    pub names_features: bool,
    /// At most so many patterns.
    pub patterns: usize,
}

impl Default for IntersectionLimits {
    /// Everything.
    fn default() -> Self {
        Self {
            pairs: usize::MAX,
            names_features: true,
            patterns: usize::MAX,
        }
    }
}

/// Intersects the up and down lists of contrasts.
///
/// Features are matched by id; a pair covers the features tested in both, a pattern those tested in
/// all. Not found is not unchanged: a feature found in one contrast and not in another may change in
/// both (see [`crate::Power`]).
pub fn intersect(results: &[SignedResult]) -> Intersections {
    let ids: BTreeSet<&String> = results.iter().flat_map(|r| r.tests.keys()).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    let features = FeatureIds::new(&ids);
    let places: BTreeMap<&str, usize> = (ids.iter().enumerate())
        .map(|(place, id)| (id.as_str(), place))
        .collect();
    let lists = results.iter();
    let lists: Vec<FeatureList> = lists
        .map(|result| FeatureList::of_result(result, &places))
        .collect();
    intersect_lists(&features, &lists, &IntersectionLimits::default())
}

/// Intersects lists over the same features; otherwise as [`intersect`].
///
/// # Panics
/// If a list was made with other features.
///
/// # Cost
/// O(pairs x features / 64) to count what pairs have in common; what is listed of it is bounded
/// by the limits. Patterns O(contrasts x features).
pub fn intersect_lists(
    features: &FeatureIds,
    lists: &[FeatureList],
    limits: &IntersectionLimits,
) -> Intersections {
    let n = lists.len();
    let ids = features.ids();
    let chosen = pair::with_most_in_common(lists, limits.pairs).into_iter();
    let (n_patterns, patterns) = pattern::patterns(ids, lists, limits.patterns);
    Intersections {
        fdr: f64::NAN,
        contrast_ids: lists.iter().map(|list| list.name.clone()).collect(),
        n_pairs: n * n.saturating_sub(1) / 2,
        contrast_pairs: chosen
            .map(|(first, second)| {
                let named = limits.names_features.then_some(ids);
                pair::intersect_pair(&lists[first], &lists[second], named)
            })
            .collect(),
        n_patterns,
        patterns,
        not_in_all: pattern::not_in_all(ids, lists),
        notes: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
