//! In how many steps means rise under isotonic regression if the true means are all equal.

use arrayon_stats::normal;
use std::f64::consts::PI;

/// The most groups for which probabilities are computed: the work doubles with each.
pub(super) const MOST_GROUPS: usize = 10;

/// The probability that isotonic regression of independent normal means, of equal expectation and
/// of variance 1 / weight, has 1, 2, ... different values.
///
/// # Numerics
/// Closed forms up to four different values, beyond them integration; within 1e-9.
///
/// # Source
/// Robertson, Wright and Dykstra 1988, Order Restricted Statistical Inference, section 2.4: the sum
/// over all ways of pooling neighbours, each the probability that the pools rise times those that
/// each pool is one.
pub(super) fn level_probabilities(weights: &[f64]) -> Vec<f64> {
    let n = weights.len();
    // of each interval of groups, the probability that it is pooled into one
    let mut pooled = vec![vec![1.0; n + 1]; n];
    for length in 2..=n {
        for start in 0..=n - length {
            let levels = several_levels(&weights[start..start + length], start, &pooled);
            pooled[start][start + length] = 1.0 - levels.iter().sum::<f64>();
        }
    }
    let mut levels = several_levels(weights, 0, &pooled);
    levels[0] = pooled[0][n];
    levels
}

/// The probabilities of two and more levels of an interval of groups; 0 for one.
fn several_levels(weights: &[f64], start: usize, pooled: &[Vec<f64>]) -> Vec<f64> {
    let n = weights.len();
    let mut levels = vec![0.0; n];
    // each bit says whether a new pool begins after that group
    for cuts in 1..1_u32 << (n - 1) {
        let mut sums = Vec::new();
        let (mut begin, mut each_is_one) = (0, 1.0);
        for end in 1..=n {
            if end == n || (cuts >> (end - 1)) & 1 == 1 {
                sums.push(weights[begin..end].iter().sum::<f64>());
                each_is_one *= pooled[start + begin][start + end];
                begin = end;
            }
        }
        levels[sums.len() - 1] += each_is_one * rising(&sums);
    }
    levels
}

/// The probability that independent normal means of these weights rise throughout.
fn rising(weights: &[f64]) -> f64 {
    match weights {
        [_] => 1.0,
        [_, _] => 0.5,
        [a, b, c] => 0.25 + neighbours(*a, *b, *c).asin() / (2.0 * PI),
        [a, b, c, d] => {
            let angles = neighbours(*a, *b, *c).asin() + neighbours(*b, *c, *d).asin();
            0.125 + angles / (4.0 * PI)
        }
        _ => rising_by_integration(weights),
    }
}

/// The correlation of two neighbouring differences.
fn neighbours(a: f64, b: f64, c: f64) -> f64 {
    -(1.0 / b) / ((1.0 / a + 1.0 / b) * (1.0 / b + 1.0 / c)).sqrt()
}

/// From the first mean on: the probability that the means so far rise and the last is at most x,
/// on a grid of x, by the trapezoid rule corrected with the derivatives at both ends.
fn rising_by_integration(weights: &[f64]) -> f64 {
    const REACH: f64 = 9.0;
    const STEP: f64 = 0.01;
    let smallest = weights.iter().copied().fold(f64::INFINITY, f64::min);
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let reach = REACH / smallest.sqrt();
    let step = STEP / largest.sqrt();
    let n_steps = (2.0 * reach / step).ceil() as usize;
    let step = 2.0 * reach / n_steps as f64;
    let at = |point: usize| point as f64 * step - reach;
    let root = weights[0].sqrt();
    let mut below: Vec<f64> = (0..=n_steps).map(|p| normal::cdf(root * at(p))).collect();
    let mut slope: Vec<f64> = (0..=n_steps)
        .map(|point| root * normal::density(root * at(point)))
        .collect();
    for &weight in &weights[1..] {
        let root = weight.sqrt();
        let mut total = 0.0;
        let mut before = (0.0, 0.0);
        for point in 0..=n_steps {
            let x = at(point);
            let density = root * normal::density(root * x);
            let value = below[point] * density;
            let derivative = slope[point] * density - weight * x * value;
            if point > 0 {
                total +=
                    0.5 * step * (before.0 + value) + step * step / 12.0 * (before.1 - derivative);
            }
            before = (value, derivative);
            below[point] = total;
            slope[point] = value;
        }
    }
    below[n_steps]
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_testkit::assert_all_close;

    /// Equal weights: Stirling numbers of the first kind over k!.
    #[test]
    fn equal_weights_follow_stirling_numbers() {
        let mut stirling = vec![1.0];
        for k in 2..=7 {
            let mut next = vec![0.0; k];
            for (level, count) in stirling.iter().enumerate() {
                next[level] += (k - 1) as f64 * count;
                next[level + 1] += count;
            }
            stirling = next;
            let factorial: f64 = stirling.iter().sum();
            let expected: Vec<f64> = stirling.iter().map(|s| s / factorial).collect();
            let found = level_probabilities(&vec![3.0; k]);
            assert_all_close(&found, &expected, 1e-10, "levels");
        }
    }

    #[test]
    fn integration_meets_the_closed_forms() {
        for weights in [vec![1.0, 4.0, 2.0], vec![3.0, 1.0, 7.0, 2.0]] {
            let difference = rising_by_integration(&weights) - rising(&weights);
            assert!(difference.abs() < 1e-10, "{difference:e}");
        }
    }

    /// Even and odd numbers of levels are equally likely, whatever the weights.
    #[test]
    fn alternating_sums_are_zero() {
        for weights in [vec![1.0, 2.0, 9.0], vec![5.0, 3.0, 4.0, 1.0, 6.0]] {
            let levels = level_probabilities(&weights).into_iter().enumerate();
            let sum: f64 = levels.map(|(at, p)| if at % 2 == 0 { p } else { -p }).sum();
            assert!(sum.abs() < 1e-10, "{sum:e}");
        }
    }

    /// Kudo's formula in R; see testdata/golden/phenotype/make_doses.R. Its integration of more
    /// than three dimensions is good to 1e-9.
    #[test]
    fn unequal_weights_follow_kudos_formula() {
        let path = arrayon_testkit::testdata().join("golden/phenotype/levels.tsv");
        for row in arrayon_testkit::read_table(&path).rows {
            let numbers = |text: &str| -> Vec<f64> {
                text.split_whitespace()
                    .map(|word| word.parse().unwrap())
                    .collect()
            };
            let found = level_probabilities(&numbers(&row[0]));
            assert_all_close(&found, &numbers(&row[1]), 1e-9, &row[0]);
        }
    }
}
