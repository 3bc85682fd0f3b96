//! Probe-level model: effects of probes and arrays by robust regression, with standard errors.

use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;

/// Where Huber's psi bends, in units of the scale.
const BEND: f64 = 1.345;
/// Iterations of reweighting at the most.
const MOST_ITERATIONS: usize = 20;
/// Iterations end when the residuals change by less than this part of themselves.
const TOLERANCE: f64 = 1e-4;
/// Residuals of a smaller scale are those of rounding.
const SMALLEST_SCALE: f64 = 1e-10;
/// Median of the absolute value of a standard normal, to as many digits as the reference has.
const NORMAL_MAD: f64 = 0.6745;

/// Log2 intensity `y_ij` of probe `i` on array `j` is `a_i + b_j` plus noise, with probe effects
/// `a` that sum to zero; `b_j` is the expression. Fitted by iterated weighted least squares with
/// Huber's weights `min(1, 1.345 s / |r_ij|)`, scale `s` the median absolute residual / 0.6745.
///
/// # Numerics
/// The array effects are eliminated: what is solved has as many unknowns as there are probes. A
/// single probe, or a single array, leaves no residual and so no standard error (NaN).
///
/// # Source
/// Bolstad 2004, dissertation, University of California, Berkeley, chapter 4; `fitPLM` of affyPLM
/// and `rcModelPLM` of preprocessCore with their defaults.
#[derive(Debug, Default)]
pub(super) struct ProbeLevelModel {
    residuals: Vec<f64>,
    weights: Vec<f64>,
    /// Each weight over the sum of its array's: `w_ij / W_j`.
    shares: Vec<f64>,
    array_weights: Vec<f64>,
    /// The triangle `L` of the normal equations of the probe effects, row after row.
    triangle: Vec<f64>,
    /// What was added to every entry of the equations, which makes the effects sum to zero.
    constraint: f64,
    probe_effects: Vec<f64>,
    expression: Vec<f64>,
    array_effects: Vec<f64>,
    standard_errors: Vec<f64>,
    scratch: Vec<f64>,
}

impl Summarize for ProbeLevelModel {
    /// # Panics
    /// If `log2` is not a whole number of rows of `expression.len()` values.
    fn summarize(&mut self, log2: &[f64], expression: &mut [f64]) -> ProbeFit<'_> {
        let n_arrays = expression.len();
        assert!(
            n_arrays > 0 && log2.len().is_multiple_of(n_arrays),
            "whole rows"
        );
        self.start(log2.len(), n_arrays);
        self.fit(log2, n_arrays);
        for _ in 0..MOST_ITERATIONS {
            let scale = self.scale();
            if scale < SMALLEST_SCALE {
                break;
            }
            for (weight, residual) in self.weights.iter_mut().zip(&self.residuals) {
                *weight = (BEND * scale / residual.abs()).min(1.0);
            }
            self.scratch.clear();
            self.scratch.extend_from_slice(&self.residuals);
            self.fit(log2, n_arrays);
            if change(&self.scratch, &self.residuals) < TOLERANCE {
                break;
            }
        }
        self.estimate_errors(n_arrays);
        expression.copy_from_slice(&self.expression);
        let level = expression.iter().sum::<f64>() / n_arrays as f64;
        let effects = self.array_effects.iter_mut().zip(&self.expression);
        effects.for_each(|(effect, value)| *effect = value - level);
        ProbeFit {
            level,
            probe_effects: &self.probe_effects,
            array_effects: &self.array_effects,
            residuals: &self.residuals,
            weights: Some(&self.weights),
            standard_errors: Some(&self.standard_errors),
            noise_share: None,
        }
    }
}

impl ProbeLevelModel {
    fn start(&mut self, n_values: usize, n_arrays: usize) {
        let n_probes = n_values / n_arrays;
        for (values, n, of) in [
            (&mut self.residuals, n_values, 0.0),
            (&mut self.weights, n_values, 1.0),
            (&mut self.shares, n_values, 0.0),
            (&mut self.array_weights, n_arrays, 0.0),
            (&mut self.triangle, n_probes * n_probes, 0.0),
            (&mut self.probe_effects, n_probes, 0.0),
            (&mut self.expression, n_arrays, 0.0),
            (&mut self.array_effects, n_arrays, 0.0),
            (&mut self.standard_errors, n_arrays, 0.0),
        ] {
            values.clear();
            values.resize(n, of);
        }
    }

