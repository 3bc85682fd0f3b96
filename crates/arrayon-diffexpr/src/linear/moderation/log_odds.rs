//! The B statistic: log odds that a feature is differentially expressed.

use crate::PerFeature;
use crate::per_feature::of_each;
use arrayon_stats::descriptive::median;
use arrayon_stats::student_t::quantile_of_ln_upper_tail;
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// What the B statistic assumes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogOddsSettings {
    /// Share of features assumed to be differentially expressed.
    pub proportion: f64,
    /// Least and largest standard deviation assumed of log2 fold changes, over the root of the
    /// prior variance.
    pub stdev_coef_lim: (f64, f64),
}

impl Default for LogOddsSettings {
    /// 1 %, and 0.1 to 4: limma's defaults.
    fn default() -> Self {
        Self {
            proportion: 0.01,
            stdev_coef_lim: (0.1, 4.0),
        }
    }
}

/// Above this prior df, t is taken to be normal in the odds.
const NORMAL_ABOVE: f64 = 1e6;

/// What the log odds are computed from.
pub(super) struct Evidence<'a> {
    pub t: &'a [f64],
    pub ln_p: &'a [f64],
    pub stdev_unscaled: &'a PerFeature,
    pub df_total: &'a PerFeature,
    pub s2_prior: &'a PerFeature,
    pub df_prior: &'a PerFeature,
}

/// Log odds (natural) of differential expression of each feature.
///
/// # Source
/// Smyth 2004, section 7; limma 3.54 `eBayes`.
pub(super) fn log_odds(evidence: &Evidence<'_>, settings: &LogOddsSettings) -> Vec<f64> {
    let middle = match evidence.s2_prior {
        PerFeature::Shared(s2) => *s2,
        PerFeature::Each(s2) => {
            let known: Vec<f64> = s2.iter().copied().filter(|s2| !s2.is_nan()).collect();
            median(&known)
        }
    };
    let (least, largest) = settings.stdev_coef_lim;
    let limits = (least * least / middle, largest * largest / middle);
    let v0 = prior_variance(evidence, settings.proportion, limits);
    let prior_odds = (settings.proportion / (1.0 - settings.proportion)).ln();
    of_each(evidence.t.len(), |at| {
        let (t2, df) = (evidence.t[at].powi(2), evidence.df_total.at(at));
        let ratio = 1.0 + v0 / evidence.stdev_unscaled.at(at).powi(2);
        let kernel = if evidence.df_prior.at(at) > NORMAL_ABOVE {
            0.5 * t2 * (1.0 - 1.0 / ratio)
        } else {
            0.5 * (1.0 + df) * ((t2 + df) / (t2 / ratio + df)).ln()
        };
        prior_odds - 0.5 * ratio.ln() + kernel
    })
}

/// The variance of true fold changes over sigma squared, from the largest t statistics: each is
/// compared with the quantile that it would have if the stated proportion were changed.
fn prior_variance(evidence: &Evidence<'_>, proportion: f64, limits: (f64, f64)) -> f64 {
    let known: Vec<usize> = (0..evidence.t.len())
        .filter(|&at| !evidence.t[at].is_nan())
        .collect();
    let n = known.len() as f64;
    let n_top = (0.5 * proportion * n).ceil() as usize;
    if n_top == 0 {
        return limits.0;
    }
    let share = proportion.max(n_top as f64 / n);
    let df = known
        .iter()
        .fold(0.0_f64, |df, &at| df.max(evidence.df_total.at(at)));
    // the tail orders features of different df; only the top ones need a comparable t
    let mut order = known;
    let by_tail = |a: &usize, b: &usize| {
        evidence.ln_p[*a]
            .total_cmp(&evidence.ln_p[*b])
            .then_with(|| a.cmp(b))
    };
    if n_top < order.len() {
        order.select_nth_unstable_by(n_top, by_tail);
    }
    order.truncate(n_top);
    order.sort_unstable_by(by_tail);
    let comparable = |&at: &usize| {
        let t = if evidence.df_total.at(at) < df {
            quantile_of_ln_upper_tail(evidence.ln_p[at] - LN_2, df)
        } else {
            evidence.t[at].abs()
        };
        (t, evidence.ln_p[at], evidence.stdev_unscaled.at(at).powi(2))
    };
    // the comparable t has the feature's own tail
    let estimate = |(rank, at): (usize, &usize)| {
        let (t, ln_p, v1) = comparable(at);
        let null = ln_p.exp();
        let target = ((rank as f64 + 0.5) / n - (1.0 - share) * null) / share;
        let v0 = if target > null {
            let quantile = quantile_of_ln_upper_tail((0.5 * target).ln(), df);
            v1 * ((t / quantile).powi(2) - 1.0)
        } else {
            0.0
        };
        v0.max(limits.0).min(limits.1)
    };
    let estimates = order.par_iter().with_min_len(16).enumerate();
    let estimates: Vec<f64> = estimates.map(estimate).collect();
    estimates.iter().sum::<f64>() / n_top as f64
}
