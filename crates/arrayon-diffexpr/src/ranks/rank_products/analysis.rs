//! One pairwise contrast by rank products, from sheet to table.

use super::result::RankDirection;
use super::{
    RankNull, RankNullName, RankProducts, RankSettings, RankStatistic, Replicates, rank_products,
};
use crate::DiffexprError;
use crate::ranks::two_groups::{TwoGroups, two_groups};
use crate::row_order::{RowRank, in_order, up_and_down};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet, called_at};
use arrayon_results::number::finite;
use arrayon_results::{Columns, DocumentKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One contrast by rank products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankProductResult {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means, in words.
    pub direction_in_words: String,
    /// The method in words.
    pub method_in_words: String,
    /// How it was done.
    pub settings: RankProductSettings,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Replicates: pairs, or the size of the smaller group (summed over blocks).
    pub n_replicates: usize,
    /// Other labellings of the samples (mirror images not counted), or permutations, behind the
    /// p-values; 0 where they come from independent ranks alone.
    pub n_permutations: usize,
    /// Whether these are all labellings there are.
    pub is_complete: bool,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features higher in the target.
    pub n_up: usize,
    /// Features lower in the target.
    pub n_down: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value, then by rank and id.
    pub features: Vec<RankProductRow>,
}

impl DocumentKind for RankProductResult {
    const SCHEMA: &'static str = "arrayon/rank-products";
}

/// How rank products were computed, with all defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RankProductSettings {
    /// How ranks are joined.
    pub statistic: RankStatistic,
    /// Where p-values come from.
    pub null: RankNullName,
    /// Most labellings, or the number of permutations; `null` for `published`.
    pub n_permutations: Option<usize>,
    /// Their seed; `null` for `published`.
    pub seed: Option<u64>,
    /// Columns of the sample sheet within whose values samples were compared.
    pub pairs: Vec<String>,
}

/// One feature's rank products; `null` where it has no values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct RankProductRow {
    /// The feature.
    #[column("feature_id")]
    pub feature_id: String,
    /// Mean log2 ratio, target over reference.
    #[column("logFC", unit = "log2")]
    pub log_fc: Option<f64>,
    /// Replicates in which the feature is present.
    pub n_replicates: u32,
    /// Geometric mean rank from the largest ratio.
    #[column("rank_up")]
    pub rank_up: Option<f64>,
    /// Geometric mean rank from the smallest ratio.
    #[column("rank_down")]
    pub rank_down: Option<f64>,
    /// One-sided p-value, higher in the target.
    #[column("p_value_up")]
    pub p_value_up: Option<f64>,
    /// One-sided p-value, lower in the target.
    #[column("p_value_down")]
    pub p_value_down: Option<f64>,
    /// Share of false positives, higher in the target; monotone.
    #[column("pfp_up")]
    pub pfp_up: Option<f64>,
    /// Share of false positives, lower in the target; monotone.
    #[column("pfp_down")]
    pub pfp_down: Option<f64>,
    /// `pfp_up` as the papers compute it, not monotone.
    #[column("raw_pfp_up")]
    pub raw_pfp_up: Option<f64>,
    /// `pfp_down` as the papers compute it, not monotone.
    #[column("raw_pfp_down")]
    pub raw_pfp_down: Option<f64>,
    /// Two-sided p-value.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// Certified: the two-sided p-value of independent ranks is not below this. `p_value` is that
    /// p-value where the null is `published`, and may lie outside with other nulls.
    #[column("p_value_lower")]
    pub p_value_lower: Option<f64>,
    /// Certified: the two-sided p-value of independent ranks is not above this.
    #[column("p_value_upper")]
    pub p_value_upper: Option<f64>,
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

