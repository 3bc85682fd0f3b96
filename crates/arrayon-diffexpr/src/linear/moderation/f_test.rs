//! Moderated F: several contrasts at once.

use super::Moderation;
use crate::linear::fit::quadratic;
use crate::{ContrastFit, LinearFit, UnscaledCovariance};
use arrayon_stats::eigen::symmetric_eigen;
use arrayon_stats::f_distribution;
use ndarray::Array2;
use rayon::prelude::*;
use std::borrow::Cow;

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
        if contrasts.len() > covariance.nrows() {
            return Self::of_coefficients(covariance, contrasts);
        }
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

    /// The same where there are more contrasts than coefficients. The correlations of the contrasts
    /// are `A' A` with one row of `A` a coefficient: their eigenvalues are those of `A A'`, which
    /// grows with the coefficients only.
    fn of_coefficients(covariance: &Array2<f64>, contrasts: &[Vec<f64>]) -> Self {
        let n = covariance.nrows();
        let root = |weights: &Vec<f64>| quadratic(covariance, weights, weights).sqrt();
        let root: Vec<f64> = contrasts.iter().map(root).collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let factor = |(value, vector): (f64, Vec<f64>)| -> Vec<f64> {
            let through = |(weights, root): (&Vec<f64>, &f64)| {
                value.max(0.0).sqrt() * product(&vector, weights) / root
            };
            contrasts.iter().zip(&root).map(through).collect()
        };
        let covariance = symmetric_eigen(n, |i, j| covariance[(i, j)]);
        let factors: Vec<Vec<f64>> = covariance.into_iter().map(factor).collect();
        let pairs = symmetric_eigen(n, |i, j| product(&factors[i], &factors[j]));
        let least = RANK_TOLERANCE * pairs.first().map_or(0.0, |pair| pair.0);
        let kept: Vec<_> = (pairs.into_iter())
            .filter(|(value, _)| *value > least)
            .collect();
        let rank = kept.len() as f64;
        let row = |(value, vector): (f64, Vec<f64>)| -> Vec<f64> {
            let mut row = vec![0.0; contrasts.len()];
            for (share, factor) in vector.iter().zip(&factors) {
                let entries = row.iter_mut().zip(factor);
                entries.for_each(|(entry, of_factor)| *entry += share * of_factor);
            }
            // an eigenvector of length 1 is this over the root of its eigenvalue
            row.iter_mut()
                .for_each(|entry| *entry /= value * rank.sqrt());
            row
        };
        Self {
            rows: kept.into_iter().map(row).collect(),
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

/// The decorrelation of every feature: one for all, or one each, made where it is asked for.
pub(crate) enum Decorrelations<'a> {
    Shared(Decorrelation),
    Each {
        covariances: &'a [Array2<f64>],
        contrasts: &'a [Vec<f64>],
    },
}

impl<'a> Decorrelations<'a> {
    pub(crate) fn new(fit: &'a LinearFit, contrasts: &'a [Vec<f64>]) -> Self {
        match &fit.cov_unscaled {
            UnscaledCovariance::Shared(covariance) => {
                Self::Shared(Decorrelation::new(covariance, contrasts))
            }
            UnscaledCovariance::Each(covariances) => Self::Each {
                covariances,
                contrasts,
            },
        }
    }

    pub(crate) fn at(&self, feature: usize) -> Cow<'_, Decorrelation> {
        match self {
            Self::Shared(decorrelation) => Cow::Borrowed(decorrelation),
            Self::Each {
                covariances,
                contrasts,
            } => Cow::Owned(Decorrelation::new(&covariances[feature], contrasts)),
        }
    }
}

/// Tests a set of contrasts at once: whether any of them differs from 0.
///
/// Contrasts that are combinations of others add no degrees of freedom. The second degrees of
/// freedom are the residual and the prior ones together (limma's `classifyTestsF`): infinite where the prior's
/// are, which makes F times its first degrees of freedom a chi-squared variable. Those of the
/// moderated t stop at the residual ones of all features together, those of F do not, as in limma.
///
/// # Panics
/// If `weights` and `contrasts` differ in length.
///
/// # Source
/// Smyth 2004, section 3; limma 3.54 `eBayes`, whose F.p.value it meets within 1e-8 (that takes the
/// chi-squared distribution above df 1e6, this one F itself).
pub fn moderated_f_test(
    fit: &LinearFit,
    weights: &[Vec<f64>],
    contrasts: &[ContrastFit],
    moderation: &Moderation,
) -> FTest {
    assert_eq!(weights.len(), contrasts.len(), "one fit a contrast");
    let decorrelations = Decorrelations::new(fit, weights);
    let one = |at: usize| {
        let decorrelation = decorrelations.at(at);
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
            f_distribution::ln_upper_tail(f, df1 as f64, f_df2(fit, moderation, at)),
        )
    };
    let all: Vec<_> = (0..fit.sigma.len()).into_par_iter().map(one).collect();
    FTest {
        f: all.iter().map(|(f, _, _)| *f).collect(),
        df1: all.iter().map(|(_, df1, _)| *df1).collect(),
        ln_p: all.iter().map(|(_, _, ln_p)| *ln_p).collect(),
    }
}

/// The second degrees of freedom of a feature's moderated F.
pub(crate) fn f_df2(fit: &LinearFit, moderation: &Moderation, feature: usize) -> f64 {
    fit.df_residual.at(feature) + moderation.prior.df.at(feature)
}
