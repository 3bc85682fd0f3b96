//! The tests of a dose series.

use super::isotonic::rises;
use super::jonckheere::{JonckheereTest, jonckheere_tests};
use super::monotone::{MonotoneTest, means_are_uncorrelated, monotone_tests};
use super::series::{DoseSamples, DoseSeries};
use super::step_down::lowest_doses;
use crate::slopes::{
    Column, Fitted, Model, Slopes, build_model, count, indicator, line, samples_of,
};
use crate::{
    BlockEffect, ColumnRoles, Design, Group, LeftOutSample, PerFeature, Settings, SlopeError,
    SlopeResult, VariancePrior,
};
use arrayon_core::{ExpressionMatrix, SampleSheet};

/// How a feature's group means follow the doses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeanOrder {
    /// Never falling, and not all equal.
    Rising,
    /// Never rising, and not all equal.
    Falling,
    /// All equal.
    Flat,
    /// Rising and falling.
    Mixed,
    /// A dose without values.
    Unknown,
}

/// One feature along a dose series.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseResult {
    /// The linear trend: slope per unit of dose, or per level.
    pub linear: SlopeResult,
    /// Each level's mean, log2, less that of the lowest; adjusted as the model is. NaN where a
    /// level has no values.
    pub changes: Vec<f64>,
    /// How the means follow each other.
    pub order: MeanOrder,
    /// The order-restricted test; `None` under adjustment, with more than ten levels, or where
    /// blocks correlate the means.
    pub monotone: Option<MonotoneTest>,
    /// The rank test; `None` under adjustment.
    pub jonckheere: Option<JonckheereTest>,
    /// The lowest level that differs from the first (position in the series), stepping down from
    /// the highest; to be read of features whose trend was found.
    pub lowest_dose: Option<usize>,
}

/// All features along a dose series.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseTrend {
    /// The series.
    pub series: DoseSeries,
    /// The sign in words.
    pub direction: String,
    /// The dose of each level.
    pub scores: Vec<f64>,
    /// Samples of each level.
    pub groups: Vec<Group>,
    /// The model of the linear trend: intercept, dose, columns adjusted for.
    pub design: Design,
    /// Samples of other levels.
    pub left_out: Vec<LeftOutSample>,
    /// Weights of the design's samples in the linear trend, where they were estimated.
    pub sample_weights: Option<Vec<f64>>,
    /// The random effect of blocks in the linear trend, where it was asked for.
    pub block: Option<BlockEffect>,
    /// The same within groups, on which the monotone test and the lowest dose rest.
    pub block_within: Option<BlockEffect>,
    /// Residual degrees of freedom of the linear trend.
    pub df_residual: PerFeature,
    /// The prior of the linear trend's variances.
    pub prior: VariancePrior,
    /// The prior of the variances within groups, on which the monotone test and the lowest dose
    /// rest.
    pub prior_within: VariancePrior,
    /// Every feature, by p-value of the linear trend.
    pub rows: Vec<DoseResult>,
    /// Features with a linear trend found at `Settings::fdr`, rising.
    pub n_up: usize,
    /// The same, falling.
    pub n_down: usize,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

/// Tests every feature for a linear and for a monotone trend over ordered groups.
///
/// | test | question | variance | adjustment |
/// |---|---|---|---|
/// | linear | slope over the doses (or the levels' ranks) | about the line | factors, covariates |
/// | monotone ([`MonotoneTest`]) | means never turn back | within groups | none |
/// | Jonckheere-Terpstra ([`JonckheereTest`]) | values rise, by ranks | none | none |
/// | lowest dose ([`crate::STEP_DOWN_LEVEL`]) | which dose is the first to differ | within groups | factors, covariates |
///
/// `Settings::treat` does not apply; `Settings::block` does to all but the rank test.
///
/// # Errors
/// A series that is none, levels without samples, adjustments that determine the dose or a level, no residual
/// degrees of freedom within groups, samples without expression values.
///
/// # Numerics
/// The linear trend meets limma 3.54 on `model.matrix(~ dose + adjust)` within 1e-8 of
/// max(1, |value|), with `duplicateCorrelation` of the same model where samples are in blocks. The same bits for any number of threads.
///
/// # Source
/// Smyth 2004 (linear); Robertson, Wright and Dykstra 1988 (monotone); Jonckheere 1954.
pub fn dose_trend(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    series: &DoseSeries,
    settings: &Settings,
) -> Result<DoseTrend, SlopeError> {
    settings.check()?;
    let read = series.samples(sheet)?;
    let on_line = line(&series.column, &read.scores);
    let on_line = model(series, &read, on_line, &series.adjust);
    let mut design = build_model(sheet, on_line, &settings.roles)?.design;
    design.weights[1] = 1.0;
    let within = within_groups(sheet, series, &read, &settings.roles)?;
    let expression = samples_of(expression, &design.sample_names, &series.column)?;
    let fitted = |design| Fitted::new(&expression, design, sheet, &series.column, settings);
    let (fitted, fitted_within) = (fitted(&design)?, fitted(&within)?);
    let rows = table(
        &expression,
        series,
        &read,
        &Models {
            design: &design,
            fitted: &fitted,
            within: &fitted_within,
        },
        settings,
    );
    let n_found = |sign| count(rows.iter().map(|row| &row.linear), settings.fdr, sign);
    let mut notes = notes(series, &read, &fitted_within, settings);
    notes.extend(fitted.notes(&design, settings));
    Ok(DoseTrend {
        series: series.clone(),
        direction: format!(
            "positive = higher expression at higher {} (log2 per {})",
            series.column,
            series.unit()
        ),
        scores: series.scores(),
        groups: groups(series, &read),
        left_out: read.left_out,
        n_up: n_found(1.0),
        n_down: n_found(-1.0),
        sample_weights: fitted.sample_weights,
        block: fitted.block,
        block_within: fitted_within.block,
        df_residual: fitted.fit.df_residual,
        prior: fitted.moderation.prior,
        prior_within: fitted_within.moderation.prior,
        design,
        rows,
        notes,
    })
}

