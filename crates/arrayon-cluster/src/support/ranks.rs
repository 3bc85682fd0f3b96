//! Spearman distances of weighted features: ranks change with every replicate.

use super::moments::correlation_distances;
use ndarray::ArrayView2;

/// The order of the features in each sample, with ties, ready for weighted ranks.
pub(super) struct RankOrders {
    samples: Vec<RankOrder>,
}

struct RankOrder {
    /// Features by rising value.
    order: Vec<u32>,
    /// Lengths of the runs of equal values in `order`.
    runs: Vec<u32>,
}

impl RankOrders {
    /// `columns` holds one vector of values a sample.
    pub(super) fn new(columns: &[Vec<f64>]) -> Self {
        Self {
            samples: columns
                .iter()
                .map(|column| RankOrder::new(column))
                .collect(),
        }
    }

    /// Condensed distances with features weighted; `None` where one is undefined.
    pub(super) fn distances(&self, weights: &[u16]) -> Option<Vec<f64>> {
        let weights: Vec<f64> = weights.iter().map(|&weight| f64::from(weight)).collect();
        let (n, n_features) = (self.samples.len(), weights.len());
        let total: f64 = weights.iter().sum();
        let centre = (total + 1.0) / 2.0;
        let mut ranks = vec![0.0; n * n_features];
        for (sample, ranks) in self.samples.iter().zip(ranks.chunks_mut(n_features)) {
            sample.weighted_ranks(&weights, centre, ranks);
        }
        let mut weighted = ranks.clone();
        for row in weighted.chunks_mut(n_features) {
            row.iter_mut()
                .zip(&weights)
                .for_each(|(rank, weight)| *rank *= weight);
        }
        let shape = (n, n_features);
        let ranks = ArrayView2::from_shape(shape, &ranks).expect("a row for each sample");
        let weighted = ArrayView2::from_shape(shape, &weighted).expect("a row for each sample");
        let products = ranks.dot(&weighted.t());
        // Centred ranks sum to zero, so that only the products are needed.
        let mut sums = vec![0.0; n];
        for i in 0..n {
            sums.extend((i..n).map(|j| products[[i, j]]));
        }
        correlation_distances(&sums, total, n)
    }
}

impl RankOrder {
    fn new(values: &[f64]) -> Self {
        let n = u32::try_from(values.len()).expect("fewer features than 2^32");
        let mut order: Vec<u32> = (0..n).collect();
        order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        let equal = |&a: &u32, &b: &u32| values[a as usize] == values[b as usize];
        let runs = order.chunk_by(equal).map(|run| run.len() as u32).collect();
        Self { order, runs }
    }

    /// Mean ranks as if each feature stood there as often as its weight says, less `centre`.
    fn weighted_ranks(&self, weights: &[f64], centre: f64, ranks: &mut [f64]) {
        let mut below = 0.0;
        let mut order = self.order.as_slice();
        for &run in &self.runs {
            let (tied, rest) = order.split_at(run as usize);
            let weight: f64 = tied.iter().map(|&feature| weights[feature as usize]).sum();
            let rank = below + (weight + 1.0) / 2.0 - centre;
            tied.iter()
                .for_each(|&feature| ranks[feature as usize] = rank);
            below += weight;
            order = rest;
        }
    }
}
