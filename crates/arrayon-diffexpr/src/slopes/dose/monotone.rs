//! Whether means rise, or fall, along the doses: the order-restricted likelihood ratio with
//! moderated variances.

use super::isotonic::{explained, rises};
use super::level_probabilities::{MOST_GROUPS, level_probabilities};
use crate::slopes::Fitted;
use crate::{LinearFit, UnscaledCovariance};
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::f_distribution;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use ndarray::Array2;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The order-restricted test against means that rise, or fall, from dose to dose.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
#[schemars(rename = "Monotone")]
pub struct MonotoneTest {
    /// 1 rising, -1 falling, 0 if neither has any part.
    pub sign: i8,
    /// Sum of squares of the means under that order over the moderated variance.
    pub f_bar: Option<f64>,
    /// Two-sided p-value: twice that of the better direction, at most 1.
    #[column("monotone_p_value", if_any = "monotone")]
    pub p_value: Option<f64>,
    /// Natural logarithm of the p-value, NaN without one; in no file.
    #[serde(skip)]
    pub log_p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("monotone_adj_p_value", if_any = "monotone")]
    pub adj_p_value: Option<f64>,
}

/// Tests every feature of a model of group means; `None` for more groups than can be done, and where
/// the means are correlated.
///
/// # Source
/// Robertson, Wright and Dykstra 1988, theorem 2.3.1 with the variance estimated from elsewhere:
/// under equal means P(F-bar >= c) = sum over levels l of P(l) P((l - 1) F(l - 1, df) >= c). Taking
/// limma's posterior variance and df for the estimate holds as it does for the moderated t: both
/// are independent of the means.
pub(super) fn monotone_tests(fitted: &Fitted) -> Option<Vec<MonotoneTest>> {
    let n_groups = fitted.fit.coefficients.ncols();
    if n_groups > MOST_GROUPS || !means_are_uncorrelated(&fitted.fit) {
        return None;
    }
    let n_features = fitted.fit.sigma.len();
    let levels = Levels::of_all(fitted, n_features);
    let mut tests: Vec<MonotoneTest> = (0..n_features)
        .into_par_iter()
        .map(|feature| test(fitted, &levels, feature))
        .collect();
    let p_values: Vec<f64> = tests.iter().map(|test| test.log_p_value.exp()).collect();
    for (test, adjusted) in tests.iter_mut().zip(benjamini_hochberg(&p_values)) {
        test.adj_p_value = finite(adjusted);
    }
    Some(tests)
}

/// Whether the means of groups have independent errors: not where blocks hold samples of several.
pub(super) fn means_are_uncorrelated(fit: &LinearFit) -> bool {
    /// Part of the variances below which a covariance is a rounding error.
    const NEGLIGIBLE: f64 = 1e-9;
    let is_diagonal = |covariance: &Array2<f64>| {
        covariance.indexed_iter().all(|((a, b), value)| {
            let size = (covariance[(a, a)] * covariance[(b, b)]).sqrt();
            a == b || value.abs() <= NEGLIGIBLE * size
        })
    };
    match &fit.cov_unscaled {
        UnscaledCovariance::Shared(covariance) => is_diagonal(covariance),
        UnscaledCovariance::Each(covariances) => covariances.par_iter().all(is_diagonal),
    }
}

fn test(fitted: &Fitted, levels: &Levels, feature: usize) -> MonotoneTest {
    let weights = group_weights(fitted, feature);
    let means = fitted.fit.coefficients.row(feature).to_vec();
    let nothing = MonotoneTest {
        sign: 0,
        f_bar: None,
        p_value: None,
        log_p_value: f64::NAN,
        adj_p_value: None,
    };
    let (Some(weights), false) = (weights, means.iter().any(|mean| mean.is_nan())) else {
        return nothing;
    };
    let rises = rises(&means);
    let falls: Vec<f64> = rises.iter().map(|rise| -rise).collect();
    let (up, down) = (explained(&rises, &weights), explained(&falls, &weights));
    let f_bar = up.max(down) / fitted.moderation.s2_post[feature];
    let one_sided = ln_tail(
        f_bar,
        levels.of(&weights),
        fitted.moderation.df_total.at(feature),
    );
    let log_p_value = (one_sided + std::f64::consts::LN_2).min(0.0);
    MonotoneTest {
        sign: i8::from(up > down) - i8::from(down > up),
        f_bar: finite(f_bar),
        p_value: finite(log_p_value.exp()),
        log_p_value,
        adj_p_value: None,
    }
}

