//! The nearest clusters of a cluster, as many as are kept.

use super::clusters::{Near, nearer};
use std::cmp::Ordering;

/// How many are kept: more outlast more joins, and take longer to keep.
pub(super) const MOST: usize = 16;

/// The clusters near to one, and how near another may be.
#[derive(Clone)]
pub(super) struct Neighbours {
    /// Nearest first.
    near: Vec<Near>,
    /// No cluster but those of `near` comes before this.
    others: Near,
}

impl Neighbours {
    /// The nearest of some clusters and the least of all others.
    pub(super) fn new(mut near: Vec<Near>, mut others: Near) -> Self {
        near.sort_unstable_by(in_order);
        if let Some(&first) = near.get(MOST) {
            others = nearer(others, first);
            near.truncate(MOST);
        }
        Self { near, others }
    }

    /// The nearest of all; none where it has to be searched.
    pub(super) fn nearest(&self) -> Option<usize> {
        self.near.first().map(|&(_, cluster)| cluster)
    }

    pub(super) fn clusters(&self) -> impl Iterator<Item = usize> {
        self.near.iter().map(|&(_, cluster)| cluster)
    }

    /// What remains when clusters were joined: `now` gives for each near cluster where and how near it
    /// is by now.
    pub(super) fn after_joins(&self, now: impl Fn(Near) -> Near) -> Self {
        let near = self.near.iter().map(|&near| now(near));
        Self::new(within(near, self.others), self.others)
    }

    /// Those of two clusters, of so many leaves each, that were each other's nearest and are one now;
    /// `now` gives for a cluster that was near to either where and how near it is to both.
    ///
    /// A cluster that was near to neither is at the weighted mean of two distances, or, by Ward's
    /// measure, above it; so it is not nearer than the weighted mean of the two limits.
    pub(super) fn of_both(
        parts: [&Self; 2],
        sizes: [f64; 2],
        now: impl Fn(usize) -> Option<Near>,
    ) -> Self {
        let [one, other] = parts.map(|part| part.others.0);
        let [n, m] = sizes;
        let others = ((n * one + m * other) / (n + m), 0);
        let near = (parts.into_iter()).flat_map(|part| part.clusters().filter_map(&now));
        Self::new(within(near, others), others)
    }
}

/// Each once, and none that others may come before.
fn within(near: impl Iterator<Item = Near>, others: Near) -> Vec<Near> {
    let mut near: Vec<Near> = near
        .filter(|one| in_order(one, &others) == Ordering::Less)
        .collect();
    near.sort_unstable_by_key(|&(_, cluster)| cluster);
    near.dedup_by_key(|&mut (_, cluster)| cluster);
    near
}

pub(super) fn in_order(one: &Near, other: &Near) -> Ordering {
    one.0.total_cmp(&other.0).then(one.1.cmp(&other.1))
}
