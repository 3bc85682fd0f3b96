//! Items that have no distance to others, set apart instead of refused.

use crate::distances::prepare::{check_usable, unfit_error};
use crate::distances::rows::{check_row, row_major};
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;

/// An item that is not clustered, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct SetApart {
    /// The sample or feature.
    pub name: String,
    /// What clustering would have refused it for.
    pub reason: ClusterError,
}

/// Takes out the items that have no such distance to any other: constant ones for a correlation,
/// those whose median absolute deviation is 0 for the biweight midcorrelation, those that are all
/// 0 for the cosine, and those with too few values.
///
/// Returns the matrix without them, ready to be clustered, and the items set apart, in their order.
///
/// # Errors
/// No values; an infinite value; fewer than two items left.
///
/// # Examples
/// ```
/// use arrayon_cluster::{Distance, Items, set_apart_unfit};
/// use arrayon_core::ExpressionMatrix;
///
/// let expression = ExpressionMatrix::new(
///     ["a", "dead", "b"].map(String::from).to_vec(),
///     ["s1", "s2", "s3"].map(String::from).to_vec(),
///     ndarray::array![[5.0, 5.5, 7.0], [4.0, 4.0, 4.0], [7.0, 6.0, 5.0]],
/// )?;
/// let (kept, set_apart) = set_apart_unfit(&expression, Items::Features, Distance::Pearson)?;
/// assert_eq!(kept.features(), ["a", "b"]);
/// assert_eq!(set_apart[0].name, "dead");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn set_apart_unfit(
    expression: &ExpressionMatrix,
    items: Items,
    distance: Distance,
) -> Result<(ExpressionMatrix, Vec<SetApart>), ClusterError> {
    check_usable(expression, items)?;
    let labels = items.labels(expression);
    let values = row_major(expression, items);
    let checked: Vec<Result<(), ClusterError>> = (values.par_chunks(values.len() / labels.len()))
        .zip(labels)
        .map(|(row, label)| {
            check_row(row, distance).map_err(|unfit| unfit_error(unfit, items, label, distance))
        })
        .collect();
    let mut kept = Vec::with_capacity(labels.len());
    let mut set_apart = Vec::new();
    for (at, (result, label)) in checked.into_iter().zip(labels).enumerate() {
        match result {
            Ok(()) => kept.push(at),
            Err(reason) => set_apart.push(SetApart {
                name: label.clone(),
                reason,
            }),
        }
    }
    if kept.len() < 2 {
        return Err(ClusterError::TooFewItems {
            items,
            found: kept.len(),
        });
    }
    let kept = match items {
        Items::Features => expression.select_features(&kept),
        Items::Samples => expression.select_samples(&kept),
    };
    Ok((kept, set_apart))
}