/// Natural log of P(F-bar >= `f_bar`).
fn ln_tail(f_bar: f64, levels: &[f64], df: f64) -> f64 {
    if f_bar.is_nan() {
        return f64::NAN;
    }
    if f_bar <= 0.0 {
        return 0.0;
    }
    let term = |(at, probability): (usize, &f64)| {
        let df1 = at as f64;
        probability.ln() + f_distribution::ln_upper_tail(f_bar / df1, df1, df)
    };
    let terms: Vec<f64> = levels.iter().enumerate().skip(1).map(term).collect();
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    let sum: f64 = terms.iter().map(|term| (term - largest).exp()).sum();
    (largest + sum.ln()).min(0.0)
}

/// The precision of each group's mean over sigma; `None` where a group has no value.
fn group_weights(fitted: &Fitted, feature: usize) -> Option<Vec<f64>> {
    let covariance = fitted.fit.cov_unscaled.at(feature);
    let variances = covariance.diag();
    let all_known = variances.iter().all(|variance| *variance > 0.0);
    all_known.then(|| variances.iter().map(|variance| 1.0 / variance).collect())
}

/// Level probabilities of every set of group weights that occurs.
struct Levels(BTreeMap<Vec<u64>, Vec<f64>>);

impl Levels {
    fn of_all(fitted: &Fitted, n_features: usize) -> Self {
        let n = match fitted.fit.cov_unscaled {
            UnscaledCovariance::Shared(_) => n_features.min(1),
            UnscaledCovariance::Each(_) => n_features,
        };
        let weights = (0..n).filter_map(|feature| group_weights(fitted, feature));
        let distinct: BTreeSet<Vec<u64>> = weights.map(|weights| key(&weights)).collect();
        let distinct: Vec<Vec<u64>> = distinct.into_iter().collect();
        let with_levels = distinct.into_par_iter().map(|key| {
            let weights: Vec<f64> = key.iter().map(|bits| f64::from_bits(*bits)).collect();
            (key, level_probabilities(&weights))
        });
        Self(with_levels.collect::<Vec<_>>().into_iter().collect())
    }

    fn of(&self, weights: &[f64]) -> &[f64] {
        &self.0[&key(weights)]
    }
}

/// Weights relative to the first, rounded to 30 bits, so that rounding errors do not make equal
/// ones differ.
fn key(weights: &[f64]) -> Vec<u64> {
    const LAST_BITS: u64 = (1 << 22) - 1;
    let rounded = |weight: &f64| {
        let share = weight / weights[0];
        (share.to_bits() + LAST_BITS / 2) & !LAST_BITS
    };
    weights.iter().map(rounded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_half_of_f() {
        // two groups: rising with probability 1/2, then F(1, df)
        let expected = 0.5_f64.ln() + f_distribution::ln_upper_tail(4.0, 1.0, 9.0);
        assert!((ln_tail(4.0, &[0.5, 0.5], 9.0) - expected).abs() < 1e-14);
        assert_eq!(ln_tail(0.0, &[0.5, 0.5], 9.0), 0.0);
        assert!(ln_tail(1e9, &[0.5, 0.5], f64::INFINITY) < -1e8);
    }

    #[test]
    fn rounding_errors_share_a_key() {
        assert_eq!(
            key(&[3.0, 6.0]),
            key(&[1.0 / (1.0 / 3.0 + 1e-17), 6.0 - 1e-15])
        );
        assert_ne!(key(&[3.0, 6.0]), key(&[3.0, 6.1]));
        assert_eq!(f64::from_bits(key(&[3.0, 6.0])[1]), 2.0);
    }
}
