//! Values without the shift of batches, for what is looked at: trees, components, heat maps.
//!
//! What is tested models the batches instead. Values from which batches were taken carry more
//! certainty than the measurements: the degrees of freedom that the batches cost are gone, and where
//! groups are spread unevenly over the batches, keeping their effects pushes the groups apart (Nygaard
//! et al. 2016). [`crate::judge_adjusted_groups`] takes care of that.

mod batch_effect;
mod combat;
mod design;

pub use crate::settings::AdjustMethod;

use crate::distances::prepare::check_complete;
use crate::error::ClusterError;
use crate::items::Items;
use arrayon_core::ExpressionMatrix;
use design::Design;
use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column of the sample sheet: its name and the value of each sample.
pub type SheetColumn = (String, Vec<String>);

/// From which values batches were taken, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Adjustment {
    /// Columns of the sample sheet whose shift was taken out.
    pub adjusted_for: Vec<String>,
    /// The method, as it was carried out: `combat` becomes `combat-mean-only` where a batch is a
    /// single sample.
    pub method: AdjustMethod,
    /// Columns of the sample sheet whose groups kept their effects.
    pub kept: Vec<String>,
    /// The same in a sentence.
    pub in_words: String,
}

/// Adjusted values, and how they came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// log2 expression, features and samples as before.
    pub values: ExpressionMatrix,
    /// What was done.
    pub adjustment: Adjustment,
}

/// Takes the shift of batches out of log2 expression, and keeps the effects of groups.
///
/// Several columns of batches act one by one with `remove-batch-effect`, as limma's `batch` and
/// `batch2`; for ComBat, samples with the same values in all columns are a batch. The groups that
/// are kept are those of all `kept` columns together: samples with the same values in all of them.
/// Without `kept` nothing is kept but the mean of each feature.
///
/// ComBat leaves features as they are that do not vary within some batch of several samples, and
/// adjusts means alone where a batch is a single sample, as sva does.
///
/// # Errors
/// Values that are not finite; a sample without a batch or group; fewer than two batches; batches and
/// groups whose effects cannot be told apart; as many batches and groups as samples.
///
/// # Numerics
/// Within 1e-8 of `max(1, |value|)` of sva's `ComBat` and limma's `removeBatchEffect`; the same bits
/// for any number of threads.
///
/// # Source
/// Johnson, Li and Rabinovic 2007, Biostatistics 8:118 (`combat`); Ritchie et al. 2015, Nucleic
/// Acids Res. 43:e47 (limma, `remove-batch-effect`).
pub fn adjust_for_batches(
    expression: &ExpressionMatrix,
    batches: &[SheetColumn],
    kept: &[SheetColumn],
    method: AdjustMethod,
) -> Result<Adjusted, ClusterError> {
    check_complete(expression, Items::Samples)?;
    let design = Design::new(expression.samples(), batches, kept, method)?;
    let method = match method {
        AdjustMethod::Combat if design.has_lone_batch() => AdjustMethod::CombatMeanOnly,
        other => other,
    };
    let mut values = expression.row_major().into_owned();
    match method {
        AdjustMethod::RemoveBatchEffect => batch_effect::remove(&mut values, &design),
        AdjustMethod::Combat => combat::adjust(&mut values, &design, combat::What::MeansAndSpread),
        AdjustMethod::CombatMeanOnly => combat::adjust(&mut values, &design, combat::What::Means),
    }
    if values.iter().any(|value| !value.is_finite()) {
        let why = "the features are too few or too much alike to learn how batches differ";
        return Err(ClusterError::NotAdjusted(why.to_owned()));
    }
    let values = Array2::from_shape_vec(expression.dim(), values)
        .map_err(|error| error.to_string())
        .and_then(|values| {
            let (features, samples) = (expression.features(), expression.samples());
            ExpressionMatrix::new(features.to_vec(), samples.to_vec(), values)
                .map_err(|error| error.to_string())
        })
        .map_err(ClusterError::NotAdjusted)?;
    let names = |columns: &[SheetColumn]| columns.iter().map(|(name, _)| name.clone()).collect();
    let (adjusted_for, kept): (Vec<String>, Vec<String>) = (names(batches), names(kept));
    Ok(Adjusted {
        values,
        adjustment: Adjustment {
            in_words: in_words(&adjusted_for, method, &kept),
            adjusted_for,
            method,
            kept,
        },
    })
}

/// `adjusted for litter (combat), keeping the effects of diet`.
fn in_words(adjusted_for: &[String], method: AdjustMethod, kept: &[String]) -> String {
    let batches = adjusted_for.join(" and ");
    match kept {
        [] => format!("adjusted for {batches} ({method}) without regard to groups"),
        kept => format!(
            "adjusted for {batches} ({method}), keeping the effects of {}",
            kept.join(" and ")
        ),
    }
}
