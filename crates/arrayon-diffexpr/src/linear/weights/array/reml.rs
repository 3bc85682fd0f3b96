//! Array weights by restricted maximum likelihood over all complete features.

use super::variance_model::VarianceModel;
use super::{ArrayWeightSettings, LEAST_VARIANCE};
use crate::linear::fit::{ErrorModel, Kernel};
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::cholesky::Cholesky;
use rayon::prelude::*;

/// Features whose contributions are summed as one.
const BLOCK: usize = 256;

/// Fisher scoring from equal weights.
///
/// # Source
/// Smyth 2002, J. Comput. Graph. Stat. 11:836.
pub(super) fn estimate(
    expression: &ExpressionMatrix,
    design: &Design,
    model: &VarianceModel,
    settings: &ArrayWeightSettings,
) -> Result<Vec<f64>, DiffexprError> {
    let rows = rows_that_vary(complete_rows(expression), design)?;
    let mut parameters = vec![0.0; model.n_parameters()];
    let mut last_gain = f64::INFINITY;
    for _ in 0..settings.max_iterations {
        let weights = model.weights(&parameters);
        let (step, gain) = scoring_step(&rows, design, model, &weights, settings.prior_n)?;
        // a step that expects more than the one before it would lead away
        if gain.is_nan() || gain > last_gain {
            break;
        }
        for (value, step) in parameters.iter_mut().zip(&step) {
            *value += step;
        }
        if gain < settings.tolerance {
            break;
        }
        last_gain = gain;
    }
    Ok(model.weights(&parameters))
}

fn complete_rows(expression: &ExpressionMatrix) -> Vec<&[f64]> {
    (expression.rows())
        .filter(|row| row.iter().all(|value| value.is_finite()))
        .collect()
}

/// The rows whose residual variance with equal weights is more than rounding. A feature that the design fits
/// exactly, as one that is switched on in one group alone, says nothing of the arrays: its residuals over their
/// own variance would count as those of any other.
fn rows_that_vary<'e>(
    rows: Vec<&'e [f64]>,
    design: &Design,
) -> Result<Vec<&'e [f64]>, DiffexprError> {
    let kernel = Kernel::new(design, &ErrorModel::default())?;
    let varies = |row: &&[f64]| {
        let mut residual = vec![0.0; row.len()];
        let mut coefficients = vec![0.0; kernel.n_coefficients()];
        let sigma = kernel.fit(row, &mut residual, &mut coefficients);
        sigma * sigma >= LEAST_VARIANCE
    };
    Ok(rows.into_par_iter().filter(varies).collect())
}

/// One step of Fisher scoring and the gain that it expects, per feature and parameter.
fn scoring_step(
    rows: &[&[f64]],
    design: &Design,
    model: &VarianceModel,
    weights: &[f64],
    prior_n: f64,
) -> Result<(Vec<f64>, f64), DiffexprError> {
    let errors = ErrorModel {
        sample_weights: Some(weights.to_vec()),
        ..ErrorModel::default()
    };
    let kernel = Kernel::new(design, &errors)?;
    let n = weights.len();
    let (squares, n_used) = standardised_squares(rows, &kernel, n);
    if n_used == 0 {
        return Err(DiffexprError::NoFeatures);
    }
    let n_used = n_used as f64;
    let projection = ResidualProjection::new(&kernel, n);
    let score: Vec<f64> = (0..n)
        .map(|j| {
            let expected = projection.entries[j][j];
            n_used * (squares[j] / n_used - expected) + prior_n * (weights[j] - 1.0)
        })
        .collect();
    let information = |i: usize, j: usize| {
        let prior = if i == j { prior_n } else { 0.0 };
        n_used * projection.information(i, j) + prior
    };
    let reduced = model.sums(&score);
    let n_parameters = model.n_parameters();
    let entry = |a: usize, b: usize| model.entry((a, b), information);
    let Some(cholesky) = Cholesky::new(n_parameters, entry) else {
        return Err(super::prior_n(prior_n, "above 0 for a design this small"));
    };
    let mut step = reduced.clone();
    cholesky.solve_in_place(&mut step);
    let gain: f64 = reduced
        .iter()
        .zip(&step)
        .map(|(score, step)| score * step)
        .sum();
    Ok((step, gain / (n_used + prior_n) / n_parameters as f64))
}

/// For each array the sum over features of the weighted squared residual over the residual
/// variance, and how many features took part. Blocks of features are summed in order.
fn standardised_squares(rows: &[&[f64]], kernel: &Kernel, n: usize) -> (Vec<f64>, usize) {
    let of_block = |block: &[&[f64]]| {
        let (mut sums, mut n_used) = (vec![0.0; n], 0);
        let mut residual = vec![0.0; n];
        let mut coefficients = vec![0.0; kernel.n_coefficients()];
        for row in block {
            let sigma = kernel.fit(row, &mut residual, &mut coefficients);
            if sigma > 0.0 {
                let variance = sigma * sigma;
                for (sum, residual) in sums.iter_mut().zip(&residual) {
                    *sum += residual * residual / variance;
                }
                n_used += 1;
            }
        }
        (sums, n_used)
    };
    let blocks: Vec<(Vec<f64>, usize)> = rows.par_chunks(BLOCK).map(of_block).collect();
    blocks
        .into_iter()
        .fold((vec![0.0; n], 0), |(mut total, n_total), (sums, n_used)| {
            total
                .iter_mut()
                .zip(sums)
                .for_each(|(total, sum)| *total += sum);
            (total, n_total + n_used)
        })
}

/// The matrix that takes weighted values to weighted residuals.
struct ResidualProjection {
    entries: Vec<Vec<f64>>,
    /// Its trace.
    df: f64,
}

impl ResidualProjection {
    fn new(kernel: &Kernel, n: usize) -> Self {
        let row_of = |i: usize| -> Vec<f64> {
            let mut row = vec![0.0; n];
            for column in kernel.orthonormal() {
                let entries = row.iter_mut().zip(column);
                entries.for_each(|(entry, other)| *entry -= column[i] * other);
            }
            row[i] += 1.0;
            row
        };
        let entries: Vec<Vec<f64>> = (0..n).into_par_iter().map(row_of).collect();
        Self {
            df: (0..n).map(|at| entries[at][at]).sum(),
            entries,
        }
    }

    /// Information on the log variances of arrays i and j from one feature, its own variance being
    /// estimated too.
    fn information(&self, i: usize, j: usize) -> f64 {
        // the rows of squared entries sum to the diagonal: the projection is its own square
        self.entries[i][j].powi(2) - self.entries[i][i] * self.entries[j][j] / self.df
    }
}
