//! What contrasts share, what is specific to one, and what is reversed.

mod column;
mod pair;
mod pattern;

pub use column::{FeatureIds, FeatureList};
pub use pair::{Overlap, PairIntersection};
pub use pattern::Pattern;

use crate::SignedResult;
use std::collections::{BTreeMap, BTreeSet};

/// The lists of several contrasts laid over each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Intersections {
    /// Names of the contrasts, in the order of the patterns' decisions.
    pub names: Vec<String>,
    /// How many pairs of contrasts there are.
    pub n_pairs: usize,
    /// Every pair, in the order of `names`; in that order as many as the limits allow, those that
    /// have most features in both lists.
    pub pairs: Vec<PairIntersection>,
    /// How many combinations of directions occur.
    pub n_patterns: usize,
    /// Every combination of directions that occurs. Together they hold each feature tested in all
    /// contrasts once; most features first, equal ones by their directions, up before down before
    /// not found; the first of them, as the limits allow.
    pub patterns: Vec<Pattern>,
    /// Features that are tested in some contrasts only, by id; they are in no pattern.
    pub not_in_all: Vec<String>,
}

/// How much of the intersections is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntersectionLimits {
    /// At most so many pairs.
    pub pairs: usize,
    /// Whether the features of pairs are named, beside their numbers.
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
        names: lists.iter().map(|list| list.name.clone()).collect(),
        n_pairs: n * n.saturating_sub(1) / 2,
        pairs: chosen
            .map(|(first, second)| {
                let named = limits.names_features.then_some(ids);
                pair::intersect_pair(&lists[first], &lists[second], named)
            })
            .collect(),
        n_patterns,
        patterns,
        not_in_all: pattern::not_in_all(ids, lists),
    }
}

#[cfg(test)]
mod tests;
