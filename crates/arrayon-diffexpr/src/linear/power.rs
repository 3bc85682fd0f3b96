//! What a contrast could have found.

use crate::{ContrastFit, Moderation, PerFeature};
use arrayon_stats::descriptive::{median, quantiles};
use arrayon_stats::noncentral_t;
use arrayon_stats::root::brent;
use arrayon_stats::student_t::quantile_of_ln_upper_tail;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::f64::consts::LN_2;

/// The fold changes that a contrast could have found, at the variances observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Power {
    /// The power.
    pub power: f64,
    /// The p-value at which features were found.
    pub p_limit: f64,
    /// For features that vary little, typically and much.
    pub detectable: Vec<DetectableFoldChange>,
}

/// The fold change that a feature must have to be found with that power.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectableFoldChange {
    /// Share of the features that vary less.
    pub variance_quantile: f64,
    /// Posterior standard deviation, log2.
    pub sigma: f64,
    /// log2 fold change of either sign.
    pub log_fc: f64,
}

/// The log2 fold change that the contrast finds with the given power at the false discovery rate,
/// for features of low, median and high variance.
///
/// The posterior variance is taken for the feature's own, and the p-value limit for what it was
/// in this analysis. The far tail on the other side is left out: it is below 1e-3 of the power.
///
/// `None` where no feature has a test.
///
/// # Panics
/// If `power` or `fdr` is not between 0 and 1.
///
/// # Source
/// The noncentral t distribution, as for a t test (Johnson and Welch 1940).
pub fn detectable_fold_changes(
    contrast: &ContrastFit,
    moderation: &Moderation,
    n_found: usize,
    fdr: f64,
    power: f64,
) -> Option<Power> {
    assert!(power > 0.0 && power < 1.0, "power {power}");
    assert!(fdr > 0.0 && fdr < 1.0, "false discovery rate {fdr}");
    let known = |at: &usize| !contrast.log_fc[*at].is_nan() && !moderation.s2_post[*at].is_nan();
    let features: Vec<usize> = (0..contrast.log_fc.len()).filter(known).collect();
    if features.is_empty() {
        return None;
    }
    let p_limit = fdr * n_found.max(1) as f64 / features.len() as f64;
    let sigmas: Vec<f64> = (features.iter())
        .map(|&at| moderation.s2_post[at].sqrt())
        .collect();
    let errors: Vec<f64> = (features.iter().zip(&sigmas))
        .map(|(&at, sigma)| sigma * contrast.stdev_unscaled.at(at))
        .collect();
    let typical_df = match &moderation.df_total {
        PerFeature::Shared(df) => *df,
        PerFeature::Each(df) => median(&features.iter().map(|&at| df[at]).collect::<Vec<_>>()),
    };
    let ncp = noncentrality(p_limit, typical_df, power);
    let shares = [0.25, 0.5, 0.75];
    let (errors, sigmas) = (quantiles(&errors, &shares), quantiles(&sigmas, &shares));
    let detectable = (0..shares.len()).map(|at| DetectableFoldChange {
        variance_quantile: shares[at],
        sigma: sigmas[at],
        log_fc: ncp * errors[at],
    });
    Some(Power {
        power,
        p_limit,
        detectable: detectable.collect(),
    })
}

/// The true effect, in standard errors, that gives |t| beyond the limit with this probability.
pub(super) fn noncentrality(p_limit: f64, df: f64, power: f64) -> f64 {
    let t = quantile_of_ln_upper_tail(p_limit.min(1.0).ln() - LN_2, df);
    let lacking = |ncp: f64| noncentral_t::upper_tail(t, df, ncp) - power;
    let mut high = t.max(1.0);
    while lacking(high) < 0.0 && high < 1e6 {
        high *= 2.0;
    }
    let at_zero = lacking(0.0);
    if at_zero >= 0.0 {
        return 0.0;
    }
    brent(lacking, (0.0, at_zero), (high, lacking(high)), 1e-10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meets_the_power_of_a_t_test() {
        // R: power.t.test(n = 5, sd = 1, sig.level = 0.05, power = 0.8)$delta = 2.024438
        let ncp = noncentrality(0.05, 8.0, 0.8);
        assert!((ncp * (2.0f64 / 5.0).sqrt() - 2.024_438).abs() < 1e-4);
    }

    #[test]
    fn a_limit_of_one_needs_no_effect_for_half_power() {
        assert_eq!(noncentrality(1.0, 8.0, 0.4), 0.0);
        assert!(noncentrality(1e-9, 4.0, 0.9) > noncentrality(1e-3, 4.0, 0.9));
    }
}
