//! Moderated t statistics, p-values, log odds and confidence limits of one contrast.

use super::Moderation;
use super::log_odds::{Evidence, LogOddsSettings, log_odds};
use crate::per_feature::of_each;
use crate::{ContrastFit, PerFeature};
use arrayon_stats::descriptive::median;
use arrayon_stats::student_t;
use rayon::prelude::*;
use std::f64::consts::LN_2;

/// The moderated statistics of one contrast, one value a feature.
#[derive(Debug, Clone, PartialEq)]
pub struct ModeratedContrast {
    /// Moderated t.
    pub t: Vec<f64>,
    /// Natural logarithm of the two-sided p-value.
    pub ln_p: Vec<f64>,
    /// Natural log odds of differential expression (limma's B).
    pub b: Vec<f64>,
    /// Half the width of the 95 % confidence interval of the log2 fold change.
    pub ci_half_width: Vec<f64>,
}

/// Tests one contrast with moderated variances.
///
/// # Source
/// Smyth 2004; limma 3.54 `eBayes` and `topTable(confint = TRUE)`.
pub fn moderate_contrast(
    contrast: &ContrastFit,
    moderation: &Moderation,
    settings: &LogOddsSettings,
) -> ModeratedContrast {
    let n_features = contrast.log_fc.len();
    let standard_error = |at: usize| moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at);
    let t = of_each(n_features, |at| contrast.log_fc[at] / standard_error(at));
    let ln_p = ln_p_values(&t, &moderation.df_total);
    let evidence = Evidence {
        t: &t,
        ln_p: &ln_p,
        stdev_unscaled: &contrast.stdev_unscaled,
        df_total: &moderation.df_total,
        s2_prior: &moderation.prior.s2,
        df_prior: &moderation.prior.df,
    };
    let b = log_odds(&evidence, settings);
    ModeratedContrast {
        t,
        ln_p,
        b,
        ci_half_width: confidence_half_width(contrast, moderation),
    }
}

/// Natural logarithms of two-sided p-values; those of the most frequent df come from one table.
fn ln_p_values(t: &[f64], df: &PerFeature) -> Vec<f64> {
    let df = match df {
        PerFeature::Shared(df) => return student_t::ln_two_sided_each(t, *df),
        PerFeature::Each(df) => df,
    };
    let usual = median(df);
    let (own, others): (Vec<usize>, Vec<usize>) = (0..t.len()).partition(|&at| df[at] == usual);
    let t_own: Vec<f64> = own.iter().map(|&at| t[at]).collect();
    let mut ln_p = vec![0.0; t.len()];
    for (&at, value) in own.iter().zip(student_t::ln_two_sided_each(&t_own, usual)) {
        ln_p[at] = value;
    }
    let direct = of_each(others.len(), |at| {
        student_t::ln_two_sided(t[others[at]], df[others[at]])
    });
    for (&at, value) in others.iter().zip(direct) {
        ln_p[at] = value;
    }
    ln_p
}

/// Half the width of the 95 % confidence interval of each log2 fold change.
pub(super) fn confidence_half_width(contrast: &ContrastFit, moderation: &Moderation) -> Vec<f64> {
    let limits = t_limits(&moderation.df_total);
    let half_width =
        |at: usize| moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at) * limits.at(at);
    of_each(contrast.log_fc.len(), half_width)
}

/// Half the width of the interval of one log2 fold change that misses it with the probability
/// `outside`.
pub(crate) fn half_width_at(
    contrast: &ContrastFit,
    moderation: &Moderation,
    feature: usize,
    outside: f64,
) -> f64 {
    let limit =
        student_t::quantile_of_ln_upper_tail(outside.ln() - LN_2, moderation.df_total.at(feature));
    moderation.s2_post[feature].sqrt() * contrast.stdev_unscaled.at(feature) * limit
}

/// The 97.5 % quantile of t; equal df are computed once.
fn t_limits(df: &PerFeature) -> PerFeature {
    let limit = |df: f64| student_t::quantile(0.975, df);
    let PerFeature::Each(each) = df else {
        return PerFeature::Shared(limit(df.at(0)));
    };
    let mut distinct = each.clone();
    distinct.dedup();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let limits: Vec<f64> = distinct.par_iter().map(|df| limit(*df)).collect();
    let find = |df: &f64| {
        distinct
            .binary_search_by(|other| other.total_cmp(df))
            .expect("present")
    };
    PerFeature::Each(each.iter().map(|df| limits[find(df)]).collect())
}
