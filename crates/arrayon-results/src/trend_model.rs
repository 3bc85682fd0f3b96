//! The model behind a slope: which samples, what beside it.

use crate::differential::{Block, DroppedColumn};
use crate::number::nan_where_null;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The linear model of a trend.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendModel {
    /// Columns of the design matrix.
    pub coefficients: Vec<String>,
    /// Columns adjusted for that left the design because they are combinations of the others.
    #[serde(default)]
    pub dropped: Vec<DroppedColumn>,
    /// Columns of the sample sheet for which the trend is adjusted.
    pub adjusted_for: Vec<String>,
    /// Samples in the model, with the value of the tested variable.
    pub samples: Vec<SampleValue>,
    /// Samples of the sheet that take no part, with the reason.
    pub left_out: Vec<LeftOutSample>,
    /// The random effect of blocks; `null` where none was asked for.
    #[serde(default)]
    pub block: Option<Block>,
    /// Residual degrees of freedom.
    pub df_residual: f64,
    /// Degrees of freedom of the variance prior; `null` where infinite.
    pub df_prior: Option<f64>,
    /// The prior variance; with a trend, that of the feature of median average expression;
    /// `null` where no feature has a variance.
    #[serde(deserialize_with = "nan_where_null")]
    #[schemars(with = "Option<f64>")]
    pub s2_prior: f64,
}

/// The tested variable of one sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SampleValue {
    /// The sample.
    pub sample: String,
    /// Its value.
    pub value: f64,
}

/// A sample that takes no part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutSample {
    /// The sample.
    pub sample: String,
    /// Why.
    pub reason: String,
}

/// One feature's slope, with limma's quantities; `null` where the values are too few.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slope {
    /// Change of log2 expression for one unit of the tested variable.
    pub slope: Option<f64>,
    /// Lower end of the 95 % confidence interval of `slope`.
    pub ci_left: Option<f64>,
    /// Upper end of the 95 % confidence interval of `slope`.
    pub ci_right: Option<f64>,
    /// Mean log2 expression over the samples of the model.
    pub ave_expr: Option<f64>,
    /// Moderated t.
    pub t: Option<f64>,
    /// Two-sided p-value of `t`.
    pub p_value: Option<f64>,
    /// `p_value` adjusted by Benjamini and Hochberg.
    pub adj_p_value: Option<f64>,
    /// Log-odds that the slope is not 0 (limma's B).
    pub b: Option<f64>,
    /// Correlation of expression and the tested variable; partial where the model adjusts for
    /// columns. Not moderated.
    pub correlation: Option<f64>,
}
