//! Surrogate variables: what varies in many features without being in the model.

use crate::{Design, DiffexprError};
use arrayon_core::{Contrast, ExpressionMatrix};
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::inner_product::dot;
use arrayon_stats::qr::Qr;
use arrayon_stats::random_stream::random_stream;
use ndarray::{Array2, Axis, concatenate};
use rand::RngExt;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Features whose sums one task adds.
const CHUNK: usize = 512;
/// Surrogate variables count whose share of variance so many permutations at most reach.
const LIMIT: f64 = 0.1;

/// Singular values of less than this share of the largest are rounding errors.
const NEGLIGIBLE: f64 = 1e-12;

/// How surrogate variables are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurrogateSettings {
    /// How many there are; `None` lets permutations say.
    pub number: Option<usize>,
    /// Permutations of the residuals.
    pub n_permutations: usize,
    /// Their seed.
    pub seed: u64,
}

impl Default for SurrogateSettings {
    /// Their number by 20 permutations, as in sva.
    fn default() -> Self {
        Self {
            number: None,
            n_permutations: 20,
            seed: 1,
        }
    }
}

/// The surrogate variables of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SurrogateVariables {
    /// Whether permutations said how many there are.
    pub is_estimated: bool,
    /// Features they were found in: those with a value in every sample.
    pub n_features: usize,
    /// The variables, which enter the model as covariates.
    pub variables: Vec<SurrogateVariable>,
}

/// One surrogate variable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SurrogateVariable {
    /// Its column in the model.
    pub column: String,
    /// Share of the variance of the residuals that it holds.
    pub share: f64,
    /// Probability of as large a share, or one before it, by chance: (b + 1) / (m + 1) where b of m
    /// permutations reach it; `null` where the number of surrogate variables was given.
    pub p_value: Option<f64>,
    /// Its value in each of the model's samples; the mean of their squares is 1.
    pub values: Vec<f64>,
}

/// Finds the surrogate variables of a design.
///
/// The residuals of all features without missing values are decomposed into singular vectors; a
/// surrogate variable is the weighted sum of the features' values with the entries of one. How many
/// there are is stated, or found by permutations: residuals are shuffled within each feature and
/// fitted again, and a vector counts where its share of the variance, and those of all before it,
/// is reached by at most a tenth of the permutations. One residual degree of freedom is left at
/// least.
///
/// # Errors
/// As many as residual degrees of freedom, or more; no feature without missing values.
///
/// # Numerics
/// Meets limma 3.54 `wsva(y, design, n.sv)` within 1e-8, but for the sign: here the largest value is
/// positive. The same bits for any number of threads.
///
/// # Source
/// Leek and Storey 2007 (doi:10.1371/journal.pgen.0030161); limma's `wsva`; Buja and Eyuboglu 1992
/// (doi:10.1207/s15327906mbr2704_2) and sva's `num.sv(method = "be")` for their number.
pub(crate) fn surrogate_variables(
    expression: &ExpressionMatrix,
    design: &Design,
    contrast: &Contrast,
    settings: &SurrogateSettings,
) -> Result<SurrogateVariables, DiffexprError> {
    let df_residual = design.df_residual();
    if let Some(number) = settings.number.filter(|number| *number >= df_residual) {
        return Err(DiffexprError::TooManySurrogates {
            contrast: contrast.id.clone(),
            number,
            df_residual,
        });
    }
    let rows: Vec<usize> = (0..expression.n_features())
        .filter(|&row| expression.is_complete(row))
        .collect();
    if rows.is_empty() {
        return Err(DiffexprError::NoFeatures);
    }
    let residuals = Residuals::new(expression, &rows, design);
    let vectors = residuals.vectors(df_residual);
    let total: f64 = vectors.iter().map(|(value, _)| value).sum();
    let shares: Vec<f64> = vectors.iter().map(|(value, _)| value / total).collect();
    let n_permutations = settings.n_permutations as f64;
    let n_reached = settings
        .number
        .is_none()
        .then(|| residuals.n_reached(&shares, settings));
    let number = match (&n_reached, settings.number) {
        (Some(n_reached), _) => {
            let counts = |n: &&usize| **n as f64 / n_permutations <= LIMIT;
            n_reached.iter().take_while(counts).count()
        }
        (None, number) => number.unwrap_or(0),
    };
    let number = number.min(df_residual - 1).min(vectors.len());
    let variable = |at: usize| SurrogateVariable {
        column: format!("SV{}", at + 1),
        share: shares[at],
        // the observed residuals are one of the permutations, so that none is impossible by chance
        p_value: n_reached
            .as_ref()
            .map(|n_reached| (n_reached[at] as f64 + 1.0) / (n_permutations + 1.0)),
        values: residuals.weighted_sum(expression, &rows, &vectors[at].1),
    };
    Ok(SurrogateVariables {
        is_estimated: settings.number.is_none(),
        n_features: rows.len(),
        variables: (0..number).map(variable).collect(),
    })
}

