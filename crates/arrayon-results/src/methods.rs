//! `differential/<contrast>.rank-products.json`, `.sam.json`, `.consensus.json`: further methods on
//! a contrast, and what all methods say together.

use crate::document::DocumentKind;
use crate::table::Table;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One contrast by rank products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankProducts {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means, in words.
    pub direction: String,
    /// The method in words.
    pub method: String,
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
    pub complete: bool,
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

impl DocumentKind for RankProducts {
    const SCHEMA: &'static str = "arrayon/rank-products";
}

/// How rank products were computed, with all defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RankProductSettings {
    /// How ranks are joined: `product` or `sum`.
    pub statistic: String,
    /// Where p-values come from: `exchanged-labels`, `published` or `permutations`.
    pub null: String,
    /// Most labellings, or the number of permutations; `null` for `published`.
    pub permutations: Option<usize>,
    /// Their seed; `null` for `published`.
    pub seed: Option<u64>,
    /// Columns of the sample sheet within whose values samples were compared.
    pub pairs: Vec<String>,
}

/// One feature's rank products; `null` where it has no values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RankProductRow {
    /// The feature.
    pub feature_id: String,
    /// Mean log2 ratio, target over reference.
    pub log_fc: Option<f64>,
    /// Replicates in which the feature is present.
    pub n_replicates: u32,
    /// Geometric mean rank from the largest ratio.
    pub rank_up: Option<f64>,
    /// Geometric mean rank from the smallest ratio.
    pub rank_down: Option<f64>,
    /// One-sided p-value, higher in the target.
    pub p_value_up: Option<f64>,
    /// One-sided p-value, lower in the target.
    pub p_value_down: Option<f64>,
    /// Share of false positives, higher in the target; monotone.
    pub pfp_up: Option<f64>,
    /// Share of false positives, lower in the target; monotone.
    pub pfp_down: Option<f64>,
    /// `pfp_up` as the papers compute it, not monotone.
    pub raw_pfp_up: Option<f64>,
    /// `pfp_down` as the papers compute it, not monotone.
    pub raw_pfp_down: Option<f64>,
    /// Two-sided p-value.
    pub p_value: Option<f64>,
    /// Certified: the two-sided p-value of independent ranks is not below this. `p_value` is that
    /// p-value where the null is `published`, and may lie outside with other nulls.
    pub p_lower: Option<f64>,
    /// Certified: the two-sided p-value of independent ranks is not above this.
    pub p_upper: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

impl RankProducts {
    /// `differential/<contrast>.rank-products.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        Table::default()
            .texts("feature_id", rows().map(|row| &row.feature_id))
            .numbers("logFC", rows().map(|row| row.log_fc))
            .numbers("rank.up", rows().map(|row| row.rank_up))
            .numbers("rank.down", rows().map(|row| row.rank_down))
            .numbers("P.Value.up", rows().map(|row| row.p_value_up))
            .numbers("P.Value.down", rows().map(|row| row.p_value_down))
            .numbers("pfp.up", rows().map(|row| row.pfp_up))
            .numbers("pfp.down", rows().map(|row| row.pfp_down))
            .numbers("raw.pfp.up", rows().map(|row| row.raw_pfp_up))
            .numbers("raw.pfp.down", rows().map(|row| row.raw_pfp_down))
            .numbers("P.Value", rows().map(|row| row.p_value))
            .numbers("P.lower", rows().map(|row| row.p_lower))
            .numbers("P.upper", rows().map(|row| row.p_upper))
            .numbers("adj.P.Val", rows().map(|row| row.adj_p_value))
            .genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}

/// One contrast by SAM.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sam {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means, in words.
    pub direction: String,
    /// The method in words.
    pub method: String,
    /// How it was done.
    pub settings: SamSettings,
    /// False discovery rate (q-value) at which features count as changed.
    pub fdr: f64,
    /// The fudge factor, log2.
    pub s0: f64,
    /// The percentile of the standard errors at which it stands.
    pub s0_percentile: Option<f64>,
    /// Estimated share of features that do not change.
    pub pi0: f64,
    /// Labellings of the samples used.
    pub n_permutations: usize,
    /// Called features and false ones by distance from the expected.
    pub delta_table: Vec<DeltaRow>,
    /// What is called at the distance asked for; `null` where features are counted by q-value.
    pub at_delta: Option<DeltaRow>,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features higher in the target.
    pub n_up: usize,
    /// Features lower in the target.
    pub n_down: usize,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Every feature, by p-value, then by id.
    pub features: Vec<SamRow>,
}

impl DocumentKind for Sam {
    const SCHEMA: &'static str = "arrayon/sam";
}

/// How SAM was done, with all defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SamSettings {
    /// Most labellings of the samples.
    pub permutations: usize,
    /// Seed of random labellings.
    pub seed: u64,
    /// The fudge factor: `estimated`, `percentile` or `fixed`; its value is `s0`.
    pub fudge_factor: String,
    /// Distance from the expected at which features are counted; `null` where by q-value.
    pub delta: Option<f64>,
    /// Columns of the sample sheet whose values name pairs of samples.
    pub pairs: Vec<String>,
}

