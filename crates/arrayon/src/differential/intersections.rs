//! What contrasts share, what is specific, what is reversed.

use super::detail::Detail;
use arrayon_diffexpr::{FeatureIds, FeatureList, Intersections, PairOverview, intersect_lists};

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
        notes: detail.intersections_notes(found.n_pairs, found.n_patterns),
        ..found
    })
}

/// Every pair in brief.
pub(super) fn pairs(found: Option<&Intersections>, detail: Detail) -> Vec<PairOverview> {
    let found = found.filter(|_| detail.summarizes_pairs());
    let pairs = found.map_or(&[][..], |found| &found.contrast_pairs);
    pairs.iter().map(PairOverview::from).collect()
}
