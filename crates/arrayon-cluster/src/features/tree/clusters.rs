//! Clusters as their mean vectors.

use super::real::Real;
use arrayon_stats::row_pairs::summed;
use ndarray::Array2;
use std::cmp::Ordering;

/// How far apart two clusters are, by their means and sizes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// 1 less the product of the means.
    MeanProduct,
    /// 2 |A| |B| / (|A| + |B|) times the squared distance of the means: Ward's distance, squared.
    Ward,
}

/// The same number whichever cluster comes first.
fn ward_factor([n, m]: [f64; 2]) -> f64 {
    2.0 * (n * m) / (n + m)
}

fn square(mean: &[f64]) -> f64 {
    summed(mean, mean, |a, b| a * b)
}

/// Two clusters that were joined, by one leaf of each.
pub(super) struct Joined {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) height: f64,
}

/// How near a cluster is, and which: nearer ones first, equally near ones by their numbers.
pub(super) type Near = (f64, usize);

pub(super) const NOTHING_NEAR: Near = (f64::INFINITY, usize::MAX);

pub(super) fn nearer(one: Near, other: Near) -> Near {
    match other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)) {
        Ordering::Less => other,
        Ordering::Equal | Ordering::Greater => one,
    }
}

/// Clusters that are not yet joined. A cluster goes by the smallest of its leaves.
pub(super) struct Clusters {
    pub(super) measure: Measure,
    pub(super) n_values: usize,
    /// Mean vector of each cluster, cluster after cluster.
    means: Vec<f64>,
    /// Squared length of each mean.
    squares: Vec<f64>,
    sizes: Vec<f64>,
    /// The clusters that are left, rising.
    pub(super) left: Vec<usize>,
}

impl Clusters {
    pub(super) fn new(means: Vec<f64>, n: usize, measure: Measure) -> Self {
        let n_values = means.len() / n;
        Self {
            measure,
            n_values,
            squares: means.chunks(n_values).map(square).collect(),
            means,
            sizes: vec![1.0; n],
            left: (0..n).collect(),
        }
    }

    pub(super) fn mean(&self, cluster: usize) -> &[f64] {
        &self.means[cluster * self.n_values..(cluster + 1) * self.n_values]
    }

    pub(super) fn size(&self, cluster: usize) -> f64 {
        self.sizes[cluster]
    }

    pub(super) fn n_leaves(&self) -> usize {
        self.sizes.len()
    }

    /// Makes the products of the means of `ones` (rows) and `others` (columns) to what is measured.
    pub(super) fn measures_of_products<T: Real>(
        &self,
        products: &mut Array2<T>,
        ones: &[usize],
        others: &[usize],
    ) {
        match self.measure {
            Measure::MeanProduct => products.mapv_inplace(|product| T::one() - product),
            Measure::Ward => {
                let of = |&cluster: &usize| (self.squares[cluster], self.sizes[cluster]);
                let others: Vec<(f64, f64)> = others.iter().map(of).collect();
                for (mut row, one) in products.rows_mut().into_iter().zip(ones) {
                    let (square, size) = of(one);
                    for (product, &(other_square, other_size)) in row.iter_mut().zip(&others) {
                        let squared = square + other_square - 2.0 * (*product).into();
                        *product = T::of(ward_factor([size, other_size]) * squared);
                    }
                }
            }
        }
    }

    pub(super) fn measured(&self, one: usize, other: usize) -> f64 {
        let (a, b) = (self.mean(one), self.mean(other));
        match self.measure {
            Measure::MeanProduct => 1.0 - summed(a, b, |x, y| x * y),
            Measure::Ward => {
                let squared = summed(a, b, |x, y| (x - y) * (x - y));
                ward_factor([self.sizes[one], self.sizes[other]]) * squared
            }
        }
    }

    /// Joins two clusters, but leaves it to [`Self::forget`] to strike the one that is gone, the
    /// larger number.
    pub(super) fn join(&mut self, one: usize, other: usize) -> Joined {
        let measured = self.measured(one, other);
        let height = match self.measure {
            Measure::MeanProduct => measured.max(0.0),
            Measure::Ward => measured.sqrt(),
        };
        let (kept, gone) = (one.min(other), one.max(other));
        let (n, m) = (self.sizes[kept], self.sizes[gone]);
        let (before, after) = self.means.split_at_mut(gone * self.n_values);
        let kept_mean = &mut before[kept * self.n_values..(kept + 1) * self.n_values];
        for (a, &b) in kept_mean.iter_mut().zip(after.iter()) {
            *a = (n * *a + m * b) / (n + m);
        }
        self.squares[kept] = square(kept_mean);
        self.sizes[kept] = n + m;
        self.sizes[gone] = 0.0;
        Joined { one, other, height }
    }

    /// Strikes the clusters that went into others.
    pub(super) fn forget(&mut self) {
        let sizes = &self.sizes;
        self.left.retain(|&cluster| sizes[cluster] > 0.0);
    }
}
