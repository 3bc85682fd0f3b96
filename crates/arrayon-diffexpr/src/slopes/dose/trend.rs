//! The tests of a dose series.

use super::isotonic::rises;
use super::jonckheere::{JonckheereTest, jonckheere_tests};
use super::monotone::{MonotoneTest, means_are_uncorrelated, monotone_tests};
use super::series::{DoseSamples, DoseSeries};
use super::step_down::{STEP_DOWN_LEVEL, lowest_doses};
use crate::slopes::{
    Column, Fitted, Model, Slopes, build_model, found, indicator, line, n_tested, samples_of,
};
use crate::{BlockEffect, ColumnRoles, Design, Group, Settings, SlopeError, SlopeModel, SlopeRow};
use arrayon_core::{ExpressionMatrix, SampleSheet, called_at};
use arrayon_results::number::finite;
use arrayon_results::table::Table;
use arrayon_results::{Cell, CellKind, Columns, DocumentKind, InCell, MeasuresGenes};
use arrayon_settings::named_by_serde;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a feature's group means follow the doses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
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

named_by_serde!(MeanOrder);

impl InCell for MeanOrder {
    const KIND: CellKind = CellKind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Flat => "flat",
            Self::Mixed => "mixed",
            Self::Unknown => "unknown",
        })
    }
}

/// All features along an ordered dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DoseTrend {
    /// Column of the sample sheet that holds the groups.
    pub variable: String,
    /// The groups, from the lowest dose to the highest.
    pub group_sizes: Vec<Group>,
    /// The dose of each group; without declared doses 0, 1, 2, ...
    pub doses: Vec<f64>,
    /// What a positive slope means, in words.
    pub direction_in_words: String,
    /// The method in words.
    pub method_in_words: String,
    /// The model of the linear trend.
    pub slope_model: SlopeModel,
    /// The random effect of blocks in the model of group means, on which `monotone` and
    /// `lowest_dose` rest; `null` where none was asked for.
    #[serde(default)]
    pub block_within: Option<BlockEffect>,
    /// False discovery rate at which features count as found.
    pub fdr: f64,
    /// Level at which `lowest_dose` steps down from the highest dose.
    pub step_down_level: f64,
    /// Number of features tested for a linear trend.
    pub n_tested: usize,
    /// Features with a rising linear trend.
    pub n_up: usize,
    /// Features with a falling linear trend.
    pub n_down: usize,
    /// Features with a monotone trend, rising or falling; `null` where the test cannot be made.
    pub n_monotone: Option<usize>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value of the linear trend, then by id.
    pub features: Vec<DoseRow>,
}

impl DocumentKind for DoseTrend {
    const SCHEMA: &'static str = "arrayon/dose";
}

/// One feature along an ordered dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct DoseRow {
    /// The linear trend: change of log2 expression for one unit of dose.
    #[serde(flatten)]
    #[parts(
        "feature_id",
        "slope",
        "ci_left",
        "ci_right",
        "ave_expr",
        "t",
        "p_value",
        "adj_p_value",
        "b"
    )]
    pub linear: SlopeRow,
    /// Mean of each group, log2, less that of the lowest dose.
    #[data_columns]
    pub change: Vec<Option<f64>>,
    /// How the means follow each other.
    #[column]
    pub order: MeanOrder,
    /// Means that never turn back, by order-restricted inference; `null` where it cannot be made.
    #[parts("p_value", "adj_p_value")]
    pub monotone: Option<MonotoneTest>,
    /// The Jonckheere-Terpstra rank test; `null` where it cannot be made.
    #[parts("z", "p_value", "adj_p_value")]
    pub jonckheere: Option<JonckheereTest>,
    /// The lowest dose that differs from the first, stepping down from the highest; to be read of
    /// features whose trend was found.
    #[column("lowest_dose", after = "order")]
    pub lowest_dose: Option<String>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
}

impl MeasuresGenes for DoseRow {
    fn feature_id(&self) -> &str {
        &self.linear.feature_id
    }

    fn set_genes(&mut self, symbols: Vec<String>, entrez_ids: Vec<String>) {
        self.gene_symbols = symbols;
        self.entrez_ids = entrez_ids;
    }
}

impl DoseTrend {
    /// `differential/dose.<column>.tsv`.
    pub fn table(&self) -> Table {
        let change = |table: Table, (at, group): (usize, &Group)| {
            let changes = self.features.iter().map(|row| row.change[at]);
            table.numbers(format!("change_{}", group.group), changes)
        };
        Table::of_with(&self.features, |table| {
            self.group_sizes.iter().enumerate().fold(table, change)
        })
    }
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
    let models = Models {
        design: &design,
        fitted: &fitted,
        within: &fitted_within,
    };
    let features = table(&expression, series, &read, &models, settings);
    let linear = || features.iter().map(|row| &row.linear);
    let (n_up, n_down) = found(linear(), settings.fdr);
    let mut notes = notes(series, &read, &fitted_within, settings);
    notes.extend(fitted.notes(&design, settings));
    Ok(DoseTrend {
        variable: series.column.clone(),
        group_sizes: groups(series, &read),
        doses: series.scores(),
        direction_in_words: direction(series),
        method_in_words: format!("linear trend over the doses: {}", settings.model_of_slope()),
        slope_model: fitted.model(&design, &series.adjust, &read.scores, &read.left_out),
        block_within: fitted_within.block,
        fdr: settings.fdr,
        step_down_level: STEP_DOWN_LEVEL,
        n_tested: n_tested(linear()),
        n_up,
        n_down,
        n_monotone: n_monotone(&features, settings.fdr),
        notes,
        features,
    })
}

/// The direction by the names of its ends: whether the last level has more or less of what the column is
/// called after, no one but the author knows.
fn direction(series: &DoseSeries) -> String {
    let (first, last) = (series.levels.first(), series.levels.last());
    let name = |level: Option<&String>| level.cloned().unwrap_or_default();
    format!(
        "positive = expression rises from {} to {} (log2 per {})",
        name(first),
        name(last),
        series.unit()
    )
}

fn n_monotone(rows: &[DoseRow], fdr: f64) -> Option<usize> {
    let mut tests = rows.iter().filter_map(|row| row.monotone).peekable();
    tests.peek()?;
    let is_found = |test: &MonotoneTest| test.adj_p_value.is_some_and(|p| called_at(p, fdr));
    Some(tests.filter(is_found).count())
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
        group: level.clone(),
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
) -> Vec<DoseRow> {
    let n_levels = series.levels.len();
    let is_plain = series.adjust.is_empty();
    let monotone = is_plain.then(|| monotone_tests(models.within)).flatten();
    let jonckheere = is_plain.then(|| jonckheere_tests(expression, &read.groups, n_levels));
    let lowest = lowest_doses(models.within, n_levels, &settings.log_odds);
    let slopes = Slopes::new(models.fitted, models.design, settings);
    let row = |linear: SlopeRow| {
        let at = linear.feature;
        let coefficients = models.within.fit.coefficients.row(at).to_vec();
        let changes = rises(&coefficients[..n_levels]);
        DoseRow {
            order: mean_order(&changes),
            change: changes.into_iter().map(finite).collect(),
            monotone: monotone.as_ref().map(|tests| tests[at]),
            jonckheere: jonckheere.as_ref().map(|tests| tests[at]),
            lowest_dose: lowest[at].map(|level| series.levels[level].clone()),
            linear,
            gene_symbols: Vec::new(),
            entrez_ids: Vec::new(),
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
