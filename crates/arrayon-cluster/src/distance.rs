//! How unlike two samples, or two features, are.

use crate::condensed::CondensedDistances;
use crate::error::{ClusterError, Items};
use crate::prepare::{Unfit, prepared_row};
use crate::rows::Rows;
use arrayon_core::{ExpressionMatrix, NoProgress, Progress};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const DISTANCE_NAMES: &str =
    "pearson, absolute-pearson, spearman, bicor, cosine, euclidean, manhattan";

/// A measure of how unlike two rows of log2 values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(extend("x-aliases" = {}))]
pub enum Distance {
    /// 1 - r, r being Pearson's correlation: from 0 (same shape) to 2 (mirrored).
    #[default]
    Pearson,
    /// 1 - |r|: from 0 (same or mirrored shape) to 1 (unrelated).
    AbsolutePearson,
    /// 1 - rho, rho being Spearman's rank correlation, ties with their average rank.
    Spearman,
    /// 1 - biweight midcorrelation: a correlation that outliers do not move.
    Bicor,
    /// 1 - cosine of the angle, values not centred.
    Cosine,
    /// Root of the summed squared differences, in log2 units.
    Euclidean,
    /// Sum of the absolute differences, in log2 units.
    Manhattan,
}

impl Distance {
    /// Every distance.
    pub const ALL: [Self; 7] = [
        Self::Pearson,
        Self::AbsolutePearson,
        Self::Spearman,
        Self::Bicor,
        Self::Cosine,
        Self::Euclidean,
        Self::Manhattan,
    ];

    /// How many values two rows must have in common where some are missing. Two values always
    /// correlate perfectly.
    pub fn fewest_values(self) -> usize {
        match self {
            Self::Pearson | Self::AbsolutePearson | Self::Spearman | Self::Bicor => 3,
            Self::Cosine => 2,
            Self::Euclidean | Self::Manhattan => 1,
        }
    }

    /// The distance of two prepared rows, which are vectors of length 1 for a correlation or cosine.
    pub(crate) fn of_prepared(self, one: &[f64], other: &[f64]) -> f64 {
        let differences = match self {
            Self::Manhattan => summed(one, other, |a, b| (a - b).abs()),
            _ => summed(one, other, |a, b| (a - b) * (a - b)),
        };
        let added =
            (self == Self::AbsolutePearson).then(|| summed(one, other, |a, b| (a + b) * (a + b)));
        self.of_sums(differences, added)
    }

    /// The same from the summed squared differences of two prepared rows (absolute ones for
    /// Manhattan) and, for the absolute correlation, their summed squared sums.
    pub(crate) fn of_sums(self, differences: f64, added: Option<f64>) -> f64 {
        match self {
            Self::Pearson | Self::Spearman | Self::Bicor | Self::Cosine => 0.5 * differences,
            Self::AbsolutePearson => 0.5 * differences.min(added.unwrap_or(f64::INFINITY)),
            Self::Euclidean => differences.sqrt(),
            Self::Manhattan => differences,
        }
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl FromStr for Distance {
    type Err = ClusterError;

    fn from_str(text: &str) -> Result<Self, ClusterError> {
        let name = text.to_ascii_lowercase();
        let found = Self::ALL
            .into_iter()
            .find(|distance| distance.to_string() == name);
        found.ok_or_else(|| ClusterError::UnknownDistance {
            found: text.to_owned(),
            expected: DISTANCE_NAMES,
        })
    }
}

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

/// How many partial sums there are.
pub(crate) const LANES: usize = 8;

/// The terms of all pairs of values in eight interleaved partial sums, which are always added in
/// the same order.
#[inline(always)]
pub(crate) fn summed(one: &[f64], other: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let (ones, one_rest) = one.as_chunks::<LANES>();
    let (others, other_rest) = other.as_chunks::<LANES>();
    for (a, b) in ones.iter().zip(others) {
        for lane in 0..LANES {
            sums[lane] += term(a[lane], b[lane]);
        }
    }
    for (lane, (&a, &b)) in one_rest.iter().zip(other_rest).enumerate() {
        sums[lane] += term(a, b);
    }
    total_of_lanes(sums)
}

#[inline(always)]
pub(crate) fn total_of_lanes(sums: [f64; LANES]) -> f64 {
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

    #[test]
    fn names_round_trip() {
        for distance in Distance::ALL {
            assert_eq!(distance.to_string().parse(), Ok(distance));
        }
        let error = "cosin".parse::<Distance>().unwrap_err();
        assert!(error.to_string().contains("'cosin'"));
    }
}
