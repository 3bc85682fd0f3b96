//! What contrasts share, what is specific, what is reversed.

use super::detail::Detail;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{FeatureIds, FeatureList, PairIntersection, intersect_lists};
use arrayon_results::differential_summary::PairOverview;
use arrayon_results::intersections::{Intersections, Overlap, Pair, Pattern};
use arrayon_results::number::finite;

/// `None` of a single contrast.
pub(super) fn intersections(
    features: &FeatureIds,
    lists: &[FeatureList],
    detail: Detail,
    fdr: f64,
) -> Option<Intersections> {
    if lists.len() < 2 {
        return None;
    }
    let found = intersect_lists(features, lists, &detail.intersections());
    Some(Intersections {
        fdr,
        contrasts: found.names,
        n_pairs: found.n_pairs,
        pairs: found.pairs.into_iter().map(pair).collect(),
        n_patterns: found.n_patterns,
        patterns: found.patterns.into_iter().map(pattern).collect(),
        not_in_all: found.not_in_all,
        notes: detail.intersections_notes(found.n_pairs, found.n_patterns),
    })
}

fn pair(found: PairIntersection) -> Pair {
    Pair {
        jaccard: finite(found.jaccard()),
        first: found.first,
        second: found.second,
        words: found.words,
        n_tested: found.n_tested,
        n_first: found.n_first,
        n_second: found.n_second,
        both: overlap(found.both),
        up_up: overlap(found.up_up),
        down_down: overlap(found.down_down),
        up_down: overlap(found.up_down),
        down_up: overlap(found.down_up),
        n_only_first: found.n_only_first,
        n_only_second: found.n_only_second,
        only_first: found.only_first,
        only_second: found.only_second,
        noise_correlation: finite(found.noise_correlation),
    }
}

fn overlap(found: library::Overlap) -> Overlap {
    Overlap {
        n_features: found.n_features,
        expected: found.expected,
        p_value: found.p_value,
        features: found.features,
    }
}

fn pattern(found: library::Pattern) -> Pattern {
    let is_found = found.decisions.iter().any(|decision| *decision != 0);
    Pattern {
        n_features: found.features.len(),
        // those found in no contrast are all the rest
        features: if is_found { found.features } else { Vec::new() },
        decisions: found.decisions,
        words: found.words,
        expected: found.expected,
    }
}

/// Every pair in brief.
pub(super) fn pairs(found: Option<&Intersections>, detail: Detail) -> Vec<PairOverview> {
    let found = found.filter(|_| detail.summarizes_pairs());
    let pairs = found.map_or(&[][..], |found| &found.pairs);
    let overview = |pair: &Pair| PairOverview {
        first: pair.first.clone(),
        second: pair.second.clone(),
        n_shared: pair.up_up.n_features + pair.down_down.n_features,
        n_reversed: pair.up_down.n_features + pair.down_up.n_features,
        n_only_first: pair.n_only_first,
        n_only_second: pair.n_only_second,
        words: pair.words.clone(),
    };
    pairs.iter().map(overview).collect()
}
