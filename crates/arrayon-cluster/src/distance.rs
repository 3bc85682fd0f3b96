//! How unlike two samples, or two features, are.

use crate::condensed::{CondensedDistances, rows_mut};
use crate::error::{ClusterError, Items};
use arrayon_core::ExpressionMatrix;
use rayon::prelude::*;
use std::fmt;
use std::str::FromStr;

const DISTANCE_NAMES: &str = "pearson, spearman, euclidean";

/// A measure of how unlike two rows of log2 values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Distance {
    /// 1 - r, r being Pearson's correlation: from 0 (same shape) to 2 (mirrored).
    #[default]
    Pearson,
    /// 1 - rho, rho being Spearman's rank correlation, ties with their average rank.
    Spearman,
    /// Root of the summed squared differences, in log2 units.
    Euclidean,
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pearson => "pearson",
            Self::Spearman => "spearman",
            Self::Euclidean => "euclidean",
        })
    }
}

impl FromStr for Distance {
    type Err = ClusterError;

    fn from_str(text: &str) -> Result<Self, ClusterError> {
        match text.to_ascii_lowercase().as_str() {
            "pearson" => Ok(Self::Pearson),
            "spearman" => Ok(Self::Spearman),
            "euclidean" => Ok(Self::Euclidean),
            _ => Err(ClusterError::UnknownDistance {
                found: text.to_owned(),
                expected: DISTANCE_NAMES,
            }),
        }
    }
}

/// The distance of every pair of samples (columns), over all features.
///
/// # Errors
/// Fewer than two samples, no features, a value that is not finite, or, for a correlation, a
/// sample in which all features have the same value.
///
/// # Numerics
/// 1 - r is computed as half the squared distance of the standardised columns, which is the same
/// number without cancellation: it is never negative, and 0 for identical columns. Each pair is
/// summed in a fixed order, so that the number of threads does not matter. Agrees with R's
/// `1 - cor(x)` and `dist(t(x))` to 1e-12.
///
/// # Cost
/// O(n_samples^2 x n_features), parallel over samples.
pub fn sample_distances(
    expression: &ExpressionMatrix,
    distance: Distance,
) -> Result<CondensedDistances, ClusterError> {
    let columns = expression.values().t();
    let rows = columns.as_standard_layout();
    let values = rows.as_slice().expect("standard layout");
    distances_of_rows(expression, Items::Samples, values, distance)
}

/// The distance of every pair of features (rows), over all samples.
///
/// Needs 4 n_features^2 bytes: 3.2 GB for 20,000 features.
///
/// # Errors
/// Fewer than two features, no samples, a value that is not finite, or, for a correlation, a
/// feature that has the same value in all samples.
///
/// # Numerics
/// As [`sample_distances`].
pub fn feature_distances(
    expression: &ExpressionMatrix,
    distance: Distance,
) -> Result<CondensedDistances, ClusterError> {
    let values = expression.values();
    let values = values.as_slice().expect("expression is row-major");
    distances_of_rows(expression, Items::Features, values, distance)
}

fn distances_of_rows(
    expression: &ExpressionMatrix,
    items: Items,
    values: &[f64],
    distance: Distance,
) -> Result<CondensedDistances, ClusterError> {
    let (labels, others) = match items {
        Items::Samples => (expression.samples(), expression.features()),
        Items::Features => (expression.features(), expression.samples()),
    };
    let n_values = others.len();
    check(items, labels, others, values)?;
    let rows = match distance {
        Distance::Euclidean => values.to_vec(),
        Distance::Pearson => standardised(values, n_values, <[f64]>::to_vec),
        Distance::Spearman => standardised(values, n_values, average_ranks),
    };
    if distance != Distance::Euclidean {
        check_vary(items, labels, &rows, n_values)?;
    }
    let scale: fn(f64) -> f64 = match distance {
        Distance::Euclidean => f64::sqrt,
        Distance::Pearson | Distance::Spearman => |squared| 0.5 * squared,
    };
    let n_items = labels.len();
    let mut condensed = vec![0.0; n_items * (n_items - 1) / 2];
    let row = |i: usize| &rows[i * n_values..(i + 1) * n_values];
    (rows_mut(&mut condensed, n_items)
        .into_par_iter()
        .enumerate())
    .for_each(|(i, pairs)| {
        for (offset, pair) in pairs.iter_mut().enumerate() {
            *pair = scale(squared_distance(row(i), row(i + 1 + offset)));
        }
    });
    CondensedDistances::new(labels.to_vec(), condensed)
}

fn check(
    items: Items,
    labels: &[String],
    others: &[String],
    values: &[f64],
) -> Result<(), ClusterError> {
    if labels.len() < 2 {
        return Err(ClusterError::TooFewItems {
            items,
            found: labels.len(),
        });
    }
    if others.is_empty() {
        return Err(ClusterError::NoValues { items });
    }
    let Some(at) = values.iter().position(|value| !value.is_finite()) else {
        return Ok(());
    };
    let (item, other) = (&labels[at / others.len()], &others[at % others.len()]);
    let (feature, sample) = match items {
        Items::Samples => (other, item),
        Items::Features => (item, other),
    };
    Err(ClusterError::NonFiniteValue {
        feature: feature.clone(),
        sample: sample.clone(),
        value: values[at],
    })
}

/// Rows shifted to mean 0 and scaled to length 1; a constant row becomes zeros.
fn standardised(values: &[f64], n_values: usize, prepare: fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    let rows: Vec<Vec<f64>> = (values.par_chunks(n_values))
        .map(|row| standardised_row(prepare(row)))
        .collect();
    rows.concat()
}