fn model<'a>(
    series: &'a DoseSeries,
    read: &'a DoseSamples<'_>,
    leading: Vec<Column>,
    adjust: &'a [String],
) -> Model<'a> {
    Model {
        tested: &series.column,
        samples: &read.samples,
        values: &read.scores,
        leading,
        adjust,
        left_out: &read.left_out,
    }
}

/// The design of group means, which the columns adjusted for must not determine.
fn within_groups(
    sheet: &SampleSheet,
    series: &DoseSeries,
    read: &DoseSamples<'_>,
    roles: &ColumnRoles,
) -> Result<Design, SlopeError> {
    let design = |adjust: &[String]| {
        let groups = model(series, read, group_columns(series, read), adjust);
        build_model(sheet, groups, roles).map(|built| built.design)
    };
    let within = design(&series.adjust)?;
    if within.is_independent() {
        return Ok(within);
    }
    let confounds = |name: &&String| {
        design(std::slice::from_ref(*name)).is_ok_and(|alone| !alone.is_independent())
    };
    let mut with: Vec<String> = series.adjust.iter().filter(confounds).cloned().collect();
    if with.is_empty() {
        with = series.adjust.clone();
    }
    Err(SlopeError::Confounded {
        tested: series.column.clone(),
        with,
    })
}

/// Both models of a series.
struct Models<'a> {
    design: &'a Design,
    fitted: &'a Fitted,
    within: &'a Fitted,
}

fn group_columns(series: &DoseSeries, read: &DoseSamples<'_>) -> Vec<Column> {
    let column = |level: &String| indicator(read.column, level, &read.samples);
    series.levels.iter().map(column).collect()
}

fn groups(series: &DoseSeries, read: &DoseSamples<'_>) -> Vec<Group> {
    let group = |(at, level): (usize, &String)| Group {
        level: level.clone(),
        n_samples: read.groups.iter().filter(|group| **group == at).count(),
    };
    series.levels.iter().enumerate().map(group).collect()
}

fn table(
    expression: &ExpressionMatrix,
    series: &DoseSeries,
    read: &DoseSamples<'_>,
    models: &Models<'_>,
    settings: &Settings,
) -> Vec<DoseResult> {
    let n_levels = series.levels.len();
    let is_plain = series.adjust.is_empty();
    let monotone = is_plain.then(|| monotone_tests(models.within)).flatten();
    let jonckheere = is_plain.then(|| jonckheere_tests(expression, &read.groups, n_levels));
    let lowest = lowest_doses(models.within, n_levels, &settings.log_odds);
    let slopes = Slopes::new(models.fitted, models.design, settings);
    let row = |linear: SlopeResult| {
        let at = linear.feature;
        let coefficients = models.within.fit.coefficients.row(at).to_vec();
        let changes = rises(&coefficients[..n_levels]);
        DoseResult {
            order: mean_order(&changes),
            monotone: monotone.as_ref().map(|tests| tests[at]),
            jonckheere: jonckheere.as_ref().map(|tests| tests[at]),
            lowest_dose: lowest[at],
            changes,
            linear,
        }
    };
    let linear = slopes.table(expression, models.fitted);
    linear.into_iter().map(row).collect()
}

fn mean_order(changes: &[f64]) -> MeanOrder {
    if changes.iter().any(|change| change.is_nan()) {
        return MeanOrder::Unknown;
    }
    let rises = changes.windows(2).any(|pair| pair[1] > pair[0]);
    let falls = changes.windows(2).any(|pair| pair[1] < pair[0]);
    match (rises, falls) {
        (true, false) => MeanOrder::Rising,
        (false, true) => MeanOrder::Falling,
        (false, false) => MeanOrder::Flat,
        (true, true) => MeanOrder::Mixed,
    }
}

fn notes(
    series: &DoseSeries,
    read: &DoseSamples<'_>,
    within: &Fitted,
    settings: &Settings,
) -> Vec<String> {
    let mut notes = Vec::new();
    if !read.left_out.is_empty() {
        notes.push(format!(
            "{} of {} samples have none of the doses and are left out",
            read.left_out.len(),
            read.left_out.len() + read.samples.len()
        ));
    }
    if !series.adjust.is_empty() {
        notes.push(
            "the monotone and the rank test do not adjust for columns and are left out".into(),
        );
    } else if series.levels.len() > super::level_probabilities::MOST_GROUPS {
        notes.push("the monotone test is left out: more than ten doses".into());
    } else if !means_are_uncorrelated(&within.fit) {
        notes.push(
            "the monotone test is left out: blocks hold samples of several doses, whose means are \
             correlated"
                .into(),
        );
    }
    if settings.array_weights.is_some() && series.adjust.is_empty() {
        notes.push("the rank test takes no account of array weights".into());
    }
    if settings.observation_weights.is_some() && series.adjust.is_empty() {
        notes.push("the rank test takes no account of observation weights".into());
    }
    if let (Some(column), true) = (&settings.block, series.adjust.is_empty()) {
        notes.push(format!(
            "the rank test takes no account of blocks of '{column}': samples count as independent \
             in it"
        ));
    }
    if settings.treat.is_some() {
        notes.push(
            "the treat threshold is a fold change and does not apply: trends are tested against 0"
                .into(),
        );
    }
    notes
}