impl SurrogateVariables {
    /// The design with the variables as further columns, which the contrast does not hold.
    pub(crate) fn added_to(&self, design: Design) -> Design {
        if self.variables.is_empty() {
            return design;
        }
        let n_samples = design.matrix.nrows();
        let further = Array2::from_shape_fn((n_samples, self.variables.len()), |(row, at)| {
            self.variables[at].values[row]
        });
        let matrix = concatenate(Axis(1), &[design.matrix.view(), further.view()]);
        let (mut columns, mut weights) = (design.columns, design.weights);
        for variable in &self.variables {
            let is_taken = columns.contains(&variable.column);
            let prefix = if is_taken { "surrogate " } else { "" };
            columns.push(format!("{prefix}{}", variable.column));
            weights.push(0.0);
        }
        Design {
            matrix: matrix.expect("as many rows"),
            columns,
            weights,
            ..design
        }
    }

    /// What a reader should know, in words.
    pub(crate) fn notes(&self) -> Vec<String> {
        let n = self.variables.len();
        let found = if self.is_estimated {
            "found by permutations"
        } else {
            "as asked for"
        };
        if n == 0 {
            return vec![
                "no surrogate variables: the residuals vary no more together than chance explains"
                    .to_owned(),
            ];
        }
        let (what, enter) = if n == 1 {
            ("surrogate variable", "enters")
        } else {
            ("surrogate variables", "enter")
        };
        vec![format!(
            "{n} {what} ({found}) {enter} the model; tests take them as known, although they were \
             estimated from the same arrays"
        )]
    }
}

/// The residuals of a design, feature after feature.
struct Residuals {
    n_samples: usize,
    values: Vec<f64>,
    /// Orthonormal columns that span the design.
    orthonormal: Vec<Vec<f64>>,
}

impl Residuals {
    fn new(expression: &ExpressionMatrix, rows: &[usize], design: &Design) -> Self {
        let n_samples = expression.n_samples();
        let orthonormal = Qr::new(design.column_vectors()).orthonormal_columns();
        let mut values: Vec<f64> = rows
            .iter()
            .flat_map(|&row| expression.row(row).to_vec())
            .collect();
        values
            .par_chunks_mut(n_samples)
            .with_min_len(CHUNK)
            .for_each(|row| project_out(&orthonormal, row));
        Self {
            n_samples,
            values,
            orthonormal,
        }
    }

    /// Squared singular values and the singular vectors over samples, as many as there are residual
    /// degrees of freedom at most, the largest first.
    fn vectors(&self, df_residual: usize) -> Vec<(f64, Vec<f64>)> {
        let chunks: Vec<Vec<f64>> = (self.values.par_chunks(CHUNK * self.n_samples))
            .map(|rows| products(rows, self.n_samples))
            .collect();
        let sums = summed(chunks, self.n_samples);
        let mut vectors = decomposed(&sums, self.n_samples, df_residual);
        let least = NEGLIGIBLE * vectors.first().map_or(0.0, |(value, _)| *value);
        vectors.retain(|(value, _)| *value > least && *value > 0.0);
        vectors
    }

