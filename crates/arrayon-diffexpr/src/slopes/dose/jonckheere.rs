//! The Jonckheere-Terpstra test: a rising order of groups, by ranks alone.

use arrayon_core::ExpressionMatrix;
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::normal;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Up to this many samples, p-values without ties are exact.
const MOST_EXACT: usize = 100;

/// The rank test against values that rise, or fall, from dose to dose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
#[schemars(rename = "Jonckheere")]
pub struct JonckheereTest {
    /// Pairs of samples of different doses whose values rise with the dose; ties count a half. In
    /// no file.
    #[serde(skip)]
    pub statistic: f64,
    /// Standardised statistic, positive = rising.
    #[column("jonckheere_z", if_any = "jonckheere")]
    pub z: Option<f64>,
    /// Two-sided p-value: exact (twice the smaller tail) without ties and up to 100 samples, else by
    /// the normal distribution with the variance corrected for ties. `null` where all values tie or
    /// a dose has none.
    #[column("jonckheere_p_value", if_any = "jonckheere")]
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("jonckheere_adj_p_value", if_any = "jonckheere")]
    pub adj_p_value: Option<f64>,
    /// Whether the p-value is exact.
    pub is_exact: bool,
}

/// Tests every feature. `groups`: the dose, from 0, of each column of the matrix. Missing values are
/// left out; weights of arrays play no part.
///
/// # Source
/// Jonckheere 1954, Biometrika 41:133; Terpstra 1952. The exact distribution is that of a sum of
/// independent Mann-Whitney counts, each dose against all lower ones; the variance under ties that
/// of Hollander and Wolfe 1999, section 6.2.
pub(super) fn jonckheere_tests(
    expression: &ExpressionMatrix,
    groups: &[usize],
    n_groups: usize,
) -> Vec<JonckheereTest> {
    let rows: Vec<Vec<Vec<f64>>> = (0..expression.n_features())
        .map(|feature| by_group(expression, feature, groups, n_groups))
        .collect();
    let distinct: BTreeSet<Vec<usize>> = rows.iter().map(|row| sizes(row)).collect();
    let exact: BTreeMap<Vec<usize>, Vec<f64>> = (distinct.into_iter())
        .filter(|sizes| sizes.iter().sum::<usize>() <= MOST_EXACT)
        .map(|sizes| (sizes.clone(), distribution(&sizes)))
        .collect();
    let mut tests: Vec<JonckheereTest> = (rows.par_iter())
        .map(|row| test(row, exact.get(&sizes(row))))
        .collect();
    let p_values: Vec<f64> = (tests.iter())
        .map(|test| test.p_value.unwrap_or(f64::NAN))
        .collect();
    for (test, adjusted) in tests.iter_mut().zip(benjamini_hochberg(&p_values)) {
        test.adj_p_value = finite(adjusted);
    }
    tests
}

fn by_group(
    expression: &ExpressionMatrix,
    feature: usize,
    groups: &[usize],
    n_groups: usize,
) -> Vec<Vec<f64>> {
    let mut values = vec![Vec::new(); n_groups];
    for (&value, &group) in expression.row(feature).iter().zip(groups) {
        if !value.is_nan() {
            values[group].push(value);
        }
    }
    values
}

fn sizes(values: &[Vec<f64>]) -> Vec<usize> {
    values.iter().map(Vec::len).collect()
}

fn test(values: &[Vec<f64>], exact: Option<&Vec<f64>>) -> JonckheereTest {
    let statistic = statistic(values);
    let sizes = sizes(values);
    let ties = ties(values);
    let has_ties = ties.iter().any(|n| *n > 1);
    let z = (statistic - largest(&sizes) as f64 / 2.0) / variance(&sizes, &ties).sqrt();
    let known = !sizes.contains(&0) && z.is_finite();
    let (p_value, is_exact) = match exact {
        _ if !known => (f64::NAN, false),
        Some(distribution) if !has_ties => (two_sided(distribution, statistic), true),
        _ => ((2.0 * normal::upper_tail(z.abs())).min(1.0), false),
    };
    JonckheereTest {
        statistic,
        z: known.then_some(z).and_then(finite),
        p_value: finite(p_value),
        adj_p_value: None,
        is_exact,
    }
}

fn statistic(values: &[Vec<f64>]) -> f64 {
    let mut statistic = 0.0;
    for (position, higher) in values.iter().enumerate() {
        for low in values[..position].iter().flatten() {
            for high in higher {
                statistic += match low.total_cmp(high) {
                    _ if low == high => 0.5,
                    std::cmp::Ordering::Less => 1.0,
                    _ => 0.0,
                };
            }
        }
    }
    statistic
}

/// The largest possible statistic.
fn largest(sizes: &[usize]) -> usize {
    let mut before = 0;
    let mut pairs = 0;
    for size in sizes {
        pairs += before * size;
        before += size;
    }
    pairs
}

/// How many values are equal, for each different value.
fn ties(values: &[Vec<f64>]) -> Vec<usize> {
    let mut all: Vec<f64> = values.iter().flatten().copied().collect();
    all.sort_unstable_by(f64::total_cmp);
    all.chunk_by(|a, b| a == b).map(<[f64]>::len).collect()
}

fn variance(sizes: &[usize], ties: &[usize]) -> f64 {
    let total = sizes.iter().sum::<usize>() as f64;
    let sum = |counts: &[usize], term: &dyn Fn(f64) -> f64| -> f64 {
        counts.iter().map(|n| term(*n as f64)).sum()
    };
    let pairs = |n: f64| n * (n - 1.0);
    let triples = |n: f64| n * (n - 1.0) * (n - 2.0);
    let spread = |n: f64| n * (n - 1.0) * (2.0 * n + 5.0);
    let mut variance = (spread(total) - sum(sizes, &spread) - sum(ties, &spread)) / 72.0;
    if total > 2.0 {
        variance += sum(sizes, &triples) * sum(ties, &triples) / (36.0 * triples(total));
    }
    variance + sum(sizes, &pairs) * sum(ties, &pairs) / (8.0 * pairs(total))
}

