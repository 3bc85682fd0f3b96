//! Distances of weighted features, for many weightings in one matrix product.

use super::holes::Holes;
use super::sample_values::SampleValues;
use crate::distances::pair_sums::{SMALLEST_VARIANCE, standardise};
use crate::settings::Distance;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};

/// How many numbers of the right-hand matrix are made at a time: small enough for a cache.
const TERMS_AT_A_TIME: usize = 1 << 16;

/// But at least so many features, else the product is all overhead.
const FEWEST_FEATURES: usize = 64;

/// Values of samples, ready for weighted distances, and what is missing of them.
pub(super) struct Moments {
    data: SampleValues,
    holes: Holes,
}

impl Moments {
    /// `columns` holds one vector of values a sample. Ranks and medians change with the weights:
    /// Spearman and the biweight midcorrelation are not for here.
    ///
    /// Correlations do not change when a sample is shifted and scaled; standardised, the weighted
    /// sums below do not cancel. NaN is a missing value.
    pub(super) fn new(mut columns: Vec<Vec<f64>>, distance: Distance) -> Self {
        if matches!(distance, Distance::Pearson | Distance::AbsolutePearson) {
            columns.iter_mut().for_each(|column| standardise(column));
        }
        let n_samples = columns.len();
        let n_features = columns[0].len();
        let mut values = Vec::with_capacity(n_samples * n_features);
        for feature in 0..n_features {
            values.extend(columns.iter().map(|column| column[feature]));
        }
        let holes = Holes::of(&values, n_samples);
        let mut data = SampleValues {
            values,
            n_samples,
            distance,
        };
        if !data.is_of_differences() {
            let values = data.values.iter_mut();
            values
                .filter(|value| value.is_nan())
                .for_each(|value| *value = 0.0);
        }
        Self { data, holes }
    }

    /// Terms that are summed over the features: the values of each sample for correlations, the
    /// square of each and the product of each pair for these and the cosine; else the difference
    /// of each pair.
    fn n_terms(&self) -> usize {
        let n = self.data.n_samples;
        match self.data.distance {
            Distance::Euclidean | Distance::Manhattan => n * (n - 1) / 2,
            Distance::Cosine => n * (n + 1) / 2,
            _ => n + n * (n + 1) / 2,
        }
    }

    /// Condensed distances of every row of `weights` (replicates x features); `None` for a
    /// replicate in which a distance is undefined.
    pub(super) fn distances(&self, weights: &[u16], n_features: usize) -> Vec<Option<Vec<f64>>> {
        let n_replicates = weights.len() / n_features;
        let n_terms = self.n_terms();
        let mut sums = Array2::zeros((n_replicates, n_terms));
        let at_a_time = (TERMS_AT_A_TIME / n_terms)
            .max(FEWEST_FEATURES)
            .min(n_features);
        let mut terms = vec![0.0; at_a_time * n_terms];
        let mut done = 0;
        // Blocks of features depend on the number of samples alone: the sums have a fixed order.
        for rows in self.data.values.chunks(at_a_time * self.data.n_samples) {
            let n_rows = rows.len() / self.data.n_samples;
            let terms = &mut terms[..n_rows * n_terms];
            self.fill_terms(rows, terms);
            let block = columns(weights, n_features, done, n_rows);
            let terms = ArrayView2::from_shape((n_rows, n_terms), terms).expect("whole rows");
            general_mat_mul(1.0, &block, &terms, 1.0, &mut sums);
            done += n_rows;
        }
        (sums.rows().into_iter().zip(weights.chunks(n_features)))
            .map(|(sums, weights)| {
                let sums = sums.to_slice().expect("row-major");
                let total = weights.iter().map(|&weight| f64::from(weight)).sum::<f64>();
                match self.holes.is_empty() {
                    true => self.distances_of_sums(sums, total),
                    false => self.holes.distances(&self.data, sums, weights, total),
                }
            })
            .collect()
    }

    fn distances_of_sums(&self, sums: &[f64], total: f64) -> Option<Vec<f64>> {
        let n = self.data.n_samples;
        match self.data.distance {
            Distance::Manhattan => Some(sums.to_vec()),
            Distance::Euclidean => Some(sums.iter().map(|sum| sum.sqrt()).collect()),
            Distance::Cosine => {
                let uncentred = [&vec![0.0; n], sums].concat();
                correlation_distances(&uncentred, total, n)
            }
            Distance::AbsolutePearson => {
                let distances = correlation_distances(sums, total, n)?;
                Some(distances.iter().map(|d| d.min(2.0 - d)).collect())
            }
            _ => correlation_distances(sums, total, n),
        }
    }

    fn fill_terms(&self, rows: &[f64], terms: &mut [f64]) {
        let n = self.data.n_samples;
        for (row, mut terms) in rows.chunks(n).zip(terms.chunks_mut(self.n_terms())) {
            if matches!(
                self.data.distance,
                Distance::Pearson | Distance::AbsolutePearson
            ) {
                terms[..n].copy_from_slice(row);
                terms = &mut terms[n..];
            }
            for (i, &one) in row.iter().enumerate() {
                let others = match self.data.distance {
                    Distance::Manhattan | Distance::Euclidean => &row[i + 1..],
                    _ => &row[i..],
                };
                let (pairs, rest) = terms.split_at_mut(others.len());
                let pairs = pairs.iter_mut().zip(others);
                match self.data.distance {
                    Distance::Manhattan => pairs.for_each(|(t, o)| *t = or_zero((one - o).abs())),
                    Distance::Euclidean => {
                        pairs.for_each(|(t, o)| *t = or_zero((one - o) * (one - o)));
                    }
                    _ => pairs.for_each(|(t, o)| *t = one * o),
                }
                terms = rest;
            }
        }
    }
}

/// The columns `first .. first + n` of a row-major matrix of so many columns in all.
fn columns(weights: &[u16], n_columns: usize, first: usize, n: usize) -> Array2<f64> {
    let mut values = Vec::with_capacity(weights.len() / n_columns * n);
    for row in weights.chunks(n_columns) {
        values.extend(
            row[first..first + n]
                .iter()
                .map(|&weight| f64::from(weight)),
        );
    }
    Array2::from_shape_vec((weights.len() / n_columns, n), values).expect("whole rows")
}

/// A difference, or nothing where one of the two values is missing.
fn or_zero(difference: f64) -> f64 {
    if difference.is_nan() { 0.0 } else { difference }
}

/// 1 - r of every pair from weighted sums of the samples and of their products.
pub(super) fn correlation_distances(sums: &[f64], total: f64, n: usize) -> Option<Vec<f64>> {
    let (means, products) = sums.split_at(n);
    let mut covariances = Vec::with_capacity(products.len());
    let mut deviations = Vec::with_capacity(n);
    let mut products = products.iter();
    for i in 0..n {
        for j in i..n {
            let product = products.next().expect("one for each pair");
            let covariance = product - means[i] * means[j] / total;
            if i == j {
                if covariance <= SMALLEST_VARIANCE * product {
                    return None;
                }
                deviations.push(covariance.sqrt());
            }
            covariances.push(covariance);
        }
    }
    let mut distances = Vec::with_capacity(n * (n - 1) / 2);
    let mut covariances = covariances.into_iter();
    for i in 0..n {
        covariances.next();
        for j in i + 1..n {
            let covariance = covariances.next().expect("one for each pair");
            let r = covariance / (deviations[i] * deviations[j]);
            distances.push((1.0 - r).clamp(0.0, 2.0));
        }
    }
    Some(distances)
}