/// Analyses one pairwise contrast by rank products.
///
/// Samples of other levels take no part. Ratios are taken within the levels of the blocking
/// columns: a column that makes pairs gives the paired analysis, a batch the comparison within
/// batches.
///
/// # Errors
/// Unknown columns and levels, empty groups and cells; samples without expression values; no level
/// of the blocking columns that holds samples of both groups; those of [`rank_products`].
pub fn analyze_rank_products(
    expression: &ExpressionMatrix,
    sheet: &SampleSheet,
    contrast: &Contrast,
    settings: &RankSettings,
) -> Result<RankProductResult, DiffexprError> {
    let groups = two_groups(expression, sheet, contrast)?;
    let replicates = Replicates::Groups(groups.blocks.clone());
    let found = rank_products(expression, &replicates, settings)?;
    let names = expression.features();
    let order = in_order(names.len(), |at| RowRank {
        p_value: found.p_value[at],
        // the smaller of both ranks is the stronger
        strength: -found.up.mean_rank[at].min(found.down.mean_rank[at]),
        id: &names[at],
    });
    let called = order
        .iter()
        .filter(|&&at| called_at(found.adj_p_value[at], settings.fdr));
    let signs = called.map(|&at| found.down.p_value[at] - found.up.p_value[at]);
    let (n_up, n_down) = up_and_down(signs);
    Ok(RankProductResult {
        contrast: contrast.id.clone(),
        direction_in_words: contrast.direction(),
        method_in_words: method(settings),
        settings: RankProductSettings::of(settings, contrast),
        fdr: settings.fdr,
        n_replicates: found.n_replicates_max,
        n_permutations: found.n_draws,
        is_complete: found.complete,
        n_tested: found.p_value.iter().filter(|p| !p.is_nan()).count(),
        n_up,
        n_down,
        notes: notes(&groups, &found, settings),
        features: (order.into_iter())
            .map(|at| row(&names[at], &found, at))
            .collect(),
    })
}

/// The method in words.
fn method(settings: &RankSettings) -> String {
    let statistic = match settings.statistic {
        RankStatistic::Product => "rank products of all pairs of samples (Breitling 2004)",
        RankStatistic::Sum => "rank sums of all pairs of samples (Breitling and Herzyk 2005)",
    };
    let independent = "exact counts and bounds (Heskes 2014)";
    let null = match settings.null {
        RankNull::Relabelled { .. } => format!("{independent} and by relabelled samples"),
        RankNull::Independent => independent.to_owned(),
        RankNull::Permutations { .. } => "permutations of the features in each sample".to_owned(),
    };
    format!("{statistic}, p-values by {null}, Benjamini-Hochberg")
}

impl RankProductSettings {
    fn of(settings: &RankSettings, contrast: &Contrast) -> Self {
        let drawn = match settings.null {
            RankNull::Relabelled { most: n, seed }
            | RankNull::Permutations {
                n_permutations: n,
                seed,
            } => Some((n, seed)),
            RankNull::Independent => None,
        };
        Self {
            statistic: settings.statistic,
            null: settings.null.name(),
            n_permutations: drawn.map(|(n, _)| n),
            seed: drawn.map(|(_, seed)| seed),
            pairs: contrast.blocking.clone(),
        }
    }
}

fn row(feature_id: &str, found: &RankProducts, at: usize) -> RankProductRow {
    let (up, down): (&RankDirection, &RankDirection) = (&found.up, &found.down);
    RankProductRow {
        feature_id: feature_id.to_owned(),
        log_fc: finite(found.log_fc[at]),
        n_replicates: found.n_replicates[at],
        rank_up: finite(up.mean_rank[at]),
        rank_down: finite(down.mean_rank[at]),
        p_value_up: finite(up.p_value[at]),
        p_value_down: finite(down.p_value[at]),
        pfp_up: finite(up.pfp[at]),
        pfp_down: finite(down.pfp[at]),
        raw_pfp_up: finite(up.raw_pfp[at]),
        raw_pfp_down: finite(down.raw_pfp[at]),
        p_value: finite(found.p_value[at]),
        p_value_lower: finite(found.interval[at].lower),
        p_value_upper: finite(found.interval[at].upper),
        adj_p_value: finite(found.adj_p_value[at]),
        gene_symbols: Vec::new(),
        entrez_ids: Vec::new(),
    }
}

fn notes(groups: &TwoGroups, found: &RankProducts, settings: &RankSettings) -> Vec<String> {
    let mut notes = groups.notes.clone();
    if !found.independent && settings.null == RankNull::Independent {
        notes.push(format!(
            "p-values take all pairs of samples as {} independent ones: approximate, usually too \
             large; p_upper holds for any dependence",
            found.n_replicates_max
        ));
    }
    match settings.null {
        RankNull::Relabelled { .. } if found.n_draws > 0 => notes.push(format!(
            "p-values are the larger of that of independent ranks and the share under {}{} other \
             labellings of the samples",
            if found.complete { "all " } else { "" },
            found.n_draws
        )),
        _ => notes.push(
            "p-values take all features as equally variable: features that vary much get too \
             small ones"
                .into(),
        ),
    }
    if found.n_replicates_max == 1 {
        notes.push("one replicate: nothing is repeated, p-values say little".into());
    }
    let n_missing = (found.n_replicates.iter())
        .filter(|&&n| (n as usize) < found.n_replicates_max)
        .count();
    if n_missing > 0 {
        notes.push(format!(
            "{n_missing} of {} features have missing values; each is ranked where it is present",
            found.n_replicates.len()
        ));
    }
    notes
}
