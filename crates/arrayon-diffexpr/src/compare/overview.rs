//! `differential/summary.json`: all contrasts side by side.

use crate::{DecisionMethod, DetectableFoldChange, Differential, Group, Method, PairIntersection};
use arrayon_results::filters::Filters;
use arrayon_results::number::nan_where_null;
use arrayon_results::summary::{InfluentialArray, MethodOverview};
use arrayon_results::{Document, DocumentKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All contrasts of a study side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferentialSummary {
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// How decisions across contrasts of one design are made (limma's `decideTests`).
    pub decide: DecisionMethod,
    /// Features left out before testing; `null` without filters.
    pub filters: Option<Filters>,
    /// Features that were given to the tests.
    pub n_features: usize,
    /// Of these, features with a missing value in any sample.
    pub n_incomplete: usize,
    /// One entry per contrast, in the order of the contrast file.
    pub contrasts: Vec<ContrastOverview>,
    /// Every pair of contrasts: shared, specific and reversed features; the features themselves
    /// are in `differential/intersections.json`. Empty of more than 50 contrasts.
    pub intersections: Vec<PairOverview>,
    /// Contrasts that share samples and design, which are tested together.
    pub designs: Vec<DesignOverview>,
    /// What a reader should know of all contrasts.
    pub notes: Vec<String>,
}

impl DocumentKind for DifferentialSummary {
    const SCHEMA: &'static str = "arrayon/differential-summary";
}

/// One contrast in brief; `differential/<contrast>.json` holds all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContrastOverview {
    /// Id of the contrast.
    pub contrast: String,
    /// What a positive log2 fold change means, in words.
    pub direction_in_words: String,
    /// Number of samples in each level of the contrast's variable.
    pub group_sizes: Vec<Group>,
    /// Samples in the model.
    pub n_samples: usize,
    /// Samples of the sheet that the contrast leaves out.
    pub excluded_samples: Vec<String>,
    /// Residual degrees of freedom.
    pub df_residual: f64,
    /// Degrees of freedom of the variance prior; `null` where infinite.
    pub df_prior: Option<f64>,
    /// The prior variance; `null` where no feature has a variance.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub s2_prior: f64,
    /// Number of tested features.
    pub n_tested: usize,
    /// Features higher in the target at the false discovery rate, the contrast taken alone.
    pub n_up: usize,
    /// The same, lower.
    pub n_down: usize,
    /// What the further methods found, in the order of `methods`.
    pub methods: Vec<MethodOverview>,
    /// Features higher in the target as decided over the contrasts of the design (`decide`).
    pub n_up_decided: usize,
    /// The same, lower.
    pub n_down_decided: usize,
    /// log2 fold changes that the contrast could have found with 80 % power, for features of low,
    /// middle and high variance; empty for a test against a fold change.
    pub detectable: Vec<DetectableFoldChange>,
    /// Consensus correlation within blocks; `null` where no block was named.
    pub consensus_correlation: Option<f64>,
    /// Changed features that stay found whichever array is left out, of those that can be; `null` where
    /// that was not asked for, or no array can be left out.
    pub n_always_found: Option<usize>,
    /// The array whose absence changes the list most; `null` where none does.
    pub most_influential: Option<InfluentialArray>,
    /// What a reader should know of this contrast.
    pub notes: Vec<String>,
}

/// What two contrasts share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PairOverview {
    /// The first contrast.
    pub first: String,
    /// The second contrast.
    pub second: String,
    /// Features found in both with the same direction.
    pub n_shared: usize,
    /// Features found in both with opposite directions.
    pub n_reversed: usize,
    /// Features found in the first only.
    pub n_only_first: usize,
    /// Features found in the second only.
    pub n_only_second: usize,
    /// The pair in words.
    pub sentence: String,
}

/// Contrasts that share samples and design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignOverview {
    /// The contrasts, as their columns stand in `differential/decisions.tsv`.
    pub contrast_ids: Vec<String>,
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Samples in the model.
    pub n_samples: usize,
    /// Columns of `differential/decisions.tsv` with the moderated F of all these contrasts, its
    /// p-value and the p-value adjusted by Benjamini and Hochberg; empty where there is no F.
    pub f_columns: Vec<String>,
    /// Numerator degrees of freedom: contrasts that are not combinations of the others; `null`
    /// where there is no F.
    pub f_df: Option<usize>,
    /// Features whose F is significant at the false discovery rate; `null` where there is no F.
    pub n_f_found: Option<usize>,
}

