//! Array weights updated by one feature after the other.

use super::LEAST_VARIANCE;
use super::variance_model::VarianceModel;
use crate::linear::fit::{ErrorModel, Kernel};
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::cholesky::Cholesky;
use arrayon_stats::linear::Whitening;

/// Updates the parameters once for each feature: by its score, over the information of all features
/// so far and of `prior_n` features of equal weights.
///
/// The information of a feature is that of independent squared residuals, each in proportion to
/// its share of the residual degrees of freedom. Features with one residual degree of freedom say
/// nothing and are passed over; where no feature says anything, all arrays weigh the same.
///
/// # Source
/// Ritchie et al. 2006 (doi:10.1186/1471-2105-7-261), the gene-by-gene update algorithm. That the
/// information is the diagonal one, and what is passed over, was found by experiments with limma.
pub(super) fn estimate(
    expression: &ExpressionMatrix,
    design: &Design,
    errors: &ErrorModel,
    model: &VarianceModel,
    prior_n: f64,
) -> Result<Vec<f64>, DiffexprError> {
    let n = model.n_parameters();
    let columns = design.column_vectors();
    let mut parameters = vec![0.0; n];
    let mut information = vec![0.0; n * n];
    model.add_diagonal(|_| prior_n, &mut information);
    for feature in 0..expression.n_features() {
        let row = expression.row(feature).to_vec();
        let weights = model.weights(&parameters);
        let Some(fitted) = Squares::of(&row, feature, &columns, errors, &weights) else {
            continue;
        };
        model.add_diagonal(|sample| fitted.expected[sample], &mut information);
        let shares = model.sums(&fitted.expected);
        let df: f64 = fitted.expected.iter().sum();
        for a in 0..n {
            for b in 0..=a {
                information[a * n + b] -= shares[a] * shares[b] / df;
            }
        }
        let Some(cholesky) = Cholesky::new(n, |a, b| information[a * n + b]) else {
            return Err(super::prior_n(
                prior_n,
                "above 0 with missing values or weights",
            ));
        };
        let excess: Vec<f64> = (fitted.squares.iter().zip(&fitted.expected))
            .map(|(square, expected)| square - expected)
            .collect();
        let mut step = model.sums(&excess);
        cholesky.solve_in_place(&mut step);
        (parameters.iter_mut().zip(step)).for_each(|(parameter, step)| *parameter += step);
    }
    Ok(model.weights(&parameters))
}

/// The weighted squared residuals of a feature over its residual variance, and what they are
/// expected to be; 0 for samples without a value.
struct Squares {
    squares: Vec<f64>,
    expected: Vec<f64>,
}

impl Squares {
    /// `None` of a feature that says nothing of the weights.
    fn of(
        row: &[f64],
        feature: usize,
        columns: &[Vec<f64>],
        errors: &ErrorModel,
        weights: &[f64],
    ) -> Option<Self> {
        let all: Vec<usize> = (0..row.len()).collect();
        let roots = errors.root_weights(Some(feature), &all);
        let root = |at: usize| roots.as_ref().map_or(1.0, |roots| roots[at]);
        let used = all
            .iter()
            .filter(|&&at| row[at].is_finite() && root(at) > 0.0);
        let used: Vec<usize> = used.copied().collect();
        if used.is_empty() {
            return None;
        }
        let of_used = |column: &Vec<f64>| used.iter().map(|&at| column[at]).collect();
        let whitening = Whitening {
            roots: Some(
                used.iter()
                    .map(|&at| root(at) * weights[at].sqrt())
                    .collect(),
            ),
            correlation: None,
        };
        let kernel = Kernel::of_columns(columns.iter().map(of_used).collect(), whitening);
        if kernel.df_residual() < 2.0 {
            return None;
        }
        let values: Vec<f64> = used.iter().map(|&at| row[at]).collect();
        let mut residual = vec![0.0; values.len()];
        let sigma = kernel.fit(&values, &mut residual, &mut vec![0.0; columns.len()]);
        let variance = sigma * sigma;
        if variance < LEAST_VARIANCE {
            return None;
        }
        let mut found = Self {
            squares: vec![0.0; row.len()],
            expected: vec![0.0; row.len()],
        };
        for (position, &at) in used.iter().enumerate() {
            let basis = kernel.orthonormal().iter();
            let leverage: f64 = basis
                .map(|column| column[position] * column[position])
                .sum();
            found.squares[at] = residual[position] * residual[position] / variance;
            found.expected[at] = 1.0 - leverage;
        }
        Some(found)
    }
}
