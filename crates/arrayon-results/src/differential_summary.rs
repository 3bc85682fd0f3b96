//! `differential/summary.json`: all contrasts beside each other.

use crate::differential::{DetectableFoldChange, GroupSize};
use crate::document::{Document, DocumentKind};
use crate::filters::Filters;
use crate::number::nan_where_null;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All contrasts of a study beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferentialSummary {
    /// False discovery rate at which features count as changed.
    pub fdr: f64,
    /// How decisions across contrasts of one design are made (limma's `decideTests`): `separate`,
    /// `global` or `nestedF`.
    pub decide: String,
    /// Features left out before testing; `null` without filters.
    pub filters: Option<Filters>,
    /// Features that were given to the tests.
    pub n_features: usize,
    /// Of these, features with a missing value in any sample.
    pub n_incomplete: usize,
    /// One entry a contrast, in the order of the contrast file.
    pub contrasts: Vec<ContrastOverview>,
    /// Every pair of contrasts: shared, specific and reversed features; the features themselves
    /// are in `differential/intersections.json`. Empty of more than 50 contrasts.
    pub pairs: Vec<PairOverview>,
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
    pub direction: String,
    /// Number of samples in each level of the contrast's variable.
    pub groups: Vec<GroupSize>,
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
    /// What the further methods found, in the order of `method`.
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
    /// Changed features that stay found whichever array is left out; `null` where that was not
    /// asked for or cannot be computed.
    pub n_always_found: Option<usize>,
    /// The array whose absence changes the list most; `null` where none does.
    pub most_influential: Option<InfluentialArray>,
    /// What a reader should know of this contrast.
    pub notes: Vec<String>,
}

/// What one further method found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MethodOverview {
    /// `rank-products` or `sam`.
    pub method: String,
    /// Features higher in the target; `null` where the method cannot answer the contrast.
    pub n_up: Option<usize>,
    /// The same, lower.
    pub n_down: Option<usize>,
    /// Says why the method cannot answer, where it cannot.
    pub note: Option<String>,
}

/// The array that matters most to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InfluentialArray {
    /// The sample.
    pub sample: String,
    /// Features found only without it.
    pub n_gained: usize,
    /// Features no longer found without it.
    pub n_lost: usize,
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
    pub words: String,
}

/// Contrasts that share samples and design.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DesignOverview {
    /// The contrasts, as their columns stand in `differential/decisions.tsv`.
    pub contrasts: Vec<String>,
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

/// A summary of one small contrast, for the schema.
pub fn example() -> Document<DifferentialSummary> {
    let group = |level: &str| GroupSize {
        level: level.to_owned(),
        n_samples: 4,
    };
    Document::new(DifferentialSummary {
        fdr: 0.05,
        decide: "separate".to_owned(),
        filters: None,
        n_features: 22_100,
        n_incomplete: 12,
        contrasts: vec![ContrastOverview {
            contrast: "deficient_vs_pairfed".to_owned(),
            direction: "positive = higher in deficient than in pairfed".to_owned(),
            groups: vec![group("deficient"), group("pairfed")],
            n_samples: 8,
            excluded_samples: vec!["normal_1".to_owned()],
            df_residual: 6.0,
            df_prior: Some(3.7),
            s2_prior: 0.021,
            n_tested: 22_098,
            n_up: 112,
            n_down: 87,
            methods: vec![MethodOverview {
                method: "rank-products".to_owned(),
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
                "12 of 22100 features have missing values; each is fitted to the others".to_owned(),
            ],
        }],
        pairs: Vec::new(),
        designs: vec![DesignOverview {
            contrasts: vec!["deficient_vs_pairfed".to_owned()],
            coefficients: vec!["diet=deficient".to_owned(), "diet=pairfed".to_owned()],
            n_samples: 8,
            f_columns: ["F", "F.p.value", "adj.F.p.value"]
                .map(str::to_owned)
                .to_vec(),
            f_df: Some(1),
            n_f_found: Some(199),
        }],
        notes: Vec::new(),
    })
}
