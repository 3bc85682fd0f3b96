//! The second stage: leaves of no cluster go to the nearest one on their branch.

use super::plan::DistanceOf;
use crate::error::ClusterError;
use rayon::prelude::*;
use std::sync::Arc;

/// Leaves in no cluster, and the clusters that lie on the branch they were merged into.
pub(super) struct Loose {
    /// One leaf, or a branch that was too small to be a cluster.
    pub(super) members: Vec<usize>,
    pub(super) candidates: Arc<Vec<usize>>,
}

/// Assigns loose leaves whose mean distance to the nearest cluster is no more than `farthest`, or
/// than that of the cluster's own outermost member. Nearest, and outermost, are those of the first
/// stage: the order of assignment does not matter. Returns how many leaves were assigned.
pub(super) fn assign(
    loose: Vec<Loose>,
    clusters: &mut [Vec<usize>],
    farthest: f64,
    distance: DistanceOf<'_>,
) -> Result<usize, ClusterError> {
    let stage_one: &[Vec<usize>] = clusters;
    let nearest: Vec<(usize, f64)> = (loose.par_iter())
        .map(|one| nearest(one, stage_one, distance))
        .collect::<Result<_, _>>()?;
    let mut radii = vec![None; stage_one.len()];
    let mut assigned: Vec<Vec<usize>> = vec![Vec::new(); stage_one.len()];
    for (one, (cluster, mean)) in loose.into_iter().zip(nearest) {
        let is_near = mean <= farthest
            || match radii[cluster] {
                Some(radius) => mean <= radius,
                None => {
                    let radius = radius(&stage_one[cluster], distance)?;
                    radii[cluster] = Some(radius);
                    mean <= radius
                }
            };
        if is_near {
            assigned[cluster].extend(one.members);
        }
    }
    let n_assigned = assigned.iter().map(Vec::len).sum();
    for (members, more) in clusters.iter_mut().zip(assigned) {
        members.extend(more);
    }
    Ok(n_assigned)
}

/// The candidate of the smallest mean distance, of equal ones the first; infinitely far where
/// there is none.
fn nearest(
    loose: &Loose,
    clusters: &[Vec<usize>],
    distance: DistanceOf<'_>,
) -> Result<(usize, f64), ClusterError> {
    let mut best = (0, f64::INFINITY);
    for &cluster in loose.candidates.iter() {
        let mut sum = 0.0;
        for &member in &loose.members {
            sum += sum_to(member, &clusters[cluster], distance)?;
        }
        let mean = sum / (loose.members.len() * clusters[cluster].len()) as f64;
        if mean < best.1 {
            best = (cluster, mean);
        }
    }
    Ok(best)
}

/// The largest mean distance of a member to the others.
fn radius(members: &[usize], distance: DistanceOf<'_>) -> Result<f64, ClusterError> {
    let sums: Vec<f64> = (members.par_iter())
        .map(|&member| sum_to(member, members, distance))
        .collect::<Result<_, _>>()?;
    let n_others = members.len() as f64 - 1.0;
    Ok(sums.into_iter().fold(0.0, f64::max) / n_others)
}

/// Sum of the distances of a leaf to all members but itself.
fn sum_to(leaf: usize, members: &[usize], distance: DistanceOf<'_>) -> Result<f64, ClusterError> {
    let mut sum = 0.0;
    for &member in members {
        if member != leaf {
            sum += distance(leaf, member)?;
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points on a line.
    fn assigned(points: &[f64], loose: &[&[usize]], farthest: f64) -> (Vec<Vec<usize>>, usize) {
        let mut clusters = vec![vec![0, 1], vec![2, 3, 4]];
        let loose = loose.iter().map(|members| Loose {
            members: members.to_vec(),
            candidates: Arc::new(vec![0, 1]),
        });
        let distance = |one: usize, other: usize| Ok((points[one] - points[other]).abs());
        let n = assign(loose.collect(), &mut clusters, farthest, &distance).unwrap();
        (clusters, n)
    }

    #[test]
    fn the_nearest_takes_what_is_near_enough() {
        let points = [0.0, 1.0, 8.0, 10.0, 12.0, 4.0, 14.0, 30.0];
        let (clusters, n) = assigned(&points, &[&[5], &[6], &[7]], 4.0);
        assert_eq!(clusters, [vec![0, 1, 5], vec![2, 3, 4, 6]]);
        assert_eq!(n, 2);
        // 12 is 3 from the others of its cluster on average; 6.5 is 3.5 away, 7 is 3
        let points = [0.0, 1.0, 8.0, 10.0, 12.0, 6.5, 7.0];
        let (clusters, _) = assigned(&points, &[&[5], &[6]], 0.0);
        assert_eq!(clusters[1], [2, 3, 4, 6]);
    }

    #[test]
    fn small_branches_stay_together() {
        let points = [0.0, 1.0, 8.0, 10.0, 12.0, 4.9, 6.0];
        let (together, _) = assigned(&points, &[&[5, 6]], 9.0);
        assert_eq!(together, [vec![0, 1], vec![2, 3, 4, 5, 6]]);
        let (alone, _) = assigned(&points, &[&[5], &[6]], 9.0);
        assert_eq!(alone, [vec![0, 1, 5], vec![2, 3, 4, 6]]);
    }
}