fn standardised_row(mut row: Vec<f64>) -> Vec<f64> {
    // Rounding of the mean must not make a constant row look as if it varied.
    if row.iter().all(|&value| value == row[0]) {
        row.fill(0.0);
        return row;
    }
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    row.iter_mut().for_each(|value| *value -= mean);
    // A second pass takes out what rounding left in the first mean.
    let rest = row.iter().sum::<f64>() / row.len() as f64;
    row.iter_mut().for_each(|value| *value -= rest);
    // Scaled first, so that squares neither overflow nor vanish.
    let largest = row
        .iter()
        .fold(0.0_f64, |most, value| most.max(value.abs()));
    row.iter_mut().for_each(|value| *value /= largest);
    let length = row.iter().map(|value| value * value).sum::<f64>().sqrt();
    row.iter_mut().for_each(|value| *value /= length);
    row
}

fn check_vary(
    items: Items,
    labels: &[String],
    rows: &[f64],
    n_values: usize,
) -> Result<(), ClusterError> {
    let constant = (rows.chunks(n_values)).position(|row| row.iter().all(|&value| value == 0.0));
    constant.map_or(Ok(()), |at| {
        Err(ClusterError::Constant {
            items,
            name: labels[at].clone(),
            n_values,
        })
    })
}

/// Ranks from 1, equal values sharing the mean of their ranks.
pub(crate) fn average_ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut n_smaller = 0;
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let rank = n_smaller as f64 + (tied.len() as f64 + 1.0) / 2.0;
        tied.iter().for_each(|&index| ranks[index] = rank);
        n_smaller += tied.len();
    }
    ranks
}

/// Summed squared differences in eight interleaved partial sums, always added in the same order.
fn squared_distance(one: &[f64], other: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (ones, one_rest) = one.as_chunks::<8>();
    let (others, other_rest) = other.as_chunks::<8>();
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..8 {
            let difference = a[lane] - b[lane];
            sums[lane] += difference * difference;
        }
    }
    for (lane, (a, b)) in one_rest.iter().zip(other_rest).enumerate() {
        sums[lane] += (a - b) * (a - b);
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn matrix(values: ndarray::Array2<f64>) -> ExpressionMatrix {
        let features = (0..values.nrows()).map(|i| format!("f{i}")).collect();
        let samples = (0..values.ncols()).map(|i| format!("s{i}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    #[test]
    fn small_distances_by_hand() {
        let values = array![[1.0, 2.0, 9.0], [2.0, 4.0, 5.0], [3.0, 6.0, 1.0]];
        let pearson = sample_distances(&matrix(values.clone()), Distance::Pearson).unwrap();
        for (found, expected) in pearson.values().iter().zip([0.0, 2.0, 2.0]) {
            assert!((found - expected).abs() < 1e-15, "{found} {expected}");
        }
        let euclidean = sample_distances(&matrix(values.clone()), Distance::Euclidean).unwrap();
        assert_eq!(euclidean.between(0, 1), 14.0_f64.sqrt());
        let features = feature_distances(&matrix(values), Distance::Euclidean).unwrap();
        assert_eq!(features.between(0, 1), 21.0_f64.sqrt());
        assert_eq!(features.labels(), ["f0", "f1", "f2"]);
    }

    #[test]
    fn tied_values_share_their_mean_rank() {
        assert_eq!(
            average_ranks(&[5.0, 1.0, 5.0, 0.0, 5.0]),
            [4.0, 2.0, 4.0, 1.0, 4.0]
        );
        assert_eq!(average_ranks(&[0.0, -0.0]), [1.5, 1.5]);
    }

    #[test]
    fn identical_columns_are_at_distance_zero() {
        let values = array![[0.1, 0.1, 1.0], [0.7, 0.7, 2.0], [0.4, 0.4, 0.0]];
        for distance in [Distance::Pearson, Distance::Spearman, Distance::Euclidean] {
            let found = sample_distances(&matrix(values.clone()), distance).unwrap();
            assert_eq!(found.between(0, 1), 0.0);
        }
    }

    #[test]
    fn bad_input_is_named() {
        let constant = matrix(array![[1.0, 0.1], [2.0, 0.1], [3.0, 0.1]]);
        let error = sample_distances(&constant, Distance::Pearson).unwrap_err();
        assert_eq!(
            error.to_string(),
            "sample 's1' has the same value in all 3 features, so its correlation is undefined"
        );
        assert!(!error.hint().is_empty());
        assert!(sample_distances(&constant, Distance::Euclidean).is_ok());
        let holed = matrix(array![[1.0, 2.0], [2.0, f64::NAN]]);
        for error in [
            sample_distances(&holed, Distance::Euclidean).unwrap_err(),
            feature_distances(&holed, Distance::Pearson).unwrap_err(),
        ] {
            assert_eq!(
                error.to_string(),
                "value of feature 'f1' in sample 's1' is NaN; expected a finite number"
            );
        }
        let one = matrix(array![[1.0], [2.0]]);
        let error = sample_distances(&one, Distance::Pearson).unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 samples to cluster; expected at least 2"
        );
        let empty = matrix(ndarray::Array2::zeros((0, 2)));
        assert!(matches!(
            sample_distances(&empty, Distance::Euclidean),
            Err(ClusterError::NoValues { .. })
        ));
        let huge = matrix(array![[1e200, -1e200], [0.0, 1.0]]);
        assert!(matches!(
            sample_distances(&huge, Distance::Euclidean),
            Err(ClusterError::BadDistance { .. })
        ));
    }

    #[test]
    fn names_round_trip() {
        for distance in [Distance::Pearson, Distance::Spearman, Distance::Euclidean] {
            assert_eq!(distance.to_string().parse(), Ok(distance));
        }
        let error = "cosin".parse::<Distance>().unwrap_err();
        assert!(error.to_string().contains("'cosin'"));
    }
}
