//! `differential/<contrast>.json`: one contrast's linear models and its table of features.

use crate::linear::leave_one_out::NamedLeaveOneOut;
use crate::linear::prepared::Prepared;
use crate::row_order::up_and_down;
use crate::{
    BlockEffect, Design, DroppedColumn, ExpressionStrata, Group, Power, SelectedIntervals,
    Settings, Shrinkage, SurrogateVariables, WeightsOfValues,
};
use arrayon_core::{Contrast, called_at};
use arrayon_results::DocumentKind;
use arrayon_results::differential::FeatureRow;
use arrayon_results::number::{finite, nan_where_null};
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
    pub direction_in_words: String,
    /// Scale of `log_fc` and `ave_expr`.
    pub unit: String,
    /// The method in words, with its switches.
    pub method_in_words: String,
    /// The linear model.
    pub model: Model,
    /// Weight of each sample in the fits; empty where all count the same.
    pub array_weights: Vec<ArrayWeight>,
    /// Weights of single values; `null` where all count the same.
    pub observation_weights: Option<WeightsOfValues>,
    /// The random effect of blocks; `null` where none was asked for.
    pub block: Option<BlockEffect>,
    /// Surrogate variables of the model; `null` where none were asked for.
    #[serde(default)]
    pub surrogates: Option<SurrogateVariables>,
    /// What the contrast could have found; `null` for a test against a fold change.
    pub power_analysis: Option<Power>,
    /// How p-values are weighted by strata of average expression; `null` where not asked for.
    #[serde(default)]
    pub expression_strata: Option<ExpressionStrata>,
    /// How the intervals of called features allow for their selection; `null` where not asked for.
    #[serde(default)]
    pub selected_intervals: Option<SelectedIntervals>,
    /// How large changes are, by which fold changes are shrunk; `null` where not asked for.
    #[serde(default)]
    pub shrinkage: Option<Shrinkage>,
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
    pub leave_one_out: Option<NamedLeaveOneOut>,
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
    pub group_sizes: Vec<Group>,
    /// Samples in the model, in the order of the sheet.
    pub samples: Vec<String>,
    /// Samples of the sheet that the contrast leaves out.
    pub excluded_samples: Vec<String>,
    /// Residual degrees of freedom.
    pub df_residual: f64,
}

/// Weight of a sample, estimated from how well it fits (limma's `arrayWeights`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArrayWeight {
    /// The sample.
    pub sample: String,
    /// Its weight; 1 on average on the log scale.
    pub weight: f64,
}

impl From<&Design> for Model {
    fn from(design: &Design) -> Self {
        Self {
            coefficients: design.columns.clone(),
            dropped: design.dropped.clone(),
            group_sizes: design.groups.clone(),
            samples: design.sample_names.clone(),
            excluded_samples: design.excluded.clone(),
            df_residual: design.df_residual() as f64,
        }
    }
}

/// The document of a contrast, but for power, selection and shrinkage, and for what only a study
/// knows: controls and features that were not tested, arrays left out in turn.
pub(crate) fn document(
    prepared: &Prepared,
    design: &Design,
    contrast: &Contrast,
    features: Vec<FeatureRow>,
    mut notes: Vec<String>,
    settings: &Settings,
) -> Differential {
    let n_features = features.len();
    let (gaps, prior) = (&prepared.gaps, &prepared.moderation.prior);
    let n_without_test = features.iter().filter(|row| row.p_value.is_none()).count();
    let n_too_few_values = n_without_test.min(gaps.n_with_gaps);
    notes.extend_from_slice(&gaps.notes);
    if n_too_few_values > 0 {
        notes.push(format!(
            "{n_too_few_values} of {n_features} features have too few values for a test; their \
             statistics are null"
        ));
    }
    let (n_up, n_down) = changed(&features, settings.fdr);
    let df_prior = finite(prior.df_of_most(n_features));
    let (reference, target) = contrast.levels().unwrap_or_default();
    let weights = prepared.errors.sample_weights.iter().flatten();
    let block = prepared.block.as_ref();
    Differential {
        contrast: contrast.id.clone(),
        variable: contrast.variables().join(":"),
        reference: reference.to_owned(),
        target: target.to_owned(),
        direction_in_words: contrast.direction(),
        unit: "log2".to_owned(),
        method_in_words: settings.method(block.map(|effect| effect.variable.as_str())),
        model: Model::from(design),
        array_weights: (weights.zip(&design.sample_names))
            .map(|(&weight, sample)| ArrayWeight {
                sample: sample.clone(),
                weight,
            })
            .collect(),
        observation_weights: gaps.weights.clone(),
        block: block.cloned(),
        surrogates: prepared.surrogates.clone(),
        power_analysis: None,
        expression_strata: None,
        selected_intervals: None,
        shrinkage: None,
        df_prior_note: df_prior.is_none().then(|| {
            "infinite: the features' variances differ no more than chance explains".to_owned()
        }),
        df_prior,
        s2_prior: prior.s2_at_median(&prepared.fit.a_mean),
        fdr: settings.fdr,
        n_tested: n_features - n_too_few_values,
        n_controls_not_tested: 0,
        n_filtered_out: 0,
        n_incomplete: gaps.n_incomplete,
        n_too_few_values,
        n_up,
        n_down,
        leave_one_out: None,
        leave_one_out_note: Some("not asked for".to_owned()),
        notes,
        features_note: None,
        features,
    }
}

/// How many features go up and down at this rate.
pub(crate) fn changed(rows: &[FeatureRow], fdr: f64) -> (usize, usize) {
    let is_found = |row: &&FeatureRow| row.adj_p_value.is_some_and(|p| called_at(p, fdr));
    up_and_down(rows.iter().filter(is_found).map(|row| row.log_fc))
}
