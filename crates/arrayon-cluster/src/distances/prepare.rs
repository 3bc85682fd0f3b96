//! Rows made ready, so that distances are plain sums over pairs of values.
//!
//! For every correlation-like distance a row becomes a vector of length 1: half the squared
//! difference of two such rows is 1 less their product, the correlation.

use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::median;
use arrayon_stats::order::average_ranks;
use arrayon_stats::row_pairs::summed;
use rayon::prelude::*;

/// Values further than this many median absolute deviations from the median weigh nothing.
const BIWEIGHT_REACH: f64 = 9.0;

/// Why a row has no distance to others.
pub(crate) enum Unfit {
    /// All of so many values are the same.
    Constant(usize),
    Undefined(&'static str),
    /// Only so many values are not missing.
    TooFewValues(usize),
}

/// The same with the name of the row.
pub(crate) fn unfit_error(
    unfit: Unfit,
    items: Items,
    name: &str,
    distance: Distance,
) -> ClusterError {
    let name = name.to_owned();
    match unfit {
        Unfit::Constant(n_values) => ClusterError::Constant {
            items,
            name,
            n_values,
        },
        Unfit::Undefined(reason) => ClusterError::Undefined {
            items,
            name,
            distance,
            reason,
        },
        Unfit::TooFewValues(found) => ClusterError::TooFewValues {
            items,
            name,
            distance,
            found,
            expected: distance.fewest_values(),
        },
    }
}

/// # Errors
/// Fewer than two items, no values, an infinite value. NaN is a missing value.
pub(crate) fn check_usable(
    expression: &ExpressionMatrix,
    items: Items,
) -> Result<(), ClusterError> {
    let found = items.labels(expression).len();
    if found < 2 {
        return Err(ClusterError::TooFewItems { items, found });
    }
    if expression.n_features() * expression.n_samples() == 0 {
        return Err(ClusterError::NoValues { items });
    }
    check_values(expression, |value| !value.is_infinite())
}

/// # Errors
/// The same, and a missing value.
pub(crate) fn check_complete(
    expression: &ExpressionMatrix,
    items: Items,
) -> Result<(), ClusterError> {
    check_usable(expression, items)?;
    check_values(expression, f64::is_finite)
}

/// Features that one thread looks at, at least.
const AT_A_TIME: usize = 256;

fn check_values(
    expression: &ExpressionMatrix,
    is_good: impl Fn(f64) -> bool + Sync,
) -> Result<(), ClusterError> {
    let is_bad = |value: &f64| !is_good(*value);
    let bad = (0..expression.n_features())
        .into_par_iter()
        .with_min_len(AT_A_TIME)
        .find_map_first(|row| {
            let column = expression.row(row).iter().position(is_bad)?;
            Some((row, column))
        });
    bad.map_or(Ok(()), |(row, column)| {
        Err(ClusterError::NonFiniteValue {
            feature: expression.features()[row].clone(),
            sample: expression.samples()[column].clone(),
            value: expression.row(row)[column],
        })
    })
}

/// One row, made ready.
pub(crate) fn prepared_row(row: &[f64], distance: Distance) -> Result<Vec<f64>, Unfit> {
    match distance {
        Distance::Euclidean | Distance::Manhattan => Ok(row.to_vec()),
        Distance::Pearson | Distance::AbsolutePearson => unit(centred(row.to_vec())?),
        Distance::Spearman => unit(centred(average_ranks(row))?),
        Distance::Bicor => unit(biweighted(row)?),
        Distance::Cosine => unit(row.to_vec()),
    }
}

fn centred(mut row: Vec<f64>) -> Result<Vec<f64>, Unfit> {
    // Rounding of the mean must not make a constant row look as if it varied.
    if row.iter().all(|&value| value == row[0]) {
        return Err(Unfit::Constant(row.len()));
    }
    // The second pass takes out what rounding left in the first mean.
    for _ in 0..2 {
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        row.iter_mut().for_each(|value| *value -= mean);
    }
    Ok(row)
}

/// Scales to length 1; scaled to 1 at most before, so that squares neither overflow nor vanish.
fn unit(mut row: Vec<f64>) -> Result<Vec<f64>, Unfit> {
    let largest = row
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    if largest == 0.0 {
        return Err(Unfit::Undefined("its values are all 0"));
    }
    row.iter_mut().for_each(|value| *value /= largest);
    let length = summed(&row, &row, |a, b| a * b).sqrt();
    row.iter_mut().for_each(|value| *value /= length);
    Ok(row)
}

/// Distances from the median, weighted by how near they are to it.
///
/// # Source
/// Wilcox 2005; Langfelder and Horvath 2012, J. Stat. Softw. 46:11.
fn biweighted(row: &[f64]) -> Result<Vec<f64>, Unfit> {
    let middle = median(row);
    let deviations: Vec<f64> = row.iter().map(|value| value - middle).collect();
    let absolute: Vec<f64> = deviations.iter().map(|deviation| deviation.abs()).collect();
    let spread = median(&absolute);
    if spread == 0.0 {
        return Err(Unfit::Undefined("its median absolute deviation is 0"));
    }
    let weighted = |deviation: f64| {
        let u = deviation / (BIWEIGHT_REACH * spread);
        if u.abs() < 1.0 {
            deviation * (1.0 - u * u).powi(2)
        } else {
            0.0
        }
    };
    Ok(deviations.into_iter().map(weighted).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outliers_weigh_nothing_in_bicor() {
        // Median 3, absolute deviations 2 1 0 1 97: their median is 1, the reach 9.
        let found = biweighted(&[1.0, 2.0, 3.0, 4.0, 100.0]).ok().unwrap();
        assert_eq!(found[4], 0.0);
        assert_eq!(found[2], 0.0);
        assert!((found[0] + 2.0 * (1.0 - 4.0 / 81.0_f64).powi(2)).abs() < 1e-15);
        assert!(biweighted(&[1.0, 1.0, 1.0, 7.0]).is_err());
    }

    #[test]
    fn zeros_have_no_angle() {
        assert!(prepared_row(&[0.0, 0.0], Distance::Cosine).is_err());
        assert_eq!(
            prepared_row(&[3.0, 4.0], Distance::Cosine).ok().unwrap(),
            [0.6, 0.8]
        );
    }
}
