//! The table of one contrast.

use crate::per_feature::of_each;
use crate::{ContrastFit, ModeratedContrast};
use arrayon_stats::multiple_testing::adjusted_in_order;
use arrayon_stats::order::ascending;
use rayon::prelude::*;
use std::cmp::Ordering;

/// One feature's results for one contrast. Names follow limma's `topTable`.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureResult {
    /// Row of the expression matrix.
    pub feature: usize,
    /// Feature id.
    pub id: String,
    /// log2 fold change, target over reference.
    pub log_fc: f64,
    /// Lower 95 % confidence limit of `log_fc`.
    pub ci_left: f64,
    /// Upper 95 % confidence limit of `log_fc`.
    pub ci_right: f64,
    /// Mean log2 expression over the samples of the model.
    pub ave_expr: f64,
    /// Moderated t.
    pub t: f64,
    /// Two-sided p-value; 0 where too small for a number, see `log_p_value`.
    pub p_value: f64,
    /// Natural logarithm of the p-value.
    pub log_p_value: f64,
    /// p-value adjusted by Benjamini and Hochberg over all tested features.
    pub adj_p_value: f64,
    /// Natural log odds of differential expression.
    pub b: f64,
    /// The test against no change at all, where the others are against a fold change (`treat`);
    /// else `None`, `t` and `p_value` being that test.
    pub against_zero: Option<AgainstZero>,
}

/// The ordinary moderated t: the log2 fold change over its standard error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgainstZero {
    /// Moderated t.
    pub t: f64,
    /// Its two-sided p-value; 0 where too small for a number.
    pub p_value: f64,
}

/// Joins the columns and sorts by p-value; equal ones by |t| (where p is too small to tell),
/// then by feature id. Features without a p-value come last.
pub(crate) fn result_table(
    features: &[String],
    a_mean: &[f64],
    contrast: &ContrastFit,
    moderated: &ModeratedContrast,
    against_zero: Option<&ModeratedContrast>,
) -> Vec<FeatureResult> {
    let ln_p = &moderated.ln_p;
    let p_values = of_each(features.len(), |at| ln_p[at].exp());
    let (tested, untested) = by_significance(features, moderated);
    let adjusted = adjusted_in_order(&p_values, &tested);
    let row = |feature: usize, adj_p_value: f64| FeatureResult {
        feature,
        id: features[feature].clone(),
        log_fc: contrast.log_fc[feature],
        ci_left: contrast.log_fc[feature] - moderated.ci_half_width[feature],
        ci_right: contrast.log_fc[feature] + moderated.ci_half_width[feature],
        ave_expr: a_mean[feature],
        t: moderated.t[feature],
        p_value: p_values[feature],
        log_p_value: ln_p[feature],
        adj_p_value,
        b: moderated.b[feature],
        against_zero: against_zero.map(|ordinary| AgainstZero {
            t: ordinary.t[feature],
            p_value: ordinary.ln_p[feature].exp(),
        }),
    };
    let tested = tested.into_par_iter().zip(adjusted).with_min_len(1024);
    let untested = untested
        .into_par_iter()
        .map(|feature| row(feature, f64::NAN));
    (tested.map(|(feature, adjusted)| row(feature, adjusted)))
        .chain(untested)
        .collect()
}

/// The features with a p-value in the table's order, and the others in theirs.
fn by_significance(features: &[String], moderated: &ModeratedContrast) -> (Vec<usize>, Vec<usize>) {
    let (ln_p, t) = (&moderated.ln_p, &moderated.t);
    let among_equals = |a: &usize, b: &usize| {
        let size = |at: usize| t[at].abs();
        (size(*b).partial_cmp(&size(*a)).unwrap_or(Ordering::Equal))
            .then_with(|| features[*a].cmp(&features[*b]))
    };
    let (known, mut untested): (Vec<usize>, Vec<usize>) =
        (0..features.len()).partition(|&at| !ln_p[at].is_nan());
    untested.sort_unstable_by(among_equals);
    let ln_p_known: Vec<f64> = known.iter().map(|&at| ln_p[at]).collect();
    let mut tested: Vec<usize> = (ascending(&ln_p_known).into_iter())
        .map(|at| known[at])
        .collect();
    for equals in tested.chunk_by_mut(|a, b| ln_p[*a] == ln_p[*b]) {
        equals.sort_unstable_by(among_equals);
    }
    (tested, untested)
}
