//! Expression, array by array: what several metrics and figures are made of, computed once.

use super::components::{self, ArrayComponent, Closest};
use super::distances::distance_matrix;
use super::products::Products;
use super::spreads::{self, Spread};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::{Medians, median};
use rayon::prelude::*;

/// Features that are laid by array at a time.
const FEATURES_AT_ONCE: usize = 64;

/// Log2 expression of a study's arrays, with the median of each feature over the arrays.
///
/// It holds a copy of the values, array after array: what is computed of one array reads it several
/// times, and in the matrix its values lie a row apart.
///
/// # Shapes and units
/// Log2 expression, features x arrays; what is returned has an entry for each array. Missing values
/// take no part.
///
/// # Determinism
/// The same bits for any number of threads.
#[derive(Debug)]
pub struct ExpressionByArray<'a> {
    matrix: &'a ExpressionMatrix,
    arrays: Vec<Vec<f64>>,
    medians: Vec<f64>,
    relative: Vec<Spread>,
    distances: Vec<f64>,
    products: Products,
}

impl<'a> ExpressionByArray<'a> {
    /// Lays expression by array, and holds the arrays against their medians and each other.
    pub fn of(matrix: &'a ExpressionMatrix) -> Self {
        let arrays = by_array(matrix);
        let medians = medians(matrix);
        let relative = |array: &Vec<f64>| {
            let less = array.iter().zip(&medians);
            spreads::spread(less.map(|(value, median)| value - median).collect())
        };
        Self {
            matrix,
            relative: arrays.par_iter().map(relative).collect(),
            distances: distance_matrix(&arrays),
            products: Products::of(matrix, &medians),
            arrays,
            medians,
        }
    }

    /// The expression itself.
    pub fn matrix(&self) -> &'a ExpressionMatrix {
        self.matrix
    }

    /// The number of arrays.
    pub fn n_arrays(&self) -> usize {
        self.arrays.len()
    }

    /// The features of one array, in the order of the matrix.
    pub fn array(&self, at: usize) -> &[f64] {
        &self.arrays[at]
    }

    /// The median of each feature over the arrays; NaN where all are missing.
    pub fn medians(&self) -> &[f64] {
        &self.medians
    }

    /// How the values of each array spread.
    pub fn spreads(&self) -> Vec<Spread> {
        let arrays = self.arrays.par_iter();
        arrays.map(|array| spreads::spread(array.clone())).collect()
    }

    /// The same, of the features less their medians over the arrays.
    pub fn relative_spreads(&self) -> &[Spread] {
        &self.relative
    }

    /// The part of the values of an array in each of `n_steps` steps of width `step` from `start`.
    pub fn shares(&self, array: usize, (start, step, n_steps): (f64, f64, usize)) -> Vec<f64> {
        let values = self.arrays[array].iter().filter(|value| !value.is_nan());
        spreads::shares(values.map(|&value| (value, 1)), start, step, n_steps)
    }

    /// The mean absolute distance of each array to each, log2, row after row. Features with a missing
    /// value in either of two arrays count in neither of them; two arrays without a common feature
    /// have distance NaN.
    ///
    /// # Source
    /// The distances between arrays of arrayQualityMetrics (Kauffmann, Gentleman and Huber 2009).
    pub fn distances(&self) -> &[f64] {
        &self.distances
    }

    /// For each array the sum of its distances to all arrays, log2.
    pub fn distance_sums(&self) -> Vec<f64> {
        let rows = self.distances.chunks(self.n_arrays().max(1));
        rows.map(|row| row.iter().sum()).collect()
    }

    /// The first five principal components, or as many as there are, of the features that no array
    /// lacks; computed anew by each call.
    pub fn components(&self) -> Vec<ArrayComponent> {
        components::array_components(&self.products)
    }

    /// Pearson's correlation of two arrays over the features that no array lacks; NaN where one of
    /// the two does not vary.
    pub fn correlation(&self, one: usize, other: usize) -> f64 {
        self.products.correlation(one, other)
    }

    /// For each array the one that it is most like, each feature less its median over all arrays.
    pub fn closest(&self) -> Vec<Closest> {
        components::closest_arrays(&self.products, self.n_arrays())
    }
}

fn by_array(matrix: &ExpressionMatrix) -> Vec<Vec<f64>> {
    let mut arrays = vec![vec![0.0; matrix.n_features()]; matrix.n_samples()];
    for start in (0..matrix.n_features()).step_by(FEATURES_AT_ONCE) {
        let block = start..(start + FEATURES_AT_ONCE).min(matrix.n_features());
        for (at, array) in arrays.iter_mut().enumerate() {
            for (to, feature) in array[block.clone()].iter_mut().zip(block.clone()) {
                *to = matrix.row(feature)[at];
            }
        }
    }
    arrays
}

fn medians(matrix: &ExpressionMatrix) -> Vec<f64> {
    (0..matrix.n_features())
        .into_par_iter()
        .map_init(Medians::default, |medians, feature| {
            let row = matrix.row(feature);
            match row.iter().any(|value| value.is_nan()) {
                false => medians.of(row),
                true => {
                    let present = row.iter().copied().filter(|value| !value.is_nan());
                    median(&present.collect::<Vec<_>>())
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn expression() -> ExpressionMatrix {
        ExpressionMatrix::new(
            ["a", "b", "c"].map(str::to_owned).to_vec(),
            ["s", "t", "u"].map(str::to_owned).to_vec(),
            array![[1.0, 2.0, 9.0], [3.0, 3.0, 3.0], [f64::NAN, 5.0, 7.0]],
        )
        .unwrap()
    }

    #[test]
    fn spreads_are_quantiles_without_missing_values() {
        let expression = expression();
        let by_array = ExpressionByArray::of(&expression);
        let found = by_array.spreads();
        for (found, expected) in found[1].iter().zip([2.1, 2.5, 3.0, 4.0, 4.8]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(found[0][2], 2.0);
        let relative = by_array.relative_spreads();
        // medians over the samples are 2, 3 and 6
        assert_eq!(relative[1][2], 0.0);
        assert_eq!(relative[2][2], 1.0);
        assert_eq!(by_array.shares(2, (0.0, 5.0, 2)), [1.0 / 3.0, 2.0 / 3.0]);
    }
}
