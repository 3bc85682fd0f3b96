//! The slope of expression over a phenotype.

use super::model::{FittedModel, design_over};
use super::values::read_values;
use super::{Phenotype, PhenotypeModel};
use crate::trend::{Column, Fitted, Ranking, TrendError};
use crate::{ContrastFit, Design, ModeratedContrast, Settings, fit_contrast, moderate_contrast};
use arrayon_core::{ExpressionMatrix, SampleSheet};
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

/// Slopes of all features over one phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct PhenotypeSlopes {
    /// The phenotype.
    pub phenotype: Phenotype,
    /// The sign in words.
    pub direction: String,
    /// The model.
    pub model: PhenotypeModel,
    /// Every feature, by p-value.
    pub rows: Vec<SlopeResult>,
    /// Features with an adjusted p-value of at most `Settings::fdr` that rise with the phenotype.
    pub n_up: usize,
    /// The same, falling.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Tests the slope of every feature over a phenotype, alone or adjusted for columns.
///
/// Samples are matched with the matrix's columns by name. `Settings` apply as to a contrast,
/// except `treat`: its threshold is a fold change, so the slope is tested against 0 and a note
/// says so.
///
/// # Errors
/// A cell that is not a number (with sample and line), a constant phenotype, one that the columns
/// adjusted for determine, no residual degrees of freedom, samples without expression values or
/// without a block, no estimate of the correlation within blocks.
///
/// # Numerics
/// Meets limma 3.54 on `model.matrix(~ phenotype + adjust)` within 1e-8 of max(1, |value|), with
/// `duplicateCorrelation` of the same model where samples are in blocks. The same bits for any number of threads.
///
/// # Source
/// Smyth 2004 (doi:10.2202/1544-6115.1027). The correlation follows from the unmoderated t:
/// r = t / sqrt(t^2 + df).
///
/// # Examples
/// ```
/// use arrayon_core::{ExpressionMatrix, SampleSheet, SheetColumn};
/// use arrayon_diffexpr::{Phenotype, Settings, phenotype_slopes};
///
/// let texts = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let samples = texts(&["s1", "s2", "s3", "s4", "s5"]);
/// let sheet = SampleSheet {
///     path: "samples.csv".into(),
///     samples: samples.clone(),
///     lines: vec![2, 3, 4, 5, 6],
///     files: None,
///     columns: vec![SheetColumn {
///         name: "serum_mg".into(),
///         values: texts(&["0.4", "0.6", "", "0.9", "1.1"]),
///     }],
/// };
/// let values = ndarray::arr2(&[[8.2, 7.8, 6.0, 7.2, 6.8], [6.0, 6.4, 6.1, 6.2, 6.3]]);
/// let expression = ExpressionMatrix::new(texts(&["Trpm6", "Actb"]), samples, values)?;
/// let phenotype = Phenotype { column: "serum_mg".into(), adjust: vec![] };
///
/// let result = phenotype_slopes(&expression, &sheet, &phenotype, &Settings::default())?;
/// assert_eq!(result.rows[0].id, "Trpm6");
/// assert!((result.rows[0].slope + 2.0).abs() < 1e-12); // log2 per unit
/// assert_eq!(result.model.left_out[0].sample, "s3");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn phenotype_slopes(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    phenotype: &Phenotype,
    settings: &Settings,
) -> Result<PhenotypeSlopes, TrendError> {
    crate::analysis::check_settings(settings)?;
    let read = read_values(sheet, &phenotype.column)?;
    let leading = line(&phenotype.column, &read.values);
    let mut built = design_over(sheet, phenotype, &read, leading, settings)?;
    built.design.weights[1] = 1.0;
    let model = FittedModel::new(expression, sheet, phenotype, read, built, settings)?;
    let slopes = Slopes::new(&model.fitted, &model.design, settings);
    let rows = slopes.table(&model.expression, &model.fitted);
    let n_found = |sign| count(rows.iter(), settings.fdr, sign);
    let (n_up, n_down) = (n_found(1.0), n_found(-1.0));
    Ok(PhenotypeSlopes {
        phenotype: phenotype.clone(),
        direction: format!(
            "positive = higher expression at higher {}",
            phenotype.column
        ),
        notes: model.notes(phenotype, settings),
        model: model.into_model(),
        rows,
        n_up,
        n_down,
    })
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
        rows.par_sort_unstable_by(|a, b| ranking(a).compare(&ranking(b)));
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

fn ranking(row: &SlopeResult) -> Ranking<'_> {
    Ranking {
        ln_p: row.log_p_value,
        size: row.t.abs(),
        id: &row.id,
    }
}

/// How many rows are found with this sign.
pub(crate) fn count<'a>(rows: impl Iterator<Item = &'a SlopeResult>, fdr: f64, sign: f64) -> usize {
    let is_found = |row: &&SlopeResult| row.adj_p_value <= fdr && sign * row.slope > 0.0;
    rows.filter(is_found).count()
}