/// What is called where d is further than `delta` from what is expected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DeltaRow {
    /// The distance.
    pub delta: f64,
    /// Features are called with d of at most this; `null` if none are.
    pub cut_low: Option<f64>,
    /// Features are called with d of at least this; `null` if none are.
    pub cut_up: Option<f64>,
    /// Features called.
    pub n_called: usize,
    /// Median number of false ones.
    pub n_false_median: f64,
    /// 90th percentile of the number of false ones.
    pub n_false_90: f64,
    /// Median false over called ones.
    pub fdr_median: f64,
    /// 90th percentile of false over called ones.
    pub fdr_90: f64,
}

/// One feature by SAM; `null` where it has missing values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SamRow {
    /// The feature.
    pub feature_id: String,
    /// log2 fold change, target over reference.
    pub log_fc: Option<f64>,
    /// Standard error of `log_fc`.
    pub s: Option<f64>,
    /// Relative difference.
    pub d: Option<f64>,
    /// Two-sided p-value, pooled over labellings.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
    /// Smallest median false discovery rate of a list that holds the feature.
    pub q_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

impl Sam {
    /// `differential/<contrast>.sam.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        Table::default()
            .texts("feature_id", rows().map(|row| &row.feature_id))
            .numbers("logFC", rows().map(|row| row.log_fc))
            .numbers("s", rows().map(|row| row.s))
            .numbers("d", rows().map(|row| row.d))
            .numbers("P.Value", rows().map(|row| row.p_value))
            .numbers("adj.P.Val", rows().map(|row| row.adj_p_value))
            .numbers("q.value", rows().map(|row| row.q_value))
            .genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}

/// What several methods say about one contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Consensus {
    /// Id of the contrast.
    pub contrast: String,
    /// What a direction of 1 means, in words.
    pub direction: String,
    /// False discovery rate at which each method calls features.
    pub fdr: f64,
    /// The methods, in the order of `calls`.
    pub methods: Vec<String>,
    /// Every pair of methods.
    pub concordance: Vec<Concordance>,
    /// Features that all methods call, in the same direction.
    pub called_by_all: Vec<String>,
    /// Features that more than half of the methods call in one direction and none in the other.
    pub called_by_majority: Vec<String>,
    /// Features that one method calls up and another down.
    pub sign_conflicts: Vec<String>,
    /// Every feature, by consensus p-value, then by id.
    pub features: Vec<ConsensusRow>,
}

impl DocumentKind for Consensus {
    const SCHEMA: &'static str = "arrayon/consensus";
}

/// How far two methods agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Concordance {
    /// The first method.
    pub first: String,
    /// The second method.
    pub second: String,
    /// Features with a p-value from both.
    pub n_features: usize,
    /// Called by both, in the same direction.
    pub n_both: usize,
    /// Called by both, in opposite directions.
    pub n_opposite: usize,
    /// Called by the first only.
    pub n_only_first: usize,
    /// Called by the second only.
    pub n_only_second: usize,
    /// Cohen's kappa of the calls up, down and none; `null` where both make one call for all.
    pub kappa: Option<f64>,
    /// Spearman's correlation of the signed significance.
    pub spearman: Option<f64>,
    /// How many features the first of both lists share.
    pub top_overlap: Vec<TopOverlap>,
}

/// How many of the first features two methods share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopOverlap {
    /// How many first features.
    pub size: usize,
    /// How many of them are among the first of both.
    pub n_shared: usize,
}

/// One feature over all methods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConsensusRow {
    /// The feature.
    pub feature_id: String,
    /// Call of each method: 1 up, -1 down, 0 none or not tested.
    pub calls: Vec<i8>,
    /// Direction on which all methods agree that test the feature, called or not; 0 for none.
    pub direction: i8,
    /// Largest p-value of the methods; 1 where they disagree in direction, `null` where one has
    /// none.
    pub p_value: Option<f64>,
    /// Largest adjusted p-value of the methods, likewise.
    pub adj_p_value: Option<f64>,
    /// `p_value` adjusted anew by Benjamini and Hochberg.
    pub adj_of_largest_p: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entrez_ids: Vec<String>,
}

impl Consensus {
    /// `differential/<contrast>.consensus.tsv`.
    pub fn table(&self) -> Table {
        let rows = || self.features.iter();
        let mut table = Table::default().texts("feature_id", rows().map(|row| &row.feature_id));
        for (at, method) in self.methods.iter().enumerate() {
            table = table.counts(method, rows().map(|row| i64::from(row.calls[at])));
        }
        table
            .counts("direction", rows().map(|row| i64::from(row.direction)))
            .numbers("P.Value", rows().map(|row| row.p_value))
            .numbers("adj.P.Val", rows().map(|row| row.adj_p_value))
            .numbers("adj.of.largest.P", rows().map(|row| row.adj_of_largest_p))
            .genes(rows().map(|row| (&row.gene_symbols[..], &row.entrez_ids[..])))
    }
}
