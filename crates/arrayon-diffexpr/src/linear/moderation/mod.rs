//! Borrowing of information between features: empirical-Bayes moderation.

mod f_test;
mod likelihood;
mod log_odds;
mod prior;
mod robust;
mod statistics;
mod treat;

pub(crate) use f_test::{Decorrelations, f_df2};
pub use f_test::{FTest, moderated_f_test};
pub use log_odds::LogOddsSettings;
pub use prior::estimate_prior;
pub(crate) use statistics::half_width_at;
pub use statistics::{ModeratedContrast, moderate_contrast};
pub use treat::treat;

use crate::per_feature::of_each;
use crate::{LinearFit, PerFeature, VariancePrior};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the prior of the variances is estimated. The two are one where all features have the same
/// residual degrees of freedom, as without missing values and weights of 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum PriorEstimate {
    /// By the moments of the log variances, in which all features count the same: limma up to
    /// 3.60, and later ones with legacy = TRUE.
    #[default]
    #[serde(rename = "limma-3.54")]
    Moments,
    /// Features of more residual degrees of freedom count more, and the prior degrees of freedom
    /// are those of the largest likelihood: limma from 3.61.8 on.
    #[serde(rename = "limma-3.61")]
    Likelihood,
}

/// How variances are moderated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModerationSettings {
    /// How the prior is estimated where residual degrees of freedom differ.
    pub prior: PriorEstimate,
    /// Whether the prior variance follows the mean expression.
    pub trend: bool,
    /// Whether the prior is protected against hypervariable features, which are then squeezed
    /// less.
    pub robust: bool,
}

/// Moderated variances of every feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Moderation {
    /// Prior variance and its degrees of freedom.
    pub prior: VariancePrior,
    /// Posterior variance of each feature, log2 squared.
    pub s2_post: Vec<f64>,
    /// Degrees of freedom of the moderated t: residual plus prior, but at most the residual ones
    /// of all features together.
    pub df_total: PerFeature,
}

/// Squeezes the features' variances towards the prior estimated from all of them.
///
/// # Source
/// Smyth 2004, Phipson et al. 2016; limma 3.54 `eBayes` and `squeezeVar`, whose numbers it meets
/// within 1e-8; [`PriorEstimate::Likelihood`]: those of limma 3.62.
pub fn moderate(fit: &LinearFit, settings: &ModerationSettings) -> Moderation {
    let s2: Vec<f64> = fit.sigma.iter().map(|sigma| sigma * sigma).collect();
    let covariate = settings.trend.then_some(&fit.a_mean[..]);
    moderate_variances(&s2, &fit.df_residual, covariate, settings)
}

/// [`moderate`] from variances and their degrees of freedom, with a trend over the covariate if
/// there is one (whatever the settings say of it).
pub(crate) fn moderate_variances(
    s2: &[f64],
    df_residual: &PerFeature,
    covariate: Option<&[f64]>,
    settings: &ModerationSettings,
) -> Moderation {
    let n_features = s2.len();
    let robust = settings.robust;
    let by_likelihood = match (settings.prior, df_residual) {
        (PriorEstimate::Likelihood, PerFeature::Each(df)) if differ(df) => {
            likelihood::estimate_prior_by_likelihood(s2, df, covariate, robust)
        }
        _ => None,
    };
    let prior = by_likelihood.unwrap_or_else(|| match robust {
        true => robust::estimate_prior_robustly(s2, df_residual, covariate),
        false => estimate_prior(s2, df_residual, covariate),
    });
    let s2_post = match (df_residual, &prior.df, &prior.s2) {
        (PerFeature::Shared(df), PerFeature::Shared(df_prior), PerFeature::Shared(s2_prior)) => {
            of_each(n_features, |at| {
                posterior(s2[at], *df, *s2_prior, *df_prior)
            })
        }
        (PerFeature::Shared(df), PerFeature::Shared(df_prior), PerFeature::Each(s2_prior)) => {
            of_each(n_features, |at| {
                posterior(s2[at], *df, s2_prior[at], *df_prior)
            })
        }
        _ => of_each(n_features, |at| {
            posterior(s2[at], df_residual.at(at), prior.s2.at(at), prior.df.at(at))
        }),
    };
    let df_pooled = match df_residual {
        PerFeature::Shared(df) => df * n_features as f64,
        PerFeature::Each(df) => arrayon_stats::descriptive::sum(df.iter().copied()),
    };
    let total = |at: usize| (df_residual.at(at) + prior.df.at(at)).min(df_pooled);
    let df_total = match (df_residual, &prior.df) {
        (PerFeature::Shared(_), PerFeature::Shared(_)) => PerFeature::Shared(total(0)),
        _ => PerFeature::Each((0..n_features).map(total).collect()),
    };
    Moderation {
        prior,
        s2_post,
        df_total,
    }
}

/// Whether features that have residual degrees of freedom have different ones.
fn differ(df: &[f64]) -> bool {
    let mut positive = df.iter().filter(|df| **df > 0.0);
    let first = positive.next();
    positive.any(|df| Some(df) != first)
}

fn posterior(s2: f64, df: f64, s2_prior: f64, df_prior: f64) -> f64 {
    if df_prior == f64::INFINITY || df == 0.0 {
        s2_prior
    } else {
        (df * s2 + df_prior * s2_prior) / (df + df_prior)
    }
}
