//! Features that have no distance to others, set apart instead of refused.

use super::prepare::{Unfit, check_usable, unfit_error};
use crate::distances::rows::{check_row, row_major};
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A feature that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SetApart {
    /// The feature.
    pub feature_id: String,
    /// Why.
    pub reason: String,
}

/// Takes out the features that have no such distance to any other: constant ones for a correlation,
/// those whose median absolute deviation is 0 for the biweight midcorrelation, those that are all
/// 0 for the cosine, and those with too few values.
///
/// Returns the matrix without them, ready to be clustered, and the features set apart, in their order.
///
/// # Errors
/// No values; an infinite value; fewer than two items left.
///
/// # Examples
/// ```
/// use arrayon_cluster::{Distance, set_apart_unfit};
/// use arrayon_core::ExpressionMatrix;
///
/// let expression = ExpressionMatrix::new(
///     ["a", "dead", "b"].map(String::from).to_vec(),
///     ["s1", "s2", "s3"].map(String::from).to_vec(),
///     ndarray::array![[5.0, 5.5, 7.0], [4.0, 4.0, 4.0], [7.0, 6.0, 5.0]],
/// )?;
/// let (kept, set_apart) = set_apart_unfit(&expression, Distance::Pearson)?;
/// assert_eq!(kept.features(), ["a", "b"]);
/// assert_eq!(set_apart[0].feature_id, "dead");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn set_apart_unfit(
    expression: &ExpressionMatrix,
    distance: Distance,
) -> Result<(ExpressionMatrix, Vec<SetApart>), ClusterError> {
    let items = Items::Features;
    check_usable(expression, items)?;
    let features = expression.features();
    let values = row_major(expression, items);
    let checked: Vec<Result<(), Unfit>> = (values.par_chunks(expression.n_samples()))
        .map(|row| check_row(row, distance))
        .collect();
    let mut kept = Vec::with_capacity(features.len());
    let mut set_apart = Vec::new();
    for (at, (result, feature)) in checked.into_iter().zip(features).enumerate() {
        match result {
            Ok(()) => kept.push(at),
            Err(unfit) => set_apart.push(SetApart {
                feature_id: feature.clone(),
                reason: unfit_error(unfit, items, feature, distance).to_string(),
            }),
        }
    }
    let found = kept.len();
    if found < 2 {
        return Err(ClusterError::TooFewItems { items, found });
    }
    Ok((expression.select_features(&kept), set_apart))
}
