//! Expression, array by array: what several metrics and figures are made of, computed once.

use super::components::{self, ArrayComponent, Closest};
use super::distances::distance_matrix;
use super::products::{ProductSums, Products};
use super::spreads::{self, Spread};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::{Medians, median};
use rayon::prelude::*;
use std::borrow::Cow;
use std::fmt::Debug;

/// Features that are laid by array at a time.
const FEATURES_AT_ONCE: usize = 64;

/// Features that go through a sweep at a time.
const ROWS_AT_ONCE: usize = 4096;

/// Expression of the features that are no controls, array by array, wherever it is kept.
pub trait ArrayColumns: Sync + Debug {
    /// The features of one array, in their order, log2.
    fn column(&self, array: usize) -> Vec<f64>;
}

/// What is gathered of log2 expression feature by feature, while it passes by.
///
/// # Determinism
/// The same bits for any number of threads, and however the features are parted.
#[derive(Debug)]
pub struct ExpressionSweep {
    medians: Vec<f64>,
    products: ProductSums,
    /// The smallest and the largest value.
    ends: (f64, f64),
    is_complete: bool,
}

impl ExpressionSweep {
    /// Nothing as yet of so many arrays.
    pub fn new(n_arrays: usize) -> Self {
        Self {
            medians: Vec::new(),
            products: ProductSums::new(n_arrays),
            ends: (f64::INFINITY, f64::NEG_INFINITY),
            is_complete: true,
        }
    }

    /// Adds the next features, each a value for each array; missing ones are NaN.
    pub fn add(&mut self, rows: &[&[f64]]) {
        let first = self.medians.len();
        self.medians.par_extend(
            rows.par_iter()
                .map_init(Medians::default, |medians, row| median_of(row, medians)),
        );
        let values = rows.iter().flat_map(|row| *row).copied();
        let finite = values.filter(|value| value.is_finite());
        self.ends = finite.fold(self.ends, |(least, most), value| {
            (least.min(value), most.max(value))
        });
        let is_complete = |row: &&[f64]| row.iter().all(|value| value.is_finite());
        self.is_complete &= rows.iter().all(is_complete);
        let complete = (rows.iter().zip(&self.medians[first..]))
            .filter(|(row, _)| is_complete(row))
            .map(|(row, median)| (*row, *median));
        self.products.add(complete);
    }

    /// Holds the arrays against their medians and each other, once all features were added;
    /// `at_once` columns may be in memory at a time.
    pub fn finish<'a>(
        self,
        samples: &'a [String],
        columns: &'a dyn ArrayColumns,
        at_once: usize,
    ) -> ExpressionByArray<'a> {
        self.by_array(samples, Columns::Elsewhere(columns), at_once)
    }

    fn by_array<'a>(
        self,
        samples: &'a [String],
        columns: Columns<'a>,
        at_once: usize,
    ) -> ExpressionByArray<'a> {
        let (medians, n_arrays) = (self.medians, samples.len());
        let relative = |array: usize| {
            let column = columns.of(array);
            let less = column.iter().zip(&medians);
            spreads::spread(less.map(|(value, median)| value - median).collect())
        };
        let products = self.products.finish();
        ExpressionByArray {
            samples,
            relative: (0..n_arrays).into_par_iter().map(relative).collect(),
            distances: distance_matrix(n_arrays, self.is_complete, at_once, &|array| {
                columns.of(array)
            }),
            products,
            columns,
            ends: self.ends,
            medians,
        }
    }
}

/// Where the values of each array are.
#[derive(Debug, Clone)]
enum Columns<'a> {
    Held(Vec<Vec<f64>>),
    Elsewhere(&'a dyn ArrayColumns),
}

impl Columns<'_> {
    fn of(&self, array: usize) -> Cow<'_, [f64]> {
        match self {
            Self::Held(arrays) => Cow::Borrowed(&arrays[array]),
            Self::Elsewhere(columns) => Cow::Owned(columns.column(array)),
        }
    }
}

/// Log2 expression of a study's arrays, with the median of each feature over the arrays.
///
/// It holds a copy of the values, array after array, or knows where they are kept so: what is computed
/// of one array reads it several times, and in a matrix its values lie a row apart.
///
/// # Shapes and units
/// Log2 expression, features x arrays; what is returned has an entry for each array. Missing values
/// take no part.
///
/// # Determinism
/// The same bits for any number of threads, and wherever the values are kept.
#[derive(Debug)]
pub struct ExpressionByArray<'a> {
    samples: &'a [String],
    columns: Columns<'a>,
    medians: Vec<f64>,
    ends: (f64, f64),
    relative: Vec<Spread>,
    distances: Vec<f64>,
    products: Products,
}

