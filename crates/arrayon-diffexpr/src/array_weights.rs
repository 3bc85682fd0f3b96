//! How reliable each array is, estimated from how well it follows the linear models.

use crate::fit::{ErrorModel, Kernel};
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::cholesky::Cholesky;
use rayon::prelude::*;

/// How array weights are estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArrayWeightSettings {
    /// Strength of the pull towards equal weights, as a number of features.
    pub prior_n: f64,
    /// Most scoring steps.
    pub max_iterations: usize,
    /// Steps end when the expected gain in log likelihood per feature and parameter is less.
    pub tolerance: f64,
}

impl Default for ArrayWeightSettings {
    /// limma's: 10, 50, 1e-5. The last stops about a part in a thousand before the maximum.
    fn default() -> Self {
        Self {
            prior_n: 10.0,
            max_iterations: 50,
            tolerance: 1e-5,
        }
    }
}

/// Features whose contributions are summed as one.
const BLOCK: usize = 256;

/// Estimates a relative weight for each array (sample of the design) by restricted maximum
/// likelihood; the weights multiply to 1.
///
/// The variance of feature g on array j is taken as `s2_g / w_j`. Features with missing values
/// and features without residual variance take no part.
///
/// # Errors
/// Different numbers of samples, no feature that can take part, a negative prior.
///
/// # Numerics
/// Meets limma 3.54 `arrayWeights(method = "reml")` within 1e-10; the same bits for any number of
/// threads.
///
/// # Source
/// Ritchie et al. 2006 (doi:10.1186/1471-2105-7-261); Smyth 2002, J. Comput. Graph. Stat. 11:836
/// (the scoring).
pub fn array_weights(
    expression: &ExpressionMatrix,
    design: &Design,
    settings: &ArrayWeightSettings,
) -> Result<Vec<f64>, DiffexprError> {
    let (n_matrix, n_design) = (expression.n_samples(), design.matrix.nrows());
    if n_matrix != n_design {
        return Err(DiffexprError::SampleCount { n_matrix, n_design });
    }
    if settings.prior_n.is_nan() || settings.prior_n < 0.0 {
        let (setting, expected) = ("prior_n", "a number not below 0");
        return Err(DiffexprError::Setting {
            setting,
            value: settings.prior_n,
            expected,
        });
    }
    let rows = complete_rows(expression);
    // one log variance an array but the last, whose is minus the sum of the others'
    let mut log_variances = vec![0.0; n_design - 1];
    let mut last_gain = f64::INFINITY;
    for _ in 0..settings.max_iterations {
        let weights = weights_of(&log_variances);
        let (step, gain) = scoring_step(&rows, design, &weights, settings.prior_n)?;
        // a step that expects more than the one before it would lead away
        if gain.is_nan() || gain > last_gain {
            break;
        }
        for (value, step) in log_variances.iter_mut().zip(&step) {
            *value += step;
        }
        if gain < settings.tolerance {
            break;
        }
        last_gain = gain;
    }
    Ok(weights_of(&log_variances))
}

fn complete_rows(expression: &ExpressionMatrix) -> Vec<&[f64]> {
    let values = expression.values().as_slice().expect("row-major");
    let rows = values.chunks_exact(expression.n_samples());
    rows.filter(|row| row.iter().all(|value| value.is_finite()))
        .collect()
}

fn weights_of(log_variances: &[f64]) -> Vec<f64> {
    let last = -log_variances.iter().sum::<f64>();
    log_variances
        .iter()
        .chain([&last])
        .map(|value| (-value).exp())
        .collect()
}

/// One step of Fisher scoring and the gain that it expects, per feature and parameter.
fn scoring_step(
    rows: &[&[f64]],
    design: &Design,
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
    let projection = residual_projection(&kernel, n);
    let score: Vec<f64> = (0..n)
        .map(|j| n_used * (squares[j] / n_used - projection[j][j]) + prior_n * (weights[j] - 1.0))
        .collect();
    let information = |i: usize, j: usize| {
        let prior = if i == j { prior_n } else { 0.0 };
        n_used * information_entry(&projection, i, j) + prior
    };
    // an array's parameter also stands, negative, in the last array's variance
    let reduced: Vec<f64> = score[..n - 1]
        .iter()
        .map(|value| value - score[n - 1])
        .collect();
    let entry = |i: usize, j: usize| {
        information(i, j) - information(i, n - 1) - information(n - 1, j)
            + information(n - 1, n - 1)
    };
    let Some(cholesky) = Cholesky::new(n - 1, entry) else {
        let (setting, expected) = ("prior_n", "above 0 for a design this small");
        return Err(DiffexprError::Setting {
            setting,
            value: prior_n,
            expected,
        });
    };
    let mut step = reduced.clone();
    cholesky.solve_in_place(&mut step);
    let gain: f64 = reduced
        .iter()
        .zip(&step)
        .map(|(score, step)| score * step)
        .sum();
    Ok((step, gain / (n_used + prior_n) / (n as f64 - 1.0)))
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
fn residual_projection(kernel: &Kernel, n: usize) -> Vec<Vec<f64>> {
    let entry = |i: usize, j: usize| {
        let fitted: f64 = kernel
            .orthonormal()
            .iter()
            .map(|column| column[i] * column[j])
            .sum();
        f64::from(u8::from(i == j)) - fitted
    };
    (0..n)
        .map(|i| (0..n).map(|j| entry(i, j)).collect())
        .collect()
}

/// Information on the log variances of arrays i and j from one feature, its own variance being
/// estimated too.
fn information_entry(projection: &[Vec<f64>], i: usize, j: usize) -> f64 {
    let df: f64 = (0..projection.len()).map(|k| projection[k][k]).sum();
    // the rows of squared entries sum to the diagonal: the projection is its own square
    projection[i][j].powi(2) - projection[i][i] * projection[j][j] / df
}

#[cfg(test)]
mod tests {
    use super::weights_of;

    #[test]
    fn weights_multiply_to_one() {
        let weights = weights_of(&[0.3, -0.2, 1.0]);
        assert_eq!(weights.len(), 4);
        assert!((weights.iter().product::<f64>() - 1.0).abs() < 1e-15);
    }
}
