//! Weighted distances of samples with missing values.
//!
//! Two samples are compared over the values that both have. Their sums are those over all
//! features, a missing value counting as 0, less what one sample has where the other has nothing:
//! where few values are missing, that is little work.

use super::sample_values::SampleValues;
use crate::distances::pair_sums::PairSums;
use crate::settings::Distance;

/// The features of which some samples have no value, each with these samples.
pub(super) struct Holes {
    of_features: Vec<(usize, Vec<usize>)>,
}

/// Weighted sums over the features that a sample lacks, in rows of all samples.
struct Lacking {
    n_samples: usize,
    /// Weights of the features that two samples both lack.
    weights: Vec<f64>,
    /// Values, and their squares, of the other samples there.
    values: Vec<f64>,
    squares: Vec<f64>,
}

impl Holes {
    /// `values` holds features x samples.
    pub(super) fn of(values: &[f64], n_samples: usize) -> Self {
        let features = values.chunks(n_samples).enumerate();
        let of_features = features
            .map(|(feature, row)| {
                let lacking = (0..n_samples).filter(|&sample| row[sample].is_nan());
                (feature, lacking.collect::<Vec<_>>())
            })
            .filter(|(_, lacking)| !lacking.is_empty());
        Self {
            of_features: of_features.collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.of_features.is_empty()
    }

    /// Condensed distances from the sums over all features; `None` where one is undefined.
    pub(super) fn distances(
        &self,
        data: &SampleValues,
        sums: &[f64],
        weights: &[u16],
        total: f64,
    ) -> Option<Vec<f64>> {
        let n = data.n_samples;
        let distance = data.distance;
        let lacking = self.lacking(data, weights);
        let count = |i: usize, j: usize| {
            let lacks = |one: usize, other: usize| lacking.weights[one * n + other];
            total - lacks(i, i) - lacks(j, j) + lacks(i, j)
        };
        let fewest = distance.fewest_values() as f64;
        let mut distances = Vec::with_capacity(n * (n - 1) / 2);
        let mut pairs = PairReader::new(sums, n, distance);
        for i in 0..n {
            for j in i + 1..n {
                let count = count(i, j);
                if count < fewest && count < total {
                    return None;
                }
                distances.push(match distance {
                    Distance::Euclidean => (pairs.next_difference() * total / count).sqrt(),
                    Distance::Manhattan => pairs.next_difference() * total / count,
                    _ => {
                        let found = PairSums {
                            count,
                            values: [
                                pairs.value(i) - lacking.values[j * n + i],
                                pairs.value(j) - lacking.values[i * n + j],
                            ],
                            squares: [
                                pairs.product(i, i) - lacking.squares[j * n + i],
                                pairs.product(j, j) - lacking.squares[i * n + j],
                            ],
                            products: pairs.product(i, j),
                        };
                        let whole = [pairs.product(i, i), pairs.product(j, j)];
                        found.correlation_distance(whole, distance)?
                    }
                });
            }
        }
        Some(distances)
    }

    fn lacking(&self, data: &SampleValues, weights: &[u16]) -> Lacking {
        let n = data.n_samples;
        let is_sum = !data.is_of_differences();
        let size = if is_sum { n * n } else { 0 };
        let mut lacking = Lacking {
            n_samples: n,
            weights: vec![0.0; n * n],
            values: vec![0.0; size],
            squares: vec![0.0; size],
        };
        for (feature, samples) in &self.of_features {
            let weight = f64::from(weights[*feature]);
            if weight > 0.0 {
                let row = is_sum.then(|| data.row(*feature));
                lacking.add(weight, samples, row);
            }
        }
        lacking
    }
}

impl Lacking {
    fn add(&mut self, weight: f64, samples: &[usize], row: Option<&[f64]>) {
        let n = self.n_samples;
        for &one in samples {
            for &other in samples {
                self.weights[one * n + other] += weight;
            }
            if let Some(row) = row {
                let values = self.values[one * n..(one + 1) * n].iter_mut();
                let squares = self.squares[one * n..(one + 1) * n].iter_mut();
                for ((sum, square), value) in values.zip(squares).zip(row) {
                    let weighted = weight * value;
                    *sum += weighted;
                    *square += weighted * value;
                }
            }
        }
    }
}

/// Reads the sums of samples and pairs as [`super::moments`] lays them out.
struct PairReader<'a> {
    values: &'a [f64],
    products: &'a [f64],
    n: usize,
    next: usize,
}

impl<'a> PairReader<'a> {
    fn new(sums: &'a [f64], n: usize, distance: Distance) -> Self {
        let n_values = match distance {
            Distance::Pearson | Distance::AbsolutePearson => n,
            _ => 0,
        };
        let (values, products) = sums.split_at(n_values);
        Self {
            values,
            products,
            n,
            next: 0,
        }
    }

    /// The cosine has no use for it.
    fn value(&self, sample: usize) -> f64 {
        self.values.get(sample).copied().unwrap_or(0.0)
    }

    /// Of samples `i <= j`.
    fn product(&self, i: usize, j: usize) -> f64 {
        self.products[i * (2 * self.n - i + 1) / 2 + j - i]
    }

    fn next_difference(&mut self) -> f64 {
        self.next += 1;
        self.products[self.next - 1]
    }
}
