//! `differential/dose.<column>.json`: groups in a declared order.

use crate::differential::{Block, GroupSize};
use crate::document::DocumentKind;
use crate::table::Table;
use crate::trend_model::{Slope, TrendModel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All features along an ordered dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dose {
    /// Column of the sample sheet that holds the groups.
    pub variable: String,
    /// The groups, from the lowest dose to the highest.
    pub groups: Vec<GroupSize>,
    /// The dose of each group; without declared doses 0, 1, 2, ...
    pub doses: Vec<f64>,
    /// What a positive slope means, in words.
    pub direction: String,
    /// The method in words.
    pub method: String,
    /// The model of the linear trend.
    pub model: TrendModel,
    /// The random effect of blocks in the model of group means, on which `monotone` and
    /// `lowest_dose` rest; `null` where none was asked for.
    #[serde(default)]
    pub block_within: Option<Block>,
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

impl DocumentKind for Dose {
    const SCHEMA: &'static str = "arrayon/dose";
}

/// One feature along an ordered dose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DoseRow {
    /// The feature.
    pub feature_id: String,
    /// The linear trend: change of log2 expression for one unit of dose.
    #[serde(flatten)]
    pub slope: Slope,
    /// Mean of each group, log2, less that of the lowest dose.
    pub change: Vec<Option<f64>>,
    /// How the means follow each other: `rising`, `falling`, `flat`, `mixed` or `unknown`.
    pub order: String,
    /// Means that never turn back, by order-restricted inference; `null` where it cannot be made.
    pub monotone: Option<Monotone>,
    /// The Jonckheere-Terpstra rank test; `null` where it cannot be made.
    pub jonckheere: Option<Jonckheere>,
    /// The lowest dose that differs from the first, stepping down from the highest; to be read of
    /// features whose trend was found.
    pub lowest_dose: Option<String>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

/// The order-restricted test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Monotone {
    /// 1 rising, -1 falling, 0 if neither has any part.
    pub direction: i8,
    /// Sum of squares of the means under that order over the moderated variance.
    pub f_bar: Option<f64>,
    /// Two-sided p-value.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
}

/// The rank test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Jonckheere {
    /// Standardised statistic, positive = rising.
    pub z: Option<f64>,
    /// Two-sided p-value.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
    /// Whether the p-value is exact.
    pub exact: bool,
}

impl Dose {
    /// `differential/dose.<column>.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        let mut table = Table::default()
            .texts("feature_id", rows().map(|row| &row.feature_id))
            .slopes(rows().map(|row| &row.slope));
        for (at, group) in self.groups.iter().enumerate() {
            table = table.numbers(
                format!("change.{}", group.level),
                rows().map(|row| row.change[at]),
            );
        }
        table = table.texts("order", rows().map(|row| &row.order));
        let lowest = rows().map(|row| row.lowest_dose.as_deref().unwrap_or("NA"));
        table = table.texts("lowest_dose", lowest);
        if rows().any(|row| row.monotone.is_some()) {
            let tests = || rows().map(|row| row.monotone.as_ref());
            table = table
                .numbers("monotone.P.Value", tests().map(|test| test?.p_value))
                .numbers("monotone.adj.P.Val", tests().map(|test| test?.adj_p_value));
        }
        if rows().any(|row| row.jonckheere.is_some()) {
            let tests = || rows().map(|row| row.jonckheere.as_ref());
            table = table
                .numbers("jonckheere.z", tests().map(|test| test?.z))
                .numbers("jonckheere.P.Value", tests().map(|test| test?.p_value))
                .numbers(
                    "jonckheere.adj.P.Val",
                    tests().map(|test| test?.adj_p_value),
                );
        }
        table.genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}
