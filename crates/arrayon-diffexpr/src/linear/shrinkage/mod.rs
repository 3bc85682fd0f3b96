//! Fold changes shrunk towards 0, with local false sign rates.

mod weights;

use crate::{ContrastFit, ModeratedContrast, Moderation};
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::finite;
use arrayon_stats::normal;
use arrayon_stats::order::ascending;
use arrayon_stats::student_t;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::{LN_2, SQRT_2};
use weights::Likelihoods;

/// The weight of the component without any change counts as if so many further features, less one,
/// were known not to change.
const WEIGHT_OF_NULL: f64 = 10.0;
/// t below this are in proportion to their normal scores.
const SMALL_T: f64 = 1e-4;

/// How large the changes of a contrast are, as a mixture of normal distributions about 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shrinkage {
    /// The method in words.
    pub method_in_words: String,
    /// Share of the features estimated not to change at all. It is pushed up a little, so that it is
    /// rather too large than too small.
    pub pi0: f64,
    /// The components with any weight, by standard deviation; 0 is no change.
    pub components: Vec<ShrinkageComponent>,
    /// Features whose s-value does not exceed the false discovery rate.
    pub n_called: usize,
}

/// One component of the mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShrinkageComponent {
    /// Standard deviation of the changes, log2.
    pub sd: f64,
    /// Share of the features.
    pub weight: f64,
}

/// What shrinkage makes of estimates, one value an estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Shrunk {
    /// Standard deviations of the components, ascending from 0.
    pub sds: Vec<f64>,
    /// Their weights.
    pub weights: Vec<f64>,
    /// Mean of each effect given its estimate; NaN where there is none.
    pub mean: Vec<f64>,
    /// Its standard deviation.
    pub sd: Vec<f64>,
    /// Local false sign rate.
    pub lfsr: Vec<f64>,
    /// The mean local false sign rate of the effects up to this one.
    pub s_value: Vec<f64>,
}

/// Shrinks estimates with normal errors towards 0, by a mixture of normal distributions of effects
/// whose weights are estimated from all of them. `None` without any estimate that has a finite
/// error above 0.
///
/// # Numerics
/// The likelihood is convex in the weights; its maximum is found within 1e-13 for each estimate.
///
/// # Source
/// Stephens 2017 (doi:10.1093/biostatistics/kxw041). Grid of standard deviations, weight of 10 on no
/// effect, and quantities as in ashr 2.2 `ash(mixcompdist = "normal")`. Weights and quantities meet a
/// direct optimisation of the same likelihood within 1e-6 (ashr itself was not at hand).
///
/// # Examples
/// ```
/// let estimates = [3.0, 0.1, -0.2, 0.05, 0.15, -0.1, 0.0, 0.2, -0.15, 0.12, -0.05, 2.8];
/// let shrunk = arrayon_diffexpr::shrink(&estimates, &[0.2; 12]).unwrap();
/// assert!(shrunk.mean[0] > 2.9 && shrunk.lfsr[0] < 1e-6);
/// assert!(shrunk.mean[1].abs() < 0.1 && shrunk.lfsr[1] > 0.3);
/// ```
pub fn shrink(estimates: &[f64], errors: &[f64]) -> Option<Shrunk> {
    assert_eq!(estimates.len(), errors.len(), "one error an estimate");
    let is_known =
        |at: &usize| estimates[*at].is_finite() && errors[*at].is_finite() && errors[*at] > 0.0;
    let known: Vec<usize> = (0..estimates.len()).filter(is_known).collect();
    if known.is_empty() {
        return None;
    }
    let known_of = |values: &[f64]| known.iter().map(|&at| values[at]).collect::<Vec<f64>>();
    let (estimates_known, errors_known) = (known_of(estimates), known_of(errors));
    let sds = grid(&estimates_known, &errors_known);
    let weights = mixture(&estimates_known, &errors_known, &sds);
    let posteriors: Vec<Posterior> = (estimates_known.par_iter().zip(&errors_known))
        .with_min_len(256)
        .map(|(estimate, error)| Posterior::new(*estimate, *error, &sds, &weights))
        .collect();
    let spread = |value: &dyn Fn(&Posterior) -> f64| {
        let mut all = vec![f64::NAN; estimates.len()];
        for (&at, posterior) in known.iter().zip(&posteriors) {
            all[at] = value(posterior);
        }
        all
    };
    let lfsr: Vec<f64> = posteriors.iter().map(|posterior| posterior.lfsr).collect();
    let mut s_value = vec![f64::NAN; estimates.len()];
    let (mut total, mut place) = (0.0, 0);
    for tied in ascending(&lfsr).chunk_by(|&a, &b| lfsr[a] == lfsr[b]) {
        // equal rates share the mean up to the last of them, whatever the order of rows
        total += lfsr[tied[0]] * tied.len() as f64;
        place += tied.len();
        tied.iter()
            .for_each(|&at| s_value[known[at]] = total / place as f64);
    }
    Some(Shrunk {
        mean: spread(&|posterior| posterior.mean),
        sd: spread(&|posterior| posterior.sd),
        lfsr: spread(&|posterior| posterior.lfsr),
        s_value,
        sds,
        weights,
    })
}

