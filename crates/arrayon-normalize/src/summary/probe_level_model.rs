//! Probe-level model: effects of probes and arrays by robust regression, with standard errors.

use super::summarize::Summarize;
use crate::probe_level::ProbeFit;
use arrayon_stats::descriptive::median_in_place;
use arrayon_stats::inner_product::dot;

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
/// The effects of whichever are more, probes or arrays, are eliminated: what is solved has as many
/// unknowns as there are of the fewer. A single probe, or a single array, leaves no residual and so
/// no standard error (NaN).
///
/// # Source
/// Bolstad 2004, dissertation, University of California, Berkeley, chapter 4; `fitPLM` of affyPLM
/// and `rcModelPLM` of preprocessCore with their defaults.
#[derive(Debug, Default)]
pub(super) struct ProbeLevelModel {
    fit: TwoWayFit,
    /// Values with arrays as rows, where arrays are the fewer.
    turned: Vec<f64>,
    probe_effects: Vec<f64>,
    array_effects: Vec<f64>,
    standard_errors: Vec<f64>,
    residuals: Vec<f64>,
    weights: Vec<f64>,
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
        let n_probes = log2.len() / n_arrays;
        let fit = &mut self.fit;
        self.array_effects.clear();
        self.standard_errors.clear();
        let level;
        if n_arrays < n_probes {
            transpose(log2, n_arrays, &mut self.turned);
            fit.fit(&self.turned, n_probes);
            // a'_i and b'_j of the turned fit, b' of sum zero: b_j = b'_j + mean a', a_i = a'_i - mean a'
            level = mean(&fit.columns);
            self.array_effects.extend_from_slice(&fit.row_effects);
            self.probe_effects.clear();
            let effects = fit.columns.iter().map(|value| value - level);
            self.probe_effects.extend(effects);
            fit.errors_of_rows(&mut self.standard_errors);
            transpose(&fit.residuals, n_probes, &mut self.residuals);
            transpose(&fit.weights, n_probes, &mut self.weights);
            for (value, effect) in expression.iter_mut().zip(&self.array_effects) {
                *value = level + effect;
            }
        } else {
            fit.fit(log2, n_arrays);
            level = mean(&fit.columns);
            let effects = fit.columns.iter().map(|value| value - level);
            self.array_effects.extend(effects);
            self.probe_effects.clone_from(&fit.row_effects);
            fit.errors_of_columns(&mut self.standard_errors);
            self.residuals.clone_from(&fit.residuals);
            self.weights.clone_from(&fit.weights);
            expression.copy_from_slice(&fit.columns);
        }
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

/// Value `y_ij` is row effect plus column value plus noise; the row effects sum to zero. Column
/// values are eliminated from the equations.
#[derive(Debug, Default)]
struct TwoWayFit {
    residuals: Vec<f64>,
    weights: Vec<f64>,
    /// Each weight over the sum of its column's: `w_ij / W_j`.
    shares: Vec<f64>,
    column_weights: Vec<f64>,
    /// The triangle `L` of the normal equations of the row effects, row after row.
    triangle: Vec<f64>,
    /// What was added to every entry of the equations, which makes the effects sum to zero.
    constraint: f64,
    row_effects: Vec<f64>,
    columns: Vec<f64>,
    scratch: Vec<f64>,
}

impl TwoWayFit {
    /// Fits values, row after row.
    fn fit(&mut self, values: &[f64], n_columns: usize) {
        self.start(values.len(), n_columns);
        self.reweighted(values, n_columns);
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
            self.reweighted(values, n_columns);
            if change(&self.scratch, &self.residuals) < TOLERANCE {
                break;
            }
        }
    }

