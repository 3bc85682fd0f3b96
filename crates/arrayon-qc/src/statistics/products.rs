//! Products of arrays with each other: correlations and components are made of them.

use ndarray::{Array2, Axis};
use rayon::prelude::*;

/// Features that are multiplied at a time; sums are added block after block.
const BLOCK: usize = 1024;

/// Bytes of products of blocks that are in memory at a time, beyond the sums themselves.
const MOST_AT_ONCE: usize = 128 << 20;

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

/// [`Products`] while features pass by.
#[derive(Debug)]
pub(super) struct ProductSums {
    n_arrays: usize,
    sums: Array2<f64>,
    /// Features that wait for their block to be full, each less its median, with the median and 1.
    waiting: Vec<f64>,
    /// Blocks that are multiplied side by side; 0 where their products are too large for that and
    /// rows of the sums are worked on side by side instead.
    blocks_at_once: usize,
}

impl ProductSums {
    pub(super) fn new(n_arrays: usize) -> Self {
        let n = n_arrays + 2;
        Self {
            n_arrays,
            sums: Array2::zeros((n, n)),
            waiting: Vec::new(),
            blocks_at_once: (MOST_AT_ONCE / (8 * n * n)).min(rayon::current_num_threads()),
        }
    }

    /// Adds features that no array lacks, each with its median.
    pub(super) fn add<'r>(&mut self, rows: impl Iterator<Item = (&'r [f64], f64)>) {
        let full = self.block_len() * self.blocks_at_once.max(1);
        for (row, median) in rows {
            self.waiting.extend(row.iter().map(|value| value - median));
            self.waiting.extend([median, 1.0]);
            if self.waiting.len() == full {
                self.multiply();
            }
        }
    }

    /// The numbers of a block.
    fn block_len(&self) -> usize {
        BLOCK * (self.n_arrays + 2)
    }

    fn multiply(&mut self) {
        let (n, block_len) = (self.n_arrays + 2, self.block_len());
        let mut waiting = std::mem::take(&mut self.waiting);
        let view = |block: &'_ [f64]| -> Array2<f64> {
            let shape = (block.len() / n, n);
            Array2::from_shape_vec(shape, block.to_vec()).expect("whole rows")
        };
        if self.blocks_at_once > 1 {
            let blocks = waiting.par_chunks(block_len).map(view);
            let products: Vec<Array2<f64>> = blocks.map(|block| block.t().dot(&block)).collect();
            for product in &products {
                self.sums += product;
            }
        } else {
            for block in waiting.chunks(block_len).map(view) {
                self.add_by_rows(&block);
            }
        }
        waiting.clear();
        self.waiting = waiting;
    }

    /// Adds the products of one block, some rows of them at a time.
    fn add_by_rows(&mut self, block: &Array2<f64>) {
        let n = self.n_arrays + 2;
        let width = n.div_ceil(8 * rayon::current_num_threads()).max(16);
        let sums = self
            .sums
            .as_slice_mut()
            .expect("a new matrix is contiguous");
        let parts = sums.par_chunks_mut(width * n).enumerate();
        parts.for_each(|(part, sums)| {
            let columns: Vec<usize> = (part * width..part * width + sums.len() / n).collect();
            let product = block.select(Axis(1), &columns).t().dot(block);
            let values = sums.iter_mut().zip(product.iter());
            values.for_each(|(sum, value)| *sum += value);
        });
    }

    pub(super) fn finish(mut self) -> Products {
        self.multiply();
        Products {
            n_arrays: self.n_arrays,
            sums: self.sums,
        }
    }
}

impl Products {
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

    /// The products of the arrays, each feature less its mean over the arrays: a function of two
    /// arrays, as of many arrays there are too many to be held twice.
    pub(super) fn about_means(&self) -> impl Fn(usize, usize) -> f64 + '_ {
        let n = self.n_arrays;
        let product = |one: usize, other: usize| self.sums[(one, other)];
        // the mean of a feature less its median is the mean over the arrays of what they are less it
        let mean_product = |one| (0..n).map(|other| product(one, other)).sum::<f64>() / n as f64;
        let means: Vec<f64> = (0..n).map(mean_product).collect();
        let mean = means.iter().sum::<f64>() / n as f64;
        move |one, other| product(one, other) - means[one] - means[other] + mean
    }

    /// The number of arrays.
    pub(super) fn n_arrays(&self) -> usize {
        self.n_arrays
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrayon_stats::correlation::pearson;
    use arrayon_stats::descriptive::median;

    /// Enough for several parts of rows.
    const N: usize = 21;

    #[test]
    fn one_pass_gives_what_each_definition_does() {
        let draw = |row: usize, column: usize| {
            let mixed = ((row * 31 + column * 7) as u32).wrapping_mul(2_654_435_761);
            8.0 + 4.0 * f64::from(mixed >> 8) / f64::from(1 << 24)
        };
        let mut values = Array2::from_shape_fn((1500, N), |(row, column)| {
            draw(row, 50) + 0.2 * draw(row, column)
        });
        values[(3, 1)] = f64::NAN;
        let medians: Vec<f64> = values
            .rows()
            .into_iter()
            .map(|row| median(&row.to_vec()))
            .collect();
        let rows: Vec<Vec<f64>> = values.rows().into_iter().map(|row| row.to_vec()).collect();
        let products = |blocks_at_once| {
            let mut sums = ProductSums::new(N);
            sums.blocks_at_once = blocks_at_once;
            let rows = rows.iter().zip(&medians).enumerate();
            let complete = rows.filter(|(row, _)| *row != 3);
            sums.add(complete.map(|(_, (row, median))| (&row[..], *median)));
            sums.finish()
        };
        // side by side or by rows of the sums, the bits are the same
        assert_eq!(products(4), products(0));
        let products = products(4);
        let complete: Vec<usize> = (0..1500).filter(|&row| row != 3).collect();
        let column = |at: usize, less: &dyn Fn(usize) -> f64| -> Vec<f64> {
            complete
                .iter()
                .map(|&row| values[(row, at)] - less(row))
                .collect()
        };
        let mean = |row: usize| values.row(row).sum() / N as f64;
        let about_means = products.about_means();
        for one in 0..N {
            for other in 0..N {
                let raw = pearson(&column(one, &|_| 0.0), &column(other, &|_| 0.0));
                assert!((products.correlation(one, other) - raw).abs() < 1e-12);
                let (a, b) = (column(one, &mean), column(other, &mean));
                let product: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
                assert!((about_means(one, other) - product).abs() < 1e-9);
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
