//! Self-contained gene-set tests on the real design, without simulation.

use super::extreme_eigenvalues::extreme_eigenvalues;
use crate::adjust::{adjust, sort};
use crate::design::{LinearEffects, check_prior};
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::Direction;
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::incomplete_beta::ln_incomplete_beta;
use arrayon_stats::linear::VariancePrior;
use arrayon_stats::quadrature::gauss_legendre;
use arrayon_stats::{normal, student_t};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the genes of a set change, by limma's `fry`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct FryRow {
    /// The collection.
    #[column]
    pub collection: String,
    /// Id of the set.
    #[column]
    pub set_id: String,
    /// The set in words.
    #[column]
    pub description: String,
    /// Tested features of the set.
    #[column]
    pub n_features: usize,
    /// Direction of the mean effect.
    #[column]
    pub direction: Direction,
    /// Two-sided p-value that the set's features change in one direction on the whole.
    #[column]
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg within the collection.
    #[column]
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted over all collections.
    #[column]
    pub adj_p_value_all: Option<f64>,
    /// p-value that some features change, whatever their directions.
    #[column]
    pub mixed_p_value: Option<f64>,
    /// `mixed_p_value` adjusted within the collection.
    #[column]
    pub mixed_adj_p_value: Option<f64>,
    /// `mixed_p_value` adjusted over all collections.
    #[column]
    pub mixed_adj_p_value_all: Option<f64>,
}

/// Tests whether the genes of each set change, each set by itself.
///
/// A rotation test rotates the residuals at random; this is what it comes to with infinitely many
/// rotations, where the genes of a set have one scale. To that end each feature is divided by a
/// standard deviation in which the contrast counts like any residual and the largest effect is
/// left out, moderated by `prior`. Sets without a feature are left out. Results are ordered by p,
/// then id.
///
/// # Errors
/// [`GeneSetError::Shape`] for sizes that do not fit; [`GeneSetError::NotFinite`] for a prior
/// that is not above 0, or a feature without any variation under a prior without weight.
///
/// # Numerics
/// Agrees with limma 3.54 `fry` (standardised by posterior sd, its default) to 1e-9 relative in
/// p (test `golden_camera`). Which effect is the largest depends on the axes of the residual
/// space, an arbitrary choice that is made here as limma makes it. The mixed p approximates the squared effect in a random direction by
/// a beta variable of the same mean and variance, as `fry` does.
///
/// # Source
/// Wu et al. 2010 (doi:10.1093/bioinformatics/btq401); limma's documentation of `fry`.
pub fn fry(
    effects: &LinearEffects,
    prior: &VariancePrior,
    sets: &FeatureSets,
) -> Result<Vec<FryRow>, GeneSetError> {
    if effects.n_features() != sets.n_features() {
        return Err(GeneSetError::Shape {
            what: "features with effects",
            found: effects.n_features(),
            expected: sets.n_features(),
        });
    }
    let per_sd = scales(effects, prior)?;
    let with_rows: Vec<&FeatureSet> = sets
        .sets()
        .iter()
        .filter(|set| !set.rows.is_empty())
        .collect();
    let results = with_rows
        .par_iter()
        .map(|set| test(sets.collection(), set, effects, &per_sd))
        .collect();
    Ok(finish(results))
}

/// Share of the residual degrees of freedom that a variance without its largest effect keeps.
const SHARE_OF_DF: f64 = 0.92;

/// One over the standard deviation of each feature.
fn scales(effects: &LinearEffects, prior: &VariancePrior) -> Result<Vec<f64>, GeneSetError> {
    let n_features = effects.n_features();
    check_prior(prior, n_features)?;
    let n_effects = effects.df_residual() as f64 + 1.0;
    let without_largest = n_effects - expected_largest(n_effects);
    let df = SHARE_OF_DF * effects.df_residual() as f64;
    let mut per_sd = Vec::with_capacity(n_features);
    for row in 0..n_features {
        let (df_prior, s2_prior) = (prior.df.at(row), prior.s2.at(row));
        let along = effects.contrast()[row] * effects.contrast()[row];
        let (mut sum, mut largest) = (along, along);
        for value in effects.residual(row) {
            sum += value * value;
            largest = largest.max(value * value);
        }
        let s2 = (sum - largest) / without_largest;
        let moderated = if df_prior == f64::INFINITY {
            s2_prior
        } else {
            (df * s2 + df_prior * s2_prior) / (df + df_prior)
        };
        if !(moderated > 0.0 && moderated.is_finite()) {
            return Err(GeneSetError::NotFinite {
                what: "moderated variance",
                row,
                value: moderated,
            });
        }
        per_sd.push(moderated.sqrt().recip());
    }
    Ok(per_sd)
}

