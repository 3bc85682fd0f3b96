//! Many joins at once: all pairs that are each other's nearest.
//!
//! With these linkages a cluster never comes nearer to others by being joined. So every such
//! pair will be joined sooner or later, at the same height, whatever else is joined before. And a
//! cluster that was searched once for its nearest few has to be searched again only when none of
//! them is left that is nearer than all others were.

use super::clusters::{Clusters, Joined, Near};
use super::near::Neighbours;
use super::search::{search, search_all};
use rayon::prelude::*;

/// Rounds end when a join costs more searches than this: chains then do with fewer.
const SEARCHES_A_JOIN: usize = 20;

/// Joins in rounds as long as that is quick.
///
/// # Source
/// Sumengen et al. 2021, arXiv:2105.11653.
pub(super) fn join_in_rounds(clusters: &mut Clusters, joined: &mut Vec<Joined>) {
    let mut neighbours = search_all(clusters);
    while clusters.left.len() > 1 {
        let searching: Vec<usize> = (clusters.left.iter().copied())
            .filter(|&cluster| neighbours[cluster].nearest().is_none())
            .collect();
        for (found, &cluster) in search(clusters, &searching).into_iter().zip(&searching) {
            neighbours[cluster] = found;
        }
        let pairs = nearest_pairs(clusters, &neighbours);
        let joins = Joins::of(clusters, &pairs, joined);
        keep_neighbours(clusters, &joins, &mut neighbours);
        if pairs.len() * SEARCHES_A_JOIN <= searching.len() || pairs.is_empty() {
            return;
        }
    }
}

/// Clusters that are each other's nearest, the smaller number first.
fn nearest_pairs(clusters: &Clusters, neighbours: &[Neighbours]) -> Vec<(usize, usize)> {
    (clusters.left.iter())
        .filter_map(|&one| Some((one, neighbours[one].nearest()?)))
        .filter(|&(one, other)| one < other && neighbours[other].nearest() == Some(one))
        .collect()
}

/// The joins of a round.
struct Joins {
    /// Which cluster each went into; itself where it went into none.
    into: Vec<usize>,
    /// For a cluster that another went into: which, and the sizes of both before.
    taken: Vec<Option<(usize, [f64; 2])>>,
}

impl Joins {
    /// Joins the pairs.
    fn of(clusters: &mut Clusters, pairs: &[(usize, usize)], joined: &mut Vec<Joined>) -> Self {
        let n = clusters.n_leaves();
        let mut into: Vec<usize> = (0..n).collect();
        let mut taken = vec![None; n];
        for &(kept, gone) in pairs {
            taken[kept] = Some((gone, [clusters.size(kept), clusters.size(gone)]));
            into[gone] = kept;
            joined.push(clusters.join(kept, gone));
        }
        clusters.forget();
        Self { into, taken }
    }

    /// Whether it is another cluster than before, or in another.
    fn changed(&self, cluster: usize) -> bool {
        self.taken[cluster].is_some() || self.into[cluster] != cluster
    }
}

/// Carries what is near to each cluster that is left over the joins.
fn keep_neighbours(clusters: &Clusters, joins: &Joins, neighbours: &mut [Neighbours]) {
    let kept: Vec<(usize, Neighbours)> = (clusters.left.par_iter())
        .filter_map(|&cluster| Some((cluster, kept_by(cluster, clusters, joins, neighbours)?)))
        .collect();
    for (cluster, kept) in kept {
        neighbours[cluster] = kept;
    }
}

/// Nothing where nothing changed.
fn kept_by(
    cluster: usize,
    clusters: &Clusters,
    joins: &Joins,
    neighbours: &[Neighbours],
) -> Option<Neighbours> {
    let now = |other: usize| -> Near {
        let other = joins.into[other];
        (clusters.measured(cluster, other), other)
    };
    if let Some((gone, sizes)) = joins.taken[cluster] {
        let parts = [&neighbours[cluster], &neighbours[gone]];
        let now = |other| (joins.into[other] != cluster).then(|| now(other));
        return Some(Neighbours::of_both(parts, sizes, now));
    }
    let own = &neighbours[cluster];
    let any = own.clusters().any(|other| joins.changed(other));
    any.then(|| {
        own.after_joins(|near| {
            if joins.changed(near.1) {
                now(near.1)
            } else {
                near
            }
        })
    })
}
