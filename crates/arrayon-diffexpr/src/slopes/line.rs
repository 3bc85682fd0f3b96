//! Slopes of all features over one column of a design: what phenotypes and doses share.

use super::fitted::Fitted;
use super::model::Column;
use crate::row_order::{RowRank, in_order, up_and_down};
use crate::{ContrastFit, Design, ModeratedContrast, Settings, fit_contrast, moderate_contrast};
use arrayon_core::{ExpressionMatrix, called_at};
use arrayon_results::Columns;
use arrayon_results::number::finite;
use arrayon_stats::multiple_testing::benjamini_hochberg;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One feature's slope, with limma's quantities; `null` where the values are too few.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct SlopeRow {
    /// The feature.
    #[column("feature_id")]
    pub feature_id: String,
    /// Row of the expression matrix; in no file.
    #[serde(skip)]
    pub feature: usize,
    /// Change of log2 expression for one unit of the tested variable.
    #[column("slope", unit = "log2 per unit")]
    pub slope: Option<f64>,
    /// Lower end of the 95 % confidence interval of `slope`.
    #[column("CI.L", unit = "log2 per unit")]
    pub ci_left: Option<f64>,
    /// Upper end of the 95 % confidence interval of `slope`.
    #[column("CI.R", unit = "log2 per unit")]
    pub ci_right: Option<f64>,
    /// Mean log2 expression over the samples of the model.
    #[column("AveExpr", unit = "log2")]
    pub ave_expr: Option<f64>,
    /// Moderated t.
    #[column("t")]
    pub t: Option<f64>,
    /// Two-sided p-value of `t`.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// Natural logarithm of the p-value, NaN without one; in no file.
    #[serde(skip)]
    pub log_p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// Log-odds that the slope is not 0 (limma's B).
    #[column("B", unit = "natural log odds")]
    pub b: Option<f64>,
    /// Correlation of expression and the tested variable; partial where the model adjusts for
    /// columns. Not moderated; with blocks or array weights that of the whitened values, so not Pearson's.
    #[column("correlation")]
    pub correlation: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
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
    pub(crate) fn table(&self, expression: &ExpressionMatrix, fitted: &Fitted) -> Vec<SlopeRow> {
        let (slopes, tests) = (&self.contrast.log_fc, &self.moderated);
        let names = expression.features();
        let p_values: Vec<f64> = tests.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
        let adjusted = benjamini_hochberg(&p_values);
        let order = in_order(names.len(), |at| RowRank {
            p_value: tests.ln_p[at],
            strength: tests.t[at].abs(),
            id: &names[at],
        });
        let row = |at: usize| SlopeRow {
            feature_id: names[at].clone(),
            feature: at,
            slope: finite(slopes[at]),
            ci_left: finite(slopes[at] - tests.ci_half_width[at]),
            ci_right: finite(slopes[at] + tests.ci_half_width[at]),
            ave_expr: finite(fitted.fit.a_mean[at]),
            t: finite(tests.t[at]),
            p_value: finite(p_values[at]),
            log_p_value: tests.ln_p[at],
            adj_p_value: finite(adjusted[at]),
            b: finite(tests.b[at]),
            correlation: finite(self.correlation(fitted, at)),
            gene_symbols: Vec::new(),
            entrez_ids: Vec::new(),
        };
        order.into_iter().map(row).collect()
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

/// How many rows have a test.
pub(crate) fn n_tested<'a>(rows: impl Iterator<Item = &'a SlopeRow>) -> usize {
    rows.filter(|row| row.p_value.is_some()).count()
}

/// How many rows are found to rise and to fall.
pub(crate) fn found<'a>(rows: impl Iterator<Item = &'a SlopeRow>, fdr: f64) -> (usize, usize) {
    let is_found = |row: &&SlopeRow| row.adj_p_value.is_some_and(|p| called_at(p, fdr));
    up_and_down(rows.filter(is_found).filter_map(|row| row.slope))
}
