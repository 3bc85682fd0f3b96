//! The weights of a mixture that make its likelihood largest.

use arrayon_stats::cholesky::Cholesky;
use rayon::prelude::*;

/// Rows whose sums one task adds.
const CHUNK: usize = 512;
/// Steps after which the search ends, whatever it has found.
const MOST_STEPS: usize = 500;
/// How far the logarithm of the likelihood, for each unit of weight of its rows, may be from the
/// largest.
const GAP: f64 = 1e-13;
/// Part of the largest curvature that is added to all, so that components that are nearly alike
/// can be told apart.
const RIDGE: f64 = 1e-12;

/// Rows of likelihoods of the components, each row with a weight.
pub(super) struct Likelihoods {
    pub(super) n_components: usize,
    /// Row after row, each up to a factor.
    pub(super) rows: Vec<f64>,
    pub(super) row_weights: Vec<f64>,
}

/// First and second derivatives at some weights.
struct Derivatives {
    /// Of each component, the weighted mean over rows of its likelihood over that of the mixture: 1
    /// or less at the maximum.
    ratios: Vec<f64>,
    /// Row after row.
    curvature: Vec<f64>,
}

impl Likelihoods {
    /// The weights, of sum 1, that make the sum of weighted logarithms largest.
    ///
    /// # Numerics
    /// Sequential quadratic programming with an active set: at each step the quadratic model of the
    /// convex problem is solved among weights that are not negative, then a step is taken along the
    /// line to its solution. The same bits for any number of threads.
    ///
    /// # Source
    /// Kim, Carbonetto, Stephens and Anitescu 2020 (doi:10.1080/10618600.2019.1689985).
    pub(super) fn best_weights(&self) -> Vec<f64> {
        let n = self.n_components;
        let mut weights = vec![1.0 / n as f64; n];
        let mut value = self.objective(&weights);
        for _ in 0..MOST_STEPS {
            let derivatives = self.derivatives(&weights);
            let most = derivatives.ratios.iter().copied().fold(0.0, f64::max);
            if most - 1.0 <= GAP {
                break;
            }
            let aim = derivatives.minimum_of_model(&weights);
            let slope: f64 = (aim.iter().zip(&weights).zip(&derivatives.ratios))
                .map(|((aim, weight), ratio)| (aim - weight) * (1.0 - ratio))
                .sum();
            let Some((next, lower)) = self.step(&weights, &aim, slope, value) else {
                break;
            };
            (weights, value) = (next, lower);
        }
        let total: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= total);
        weights
    }

    /// A step towards the aim that lowers the objective; `None` where none does.
    fn step(&self, from: &[f64], aim: &[f64], slope: f64, value: f64) -> Option<(Vec<f64>, f64)> {
        let mut length = 1.0;
        while length > 1e-10 {
            let along = from.iter().zip(aim);
            let tried: Vec<f64> = along.map(|(a, b)| a + length * (b - a)).collect();
            let found = self.objective(&tried);
            if found < value && found <= value + 0.01 * length * slope {
                return Some((tried, found));
            }
            length *= 0.5;
        }
        None
    }

    fn total_weight(&self) -> f64 {
        self.row_weights.iter().sum()
    }

    /// Sums over rows, of chunks in their order.
    fn over_chunks(&self, n_sums: usize, add: impl Fn(&[f64], f64, &mut [f64]) + Sync) -> Vec<f64> {
        let rows = self.rows.par_chunks(CHUNK * self.n_components);
        let chunks: Vec<Vec<f64>> = (rows.zip(self.row_weights.par_chunks(CHUNK)))
            .map(|(rows, weights)| {
                let mut sums = vec![0.0; n_sums];
                for (row, weight) in rows.chunks(self.n_components).zip(weights) {
                    add(row, *weight, &mut sums);
                }
                sums
            })
            .collect();
        let mut total = vec![0.0; n_sums];
        for chunk in chunks {
            total
                .iter_mut()
                .zip(chunk)
                .for_each(|(total, sum)| *total += sum);
        }
        total
    }

    /// Minus the mean logarithm, and the sum of the weights: least where they have sum 1.
    fn objective(&self, weights: &[f64]) -> f64 {
        let logarithms = self.over_chunks(1, |row, weight, sums| {
            sums[0] += weight * dot(row, weights).ln();
        });
        weights.iter().sum::<f64>() - logarithms[0] / self.total_weight()
    }

    fn derivatives(&self, weights: &[f64]) -> Derivatives {
        let n = self.n_components;
        let mut sums = self.over_chunks(n + n * n, |row, weight, sums| {
            let mixture = dot(row, weights);
            let (ratios, curvature) = sums.split_at_mut(n);
            for (i, of_row) in row.iter().enumerate() {
                let ratio = of_row / mixture;
                ratios[i] += weight * ratio;
                let scaled = weight * ratio / mixture;
                for (entry, other) in curvature[i * n..=i * n + i].iter_mut().zip(row) {
                    *entry += scaled * other;
                }
            }
        });
        let total = self.total_weight();
        sums.iter_mut().for_each(|sum| *sum /= total);
        let mut curvature = sums.split_off(n);
        let largest = (0..n).map(|i| curvature[i * n + i]).fold(0.0, f64::max);
        for i in 0..n {
            curvature[i * n + i] += RIDGE * largest;
            for j in 0..i {
                curvature[j * n + i] = curvature[i * n + j];
            }
        }
        Derivatives {
            ratios: sums,
            curvature,
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Derivatives {
    fn row(&self, at: usize) -> &[f64] {
        let n = self.ratios.len();
        &self.curvature[at * n..][..n]
    }

    /// Where the quadratic model at these weights is least among weights that are not negative.
    fn minimum_of_model(&self, weights: &[f64]) -> Vec<f64> {
        let n = weights.len();
        let target: Vec<f64> = (0..n)
            .map(|at| dot(self.row(at), weights) + self.ratios[at] - 1.0)
            .collect();
        let mut at = weights.to_vec();
        let mut free: Vec<bool> = weights.iter().map(|weight| *weight > 0.0).collect();
        for _ in 0..3 * n + 10 {
            self.solve_free(&target, &mut at, &mut free);
            let lacking = |k: usize| target[k] - dot(self.row(k), &at);
            let next = (0..n)
                .filter(|&k| !free[k])
                .map(|k| (lacking(k), k))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            match next {
                Some((lacking, k)) if lacking > 1e-14 => free[k] = true,
                _ => break,
            }
        }
        at
    }

    /// Moves to the least of the model over the free weights, fixing those that would become
    /// negative.
    fn solve_free(&self, target: &[f64], at: &mut [f64], free: &mut [bool]) {
        loop {
            let members: Vec<usize> = (0..at.len()).filter(|&k| free[k]).collect();
            let entry = |i: usize, j: usize| self.row(members[i])[members[j]];
            let Some(decomposed) = Cholesky::new(members.len(), entry) else {
                return;
            };
            let mut solution: Vec<f64> = members.iter().map(|&k| target[k]).collect();
            decomposed.solve_in_place(&mut solution);
            let length = (members.iter().zip(&solution))
                .filter(|(_, aim)| **aim <= 0.0)
                .map(|(&k, aim)| at[k] / (at[k] - aim))
                .fold(1.0, f64::min);
            let is_whole = solution.iter().all(|aim| *aim > 0.0);
            for (&k, aim) in members.iter().zip(&solution) {
                at[k] += length * (aim - at[k]);
                if !is_whole && *aim <= 0.0 && at[k] <= 1e-15 {
                    at[k] = 0.0;
                    free[k] = false;
                }
            }
            if is_whole || members.is_empty() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(rows: &[[f64; 3]]) -> Likelihoods {
        Likelihoods {
            n_components: 3,
            rows: rows.concat(),
            row_weights: vec![1.0; rows.len()],
        }
    }

    #[test]
    fn shares_of_what_only_one_component_explains() {
        let rows = [
            [1.0, 0.0, 0.0],
            [1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0],
            [0.0, 0.0, 1.0],
        ];
        let found = of(&rows).best_weights();
        for (found, expected) in found.iter().zip([0.5, 0.25, 0.25]) {
            assert!((found - expected).abs() < 1e-9, "{found}");
        }
    }

    #[test]
    fn a_component_that_explains_nothing_better_has_no_weight() {
        let rows = [[1.0, 0.2, 0.1], [0.9, 0.3, 0.2], [0.8, 0.4, 0.1]];
        let found = of(&rows).best_weights();
        assert!(
            (found[0] - 1.0).abs() < 1e-12 && found[1] == 0.0 && found[2] == 0.0,
            "{found:?}"
        );
    }

    #[test]
    fn meets_what_many_steps_of_em_find() {
        let rows: Vec<[f64; 3]> = (0..300)
            .map(|at| {
                let x = f64::from((at * 37) % 100) / 20.0;
                [0.5_f64, 1.5, 4.0].map(|sd| (-0.5 * (x / sd).powi(2)).exp() / sd)
            })
            .collect();
        let likelihoods = of(&rows);
        let found = likelihoods.best_weights();
        let mut by_em = [1.0 / 3.0; 3];
        for _ in 0..200_000 {
            let derivatives = likelihoods.derivatives(&by_em);
            for (weight, ratio) in by_em.iter_mut().zip(derivatives.ratios) {
                *weight *= ratio;
            }
        }
        for (found, expected) in found.iter().zip(by_em) {
            assert!((found - expected).abs() < 1e-7, "{found} {expected}");
        }
    }
}
