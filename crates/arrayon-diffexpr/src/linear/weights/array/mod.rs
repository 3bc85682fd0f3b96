//! How reliable each array is, estimated from how well it follows the linear models.

mod gene_by_gene;
mod reml;
mod variance_model;

use crate::linear::fit::ErrorModel;
use crate::{Design, DiffexprError};
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use variance_model::VarianceModel;

/// A residual variance below this is one of rounding errors; limma's limit, found by experiment.
const LEAST_VARIANCE: f64 = 1e-15;

/// How array weights are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArrayWeightMethod {
    /// [`Self::Reml`] where every value is there and has the same weight, else
    /// [`Self::GeneByGene`], as in limma.
    #[default]
    Auto,
    /// Restricted maximum likelihood over all features. Features with missing values take no part.
    Reml,
    /// One update of the weights a feature, in the order of the matrix: an approximation, which
    /// takes missing values and weights of values.
    GeneByGene,
}

/// How array weights are estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct ArrayWeightSettings {
    /// The algorithm.
    pub method: ArrayWeightMethod,
    /// Strength of the pull towards equal weights, as a number of features.
    pub prior_n: f64,
    /// Most scoring steps of restricted maximum likelihood.
    pub max_iterations: usize,
    /// Steps end when the expected gain in log likelihood per feature and parameter is less.
    pub tolerance: f64,
    /// Columns, n_samples long, of which the log variances are combinations (limma's
    /// `var.design`): indicators of groups for a weight a group. `None` for a weight of its own
    /// for each array.
    pub variance_design: Option<Array2<f64>>,
}

impl Default for ArrayWeightSettings {
    /// limma's: 10, 50, 1e-5. The last stops about a part in a thousand before the maximum.
    fn default() -> Self {
        Self {
            method: ArrayWeightMethod::default(),
            prior_n: 10.0,
            max_iterations: 50,
            tolerance: 1e-5,
            variance_design: None,
        }
    }
}

/// Estimates a relative weight for each array (sample of the design); the weights multiply to 1.
///
/// The variance of feature g on array j is taken as `s2_g / w_j`. Features without residual
/// variance take no part. Two arrays, or a single feature, have equal weights.
///
/// # Errors
/// Different numbers of samples, no feature that can take part, a negative prior.
///
/// # Numerics
/// Meets limma 3.54 `arrayWeights` within 1e-8 for both methods, which limma chooses between as
/// [`ArrayWeightMethod::Auto`] does; the same bits for any number of threads. Where the scoring
/// of restricted maximum likelihood runs away from the maximum, it ends there.
///
/// # Cost
/// Gene by gene: a decomposition of the design and of an n_samples x n_samples matrix a feature,
/// one after the other.
///
/// # Source
/// Ritchie et al. 2006 (doi:10.1186/1471-2105-7-261); Smyth 2002, J. Comput. Graph. Stat. 11:836
/// (the scoring); Liu et al. 2015 (doi:10.1093/nar/gkv412; variance designs).
pub fn array_weights(
    expression: &ExpressionMatrix,
    design: &Design,
    settings: &ArrayWeightSettings,
) -> Result<Vec<f64>, DiffexprError> {
    array_weights_with(expression, design, &ErrorModel::default(), settings)
}

/// Estimates array weights beside weights that are known: those of `errors`, whose block is not
/// used. Otherwise as [`array_weights`].
///
/// # Errors
/// Also weights that are negative or not finite or have another shape; restricted maximum
/// likelihood asked for with weights.
pub fn array_weights_with(
    expression: &ExpressionMatrix,
    design: &Design,
    errors: &ErrorModel,
    settings: &ArrayWeightSettings,
) -> Result<Vec<f64>, DiffexprError> {
    check(expression, design, settings)?;
    errors.check(expression.dim())?;
    let n_samples = expression.n_samples();
    let model = VarianceModel::new(settings.variance_design.as_ref(), n_samples)?;
    if n_samples < 3 || expression.n_features() < 2 || model.n_parameters() == 0 {
        return Ok(vec![1.0; n_samples]);
    }
    let has_weights = errors.observation_weights.is_some() || errors.sample_weights.is_some();
    match settings.method {
        ArrayWeightMethod::Reml if has_weights => Err(DiffexprError::RemlWithWeights),
        ArrayWeightMethod::Reml => reml::estimate(expression, design, &model, settings),
        ArrayWeightMethod::Auto if !has_weights && is_complete(expression) => {
            reml::estimate(expression, design, &model, settings)
        }
        _ => gene_by_gene::estimate(expression, design, errors, &model, settings.prior_n),
    }
}

/// Whether no value is missing.
pub(crate) fn is_complete(expression: &ExpressionMatrix) -> bool {
    expression.rows().flatten().all(|value| value.is_finite())
}

fn check(
    expression: &ExpressionMatrix,
    design: &Design,
    settings: &ArrayWeightSettings,
) -> Result<(), DiffexprError> {
    let (n_matrix, n_design) = (expression.n_samples(), design.matrix.nrows());
    if n_matrix != n_design {
        return Err(DiffexprError::SampleCount { n_matrix, n_design });
    }
    if settings.prior_n.is_nan() || settings.prior_n < 0.0 {
        return Err(prior_n(settings.prior_n, "a number not below 0"));
    }
    Ok(())
}

fn prior_n(value: f64, expected: &'static str) -> DiffexprError {
    DiffexprError::Setting {
        setting: "prior_n",
        value,
        expected,
    }
}
