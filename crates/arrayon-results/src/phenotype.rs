//! `phenotypes/<column>.json`, `.spline.json` and `relation.json`: expression against measured
//! numbers.

use crate::document::DocumentKind;
use crate::table::Table;
use crate::trend_model::{Slope, TrendModel};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Slopes of all features over one column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Phenotype {
    /// Column of the sample sheet.
    pub phenotype: String,
    /// What a positive slope means, in words.
    pub direction: String,
    /// Scale of `slope`: log2 for one unit of the column.
    pub unit: String,
    /// The method in words.
    pub method: String,
    /// The linear model.
    pub model: TrendModel,
    /// Share of the phenotype's variance that the columns adjusted for explain.
    pub explained_by_adjustment: f64,
    /// False discovery rate at which features count as found.
    pub fdr: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features found to rise with the phenotype.
    pub n_up: usize,
    /// Features found to fall with it.
    pub n_down: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value, then by id.
    pub features: Vec<PhenotypeRow>,
}

impl DocumentKind for Phenotype {
    const SCHEMA: &'static str = "arrayon/phenotype";
}

/// One feature over a phenotype.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeRow {
    /// The feature.
    pub feature_id: String,
    /// Its slope.
    #[serde(flatten)]
    pub slope: Slope,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

impl Phenotype {
    /// `phenotypes/<column>.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        Table::default()
            .texts("feature_id", rows().map(|row| &row.feature_id))
            .slopes(rows().map(|row| &row.slope))
            .numbers("correlation", rows().map(|row| row.slope.correlation))
            .genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}

impl Table {
    /// Adds the columns of slopes, with limma's names.
    #[must_use]
    pub(crate) fn slopes<'a>(self, slopes: impl Iterator<Item = &'a Slope> + Clone) -> Self {
        self.numbers("slope", slopes.clone().map(|row| row.slope))
            .numbers("CI.L", slopes.clone().map(|row| row.ci_left))
            .numbers("CI.R", slopes.clone().map(|row| row.ci_right))
            .numbers("AveExpr", slopes.clone().map(|row| row.ave_expr))
            .numbers("t", slopes.clone().map(|row| row.t))
            .numbers("P.Value", slopes.clone().map(|row| row.p_value))
            .numbers("adj.P.Val", slopes.clone().map(|row| row.adj_p_value))
            .numbers("B", slopes.map(|row| row.b))
    }
}

/// Natural splines of all features over one column of numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeSpline {
    /// Column of the sample sheet.
    pub phenotype: String,
    /// The method in words.
    pub method: String,
    /// The linear model.
    pub model: TrendModel,
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
    pub features: Vec<SplineRow>,
}

impl DocumentKind for PhenotypeSpline {
    const SCHEMA: &'static str = "arrayon/phenotype-spline";
}

/// One feature's curve over a phenotype.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SplineRow {
    /// The feature.
    pub feature_id: String,
    /// The fitted curve at `points`, log2, relative to the first of them.
    pub change: Vec<Option<f64>>,
    /// Mean log2 expression over the samples of the model.
    pub ave_expr: Option<f64>,
    /// Moderated F of all members of the spline.
    pub f: Option<f64>,
    /// p-value of `f`.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

impl PhenotypeSpline {
    /// `phenotypes/<column>.spline.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        let mut table = Table::default().texts("feature_id", rows().map(|row| &row.feature_id));
        for (at, point) in self.points.iter().enumerate() {
            table = table.numbers(
                format!("change.at.{point}"),
                rows().map(|row| row.change[at]),
            );
        }
        table
            .numbers("AveExpr", rows().map(|row| row.ave_expr))
            .numbers("F", rows().map(|row| row.f))
            .numbers("P.Value", rows().map(|row| row.p_value))
            .numbers("adj.P.Val", rows().map(|row| row.adj_p_value))
            .genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}

/// Every phenotype beside every contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PhenotypeRelation {
    /// False discovery rate at which features count as found on both sides.
    pub fdr: f64,
    /// How to read the rows.
    pub reading: String,
    /// One row a phenotype and contrast, phenotype after phenotype.
    pub rows: Vec<RelationRow>,
}

impl DocumentKind for PhenotypeRelation {
    const SCHEMA: &'static str = "arrayon/phenotype-relation";
}

/// One phenotype beside one contrast, over the features tested in both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RelationRow {
    /// Column of the sample sheet.
    pub phenotype: String,
    /// Columns for which its slopes are adjusted.
    pub adjusted_for: Vec<String>,
    /// Id of the contrast.
    pub contrast: String,
    /// Features tested in both.
    pub n_tested: usize,
    /// Features up in the contrast.
    pub n_up: usize,
    /// Features down in the contrast.
    pub n_down: usize,
    /// Features that rise with the phenotype.
    pub n_positive: usize,
    /// Features that fall with the phenotype.
    pub n_negative: usize,
    /// Up in the contrast and rising with the phenotype.
    pub n_up_positive: usize,
    /// Up in the contrast and falling with the phenotype.
    pub n_up_negative: usize,
    /// Down in the contrast and rising with the phenotype.
    pub n_down_positive: usize,
    /// Down in the contrast and falling with the phenotype.
    pub n_down_negative: usize,
    /// Features expected in both lists if these were independent.
    pub expected: f64,
    /// Probability of as many or more in both lists by chance (hypergeometric); describes, proves
    /// nothing.
    pub p_value: f64,
    /// `p_value` adjusted by Benjamini and Hochberg over the rows.
    pub adj_p_value: f64,
    /// Spearman's correlation of the contrast's t and the phenotype's t.
    pub spearman: Option<f64>,
    /// The correlation that both estimates have by noise alone, from shared arrays.
    pub noise_correlation: Option<f64>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

impl PhenotypeRelation {
    /// `phenotypes/relation.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.rows.iter();
        Table::default()
            .texts("phenotype", rows().map(|row| &row.phenotype))
            .texts("adjusted_for", rows().map(|row| row.adjusted_for.join(";")))
            .texts("contrast", rows().map(|row| &row.contrast))
            .sizes("n_tested", rows().map(|row| row.n_tested))
            .sizes("n_up", rows().map(|row| row.n_up))
            .sizes("n_down", rows().map(|row| row.n_down))
            .sizes("n_positive", rows().map(|row| row.n_positive))
            .sizes("n_negative", rows().map(|row| row.n_negative))
            .sizes("n_up_positive", rows().map(|row| row.n_up_positive))
            .sizes("n_up_negative", rows().map(|row| row.n_up_negative))
            .sizes("n_down_positive", rows().map(|row| row.n_down_positive))
            .sizes("n_down_negative", rows().map(|row| row.n_down_negative))
            .numbers("expected", rows().map(|row| row.expected))
            .numbers("p_value", rows().map(|row| row.p_value))
            .numbers("adj_p_value", rows().map(|row| row.adj_p_value))
            .numbers("spearman", rows().map(|row| row.spearman))
            .numbers("noise_correlation", rows().map(|row| row.noise_correlation))
    }
}