    /// The median absolute residual as an estimate of the standard deviation.
    fn scale(&mut self) -> f64 {
        self.scratch.clear();
        self.scratch
            .extend(self.residuals.iter().map(|residual| residual.abs()));
        median_in_place(&mut self.scratch) / NORMAL_MAD
    }

    /// One weighted fit.
    fn fit(&mut self, log2: &[f64], n_arrays: usize) {
        self.share_out(n_arrays);
        // b_j given that all probe effects are 0: the weighted mean of the array
        self.expression.fill(0.0);
        for (shares, row) in rows(&self.shares, n_arrays).zip(rows(log2, n_arrays)) {
            let means = self.expression.iter_mut().zip(shares).zip(row);
            means.for_each(|((mean, share), value)| *mean += share * value);
        }
        self.set_up_equations(n_arrays);
        // right-hand side: sum over j of w_ij (y_ij - mean_j)
        let right = rows(&self.weights, n_arrays).zip(rows(log2, n_arrays));
        for (effect, (weights, row)) in self.probe_effects.iter_mut().zip(right) {
            let terms = weights.iter().zip(row).zip(&self.expression);
            *effect = terms
                .map(|((weight, value), mean)| weight * (value - mean))
                .sum();
        }
        factorise(&mut self.triangle, self.probe_effects.len());
        solve_lower(&self.triangle, &mut self.probe_effects);
        solve_upper(&self.triangle, &mut self.probe_effects);
        for (shares, effect) in rows(&self.shares, n_arrays).zip(&self.probe_effects) {
            let values = self.expression.iter_mut().zip(shares);
            values.for_each(|(value, share)| *value -= share * effect);
        }
        let residuals = self.residuals.chunks_exact_mut(n_arrays);
        for ((residuals, row), effect) in
            residuals.zip(rows(log2, n_arrays)).zip(&self.probe_effects)
        {
            let values = residuals.iter_mut().zip(row).zip(&self.expression);
            values.for_each(|((residual, value), of_array)| *residual = value - effect - of_array);
        }
    }

    /// Sums the weights of each array and divides them by the sum.
    fn share_out(&mut self, n_arrays: usize) {
        self.array_weights.fill(0.0);
        for row in rows(&self.weights, n_arrays) {
            let sums = self.array_weights.iter_mut().zip(row);
            sums.for_each(|(sum, weight)| *sum += weight);
        }
        let shares = self.shares.chunks_exact_mut(n_arrays);
        for (shares, row) in shares.zip(rows(&self.weights, n_arrays)) {
            let terms = shares.iter_mut().zip(row).zip(&self.array_weights);
            terms.for_each(|((share, weight), sum)| *share = weight / sum);
        }
    }

    /// Normal equations of the probe effects, lower triangle: `R_i` on the diagonal less
    /// `sum over j of w_ij w_kj / W_j`. They leave the sum of the effects open; adding one number
    /// to every entry makes it zero.
    fn set_up_equations(&mut self, n_arrays: usize) {
        let n_probes = self.probe_effects.len();
        self.constraint = self.weights.iter().sum::<f64>() / (n_probes * n_probes) as f64;
        for (i, weights) in rows(&self.weights, n_arrays).enumerate() {
            let row = &mut self.triangle[i * n_probes..][..=i];
            for (entry, shares) in row.iter_mut().zip(rows(&self.shares, n_arrays)) {
                *entry = self.constraint - dot(weights, shares);
            }
            row[i] += weights.iter().sum::<f64>();
        }
    }

    /// Standard errors of the array values, from the weights and the factor of the last fit.
    ///
    /// `var b_j = s² (1/W_j + u_j' A⁺ u_j)` with `u_j` the shares of array `j`, `A` the equations
    /// and `s²` the weighted residual sum of squares over its degrees of freedom.
    fn estimate_errors(&mut self, n_arrays: usize) {
        let n_probes = self.probe_effects.len();
        let df = (n_probes - 1) * (n_arrays - 1);
        if df == 0 {
            self.standard_errors.fill(f64::NAN);
            return;
        }
        let terms = self.weights.iter().zip(&self.residuals);
        let squares: f64 = terms
            .map(|(weight, residual)| weight * residual * residual)
            .sum();
        let variance = squares / df as f64;
        // the shares of an array sum to one, so what the constraint added is known
        let added = 1.0 / (self.constraint * (n_probes * n_probes) as f64);
        for (at, error) in self.standard_errors.iter_mut().enumerate() {
            self.scratch.clear();
            self.scratch
                .extend(self.shares[at..].iter().step_by(n_arrays));
            solve_lower(&self.triangle, &mut self.scratch);
            let quadratic = dot(&self.scratch, &self.scratch) - added;
            *error = (variance * (1.0 / self.array_weights[at] + quadratic)).sqrt();
        }
    }
}

