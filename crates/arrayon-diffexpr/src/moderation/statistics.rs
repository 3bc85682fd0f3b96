//! Moderated t statistics, p-values, log odds and confidence limits of one contrast.

use super::Moderation;
use super::log_odds::{Evidence, LogOddsSettings, log_odds};
use crate::{ContrastFit, PerFeature};
use arrayon_stats::student_t;
use rayon::prelude::*;

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
    let t: Vec<f64> = (0..n_features)
        .map(|at| contrast.log_fc[at] / standard_error(at))
        .collect();
    let ln_p: Vec<f64> = (t.par_iter().enumerate())
        .map(|(at, t)| student_t::ln_two_sided(*t, moderation.df_total.at(at)))
        .collect();
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

/// Half the width of the 95 % confidence interval of each log2 fold change.
pub(super) fn confidence_half_width(contrast: &ContrastFit, moderation: &Moderation) -> Vec<f64> {
    let limits = t_limits(&moderation.df_total);
    let half_width =
        |at: usize| moderation.s2_post[at].sqrt() * contrast.stdev_unscaled.at(at) * limits.at(at);
    (0..contrast.log_fc.len()).map(half_width).collect()
}

/// The 97.5 % quantile of t; equal df are computed once.
fn t_limits(df: &PerFeature) -> PerFeature {
    let limit = |df: f64| student_t::quantile(0.975, df);
    let PerFeature::Each(each) = df else {
        return PerFeature::Shared(limit(df.at(0)));
    };
    let mut distinct = each.clone();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let limits: Vec<f64> = distinct.par_iter().map(|df| limit(*df)).collect();
    let find = |df: &f64| {
        distinct
            .binary_search_by(|other| other.total_cmp(df))
            .expect("present")
    };
    PerFeature::Each(each.iter().map(|df| limits[find(df)]).collect())
}