impl<'a> ExpressionByArray<'a> {
    /// Lays expression by array, and holds the arrays against their medians and each other.
    pub fn of(matrix: &'a ExpressionMatrix) -> Self {
        let mut sweep = ExpressionSweep::new(matrix.n_samples());
        let rows: Vec<&[f64]> = matrix.rows().collect();
        rows.chunks(ROWS_AT_ONCE).for_each(|rows| sweep.add(rows));
        let columns = Columns::Held(by_array(matrix));
        sweep.by_array(matrix.samples(), columns, matrix.n_samples())
    }

    /// The names of the arrays.
    pub fn samples(&self) -> &'a [String] {
        self.samples
    }

    /// The smallest and the largest value, log2; infinite and the wrong way round without any.
    pub fn ends(&self) -> (f64, f64) {
        self.ends
    }

    /// The number of arrays.
    pub fn n_arrays(&self) -> usize {
        self.samples.len()
    }

    /// The features of one array, in the order of the matrix.
    pub fn array(&self, at: usize) -> Cow<'_, [f64]> {
        self.columns.of(at)
    }

    /// The median of each feature over the arrays; NaN where all are missing.
    pub fn medians(&self) -> &[f64] {
        &self.medians
    }

    /// How the values of each array spread.
    pub fn spreads(&self) -> Vec<Spread> {
        let arrays = (0..self.n_arrays()).into_par_iter();
        let spread = |array| spreads::spread(self.columns.of(array).into_owned());
        arrays.map(spread).collect()
    }

    /// The same, of the features less their medians over the arrays.
    pub fn relative_spreads(&self) -> &[Spread] {
        &self.relative
    }

    /// The part of the values of an array in each of `n_steps` steps of width `step` from `start`.
    pub fn shares(&self, array: usize, (start, step, n_steps): (f64, f64, usize)) -> Vec<f64> {
        let column = self.columns.of(array);
        let values = column.iter().filter(|value| !value.is_nan());
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

fn median_of(row: &[f64], medians: &mut Medians) -> f64 {
    match row.iter().any(|value| value.is_nan()) {
        false => medians.of(row),
        true => {
            let present = row.iter().copied().filter(|value| !value.is_nan());
            median(&present.collect::<Vec<_>>())
        }
    }
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

    /// Columns that are computed each time they are asked for.
    #[derive(Debug)]
    struct Asked(ExpressionMatrix);

    impl ArrayColumns for Asked {
        fn column(&self, array: usize) -> Vec<f64> {
            self.0.column(array).collect()
        }
    }

    #[test]
    fn values_kept_elsewhere_and_swept_in_parts_give_the_same_bits() {
        let draw = |row: usize, column: usize| {
            let mixed = ((row * 31 + column * 7) as u32).wrapping_mul(2_654_435_761);
            8.0 + 4.0 * f64::from(mixed >> 8) / f64::from(1 << 24)
        };
        for gap in [false, true] {
            let mut values = ndarray::Array2::from_shape_fn((2300, 21), |(row, column)| {
                draw(row, 40) + 0.2 * draw(row, column)
            });
            if gap {
                values[(1500, 3)] = f64::NAN;
            }
            let features = (0..2300).map(|row| format!("f{row}")).collect();
            let samples = (0..21).map(|at| format!("s{at}")).collect();
            let held = ExpressionMatrix::new(features, samples, values).unwrap();
            let expected = ExpressionByArray::of(&held);
            let asked = Asked(held.clone());
            for (part, at_once) in [(1, 2), (700, 5), (1024, 21), (2300, 1)] {
                let mut sweep = ExpressionSweep::new(21);
                let rows: Vec<&[f64]> = held.rows().collect();
                rows.chunks(part).for_each(|rows| sweep.add(rows));
                let found = sweep.finish(held.samples(), &asked, at_once);
                let bits = |all: &[f64]| all.iter().map(|one| one.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(found.medians()), bits(expected.medians()), "{part}");
                assert_eq!(
                    bits(found.distances()),
                    bits(expected.distances()),
                    "{at_once}"
                );
                assert_eq!(
                    bits(found.relative_spreads().as_flattened()),
                    bits(expected.relative_spreads().as_flattened())
                );
                assert_eq!(found.products, expected.products, "{part}");
                assert_eq!(found.ends(), expected.ends());
            }
        }
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
