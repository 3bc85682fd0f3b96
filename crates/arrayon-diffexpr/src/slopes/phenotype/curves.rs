//! Natural splines of a phenotype.

use super::Phenotype;
use super::model::{FittedModel, design_over};
use super::values::read_values;
use crate::row_order::{RowRank, in_order};
use crate::slopes::{Column, line};
use crate::{ContrastFit, FTest, Settings, SlopeError, SlopeModel, fit_contrast, moderated_f_test};
use arrayon_core::{ExpressionMatrix, SampleSheet, called_at};
use arrayon_results::number::finite;
use arrayon_results::table::Table;
use arrayon_results::{Columns, DocumentKind};
use arrayon_stats::descriptive::{quantile_of_sorted, sorted};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::natural_spline::NaturalSpline;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Natural splines of all features over one column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeCurves {
    /// Column of the sample sheet.
    pub variable: String,
    /// The method in words.
    pub method_in_words: String,
    /// The linear model.
    pub slope_model: SlopeModel,
    /// Degrees of freedom of the spline.
    pub df: usize,
    /// Interior knots.
    pub knots: Vec<f64>,
    /// Values of the phenotype at which curves are stated: lowest, quartiles, highest.
    pub points: Vec<f64>,
    /// False discovery rate at which features count as found.
    pub fdr: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features whose expression depends on the phenotype.
    pub n_found: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value, then by id.
    pub features: Vec<CurveRow>,
}

impl DocumentKind for PhenotypeCurves {
    const SCHEMA: &'static str = "arrayon/phenotype-spline";
}

/// One feature's curve over a phenotype.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
#[schemars(rename = "SplineRow")]
pub struct CurveRow {
    /// The feature.
    #[column("feature_id")]
    pub feature_id: String,
    /// Row of the expression matrix; in no file.
    #[serde(skip)]
    pub feature: usize,
    /// Coefficients of the spline's members, those of R's `splines::ns(x, df)`; in no file.
    #[serde(skip)]
    pub coefficients: Vec<f64>,
    /// The fitted curve at `points`, log2, relative to the first of them.
    #[data_columns]
    pub change: Vec<Option<f64>>,
    /// Mean log2 expression over the samples of the model.
    #[column("AveExpr", unit = "log2")]
    pub ave_expr: Option<f64>,
    /// Moderated F of all members of the spline.
    #[column("F")]
    pub f: Option<f64>,
    /// p-value of `f`.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// Natural logarithm of the p-value, NaN without one; in no file.
    #[serde(skip)]
    pub log_p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
}

impl PhenotypeCurves {
    /// `phenotypes/<column>.spline.tsv`.
    pub fn table(&self) -> Table {
        let change = |table: Table, (at, point): (usize, &f64)| {
            let changes = self.features.iter().map(|row| row.change[at]);
            table.numbers(format!("change_at_{point}"), changes)
        };
        Table::of_with(&self.features, |table| {
            self.points.iter().enumerate().fold(table, change)
        })
    }
}

/// Tests whether expression follows a natural cubic spline of a phenotype, alone or adjusted for
/// columns.
///
/// The spline has `df` members besides the intercept: `df - 1` interior knots at equally spaced
/// quantiles (type 7) of the phenotype of the samples used, boundary knots at its range.
///
/// `Settings` apply as to slopes.
///
/// # Errors
/// Those of [`crate::phenotype_slopes`]; fewer different values than the spline needs.
///
/// # Numerics
/// Meets limma 3.54 on `model.matrix(~ splines::ns(phenotype, df) + adjust)` within 1e-8 of
/// max(1, |value|). The same bits for any number of threads.
///
/// # Source
/// Hastie 1992, in Statistical Models in S, chapter 7 (the basis); Smyth 2004, section 3 (the test).
pub fn phenotype_curves(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    phenotype: &Phenotype,
    df: usize,
    settings: &Settings,
) -> Result<PhenotypeCurves, SlopeError> {
    settings.check()?;
    let read = read_values(sheet, &phenotype.column)?;
    let spline = spline(phenotype, &read.values, df)?;
    let mut leading = line("", &read.values);
    leading.truncate(1);
    if let Some(spline) = &spline {
        leading.extend(members(&phenotype.column, spline, &read.values));
    }
    let built = design_over(sheet, phenotype, &read, leading, settings)?;
    // a constant phenotype has no spline and was refused with the model
    let Some(spline) = spline.filter(|_| built.design.is_independent()) else {
        return Err(spline_df(phenotype, &read.values, df));
    };
    let points = points(&read.values);
    let model = FittedModel::new(expression, sheet, phenotype, read, built, settings)?;
    let features = table(&model, &shifts(&spline, &points), df);
    let is_found = |row: &&CurveRow| row.adj_p_value.is_some_and(|p| called_at(p, settings.fdr));
    Ok(PhenotypeCurves {
        variable: phenotype.column.clone(),
        method_in_words: format!(
            "natural cubic spline of the phenotype, moderated F of its members: {}",
            settings.model_of_slope()
        ),
        df,
        knots: spline.interior_knots().to_vec(),
        points,
        fdr: settings.fdr,
        n_tested: features.iter().filter(|row| row.p_value.is_some()).count(),
        n_found: features.iter().filter(is_found).count(),
        notes: model.notes(phenotype, settings),
        slope_model: model.into_model(phenotype),
        features,
    })
}

