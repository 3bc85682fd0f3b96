//! One join after the other, along chains of nearest neighbours.

use super::clusters::{Clusters, Joined, NOTHING_NEAR, nearer};
use rayon::prelude::*;

/// Clusters that one thread compares at a time: fewer are not worth waking another.
const AT_A_TIME: usize = 4096;

/// Goes from each cluster to its nearest until two are each other's nearest, joins them, and goes
/// on from where it came. Never looks at more than three times all clusters for each join.
///
/// # Source
/// Murtagh 1983, Comput. J. 26:354.
pub(super) fn join_along_chains(clusters: &mut Clusters, joined: &mut Vec<Joined>) {
    let mut chain: Vec<usize> = Vec::new();
    while clusters.left.len() > 1 {
        if chain.is_empty() {
            chain.push(clusters.left[0]);
        }
        let top = chain[chain.len() - 1];
        let before = chain.len().checked_sub(2).map(|at| chain[at]);
        let next = nearest(clusters, top, before);
        if before == Some(next) {
            chain.truncate(chain.len() - 2);
            joined.push(clusters.join(top, next));
            clusters.forget();
        } else {
            chain.push(next);
        }
    }
}

/// The nearest other cluster; but `preferred` if none is nearer, so that the chain never turns in
/// a circle.
fn nearest(clusters: &Clusters, cluster: usize, preferred: Option<usize>) -> usize {
    let (smallest, found) = (clusters.left.par_chunks(AT_A_TIME))
        .map(|others| {
            let others = others.iter().filter(|&&other| other != cluster);
            let measured = others.map(|&other| (clusters.measured(cluster, other), other));
            measured.fold(NOTHING_NEAR, nearer)
        })
        .reduce(|| NOTHING_NEAR, nearer);
    match preferred {
        Some(before) if clusters.measured(cluster, before) <= smallest => before,
        _ => found,
    }
}
