//! `differential/<contrast>.json`: one contrast's linear models and its table of features.

use crate::columns::Columns;
use crate::document::DocumentKind;
use crate::number::nan_where_null;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One contrast: its model, its prior and every tested feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Differential {
    /// Id of the contrast.
    pub contrast: String,
    /// Column of the sample sheet that holds the groups.
    pub variable: String,
    /// Level that is subtracted; empty where the contrast is no comparison of two levels.
    pub reference: String,
    /// Level from which the reference is subtracted; empty likewise.
    pub target: String,
    /// What a positive log2 fold change means, in words.
    pub direction: String,
    /// Scale of `log_fc` and `ave_expr`.
    pub unit: String,
    /// The method in words, with its switches.
    pub method: String,
    /// The linear model.
    pub model: Model,
    /// Weight of each sample in the fits; empty where all count the same.
    pub array_weights: Vec<ArrayWeight>,
    /// Weights of single values; `null` where all count the same.
    pub observation_weights: Option<ObservationWeights>,
    /// The random effect of blocks; `null` where none was asked for.
    pub block: Option<Block>,
    /// What the contrast could have found; `null` for a test against a fold change.
    pub power: Option<Power>,
    /// Degrees of freedom of the variance prior, with robust moderation those of features that
    /// are no outliers; `null` where infinite.
    pub df_prior: Option<f64>,
    /// Says why `df_prior` is `null`, where it is.
    pub df_prior_note: Option<String>,
    /// The prior variance; with a trend, that of the feature of median average expression;
    /// `null` where no feature has a variance.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub s2_prior: f64,
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features that were not tested because the chip library declares them controls.
    pub n_controls_not_tested: usize,
    /// Features that were not tested because a filter left them out; `differential/summary.json`
    /// says which filter.
    pub n_filtered_out: usize,
    /// Features with a missing value in at least one sample of the model; each is fitted to its
    /// other values.
    pub n_incomplete: usize,
    /// Features whose values are too few for a test: listed with `null` statistics, not counted in
    /// `n_tested`.
    pub n_too_few_values: usize,
    /// Features higher in the target at the false discovery rate.
    pub n_up: usize,
    /// Features lower in the target at the false discovery rate.
    pub n_down: usize,
    /// What the list of changed features owes to single arrays; `null` where it was not asked for.
    pub leave_one_out: Option<LeaveOneOut>,
    /// Says why `leave_one_out` is `null`, where it is; else which estimates it repeats without
    /// each array and which not, where there are array weights or blocks.
    pub leave_one_out_note: Option<String>,
    /// What a reader should know of this contrast.
    pub notes: Vec<String>,
    /// Says why `features` holds only the first ones, where it does: in studies of more than 50
    /// contrasts, whose tables alone hold them all.
    #[serde(default)]
    pub features_note: Option<String>,
    /// Every tested feature, by p-value, then by id; at the end those of too few values.
    pub features: Vec<FeatureRow>,
}

impl DocumentKind for Differential {
    const SCHEMA: &'static str = "arrayon/differential";
}

/// The linear model of a contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Model {
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Columns that left the design because they are combinations of the others; the contrast
    /// does not depend on them.
    #[serde(default)]
    pub dropped: Vec<DroppedColumn>,
    /// Number of samples in each level of the contrast's variable.
    pub groups: Vec<GroupSize>,
    /// Samples in the model, in the order of the sheet.
    pub samples: Vec<String>,
    /// Samples of the sheet that the contrast leaves out.
    pub excluded_samples: Vec<String>,
    /// Residual degrees of freedom.
    pub df_residual: f64,
}

/// A column that left a design because it adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DroppedColumn {
    /// Its name.
    pub name: String,
    /// The columns of which it is a combination; none where it is zero for every sample.
    pub combination_of: Vec<String>,
}

/// Weight of a sample, estimated from how well it fits (limma's `arrayWeights`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArrayWeight {
    /// The sample.
    pub sample: String,
    /// Its weight; 1 on average on the log scale.
    pub weight: f64,
}

/// Weights of single values in the fits (`weights` of limma's `lmFit`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObservationWeights {
    /// The file; `provenance.json` has its hash.
    pub file: String,
    /// Values of the model's samples with a weight of 0, which are left out.
    pub n_zero: usize,
    /// Features of the file that are not tested.
    pub n_features_ignored: usize,
    /// Samples of the file that the study does not have.
    pub n_samples_ignored: usize,
}