    fn start(&mut self, n_values: usize, n_columns: usize) {
        let n_rows = n_values / n_columns;
        for (values, n, of) in [
            (&mut self.residuals, n_values, 0.0),
            (&mut self.weights, n_values, 1.0),
            (&mut self.shares, n_values, 0.0),
            (&mut self.column_weights, n_columns, 0.0),
            (&mut self.triangle, n_rows * n_rows, 0.0),
            (&mut self.row_effects, n_rows, 0.0),
            (&mut self.columns, n_columns, 0.0),
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
    fn reweighted(&mut self, values: &[f64], n_columns: usize) {
        self.share_out(n_columns);
        // the column values given that all row effects are 0: weighted means
        self.columns.fill(0.0);
        for (shares, row) in rows(&self.shares, n_columns).zip(rows(values, n_columns)) {
            let means = self.columns.iter_mut().zip(shares).zip(row);
            means.for_each(|((mean, share), value)| *mean += share * value);
        }
        self.set_up_equations(n_columns);
        // right-hand side: sum over j of w_ij (y_ij - mean_j)
        let right = rows(&self.weights, n_columns).zip(rows(values, n_columns));
        for (effect, (weights, row)) in self.row_effects.iter_mut().zip(right) {
            let terms = weights.iter().zip(row).zip(&self.columns);
            *effect = terms
                .map(|((weight, value), mean)| weight * (value - mean))
                .sum();
        }
        factorise(&mut self.triangle, self.row_effects.len());
        solve_lower(&self.triangle, &mut self.row_effects);
        solve_upper(&self.triangle, &mut self.row_effects);
        for (shares, effect) in rows(&self.shares, n_columns).zip(&self.row_effects) {
            let values = self.columns.iter_mut().zip(shares);
            values.for_each(|(value, share)| *value -= share * effect);
        }
        let residuals = self.residuals.chunks_exact_mut(n_columns);
        for ((residuals, row), effect) in residuals
            .zip(rows(values, n_columns))
            .zip(&self.row_effects)
        {
            let values = residuals.iter_mut().zip(row).zip(&self.columns);
            values.for_each(|((residual, value), of_column)| {
                *residual = value - effect - of_column;
            });
        }
    }

    /// Sums the weights of each column and divides them by the sum.
    fn share_out(&mut self, n_columns: usize) {
        self.column_weights.fill(0.0);
        for row in rows(&self.weights, n_columns) {
            let sums = self.column_weights.iter_mut().zip(row);
            sums.for_each(|(sum, weight)| *sum += weight);
        }
        let shares = self.shares.chunks_exact_mut(n_columns);
        for (shares, row) in shares.zip(rows(&self.weights, n_columns)) {
            let terms = shares.iter_mut().zip(row).zip(&self.column_weights);
            terms.for_each(|((share, weight), sum)| *share = weight / sum);
        }
    }

    /// Normal equations of the row effects, lower triangle: `R_i` on the diagonal less
    /// `sum over j of w_ij w_kj / W_j`. They leave the sum of the effects open; adding one number
    /// to every entry makes it zero.
    fn set_up_equations(&mut self, n_columns: usize) {
        let n_rows = self.row_effects.len();
        self.constraint = self.weights.iter().sum::<f64>() / (n_rows * n_rows) as f64;
        for (i, weights) in rows(&self.weights, n_columns).enumerate() {
            let row = &mut self.triangle[i * n_rows..][..=i];
            for (entry, shares) in row.iter_mut().zip(rows(&self.shares, n_columns)) {
                *entry = self.constraint - dot(weights, shares);
            }
            row[i] += weights.iter().sum::<f64>();
        }
    }

    /// The residual variance `s²`: weighted squares over their degrees of freedom; `None` where there
    /// are none.
    fn variance(&self) -> Option<f64> {
        let df = (self.row_effects.len() - 1) * (self.columns.len() - 1);
        let terms = self.weights.iter().zip(&self.residuals);
        let squares: f64 = terms
            .map(|(weight, residual)| weight * residual * residual)
            .sum();
        (df > 0).then(|| squares / df as f64)
    }

    /// Standard errors of the column values `b_j`, from the weights and the factor of the last fit.
    ///
    /// `var b_j = s² (1/W_j + u_j' A⁺ u_j)` with `u_j` the shares of column `j` and `A` the equations.
    fn errors_of_columns(&mut self, errors: &mut Vec<f64>) {
        let (n_rows, n_columns) = (self.row_effects.len(), self.columns.len());
        let Some(variance) = self.variance() else {
            errors.resize(n_columns, f64::NAN);
            return;
        };
        // the shares of a column sum to one, so what the constraint added is known
        let added = 1.0 / (self.constraint * (n_rows * n_rows) as f64);
        for at in 0..n_columns {
            self.scratch.clear();
            self.scratch
                .extend(self.shares[at..].iter().step_by(n_columns));
            solve_lower(&self.triangle, &mut self.scratch);
            let quadratic = dot(&self.scratch, &self.scratch) - added;
            errors.push((variance * (1.0 / self.column_weights[at] + quadratic)).sqrt());
        }
    }

    /// Standard errors of row effect plus mean column value, which is the value of the row where the
    /// columns are to sum to zero.
    ///
    /// A column value is its weighted mean, of variance `s²/W_i`, less the share-weighted row effects;
    /// so with `c` the mean shares of the rows and `e_j` the unit vector
    /// `var = s² (mean over i of 1/W_i, over their number, + (e_j - c)' A⁺ (e_j - c))`. The shares of a
    /// column sum to one, so `e_j - c` sums to zero and what the constraint added takes no part.
    fn errors_of_rows(&mut self, errors: &mut Vec<f64>) {
        let (n_rows, n_columns) = (self.row_effects.len(), self.columns.len());
        let Some(variance) = self.variance() else {
            errors.resize(n_rows, f64::NAN);
            return;
        };
        let of_means = self.column_weights.iter().map(|weight| 1.0 / weight);
        let of_means = of_means.sum::<f64>() / (n_columns * n_columns) as f64;
        let mean_shares: Vec<f64> = rows(&self.shares, n_columns).map(mean).collect();
        for at in 0..n_rows {
            self.scratch.clear();
            self.scratch.extend(mean_shares.iter().map(|share| -share));
            self.scratch[at] += 1.0;
            solve_lower(&self.triangle, &mut self.scratch);
            let quadratic = dot(&self.scratch, &self.scratch);
            errors.push((variance * (of_means + quadratic)).sqrt());
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Writes columns as rows.
fn transpose(values: &[f64], n_columns: usize, turned: &mut Vec<f64>) {
    let n_rows = values.len() / n_columns;
    turned.clear();
    turned.resize(values.len(), 0.0);
    for (at, row) in rows(values, n_columns).enumerate() {
        let places = turned[at..].iter_mut().step_by(n_rows);
        places.zip(row).for_each(|(place, value)| *place = *value);
    }
}

fn rows(values: &[f64], width: usize) -> std::slice::ChunksExact<'_, f64> {
    values.chunks_exact(width)
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
    fn whichever_side_is_eliminated_the_fit_is_the_same() {
        let draw = |at: usize| ((at * 7919 + 13) % 1009) as f64 / 1009.0;
        for (n_probes, n_arrays) in [(11, 3), (5, 4), (20, 12)] {
            let values: Vec<f64> = (0..n_probes * n_arrays)
                .map(|at| {
                    let (probe, array) = (at / n_arrays, at % n_arrays);
                    let far = if at % 23 == 7 { 3.0 } else { 0.0 };
                    6.0 + draw(probe * 31) + 0.5 * draw(array * 17) + 0.3 * draw(at) + far
                })
                .collect();
            let mut model = ProbeLevelModel::default();
            let mut expression = vec![0.0; n_arrays];
            let found = model.summarize(&values, &mut expression);
            let mut plain = TwoWayFit::default();
            plain.fit(&values, n_arrays);
            let mut errors = Vec::new();
            plain.errors_of_columns(&mut errors);
            let weights = found.weights.unwrap();
            assert!(weights.iter().any(|weight| *weight < 0.9));
            for (found, expected) in [
                (&expression, &plain.columns),
                (&found.probe_effects.to_vec(), &plain.row_effects),
                (&found.residuals.to_vec(), &plain.residuals),
                (&weights.to_vec(), &plain.weights),
                (&found.standard_errors.unwrap().to_vec(), &errors),
            ] {
                let pairs = found.iter().zip(expected);
                assert_eq!(found.len(), expected.len());
                let distance = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(distance < 1e-11, "{distance:e} {n_probes} x {n_arrays}");
            }
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
