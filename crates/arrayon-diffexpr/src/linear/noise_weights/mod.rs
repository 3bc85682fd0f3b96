//! What an estimate takes from the noise of each sample.

mod blocks;

pub(crate) use blocks::SampleBlocks;

use crate::Design;
use arrayon_stats::qr::Qr;
use blocks::Grouping;
use std::collections::BTreeMap;

/// An estimate as a weighted sum of values scaled to equal variance, one weight a sample, and the
/// blocks in which the noise of these samples correlates.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NoiseWeights {
    weights: BTreeMap<String, f64>,
    blocks: Option<SampleBlocks>,
}

impl NoiseWeights {
    /// Those of the contrast of a design, fitted with these weights of samples and these blocks.
    pub(crate) fn of(
        design: &Design,
        sample_weights: Option<&[f64]>,
        blocks: Option<&SampleBlocks>,
    ) -> Self {
        let names = &design.sample_names;
        let decorrelation = blocks.and_then(|blocks| blocks.decorrelation(names));
        let decorrelate = |values: &mut [f64]| {
            if let Some(decorrelation) = &decorrelation {
                decorrelation.apply(values);
            }
        };
        let root = |at: usize| sample_weights.map_or(1.0, |weights| weights[at].sqrt());
        let mut columns = design.column_vectors();
        for column in &mut columns {
            let values = column.iter_mut().enumerate();
            values.for_each(|(at, value)| *value *= root(at));
            decorrelate(column);
        }
        let qr = Qr::new(columns);
        let inverse = qr.inverse_triangle();
        let mut weights = vec![0.0; design.matrix.nrows()];
        for (position, direction) in qr.orthonormal_columns().iter().enumerate() {
            let share: f64 = (inverse.iter().zip(qr.pivot()))
                .map(|(row, &at)| row[position] * design.weights[at])
                .sum();
            let summed = weights.iter_mut().zip(direction);
            summed.for_each(|(weight, entry)| *weight += share * entry);
        }
        // of decorrelated values until here; decorrelation is symmetric
        decorrelate(&mut weights);
        Self {
            weights: names.iter().cloned().zip(weights).collect(),
            blocks: blocks.cloned(),
        }
    }

    /// The correlation that both estimates have by noise alone
    /// ([`crate::SignedResult::noise_correlation`]); NaN where one has no samples, and where it
    /// depends on a correlation within blocks that neither could estimate.
    pub fn correlation(&self, other: &Self) -> f64 {
        let groupings = Grouping::of_both(self.blocks.as_ref(), other.blocks.as_ref());
        let known: Vec<(&Grouping<'_>, f64)> = (groupings.iter())
            .filter_map(|one| Some((one, one.correlation?)))
            .collect();
        if !known.is_empty() || groupings.is_empty() {
            return self.correlation_within(other, &known);
        }
        /// Correlations that no data have; what depends on them is not known.
        const TRIED: f64 = 0.5;
        let tried: Vec<_> = groupings.iter().map(|one| (one, TRIED)).collect();
        let independent = self.correlation_within(other, &[]);
        let differs = (self.correlation_within(other, &tried) - independent).abs() > 1e-9;
        if differs { f64::NAN } else { independent }
    }

    /// The correlation where the noise correlates as the mean of these groupings says.
    fn correlation_within(&self, other: &Self, groupings: &[(&Grouping<'_>, f64)]) -> f64 {
        let covariance = |a: &Self, b: &Self| {
            let independent = shared_sum(&a.weights, &b.weights);
            if groupings.is_empty() {
                return independent;
            }
            let of = |&(grouping, correlation): &(&Grouping<'_>, f64)| {
                let within = shared_sum(&grouping.sums(&a.weights), &grouping.sums(&b.weights));
                correlation * within + (1.0 - correlation) * independent
            };
            groupings.iter().map(of).sum::<f64>() / groupings.len() as f64
        };
        let variances = covariance(self, self) * covariance(other, other);
        (covariance(self, other) / variances.sqrt()).clamp(-1.0, 1.0)
    }
}

/// The sum of products over the keys that both have.
fn shared_sum<K: Ord>(a: &BTreeMap<K, f64>, b: &BTreeMap<K, f64>) -> f64 {
    (a.iter())
        .filter_map(|(key, value)| Some(value * b.get(key)?))
        .sum()
}

#[cfg(test)]
mod tests;