fn rows(values: &[f64], width: usize) -> std::slice::ChunksExact<'_, f64> {
    values.chunks_exact(width)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How much residuals changed, relative to what they were.
fn change(before: &[f64], after: &[f64]) -> f64 {
    let pairs = before.iter().zip(after);
    let changed: f64 = pairs.map(|(before, after)| (before - after).powi(2)).sum();
    let all: f64 = before.iter().map(|before| before * before).sum();
    (changed / all.max(1e-20)).sqrt()
}

/// Cholesky's factor of a positive definite matrix, in place of its lower triangle.
fn factorise(triangle: &mut [f64], n: usize) {
    for i in 0..n {
        let (above, row) = triangle.split_at_mut(i * n);
        for k in 0..i {
            let other = &above[k * n..][..=k];
            row[k] = (row[k] - dot(&row[..k], &other[..k])) / other[k];
        }
        row[i] = (row[i] - dot(&row[..i], &row[..i])).sqrt();
    }
}

/// Solves `L x = b` in place.
fn solve_lower(triangle: &[f64], x: &mut [f64]) {
    let n = x.len();
    for i in 0..n {
        let row = &triangle[i * n..][..=i];
        x[i] = (x[i] - dot(&row[..i], &x[..i])) / row[i];
    }
}

/// Solves `L' x = b` in place.
fn solve_upper(triangle: &[f64], x: &mut [f64]) {
    let n = x.len();
    for i in (0..n).rev() {
        x[i] /= triangle[i * n + i];
        let (above, value) = x.split_at_mut(i);
        let row = &triangle[i * n..][..i];
        let terms = above.iter_mut().zip(row);
        terms.for_each(|(other, entry)| *other -= entry * value[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(log2: &[f64], n_arrays: usize) -> (Vec<f64>, Vec<f64>) {
        let mut expression = vec![0.0; n_arrays];
        let mut model = ProbeLevelModel::default();
        let fit = model.summarize(log2, &mut expression);
        let errors = fit.standard_errors.unwrap().to_vec();
        assert!(fit.probe_effects.iter().sum::<f64>().abs() < 1e-9);
        for (at, row) in log2.chunks(n_arrays).enumerate() {
            for (array, value) in row.iter().enumerate() {
                let explained = fit.level + fit.probe_effects[at] + fit.array_effects[array];
                let residual = fit.residuals[at * n_arrays + array];
                assert!((explained + residual - value).abs() < 1e-12);
            }
        }
        (expression, errors)
    }

    #[test]
    fn additive_probes_are_recovered() {
        let (probes, arrays) = ([-2.0, 0.5, 1.5], [5.0, 6.0, 8.0, 5.5]);
        let log2: Vec<f64> = (probes.iter())
            .flat_map(|probe| arrays.iter().map(move |array| array + probe))
            .collect();
        let (expression, errors) = fitted(&log2, 4);
        assert!(
            expression
                .iter()
                .zip(arrays)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
        assert!(errors.iter().all(|error| *error < 1e-10));
    }

    /// Two probes on two arrays leave residuals of one size, which all weigh 1: the least-squares
    /// fit, whose standard error is the residual standard deviation over the root of the number of
    /// probes.
    #[test]
    fn residuals_of_one_size_have_the_least_squares_fit() {
        let (expression, errors) = fitted(&[7.0, 8.0, 7.5, 9.3], 2);
        let means = [7.25, 8.65];
        // every residual is 0.2, on one degree of freedom
        let error = (4.0 * 0.2_f64.powi(2) / 2.0).sqrt();
        for at in 0..2 {
            assert!((expression[at] - means[at]).abs() < 1e-12);
            assert!((errors[at] - error).abs() < 1e-12, "{errors:?}");
        }
    }

    #[test]
    fn one_probe_and_one_array_have_no_error() {
        let (expression, errors) = fitted(&[3.0, 4.0, 5.0], 3);
        assert_eq!(expression, [3.0, 4.0, 5.0]);
        assert!(errors.iter().all(|error| error.is_nan()));
        let (expression, errors) = fitted(&[3.0, 9.0, 6.0], 1);
        assert!((expression[0] - 6.0).abs() < 1e-12 && errors[0].is_nan());
    }
}
