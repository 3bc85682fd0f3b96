//! What contrasts share, what is specific to one, and what is reversed.

mod pair;
mod pattern;

pub use pair::{Overlap, PairIntersection};
pub use pattern::Pattern;

use crate::SignedResult;

/// The lists of several contrasts laid over each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Intersections {
    /// Names of the contrasts, in the order of the patterns' decisions.
    pub names: Vec<String>,
    /// Every pair, in the order of `names`.
    pub pairs: Vec<PairIntersection>,
    /// Every combination of directions that occurs. Together they hold each feature tested in all
    /// contrasts once; most features first, equal ones by their directions, up before down before
    /// not found.
    pub patterns: Vec<Pattern>,
    /// Features that are tested in some contrasts only, by id; they are in no pattern.
    pub not_in_all: Vec<String>,
}

/// Intersects the up and down lists of contrasts.
///
/// Features are matched by id; a pair covers the features tested in both, a pattern those tested in
/// all. Not found is not unchanged: a feature found in one contrast and not in another may change in
/// both (see [`crate::Power`]).
///
/// # Cost
/// O(contrasts^2 x features).
pub fn intersect(results: &[SignedResult]) -> Intersections {
    let mut pairs = Vec::new();
    for (position, first) in results.iter().enumerate() {
        let later = results[position + 1..].iter();
        pairs.extend(later.map(|second| pair::intersect_pair(first, second)));
    }
    let (patterns, not_in_all) = pattern::patterns(results);
    Intersections {
        names: results.iter().map(|result| result.name.clone()).collect(),
        pairs,
        patterns,
        not_in_all,
    }
}

#[cfg(test)]
mod tests;
