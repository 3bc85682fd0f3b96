//! Slopes of all features over one column of a design: what phenotypes and doses share.

use super::fitted::Fitted;
use super::model::Column;
use crate::standing::Standing;
use crate::{ContrastFit, Design, ModeratedContrast, Settings, fit_contrast, moderate_contrast};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use rayon::prelude::*;

/// One feature's slope over a phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct SlopeResult {
    /// Row of the expression matrix.
    pub feature: usize,
    /// Feature id.
    pub id: String,
    /// Change of log2 expression for one unit of the phenotype.
    pub slope: f64,
    /// Lower 95 % confidence limit of `slope`.
    pub ci_left: f64,
    /// Upper 95 % confidence limit of `slope`.
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
    /// Natural log odds of a slope other than 0 (limma's B).
    pub b: f64,
    /// Correlation of expression and phenotype: Pearson's; partial where the model adjusts for
    /// columns; weighted where arrays have weights, of decorrelated values where samples are in
    /// blocks. Not moderated. NaN of a constant feature.
    pub correlation: f64,
}

/// Intercept and phenotype.
pub(crate) fn line(name: &str, values: &[f64]) -> Vec<Column> {
    let column = |name: &str, values: Vec<f64>| Column {
        name: name.to_owned(),
        values,
    };
    vec![
        column("(Intercept)", vec![1.0; values.len()]),
        column(name, values.to_vec()),
    ]
}

/// Fitted and tested slopes, in the matrix's order.
pub(crate) struct Slopes {
    contrast: ContrastFit,
    moderated: ModeratedContrast,
}

impl Slopes {
    pub(crate) fn new(fitted: &Fitted, design: &Design, settings: &Settings) -> Self {
        let contrast = fit_contrast(&fitted.fit, &design.weights);
        Self {
            moderated: moderate_contrast(&contrast, &fitted.moderation, &settings.log_odds),
            contrast,
        }
    }

    /// The rows, by p-value.
    pub(crate) fn table(&self, expression: &ExpressionMatrix, fitted: &Fitted) -> Vec<SlopeResult> {
        let (slopes, tests) = (&self.contrast.log_fc, &self.moderated);
        let p_values: Vec<f64> = tests.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
        let adjusted = benjamini_hochberg(&p_values);
        let row = |at: usize| SlopeResult {
            feature: at,
            id: expression.features()[at].clone(),
            slope: slopes[at],
            ci_left: slopes[at] - tests.ci_half_width[at],
            ci_right: slopes[at] + tests.ci_half_width[at],
            ave_expr: fitted.fit.a_mean[at],
            t: tests.t[at],
            p_value: p_values[at],
            log_p_value: tests.ln_p[at],
            adj_p_value: adjusted[at],
            b: tests.b[at],
            correlation: self.correlation(fitted, at),
        };
        let mut rows: Vec<SlopeResult> = (0..slopes.len()).map(row).collect();
        rows.par_sort_unstable_by(|a, b| standing(a).compare(&standing(b)));
        rows
    }

    /// The share of sums of squares, with the sign of the slope.
    fn correlation(&self, fitted: &Fitted, at: usize) -> f64 {
        /// Below this part of the level a difference is a rounding error.
        const NEGLIGIBLE: f64 = 1e-12;
        let effect = self.contrast.log_fc[at] / self.contrast.stdev_unscaled.at(at);
        let rest = fitted.fit.sigma[at].powi(2) * fitted.fit.df_residual.at(at);
        let level = fitted.fit.a_mean[at].abs().max(1.0);
        if rest == 0.0 && effect.abs() < NEGLIGIBLE * level {
            return f64::NAN;
        }
        effect / (effect * effect + rest).sqrt()
    }
}

fn standing(row: &SlopeResult) -> Standing<'_> {
    Standing {
        p_value: row.log_p_value,
        strength: row.t.abs(),
        id: &row.id,
    }
}

/// How many rows are found with this sign.
pub(crate) fn count<'a>(rows: impl Iterator<Item = &'a SlopeResult>, fdr: f64, sign: f64) -> usize {
    let is_found = |row: &&SlopeResult| row.adj_p_value <= fdr && sign * row.slope > 0.0;
    rows.filter(is_found).count()
}
