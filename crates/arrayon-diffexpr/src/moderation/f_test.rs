//! Moderated F: several contrasts at once.

use super::Moderation;
use crate::contrast::quadratic;
use crate::{ContrastFit, LinearFit, UnscaledCovariance};
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::f_distribution;
use ndarray::Array2;
use rayon::prelude::*;

/// Eigenvalues below this share of the largest count as 0.
const RANK_TOLERANCE: f64 = 1e-8;

/// Moderated F statistics of a set of contrasts, one value a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct FTest {
    /// Moderated F; NaN where a contrast is not determined.
    pub f: Vec<f64>,
    /// Numerator degrees of freedom: independent contrasts.
    pub df1: Vec<usize>,
    /// Natural logarithm of the p-value.
    pub ln_p: Vec<f64>,
}

/// Turns correlated t statistics into independent ones, over the root of their number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Decorrelation {
    /// Rows, one an independent statistic.
    rows: Vec<Vec<f64>>,
}

impl Decorrelation {
    pub(crate) fn new(covariance: &Array2<f64>, contrasts: &[Vec<f64>]) -> Self {
        let product = |i: usize, j: usize| quadratic(covariance, &contrasts[i], &contrasts[j]);
        let root: Vec<f64> = (0..contrasts.len()).map(|i| product(i, i).sqrt()).collect();
        let correlation = |i: usize, j: usize| {
            if i == j {
                1.0
            } else {
                product(i, j) / (root[i] * root[j])
            }
        };
        let pairs = symmetric_eigen(contrasts.len(), correlation);
        let least = RANK_TOLERANCE * pairs.first().map_or(0.0, |pair| pair.0);
        let kept: Vec<_> = pairs
            .into_iter()
            .filter(|(value, _)| *value > least)
            .collect();
        let rank = kept.len() as f64;
        let scaled = |(value, vector): (f64, Vec<f64>)| {
            vector
                .into_iter()
                .map(|entry| entry / (value * rank).sqrt())
                .collect()
        };
        Self {
            rows: kept.into_iter().map(scaled).collect(),
        }
    }

    pub(crate) fn rank(&self) -> usize {
        self.rows.len()
    }

    /// The F statistic of these t statistics.
    pub(crate) fn f(&self, t: &[f64]) -> f64 {
        let component = |row: &Vec<f64>| row.iter().zip(t).map(|(a, b)| a * b).sum::<f64>();
        self.rows.iter().map(|row| component(row).powi(2)).sum()
    }
}

/// The decorrelation of every feature: one, or one each.
pub(crate) fn decorrelations(fit: &LinearFit, contrasts: &[Vec<f64>]) -> Vec<Decorrelation> {
    match &fit.cov_unscaled {
        UnscaledCovariance::Shared(covariance) => vec![Decorrelation::new(covariance, contrasts)],
        UnscaledCovariance::Each(covariances) => covariances
            .par_iter()
            .map(|covariance| Decorrelation::new(covariance, contrasts))
            .collect(),
    }
}

/// Tests a set of contrasts at once: whether any of them differs from 0.
///
/// Contrasts that are combinations of others add no degrees of freedom.
///
/// # Panics
/// If `weights` and `contrasts` differ in length.
///
/// # Source
/// Smyth 2004, section 3; limma 3.54 `eBayes` (its F.p.value takes the chi-squared distribution
/// above df 1e6, this one F itself).
pub fn moderated_f_test(
    fit: &LinearFit,
    weights: &[Vec<f64>],
    contrasts: &[ContrastFit],
    moderation: &Moderation,
) -> FTest {
    assert_eq!(weights.len(), contrasts.len(), "one fit a contrast");
    let decorrelations = decorrelations(fit, weights);
    let one = |at: usize| {
        let decorrelation = &decorrelations[at.min(decorrelations.len() - 1)];
        let error = moderation.s2_post[at].sqrt();
        let t: Vec<f64> = contrasts
            .iter()
            .map(|contrast| contrast.log_fc[at] / (error * contrast.stdev_unscaled.at(at)))
            .collect();
        // an undetermined contrast has no variance either: let its NaN through
        let f = if t.iter().any(|t| t.is_nan()) {
            f64::NAN
        } else {
            decorrelation.f(&t)
        };
        let df1 = decorrelation.rank();
        (
            f,
            df1,
            f_distribution::ln_upper_tail(f, df1 as f64, moderation.df_total.at(at)),
        )
    };
    let all: Vec<_> = (0..fit.sigma.len()).into_par_iter().map(one).collect();
    FTest {
        f: all.iter().map(|(f, _, _)| *f).collect(),
        df1: all.iter().map(|(_, df1, _)| *df1).collect(),
        ln_p: all.iter().map(|(_, _, ln_p)| *ln_p).collect(),
    }
}