/// The expectation of the largest of `n` squared standard normal variables, by a rule of 128
/// nodes: limma's, so that its numbers are met.
fn expected_largest(n: f64) -> f64 {
    let value = |x: f64| {
        let z = normal::quantile(0.5 * (1.0 - x));
        n * x.powf(n - 1.0) * z * z
    };
    gauss_legendre(128)
        .into_iter()
        .map(|(x, weight)| weight * value(x))
        .sum()
}

fn test(collection: &str, set: &FeatureSet, effects: &LinearEffects, per_sd: &[f64]) -> FryRow {
    let scaled: Vec<Vec<f64>> = (set.rows.iter())
        .map(|&row| {
            let row = row as usize;
            let first = std::iter::once(&effects.contrast()[row]);
            first
                .chain(effects.residual(row))
                .map(|value| value * per_sd[row])
                .collect()
        })
        .collect();
    let mut means = vec![0.0; effects.df_residual() + 1];
    for row in &scaled {
        for (mean, value) in means.iter_mut().zip(row) {
            *mean += value;
        }
    }
    let df = effects.df_residual() as f64;
    let noise: f64 = means[1..].iter().map(|mean| mean * mean).sum::<f64>() / df;
    let p_value = student_t::two_sided(means[0] / noise.sqrt(), df);
    let up = means[0] > 0.0;
    FryRow {
        collection: collection.to_owned(),
        set_id: set.id.clone(),
        description: set.description.clone(),
        n_features: set.rows.len(),
        direction: if up { Direction::Up } else { Direction::Down },
        p_value: finite(p_value),
        adj_p_value: None,
        adj_p_value_all: None,
        mixed_p_value: finite(if scaled.len() == 1 {
            p_value
        } else {
            mixed(&scaled)
        }),
        mixed_adj_p_value: None,
        mixed_adj_p_value_all: None,
    }
}

/// The share of all directions in which the set's effects are larger than in the contrast's.
///
/// With the effects' squared singular values `a`, the squared effect in a random direction is
/// `sum a_i u_i^2` for `u` uniform on the sphere: between the smallest and the largest `a`, with
/// the moments of a Dirichlet variable. A beta variable with these moments takes its place.
fn mixed(scaled: &[Vec<f64>]) -> f64 {
    let n_values = scaled.len().min(scaled[0].len());
    let product = if scaled.len() <= scaled[0].len() {
        products(scaled)
    } else {
        let columns: Vec<Vec<f64>> = (0..scaled[0].len())
            .map(|column| scaled.iter().map(|row| row[column]).collect())
            .collect();
        products(&columns)
    };
    let sum: f64 = (0..n_values).map(|at| product[at][at]).sum();
    let squares: f64 = product.iter().flatten().map(|value| value * value).sum();
    let (smallest, largest) = extreme_eigenvalues(product);
    let range = largest - smallest;
    let observed = (scaled.iter().map(|row| row[0] * row[0]).sum::<f64>() - smallest) / range;

    let n = n_values as f64;
    let share_variance = (n - 1.0) / (n * n * (n / 2.0 + 1.0));
    let mean = (sum / n - smallest) / range;
    let others = share_variance / (n - 1.0);
    let variance = (share_variance * squares - others * (sum * sum - squares)) / (range * range);
    let precision = mean * (1.0 - mean) / variance - 1.0;
    let (alpha, beta) = (precision * mean, precision * (1.0 - mean));
    let observed = observed.clamp(0.0, 1.0);
    ln_incomplete_beta(beta, alpha, 1.0 - observed, observed).exp()
}

/// All inner products of the rows.
fn products(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum();
    rows.iter()
        .map(|a| rows.iter().map(|b| product(a, b)).collect())
        .collect()
}

fn finish(mut rows: Vec<FryRow>) -> Vec<FryRow> {
    let p = |p: Option<f64>| p.unwrap_or(f64::NAN);
    adjust(
        &mut rows,
        |row| p(row.p_value),
        |row, p| (row.adj_p_value, row.adj_p_value_all) = (finite(p), finite(p)),
    );
    adjust(
        &mut rows,
        |row| p(row.mixed_p_value),
        |row, p| (row.mixed_adj_p_value, row.mixed_adj_p_value_all) = (finite(p), finite(p)),
    );
    sort(&mut rows, |row| {
        (row.p_value.unwrap_or(f64::NAN), &row.set_id)
    });
    rows
}