/// 0, and standard deviations in steps of the root of 2 from a tenth of the least error to twice
/// what the largest estimate exceeds its error.
fn grid(estimates: &[f64], errors: &[f64]) -> Vec<f64> {
    let least = errors.iter().copied().fold(f64::INFINITY, f64::min) / 10.0;
    let excess = (estimates.iter().zip(errors)).map(|(b, s)| b * b - s * s);
    let excess = excess.fold(0.0, f64::max);
    let largest = if excess > 0.0 {
        2.0 * excess.sqrt()
    } else {
        8.0 * least
    };
    let n_steps = ((largest / least).log2() / SQRT_2.log2()).ceil();
    let sd = |step: u32| largest * SQRT_2.powf(f64::from(step) - n_steps);
    [0.0]
        .into_iter()
        .chain((0..=n_steps as u32).map(sd))
        .collect()
}

/// The weights of the components.
fn mixture(estimates: &[f64], errors: &[f64], sds: &[f64]) -> Vec<f64> {
    let null = (0..sds.len()).map(|at| f64::from(u8::from(at == 0)));
    let row = |(estimate, error): (&f64, &f64)| -> Vec<f64> {
        let ln: Vec<f64> = sds
            .iter()
            .map(|sd| ln_density(*estimate, *error, *sd))
            .collect();
        let most = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        ln.iter().map(|ln| (ln - most).exp()).collect()
    };
    let rows: Vec<Vec<f64>> = (estimates.par_iter().zip(errors)).map(row).collect();
    let likelihoods = Likelihoods {
        n_components: sds.len(),
        rows: null.chain(rows.into_iter().flatten()).collect(),
        row_weights: [WEIGHT_OF_NULL - 1.0]
            .into_iter()
            .chain(vec![1.0; estimates.len()])
            .collect(),
    };
    likelihoods.best_weights()
}

/// Logarithm of the density of an estimate under a component, but for a constant.
fn ln_density(estimate: f64, error: f64, sd: f64) -> f64 {
    let variance = error * error + sd * sd;
    -0.5 * (variance.ln() + estimate * estimate / variance)
}

/// An effect given its estimate.
struct Posterior {
    mean: f64,
    sd: f64,
    lfsr: f64,
}

impl Posterior {
    fn new(estimate: f64, error: f64, sds: &[f64], weights: &[f64]) -> Self {
        let used = || sds.iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        let ln: Vec<f64> = used()
            .map(|(sd, weight)| weight.ln() + ln_density(estimate, error, *sd))
            .collect();
        let most = ln.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = ln.iter().map(|ln| (ln - most).exp()).sum();
        let (mut mean, mut square, mut null, mut below, mut above) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for ((sd, _), ln) in used().zip(&ln) {
            let share = (ln - most).exp() / total;
            if *sd == 0.0 {
                null += share;
                continue;
            }
            let kept = sd * sd / (sd * sd + error * error);
            let (own_mean, own_sd) = (kept * estimate, kept.sqrt() * error);
            mean += share * own_mean;
            square += share * (own_mean * own_mean + own_sd * own_sd);
            below += share * normal::upper_tail(own_mean / own_sd);
            above += share * normal::cdf(own_mean / own_sd);
        }
        Self {
            mean,
            sd: (square - mean * mean).max(0.0).sqrt(),
            lfsr: (null + f64::min(below, above)).min(1.0),
        }
    }
}

/// The standard error with which a normal estimate would have the p-value of the moderated t.
///
/// # Source
/// Lu and Stephens 2019 (arXiv:1901.10679): shrinkage by normal likelihoods whose errors allow for
/// the estimated variances in this way.
pub(crate) fn normal_errors(
    contrast: &ContrastFit,
    moderated: &ModeratedContrast,
    moderation: &Moderation,
) -> Vec<f64> {
    crate::per_feature::of_each(contrast.log_fc.len(), |at| {
        let t = moderated.t[at].abs();
        if t > SMALL_T {
            let score = -normal::quantile_of_ln(moderated.ln_p[at] - LN_2);
            return contrast.log_fc[at].abs() / score;
        }
        let error = moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at);
        let density = student_t::ln_density(0.0, moderation.df_total.at(at)).exp();
        error * normal::density(0.0) / density
    })
}

/// Adds shrunken fold changes to the rows of a contrast; `moderated` is its test against 0.
pub(crate) fn shrink_rows(
    rows: &mut [FeatureRow],
    places: &[usize],
    (contrast, moderated): (&ContrastFit, &ModeratedContrast),
    moderation: &Moderation,
    fdr: f64,
) -> Option<Shrinkage> {
    let errors = normal_errors(contrast, moderated, moderation);
    let shrunk = shrink(&contrast.log_fc, &errors)?;
    for (row, &place) in rows.iter_mut().zip(places) {
        row.shrunk_log_fc = finite(shrunk.mean[place]);
        row.shrunk_sd = finite(shrunk.sd[place]);
        row.lfsr = finite(shrunk.lfsr[place]);
        row.s_value = finite(shrunk.s_value[place]);
    }
    let component = |(&sd, &weight)| ShrinkageComponent { sd, weight };
    let is_called = |value: &&f64| arrayon_core::called_at(**value, fdr);
    Some(Shrinkage {
        method_in_words:
            "adaptive shrinkage: changes a mixture of normal distributions about 0 and of none, \
                 errors normal with the p-values of the moderated t"
                .to_owned(),
        pi0: shrunk.weights[0],
        components: (shrunk.sds.iter().zip(&shrunk.weights))
            .map(component)
            .filter(|component| component.weight > 0.0)
            .collect(),
        n_called: shrunk.s_value.iter().filter(is_called).count(),
    })
}

#[cfg(test)]
mod tests;
