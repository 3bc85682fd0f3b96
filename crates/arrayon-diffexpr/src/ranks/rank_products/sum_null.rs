//! The distribution of a rank sum where nothing changes.

use super::grid::bound_of_average;

/// The null distribution of the sum of independent ranks: `n_replicates` ranks, each uniform on
/// `1..=n_features`.
///
/// # Numerics
/// Exact up to rounding (1e-11 relative): one rank at a time as a moving sum, the upper half by
/// symmetry.
///
/// # Source
/// Breitling and Herzyk 2005 (doi:10.1142/S0219720005001442) for rank sums of features.
#[derive(Debug, Clone)]
pub struct RankSumNull {
    n_features: usize,
    n_replicates: usize,
    /// Probability of a sum of at most the index.
    cumulative: Vec<f64>,
    averaged: Vec<f64>,
}

impl RankSumNull {
    /// The distribution for `n_replicates` ranks of `n_features` features.
    ///
    /// # Panics
    /// If either is 0.
    pub fn new(n_features: usize, n_replicates: usize) -> Self {
        let mut family = Self::up_to(n_features, n_replicates);
        family.remove(n_replicates - 1)
    }

    /// The distributions for 1, 2, ... `n_replicates` ranks.
    ///
    /// # Panics
    /// If either is 0.
    pub fn up_to(n_features: usize, n_replicates: usize) -> Vec<Self> {
        assert!(n_features > 0 && n_replicates > 0, "nothing to rank");
        let mut cumulative = vec![1.0]; // the empty sum is 0
        let mut family = Vec::with_capacity(n_replicates);
        for k in 1..=n_replicates {
            cumulative = add_one_rank(&cumulative, n_features, k);
            family.push(Self {
                n_features,
                n_replicates: k,
                averaged: bound_of_average(&cumulative),
                cumulative: cumulative.clone(),
            });
        }
        family
    }

    /// The number of ranks in the sum.
    pub fn n_replicates(&self) -> usize {
        self.n_replicates
    }

    /// The probability of a sum of at most `sum`.
    pub fn p_value(&self, sum: f64) -> f64 {
        let largest = self.n_replicates * self.n_features;
        at(&self.cumulative, sum, largest)
    }

    /// An upper bound of the probability that the average of dependent sums is at most `sum`, as
    /// [`RankProductNull::p_upper_of_average`](crate::RankProductNull::p_upper_of_average).
    pub fn p_upper_of_average(&self, sum: f64) -> f64 {
        let largest = self.n_replicates * self.n_features;
        at(&self.averaged, sum, largest)
    }
}

fn at(table: &[f64], sum: f64, largest: usize) -> f64 {
    let sum = sum + 1e-9 * sum.abs().max(1.0);
    if sum < 0.0 {
        0.0
    } else if sum >= largest as f64 {
        1.0
    } else {
        table[sum as usize]
    }
}

/// From the distribution function of the sum of `k - 1` ranks to that of `k`.
fn add_one_rank(cumulative: &[f64], n_features: usize, k: usize) -> Vec<f64> {
    let n = n_features as f64;
    let largest = k * n_features;
    // the sum is symmetric about k (n + 1) / 2
    let half = k * (n_features + 1) / 2;
    let before = |sum: usize| cumulative[sum.min(cumulative.len() - 1)];
    let mut sums = vec![0.0; largest + 1];
    let mut total = 0.0;
    let below_half = sums.iter_mut().enumerate().take(half.min(largest) + 1);
    for (sum, entry) in below_half.skip(k) {
        let below = if sum > n_features {
            before(sum - n_features - 1)
        } else {
            0.0
        };
        total += (before(sum - 1) - below) / n;
        *entry = total;
    }
    for sum in half + 1..=largest {
        let mirrored = k * (n_features + 1) - sum - 1;
        sums[sum] = 1.0 - sums[mirrored];
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_enumeration() {
        for (n, k) in [(1_usize, 3_u32), (2, 3), (5, 4), (6, 3), (13, 2), (9, 1)] {
            let null = RankSumNull::new(n, k as usize);
            let mut counts = vec![0.0; n * k as usize + 1];
            for tuple in 0..n.pow(k) {
                let sum: usize = (0..k).map(|at| tuple / n.pow(at) % n + 1).sum();
                counts[sum] += 1.0;
            }
            let mut total = 0.0;
            for (sum, count) in counts.iter().enumerate() {
                total += count;
                let exact = total / (n as f64).powi(k as i32);
                let found = null.p_value(sum as f64);
                assert!((found - exact).abs() < 1e-13, "n {n}, k {k}, sum {sum}");
                assert!(null.p_upper_of_average(sum as f64) >= exact - 1e-13);
            }
        }
    }

    #[test]
    fn tail_keeps_its_digits() {
        // sums up to s <= n: C(s, k) tuples
        let null = RankSumNull::new(23_000, 6);
        let exact = 1.0 / 23_000_f64.powi(6);
        assert!((null.p_value(6.0) / exact - 1.0).abs() < 1e-12);
        assert!((null.p_value(8.0) / (28.0 * exact) - 1.0).abs() < 1e-12);
        assert!((null.p_value(69_003.0) - 0.5).abs() < 1e-4);
    }
}
