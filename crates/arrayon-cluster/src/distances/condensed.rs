//! Pairwise distances, each pair once.

use crate::error::ClusterError;
use crate::items::Items;

/// Distances above this would overflow when linkages square and add them.
const LARGEST_DISTANCE: f64 = 1e100;

/// The distance of every pair of named items, each pair once.
///
/// Pairs stand in the order (0,1), (0,2), ..., (0,n-1), (1,2), ...: that of R's `dist` and of
/// SciPy's `pdist`. Every distance is finite and from 0 to 1e100; there are at least two items.
#[derive(Debug, Clone, PartialEq)]
pub struct CondensedDistances {
    labels: Vec<String>,
    values: Vec<f64>,
}

impl CondensedDistances {
    /// Joins names and distances.
    ///
    /// # Shapes and units
    /// `values` has n (n - 1) / 2 entries for n labels, in the order above.
    ///
    /// # Errors
    /// Fewer than two labels; another number of distances; a distance that is negative, not
    /// finite or above 1e100.
    pub fn new(labels: Vec<String>, values: Vec<f64>) -> Result<Self, ClusterError> {
        let n_items = labels.len();
        if n_items < 2 {
            return Err(ClusterError::TooFewItems {
                items: Items::Samples,
                found: n_items,
            });
        }
        let expected = n_items * (n_items - 1) / 2;
        if values.len() != expected {
            return Err(ClusterError::DistanceCount {
                n_items,
                found: values.len(),
                expected,
            });
        }
        if let Some(at) = (values.iter()).position(|d| !(0.0..=LARGEST_DISTANCE).contains(d)) {
            let (left, right) = pair_at(at, n_items);
            return Err(ClusterError::BadDistance {
                left: labels[left].clone(),
                right: labels[right].clone(),
                value: values[at],
            });
        }
        Ok(Self { labels, values })
    }

    /// Names of the items.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of items.
    pub fn n_items(&self) -> usize {
        self.labels.len()
    }

    /// The distances in condensed order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Names and distances.
    pub(crate) fn into_parts(self) -> (Vec<String>, Vec<f64>) {
        (self.labels, self.values)
    }

    /// The distances among some of the items, in that order.
    ///
    /// # Errors
    /// Fewer than two items.
    ///
    /// # Panics
    /// If a position is not an item's.
    pub fn select(&self, items: &[usize]) -> Result<Self, ClusterError> {
        let labels = items
            .iter()
            .map(|&item| self.labels[item].clone())
            .collect();
        let mut values = Vec::with_capacity(items.len() * items.len().saturating_sub(1) / 2);
        for (at, &one) in items.iter().enumerate() {
            values.extend(
                items[at + 1..]
                    .iter()
                    .map(|&other| self.between(one, other)),
            );
        }
        Self::new(labels, values)
    }

    /// The distance of two items; 0 of an item to itself.
    ///
    /// # Panics
    /// If a position is not an item's.
    pub fn between(&self, one: usize, other: usize) -> f64 {
        assert!(one.max(other) < self.n_items(), "no such item");
        if one == other {
            return 0.0;
        }
        self.values[condensed_index(one.min(other), one.max(other), self.n_items())]
    }
}

/// Where the pair `i < j` of `n` items stands.
pub(crate) fn condensed_index(i: usize, j: usize, n: usize) -> usize {
    debug_assert!(i < j && j < n);
    i * (2 * n - i - 1) / 2 + j - i - 1
}

fn pair_at(mut at: usize, n: usize) -> (usize, usize) {
    let mut i = 0;
    while at >= n - 1 - i {
        at -= n - 1 - i;
        i += 1;
    }
    (i, i + 1 + at)
}

/// Cuts condensed storage into its rows: row `i` holds the pairs (i, i+1) .. (i, n-1).
pub(crate) fn rows_mut<T>(mut values: &mut [T], n: usize) -> Vec<&mut [T]> {
    let mut rows = Vec::with_capacity(n);
    for i in 0..n {
        let (row, rest) = values.split_at_mut(n - 1 - i);
        rows.push(row);
        values = rest;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("s{i}")).collect()
    }

    #[test]
    fn pairs_stand_in_the_order_of_r_dist() {
        let n = 5;
        let mut at = 0;
        for i in 0..n {
            for j in i + 1..n {
                assert_eq!(condensed_index(i, j, n), at);
                assert_eq!(pair_at(at, n), (i, j));
                at += 1;
            }
        }
        let values: Vec<f64> = (0..10).map(f64::from).collect();
        let distances = CondensedDistances::new(labels(5), values).unwrap();
        assert_eq!(distances.between(3, 1), 5.0);
        assert_eq!(distances.between(2, 2), 0.0);
        let some = distances.select(&[4, 1, 3]).unwrap();
        assert_eq!(some.labels(), ["s4", "s1", "s3"]);
        assert_eq!(some.values(), [6.0, 9.0, 5.0]);
        assert!(distances.select(&[2]).is_err());
    }

    #[test]
    fn bad_distances_are_named() {
        for bad in [f64::NAN, f64::INFINITY, -1e-9, 1e101] {
            let error = CondensedDistances::new(labels(3), vec![1.0, bad, 2.0]).unwrap_err();
            let ClusterError::BadDistance { left, right, value } = error else {
                panic!("{error}");
            };
            assert_eq!((left.as_str(), right.as_str()), ("s0", "s2"));
            assert_eq!(value.to_bits(), bad.to_bits());
        }
        assert!(matches!(
            CondensedDistances::new(labels(3), vec![1.0]),
            Err(ClusterError::DistanceCount { expected: 3, .. })
        ));
        assert!(matches!(
            CondensedDistances::new(labels(1), vec![]),
            Err(ClusterError::TooFewItems { found: 1, .. })
        ));
    }
}