/// The probability of each value of the statistic without ties.
fn distribution(sizes: &[usize]) -> Vec<f64> {
    let mut all = vec![1.0];
    let mut before = 0;
    for &size in sizes {
        let counts = mann_whitney(before, size);
        let mut sum = vec![0.0; all.len() + counts.len() - 1];
        for (at, a) in all.iter().enumerate() {
            for (count, b) in counts.iter().enumerate() {
                sum[at + count] += a * b;
            }
        }
        all = sum;
        before += size;
    }
    all
}

/// The probability of each number of pairs (low, high) among `m` and `n` values that rise.
///
/// The generating function is the product over i of (1 - q^(m + i)) / (1 - q^i), i = 1 to n,
/// divided by its value at 1: each step keeps a distribution.
fn mann_whitney(m: usize, n: usize) -> Vec<f64> {
    let mut counts = vec![0.0; m * n + 1];
    counts[0] = 1.0;
    for i in 1..=n {
        let shift = m + i;
        for at in (shift..counts.len()).rev() {
            counts[at] -= counts[at - shift];
        }
        for at in i..counts.len() {
            counts[at] += counts[at - i];
        }
        let total = (m + i) as f64 / i as f64;
        counts.iter_mut().for_each(|count| *count /= total);
    }
    counts
}

/// Twice the smaller tail, both with the value itself.
fn two_sided(distribution: &[f64], statistic: f64) -> f64 {
    let at = statistic as usize;
    // the distribution is symmetric: add the shorter tail, which loses nothing
    let at = at.min(distribution.len() - 1 - at);
    (2.0 * distribution[..=at].iter().sum::<f64>()).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_testkit::{assert_all_close, assert_close};

    #[test]
    fn counts_of_small_samples() {
        assert_all_close(
            &mann_whitney(2, 2),
            &[1.0, 1.0, 2.0, 1.0, 1.0].map(|count| count / 6.0),
            1e-15,
            "2 and 2",
        );
        // three groups of one: permutations by inversions
        let expected = [1.0, 2.0, 2.0, 1.0].map(|count| count / 6.0);
        assert_all_close(&distribution(&[1, 1, 1]), &expected, 1e-15, "1, 1 and 1");
    }

    #[test]
    fn tails_of_many_samples_stay_exact() {
        let distribution = distribution(&[25, 25, 25, 25]);
        let least = distribution[0].ln();
        let ln_ways: f64 = {
            let ln_factorial = |n: u32| (1..=n).map(|i| f64::from(i).ln()).sum::<f64>();
            ln_factorial(100) - 4.0 * ln_factorial(25)
        };
        assert_close(least, -ln_ways, 1e-10, "smallest probability");
        assert!(distribution.iter().all(|p| *p >= 0.0));
        let sum: f64 = distribution.iter().sum();
        assert_close(sum, 1.0, 1e-10, "sum");
    }

    #[test]
    fn ties_and_missing_groups() {
        let row = [vec![1.0, 1.0], vec![1.0, 2.0], vec![2.0]];
        assert_eq!(statistic(&row), 2.0 * 0.5 + 2.0 + 2.0 + 1.0 + 0.5);
        let empty = [vec![1.0, 2.0], vec![], vec![3.0]];
        assert!(test(&empty, None).p_value.is_none());
        let equal = [vec![1.0, 1.0], vec![1.0, 1.0]];
        assert!(test(&equal, None).p_value.is_none());
    }

    /// Every order of tied values.
    #[test]
    fn variance_under_ties_is_that_of_all_orders() {
        let values = [1.0, 1.0, 2.0, 3.0, 3.0, 3.0, 4.0];
        let sizes = [3, 2, 2];
        let mut orders = vec![vec![]];
        for _ in 0..values.len() {
            let longer = |order: Vec<usize>| {
                let free = (0..values.len()).filter(|at| !order.contains(at));
                let free: Vec<usize> = free.collect();
                free.into_iter().map(move |at| [&order[..], &[at]].concat())
            };
            orders = orders.into_iter().flat_map(longer).collect();
        }
        let of_order = |order: &Vec<usize>| {
            let row: Vec<f64> = order.iter().map(|at| values[*at]).collect();
            statistic(&[row[..3].to_vec(), row[3..5].to_vec(), row[5..].to_vec()])
        };
        let all: Vec<f64> = orders.iter().map(of_order).collect();
        let n = all.len() as f64;
        assert_eq!(n, 5040.0);
        let mean = all.iter().sum::<f64>() / n;
        let squares: f64 = all.iter().map(|s| (s - mean).powi(2)).sum();
        assert_close(mean, largest(&sizes) as f64 / 2.0, 1e-10, "mean");
        let found = variance(&sizes, &ties(&[values.to_vec()]));
        assert_close(found, squares / n, 1e-10, "variance");
        assert_close(
            variance(&sizes, &[1; 7]),
            exact_variance(&sizes),
            1e-10,
            "no ties",
        );
    }

    /// The variance of the exact distribution.
    fn exact_variance(sizes: &[usize]) -> f64 {
        let middle = largest(sizes) as f64 / 2.0;
        let terms = distribution(sizes).into_iter().enumerate();
        terms.map(|(at, p)| p * (at as f64 - middle).powi(2)).sum()
    }
}
