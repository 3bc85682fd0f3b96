//! How unlike two samples, or two features, are.

pub(crate) mod condensed;
mod holed;
pub(crate) mod pair_sums;
mod pairwise;
pub(crate) mod prepare;
pub(crate) mod rows;
pub(crate) mod set_apart;
pub(crate) mod sums;

use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::Distance;
use arrayon_core::{ExpressionMatrix, NoProgress, Progress};
use condensed::CondensedDistances;
use prepare::{Unfit, prepared_row};
use rows::Rows;

/// The distance of every pair of samples (columns), over all features.
///
/// # Missing values
/// NaN is a missing value. Two samples are compared over the features that both have, as R's
/// `cor(use = "pairwise.complete.obs")` does; ranks and medians are taken over these. Euclidean
/// and Manhattan sums are scaled up by all features over those compared, as R's `dist` does. Such
/// distances may break the triangle inequality.
///
/// # Errors
/// Fewer than two samples, no features, an infinite value, or, for a correlation, a
/// sample in which all features have the same value. Also a sample whose median absolute deviation
/// is 0 for the biweight midcorrelation, and one whose values are all 0 for the cosine. A pair
/// with fewer values in common than [`Distance::fewest_values`], or without a distance over them.
/// [`crate::set_apart_unfit`] takes single items of that kind out beforehand.
///
/// # Numerics
/// 1 - r is half the squared distance of the standardised columns, which is the same
/// number without cancellation: it is never negative, and 0 for identical columns. Each pair is
/// summed in a fixed order, so that the number of threads does not matter. Agrees with R's
/// `1 - cor(x)`, `dist(t(x))` and `WGCNA::bicor` to 1e-12.
///
/// # Cost
/// O(n_samples^2 x n_features), parallel over samples; some three times that for pairs with
/// missing values, and much more for Spearman and the biweight midcorrelation, whose ranks and
/// medians are those of each pair.
pub fn sample_distances(
    expression: &ExpressionMatrix,
    distance: Distance,
) -> Result<CondensedDistances, ClusterError> {
    Rows::new(expression, Items::Samples, distance)?.distances(&NoProgress)
}

/// The distance of every pair of features (rows), over all samples.
///
/// Needs 4 n_features^2 bytes, 1.6 GB for 20,000 features; see [`crate::cluster_features`] for less.
///
/// # Errors, missing values and numerics
/// As [`sample_distances`].
pub fn feature_distances(
    expression: &ExpressionMatrix,
    distance: Distance,
) -> Result<CondensedDistances, ClusterError> {
    Rows::new(expression, Items::Features, distance)?.distances(&NoProgress)
}

/// [`sample_distances`], which advances by one for each sample.
///
/// # Errors
/// As [`sample_distances`].
pub fn sample_distances_watched(
    expression: &ExpressionMatrix,
    distance: Distance,
    progress: &dyn Progress,
) -> Result<CondensedDistances, ClusterError> {
    let rows = Rows::new(expression, Items::Samples, distance)?;
    progress.start("distances between samples", rows.labels().len() as u64);
    let found = rows.distances(progress);
    progress.finish();
    found
}

/// The distances among complete rows of raw values, in condensed order, on one thread.
///
/// # Errors
/// The first row without a distance to others, and why.
pub(crate) fn distances_among(
    values: &[f64],
    n_items: usize,
    distance: Distance,
) -> Result<Vec<f64>, (usize, Unfit)> {
    let rows = (values.chunks(values.len() / n_items).enumerate())
        .map(|(at, row)| prepared_row(row, distance).map_err(|unfit| (at, unfit)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut condensed = Vec::with_capacity(n_items * (n_items - 1) / 2);
    for (i, one) in rows.iter().enumerate() {
        let others = rows[i + 1..].iter();
        condensed.extend(others.map(|other| distance.of_prepared(one, other)));
    }
    Ok(condensed)
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
    fn identical_columns_are_at_distance_zero() {
        let values = array![[0.1, 0.1, 1.0], [0.7, 0.7, 2.0], [0.4, 0.4, 0.0]];
        for distance in Distance::ALL {
            let found = sample_distances(&matrix(values.clone()), distance).unwrap();
            assert_eq!(found.between(0, 1), 0.0, "{distance}");
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
        let infinite = matrix(array![[1.0, 2.0], [2.0, f64::INFINITY]]);
        for error in [
            sample_distances(&infinite, Distance::Euclidean).unwrap_err(),
            feature_distances(&infinite, Distance::Pearson).unwrap_err(),
        ] {
            assert_eq!(
                error.to_string(),
                "value of feature 'f1' in sample 's1' is inf; expected a finite number"
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
    fn missing_values_are_left_out_of_each_pair() {
        const NA: f64 = f64::NAN;
        let holed = matrix(array![
            [1.0, 3.0, 1.0],
            [2.0, NA, 5.0],
            [NA, 9.0, 2.0],
            [4.0, 8.0, 9.0]
        ]);
        let found = sample_distances(&holed, Distance::Manhattan).unwrap();
        let expected = [6.0 * 2.0, 8.0 * 4.0 / 3.0, 10.0 * 4.0 / 3.0];
        arrayon_testkit::assert_all_close(found.values(), &expected, 1e-14, "manhattan");
        let found = sample_distances(&holed, Distance::Euclidean).unwrap();
        assert!((found.between(0, 1) - (20.0_f64 * 2.0).sqrt()).abs() < 1e-14);
        let error = sample_distances(&holed, Distance::Pearson).unwrap_err();
        assert_eq!(
            error.to_string(),
            "samples 's0' and 's1' have 2 values in common; expected at least 3"
        );
        assert!(!error.hint().is_empty());
        let nearly_empty = matrix(array![[1.0, NA], [2.0, NA], [4.0, 1.0]]);
        let error = sample_distances(&nearly_empty, Distance::Spearman).unwrap_err();
        assert_eq!(
            error.to_string(),
            "sample 's1' has 1 values that are not missing; expected at least 3 for spearman \
             distance"
        );
        // Constant where the other has values, though not throughout.
        let flat = matrix(array![[1.0, 2.0], [1.0, 5.0], [1.0, 4.0], [7.0, NA]]);
        let error = sample_distances(&flat, Distance::Pearson).unwrap_err();
        assert_eq!(
            error.to_string(),
            "samples 's0' and 's1' have no pearson distance: over the 3 values in common one does \
             not vary"
        );
    }
}