/// A random effect of blocks (limma's `duplicateCorrelation`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Block {
    /// Column of the sample sheet that names the blocks.
    pub column: String,
    /// How many blocks the model's samples are in.
    pub n_blocks: usize,
    /// The consensus correlation between samples of one block, which all fits use.
    pub consensus_correlation: f64,
    /// Features that allowed an estimate.
    pub n_estimated: usize,
    /// Why the correlation is 0 without an estimate, where it is.
    pub note: Option<String>,
}

/// The fold changes that a contrast could have found, at the variances observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Power {
    /// The power.
    pub power: f64,
    /// The p-value at which features were found.
    pub p_limit: f64,
    /// For features that vary little, typically and much.
    pub detectable: Vec<DetectableFoldChange>,
}

/// The fold change that a feature must have to be found with that power.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DetectableFoldChange {
    /// Share of the features that vary less.
    pub variance_quantile: f64,
    /// Posterior standard deviation, log2.
    pub sigma: f64,
    /// log2 fold change of either sign.
    pub log_fc: f64,
}

/// The analysis repeated without each array in turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeaveOneOut {
    /// Features found with all arrays.
    pub n_found: usize,
    /// Of these, found whichever array is left out (of those that can be).
    pub n_always_found: usize,
    /// How many first features are compared in `n_top_kept`.
    pub top_k: usize,
    /// The array whose absence changes the list most, gained and lost features together; `null`
    /// where none changes it.
    pub most_influential: Option<String>,
    /// One entry a sample of the model.
    pub arrays: Vec<LeftOutArray>,
}

/// What leaving one array out changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutArray {
    /// The sample left out.
    pub sample: String,
    /// What is found without it; `null` where the contrast cannot be tested without it.
    pub found: Option<FoundWithout>,
}

/// What is found without one array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundWithout {
    /// Features found.
    pub n_found: usize,
    /// Features found only without the array.
    pub n_gained: usize,
    /// Features no longer found without it.
    pub n_lost: usize,
    /// How many of the first `top_k` features by p-value stay among the first `top_k`.
    pub n_top_kept: usize,
    /// The gained features in the order of the table; the first hundred.
    pub gained: Vec<String>,
    /// The lost features, the same.
    pub lost: Vec<String>,
}

/// How many samples a group has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupSize {
    /// The level.
    pub level: String,
    /// Its number of samples.
    pub n_samples: usize,
}

/// One feature's row, with limma's quantities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Columns)]
pub struct FeatureRow {
    /// Probe set or transcript cluster, or the row name of the user's matrix.
    #[column("feature_id")]
    pub feature_id: String,
    /// log2 fold change, target minus reference; `null`, as the limits and the mean, where the
    /// feature's values do not determine it.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("logFC", unit = "log2")]
    pub log_fc: f64,
    /// Lower end of the 95 % confidence interval of `log_fc`.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("CI.L", unit = "log2")]
    pub ci_left: f64,
    /// Upper end of the 95 % confidence interval of `log_fc`.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("CI.R", unit = "log2")]
    pub ci_right: f64,
    /// Mean log2 expression over the samples of the model.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    #[column("AveExpr", unit = "log2")]
    pub ave_expr: f64,
    /// Moderated t; `null` where the variance is zero or the values are too few. In a test against
    /// a fold change (treat) that of the distance beyond it, 0 within.
    #[column("t")]
    pub t: Option<f64>,
    /// Two-sided p-value of `t`.
    #[column("P.Value")]
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    #[column("adj.P.Val")]
    pub adj_p_value: Option<f64>,
    /// Log-odds that the feature is differentially expressed (limma's B).
    #[column("B", unit = "natural log odds")]
    pub b: Option<f64>,
    /// The ordinary moderated t, `log_fc` over its standard error, where `t` is that of a test
    /// against a fold change; tests of gene sets rest on it. Else absent: it is `t`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("moderated.t", if_any = "ordinary")]
    pub moderated_t: Option<f64>,
    /// Two-sided p-value of `moderated_t`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[column("moderated.P.Value", if_any = "ordinary")]
    pub moderated_p_value: Option<f64>,
    /// Symbols of the genes that the feature measures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("gene_symbols", if_any = "genes")]
    pub gene_symbols: Vec<String>,
    /// NCBI gene ids of these genes, in the same order where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[column("entrez_ids", if_any = "genes")]
    pub entrez_ids: Vec<String>,
}

impl FeatureRow {
    /// The ordinary moderated t, whether the table is of a test against 0 or a fold change.
    pub fn ordinary_t(&self) -> Option<f64> {
        self.moderated_t.or(self.t)
    }

    /// The two-sided p-value of [`Self::ordinary_t`].
    pub fn ordinary_p_value(&self) -> Option<f64> {
        self.moderated_p_value.or(self.p_value)
    }
}