/// The basis; `None` of a phenotype without range.
fn spline(
    phenotype: &Phenotype,
    values: &[f64],
    df: usize,
) -> Result<Option<NaturalSpline>, SlopeError> {
    match n_distinct(values) {
        0 | 1 => Ok(None),
        n_distinct if df == 0 || n_distinct <= df => Err(spline_df(phenotype, values, df)),
        _ => Ok(Some(NaturalSpline::without_intercept(values, df))),
    }
}

fn spline_df(phenotype: &Phenotype, values: &[f64], df: usize) -> SlopeError {
    SlopeError::SplineDf {
        tested: phenotype.column.clone(),
        df,
        n_distinct: n_distinct(values),
        adjust: phenotype.adjust.clone(),
    }
}

fn n_distinct(values: &[f64]) -> usize {
    let mut sorted = sorted(values);
    sorted.dedup();
    sorted.len()
}

fn members(name: &str, spline: &NaturalSpline, values: &[f64]) -> Vec<Column> {
    let columns = spline.columns(values).into_iter().enumerate();
    columns
        .map(|(at, values)| Column {
            name: format!("ns({name}){}", at + 1),
            values,
        })
        .collect()
}

fn points(values: &[f64]) -> Vec<f64> {
    let sorted = sorted(values);
    [0.0, 0.25, 0.5, 0.75, 1.0]
        .map(|share| quantile_of_sorted(&sorted, share))
        .to_vec()
}

/// The members' values at each point, less those at the first.
fn shifts(spline: &NaturalSpline, points: &[f64]) -> Vec<Vec<f64>> {
    let first = spline.values(points[0]);
    let shift = |point: &f64| -> Vec<f64> {
        let values = spline.values(*point).into_iter();
        values
            .zip(&first)
            .map(|(value, first)| value - first)
            .collect()
    };
    points.iter().map(shift).collect()
}

fn table(model: &FittedModel<'_>, shifts: &[Vec<f64>], df: usize) -> Vec<CurveRow> {
    let (fitted, design) = (&model.fitted, &model.design);
    let unit = |at: usize| {
        let mut weights = vec![0.0; design.columns.len()];
        weights[at] = 1.0;
        weights
    };
    let weights: Vec<Vec<f64>> = (1..=df).map(unit).collect();
    let members: Vec<ContrastFit> = (weights.iter())
        .map(|weights| fit_contrast(&fitted.fit, weights))
        .collect();
    let test: FTest = moderated_f_test(&fitted.fit, &weights, &members, &fitted.moderation);
    let p_values: Vec<f64> = test.ln_p.iter().map(|ln_p| ln_p.exp()).collect();
    let adjusted = benjamini_hochberg(&p_values);
    let names = model.expression.features();
    let row = |at: usize| {
        let coefficients: Vec<f64> = members.iter().map(|member| member.log_fc[at]).collect();
        let change = |shift: &Vec<f64>| {
            let terms = shift.iter().zip(&coefficients).map(|(a, b)| a * b);
            finite(terms.sum())
        };
        CurveRow {
            feature_id: names[at].clone(),
            feature: at,
            change: shifts.iter().map(change).collect(),
            coefficients,
            ave_expr: finite(fitted.fit.a_mean[at]),
            f: finite(test.f[at]),
            p_value: finite(p_values[at]),
            log_p_value: test.ln_p[at],
            adj_p_value: finite(adjusted[at]),
            gene_symbols: Vec::new(),
            entrez_ids: Vec::new(),
        }
    };
    let order = in_order(names.len(), |at| RowRank {
        p_value: test.ln_p[at],
        strength: test.f[at],
        id: &names[at],
    });
    order.into_iter().map(row).collect()
}
