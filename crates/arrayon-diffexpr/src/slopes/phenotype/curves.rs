//! Natural splines of a phenotype.

use super::model::{FittedModel, design_over};
use super::values::read_values;
use super::{Phenotype, PhenotypeModel};
use crate::slopes::{Column, line};
use crate::standing::Standing;
use crate::{ContrastFit, FTest, Settings, SlopeError, fit_contrast, moderated_f_test};
use arrayon_core::{ExpressionMatrix, SampleSheet};
use arrayon_stats::descriptive::{quantile_of_sorted, sorted};
use arrayon_stats::multiple_testing::benjamini_hochberg;
use arrayon_stats::natural_spline::NaturalSpline;
use rayon::prelude::*;

/// One feature's curve over a phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct CurveResult {
    /// Row of the expression matrix.
    pub feature: usize,
    /// Feature id.
    pub id: String,
    /// Coefficients of the spline's members, those of R's `splines::ns(x, df)`.
    pub coefficients: Vec<f64>,
    /// The fitted curve at [`PhenotypeCurves::points`], log2, relative to the first of them.
    pub change: Vec<f64>,
    /// Mean log2 expression over the samples of the model.
    pub ave_expr: f64,
    /// Moderated F of all members of the spline: whether expression depends on the phenotype.
    pub f: f64,
    /// p-value; 0 where too small for a number, see `log_p_value`.
    pub p_value: f64,
    /// Natural logarithm of the p-value.
    pub log_p_value: f64,
    /// p-value adjusted by Benjamini and Hochberg over all tested features.
    pub adj_p_value: f64,
}

/// Curves of all features over one phenotype.
#[derive(Debug, Clone, PartialEq)]
pub struct PhenotypeCurves {
    /// The phenotype.
    pub phenotype: Phenotype,
    /// Degrees of freedom of the spline.
    pub df: usize,
    /// Interior knots, ascending.
    pub knots: Vec<f64>,
    /// Values of the phenotype at which the curves are stated: lowest, quartiles, highest.
    pub points: Vec<f64>,
    /// The model.
    pub model: PhenotypeModel,
    /// Every feature, by p-value.
    pub rows: Vec<CurveResult>,
    /// Features with an adjusted p-value of at most `Settings::fdr`.
    pub n_found: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Tests whether expression follows a natural cubic spline of a phenotype, alone or adjusted for
/// columns.
///
/// The spline has `df` members beside the intercept: `df - 1` interior knots at equally spaced
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
    let rows = table(&model, &shifts(&spline, &points), df);
    Ok(PhenotypeCurves {
        phenotype: phenotype.clone(),
        df,
        knots: spline.interior_knots().to_vec(),
        points,
        n_found: (rows.iter())
            .filter(|row| row.adj_p_value <= settings.fdr)
            .count(),
        rows,
        notes: model.notes(phenotype, settings),
        model: model.into_model(),
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

fn table(model: &FittedModel<'_>, shifts: &[Vec<f64>], df: usize) -> Vec<CurveResult> {
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
    let row = |at: usize| {
        let coefficients: Vec<f64> = members.iter().map(|member| member.log_fc[at]).collect();
        let change = |shift: &Vec<f64>| shift.iter().zip(&coefficients).map(|(a, b)| a * b).sum();
        CurveResult {
            feature: at,
            id: model.expression.features()[at].clone(),
            change: shifts.iter().map(change).collect(),
            coefficients,
            ave_expr: fitted.fit.a_mean[at],
            f: test.f[at],
            p_value: p_values[at],
            log_p_value: test.ln_p[at],
            adj_p_value: adjusted[at],
        }
    };
    let mut rows: Vec<CurveResult> = (0..p_values.len()).map(row).collect();
    rows.par_sort_unstable_by(|a, b| standing(a).compare(&standing(b)));
    rows
}

fn standing(row: &CurveResult) -> Standing<'_> {
    Standing {
        p_value: row.log_p_value,
        strength: row.f,
        id: &row.id,
    }
}
