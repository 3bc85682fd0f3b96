//! The table of one contrast.

use crate::standing::Standing;
use crate::{ContrastFit, ModeratedContrast};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;

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
}

/// Joins the columns and sorts by p-value; equal ones by |t| (where p is too small to tell),
/// then by feature id. Features without a p-value come last.
pub(crate) fn result_table(
    features: &[String],
    a_mean: &[f64],
    contrast: &ContrastFit,
    moderated: &ModeratedContrast,
) -> Vec<FeatureResult> {
    let p_values: Vec<f64> = moderated.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
    let adjusted = benjamini_hochberg(&p_values);
    let mut rows: Vec<FeatureResult> = (0..features.len())
        .map(|feature| FeatureResult {
            feature,
            id: features[feature].clone(),
            log_fc: contrast.log_fc[feature],
            ci_left: contrast.log_fc[feature] - moderated.ci_half_width[feature],
            ci_right: contrast.log_fc[feature] + moderated.ci_half_width[feature],
            ave_expr: a_mean[feature],
            t: moderated.t[feature],
            p_value: p_values[feature],
            log_p_value: moderated.ln_p[feature],
            adj_p_value: adjusted[feature],
            b: moderated.b[feature],
        })
        .collect();
    rows.par_sort_unstable_by(|a, b| standing(a).compare(&standing(b)));
    rows
}

fn standing(row: &FeatureResult) -> Standing<'_> {
    Standing {
        p_value: row.log_p_value,
        strength: row.t.abs(),
        id: &row.id,
    }
}