impl ContrastOverview {
    /// A contrast in brief. `decided` are the features up and down as decided over the contrasts of
    /// its design.
    pub fn of(
        contrast: &Differential,
        decided: (usize, usize),
        methods: Vec<MethodOverview>,
    ) -> Self {
        let power = contrast.power_analysis.as_ref();
        let block = contrast.block.as_ref();
        Self {
            contrast: contrast.contrast.clone(),
            direction_in_words: contrast.direction_in_words.clone(),
            group_sizes: contrast.model.group_sizes.clone(),
            n_samples: contrast.model.samples.len(),
            excluded_samples: contrast.model.excluded_samples.clone(),
            df_residual: contrast.model.df_residual,
            df_prior: contrast.df_prior,
            s2_prior: contrast.s2_prior,
            n_tested: contrast.n_tested,
            n_up: contrast.n_up,
            n_down: contrast.n_down,
            methods,
            n_up_decided: decided.0,
            n_down_decided: decided.1,
            detectable: power.map_or(Vec::new(), |power| power.detectable.clone()),
            consensus_correlation: block.map(|block| block.consensus_correlation),
            n_always_found: (contrast.leave_one_out.as_ref())
                .and_then(|found| found.n_always_found),
            most_influential: most_influential(contrast),
            notes: contrast.notes.clone(),
        }
    }
}

/// The array that matters most to a contrast, where single arrays were left out and one matters.
pub fn most_influential(contrast: &Differential) -> Option<InfluentialArray> {
    let left_out = contrast.leave_one_out.as_ref()?;
    let sample = left_out.most_influential_sample.as_ref()?;
    let array = left_out
        .left_out_arrays
        .iter()
        .find(|one| one.sample == *sample)?;
    let found = array.found_without.as_ref()?;
    Some(InfluentialArray {
        sample: sample.clone(),
        n_gained: found.n_gained,
        n_lost: found.n_lost,
    })
}

impl From<&PairIntersection> for PairOverview {
    fn from(pair: &PairIntersection) -> Self {
        Self {
            first: pair.first.clone(),
            second: pair.second.clone(),
            n_shared: pair.n_shared(),
            n_reversed: pair.n_reversed(),
            n_only_first: pair.n_only_first,
            n_only_second: pair.n_only_second,
            sentence: pair.sentence.clone(),
        }
    }
}

impl DifferentialSummary {
    /// A summary of one small contrast, for the schema.
    pub fn example() -> Document<DifferentialSummary> {
        let group = |level: &str| Group {
            group: level.to_owned(),
            n_samples: 4,
        };
        Document::new(Self {
            fdr: 0.05,
            decide: DecisionMethod::Separate,
            filters: None,
            n_features: 22_100,
            n_incomplete: 12,
            contrasts: vec![ContrastOverview {
                contrast: "deficient_vs_pairfed".to_owned(),
                direction_in_words: "positive = higher in deficient than in pairfed".to_owned(),
                group_sizes: vec![group("deficient"), group("pairfed")],
                n_samples: 8,
                excluded_samples: vec!["normal_1".to_owned()],
                df_residual: 6.0,
                df_prior: Some(3.7),
                s2_prior: 0.021,
                n_tested: 22_098,
                n_up: 112,
                n_down: 87,
                methods: vec![MethodOverview {
                    method: Method::RankProducts.to_string(),
                    n_up: Some(96),
                    n_down: Some(70),
                    note: None,
                }],
                n_up_decided: 112,
                n_down_decided: 87,
                detectable: vec![DetectableFoldChange {
                    variance_quantile: 0.5,
                    sigma: 0.16,
                    log_fc: 0.72,
                }],
                consensus_correlation: None,
                n_always_found: Some(131),
                most_influential: Some(InfluentialArray {
                    sample: "deficient_3".to_owned(),
                    n_gained: 4,
                    n_lost: 51,
                }),
                notes: vec![
                    "12 of 22100 features have missing values; each is fitted to the others"
                        .to_owned(),
                ],
            }],
            intersections: Vec::new(),
            designs: vec![DesignOverview {
                contrast_ids: vec!["deficient_vs_pairfed".to_owned()],
                coefficients: vec!["diet=deficient".to_owned(), "diet=pairfed".to_owned()],
                n_samples: 8,
                f_columns: ["F", "f_p_value", "f_adj_p_value"]
                    .map(str::to_owned)
                    .to_vec(),
                f_df: Some(1),
                n_f_found: Some(199),
            }],
            notes: Vec::new(),
        })
    }
}