    /// For each share the number of permutations that reach it, never falling.
    fn n_reached(&self, shares: &[f64], settings: &SurrogateSettings) -> Vec<usize> {
        let n_permutations = settings.n_permutations;
        let by_chance: Vec<Vec<f64>> = (0..n_permutations)
            .into_par_iter()
            .map(|permutation| self.permuted_shares(settings.seed, permutation, shares.len()))
            .collect();
        let mut largest = 0;
        (shares.iter().enumerate())
            .map(|(at, share)| {
                let n_reached = by_chance
                    .iter()
                    .filter(|chance| chance[at] >= *share)
                    .count();
                largest = largest.max(n_reached);
                largest
            })
            .collect()
    }

    fn permuted_shares(&self, seed: u64, permutation: usize, n: usize) -> Vec<f64> {
        let mut random = random_stream(seed, permutation as u64);
        let mut sums = vec![0.0; self.n_samples * self.n_samples];
        let mut chunk = Vec::with_capacity(CHUNK * self.n_samples);
        for rows in self.values.chunks(CHUNK * self.n_samples) {
            chunk.clear();
            chunk.extend_from_slice(rows);
            for row in chunk.chunks_mut(self.n_samples) {
                for last in (1..row.len()).rev() {
                    row.swap(last, random.random_range(0..=last));
                }
                project_out(&self.orthonormal, row);
            }
            let products = products(&chunk, self.n_samples);
            sums.iter_mut()
                .zip(products)
                .for_each(|(sum, product)| *sum += product);
        }
        let vectors = decomposed(&sums, self.n_samples, n);
        let total: f64 = vectors.iter().map(|(value, _)| value).sum();
        vectors
            .into_iter()
            .map(|(value, _)| value / total)
            .collect()
    }

    /// The features' values, each weighted with its residuals along a vector.
    fn weighted_sum(
        &self,
        expression: &ExpressionMatrix,
        rows: &[usize],
        vector: &[f64],
    ) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_samples];
        for (residuals, &row) in self.values.chunks(self.n_samples).zip(rows) {
            let weight = dot(residuals, vector);
            for (sum, value) in sums.iter_mut().zip(expression.row(row)) {
                *sum += weight * value;
            }
        }
        let square = sums.iter().map(|sum| sum * sum).sum::<f64>() / self.n_samples as f64;
        let largest = sums.iter().fold(
            0.0_f64,
            |most, sum| {
                if sum.abs() > most.abs() { *sum } else { most }
            },
        );
        let scale = square.sqrt() * largest.signum();
        sums.iter().map(|sum| sum / scale).collect()
    }
}

fn project_out(orthonormal: &[Vec<f64>], row: &mut [f64]) {
    for column in orthonormal {
        let along = dot(column, row);
        for (value, entry) in row.iter_mut().zip(column) {
            *value -= along * entry;
        }
    }
}

/// Sums over rows of the products of their values, the lower triangle.
fn products(rows: &[f64], n: usize) -> Vec<f64> {
    let mut sums = vec![0.0; n * n];
    for row in rows.chunks(n) {
        for (i, value) in row.iter().enumerate() {
            for (sum, other) in sums[i * n..=i * n + i].iter_mut().zip(row) {
                *sum += value * other;
            }
        }
    }
    sums
}

fn summed(chunks: Vec<Vec<f64>>, n: usize) -> Vec<f64> {
    let mut total = vec![0.0; n * n];
    for chunk in chunks {
        total
            .iter_mut()
            .zip(chunk)
            .for_each(|(total, sum)| *total += sum);
    }
    total
}

/// The largest eigenvalues of a matrix of which the lower triangle is known, with their vectors.
fn decomposed(triangle: &[f64], n: usize, n_values: usize) -> Vec<(f64, Vec<f64>)> {
    let mut pairs = symmetric_eigen(n, |i, j| triangle[i.max(j) * n + i.min(j)]);
    pairs.truncate(n_values);
    pairs
}

#[cfg(test)]
mod tests;
