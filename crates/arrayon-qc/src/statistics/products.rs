//! Products of arrays with each other: correlations and components are made of them.

use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use rayon::prelude::*;

/// Features that are multiplied at a time; sums are added block after block.
const BLOCK: usize = 1024;

/// Blocks whose products are in memory at a time: of 2,000 arrays each has 32 MB.
const BLOCKS_AT_ONCE: usize = 4;

/// The products of the arrays of a study, summed over the features that no array lacks.
///
/// Each feature is taken less its median over the arrays, and the medians themselves and a column of
/// ones stand behind the arrays, so that products of the values as they are, and of values less other
/// centres, follow without another pass over the features.
///
/// # Determinism
/// The same bits for any number of threads: the sums have a fixed order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Products {
    n_arrays: usize,
    sums: Array2<f64>,
}

impl Products {
    /// Those of log2 expression, given the median of each feature.
    pub(super) fn of(expression: &ExpressionMatrix, medians: &[f64]) -> Self {
        let n_arrays = expression.n_samples();
        let rows: Vec<usize> = (0..expression.n_features())
            .filter(|&row| expression.row(row).iter().all(|value| value.is_finite()))
            .collect();
        let n = n_arrays + 2;
        let product = |rows: &[usize]| {
            let mut block = Array2::<f64>::ones((rows.len(), n));
            for (&row, mut to) in rows.iter().zip(block.rows_mut()) {
                let median = medians[row];
                for (to, value) in to.iter_mut().zip(expression.row(row)) {
                    *to = value - median;
                }
                to[n_arrays] = median;
            }
            block.t().dot(&block)
        };
        let mut sums = Array2::zeros((n, n));
        for rows in rows.chunks(BLOCKS_AT_ONCE * BLOCK) {
            let blocks: Vec<Array2<f64>> = rows.par_chunks(BLOCK).map(product).collect();
            for block in &blocks {
                sums += block;
            }
        }
        Self { n_arrays, sums }
    }

    /// The correlation of two arrays, each feature less its median over all arrays.
    pub(super) fn correlation_of_differences(&self, one: usize, other: usize) -> f64 {
        let product = |one, other| self.sums[(one, other)];
        product(one, other) / (product(one, one) * product(other, other)).sqrt()
    }

    /// Pearson's correlation of two arrays; NaN where one of them does not vary.
    pub(super) fn correlation(&self, one: usize, other: usize) -> f64 {
        let lengths = (self.covariance(one, one) * self.covariance(other, other)).sqrt();
        match lengths > 0.0 {
            true => (self.covariance(one, other) / lengths).clamp(-1.0, 1.0),
            false => f64::NAN,
        }
    }

    /// The sum of the products of two arrays, each less its mean over the features.
    fn covariance(&self, one: usize, other: usize) -> f64 {
        let (medians, ones) = (self.n_arrays, self.n_arrays + 1);
        let at = |one, other| self.sums[(one, other)];
        // (x - m + m)(y - m + m)
        let product = at(one, other) + at(one, medians) + at(other, medians) + at(medians, medians);
        let sum = |array| at(array, ones) + at(medians, ones);
        let covariance = product - sum(one) * sum(other) / at(ones, ones);
        // of an array that does not vary, what rounding leaves
        match one == other && covariance <= 1e-12 * product {
            true => 0.0,
            false => covariance,
        }
    }

    /// The products of the arrays, each feature less its mean over the arrays.
    pub(super) fn about_means(&self) -> Array2<f64> {
        let n = self.n_arrays;
        let product = |one: usize, other: usize| self.sums[(one, other)];
        // the mean of a feature less its median is the mean over the arrays of what they are less it
        let mean_product = |one| (0..n).map(|other| product(one, other)).sum::<f64>() / n as f64;
        let means: Vec<f64> = (0..n).map(mean_product).collect();
        let mean = means.iter().sum::<f64>() / n as f64;
        Array2::from_shape_fn((n, n), |(one, other)| {
            product(one, other) - means[one] - means[other] + mean
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_stats::correlation::pearson;
    use arrayon_stats::descriptive::median;

    #[test]
    fn one_pass_gives_what_each_definition_does() {
        let draw = |row: usize, column: usize| {
            let mixed = ((row * 31 + column * 7) as u32).wrapping_mul(2_654_435_761);
            8.0 + 4.0 * f64::from(mixed >> 8) / f64::from(1 << 24)
        };
        let mut values = Array2::from_shape_fn((1500, 5), |(row, column)| {
            draw(row, 9) + 0.2 * draw(row, column)
        });
        values[(3, 1)] = f64::NAN;
        let features = (0..1500).map(|row| format!("f{row}")).collect();
        let samples = (0..5).map(|at| format!("s{at}")).collect();
        let matrix = ExpressionMatrix::new(features, samples, values.clone()).unwrap();
        let medians: Vec<f64> = values
            .rows()
            .into_iter()
            .map(|row| median(&row.to_vec()))
            .collect();
        let products = Products::of(&matrix, &medians);
        let complete: Vec<usize> = (0..1500).filter(|&row| row != 3).collect();
        let column = |at: usize, less: &dyn Fn(usize) -> f64| -> Vec<f64> {
            complete
                .iter()
                .map(|&row| values[(row, at)] - less(row))
                .collect()
        };
        let mean = |row: usize| values.row(row).sum() / 5.0;
        let about_means = products.about_means();
        for one in 0..5 {
            for other in 0..5 {
                let raw = pearson(&column(one, &|_| 0.0), &column(other, &|_| 0.0));
                assert!((products.correlation(one, other) - raw).abs() < 1e-12);
                let (a, b) = (column(one, &mean), column(other, &mean));
                let product: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
                assert!((about_means[(one, other)] - product).abs() < 1e-9);
                let (a, b) = (
                    column(one, &|row| medians[row]),
                    column(other, &|row| medians[row]),
                );
                let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
                let expected = dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt();
                let found = products.correlation_of_differences(one, other);
                assert!((found - expected).abs() < 1e-12);
            }
        }
    }
}
