//! Blocks of samples, whose noise correlates.

use crate::BlockEffect;
use std::collections::BTreeMap;

/// The block of each of an estimate's samples.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SampleBlocks {
    /// Column of the sample sheet.
    column: String,
    /// The block of each sample, both by name.
    of_sample: BTreeMap<String, String>,
    /// Between samples of one block; `None` where the samples allowed no estimate.
    correlation: Option<f64>,
}

impl SampleBlocks {
    pub(crate) fn new(effect: &BlockEffect, samples: &[String], labels: &[String]) -> Self {
        let both = samples.iter().cloned().zip(labels.iter().cloned());
        Self {
            column: effect.variable.clone(),
            of_sample: both.collect(),
            correlation: (effect.note.is_none()).then_some(effect.consensus_correlation),
        }
    }

    /// Takes from values of these samples what those of one block have in common; `None` where
    /// nothing is known of it.
    pub(super) fn decorrelation(&self, samples: &[String]) -> Option<Decorrelation> {
        let correlation = self.correlation?;
        let mut places: BTreeMap<&String, Vec<usize>> = BTreeMap::new();
        for (at, sample) in samples.iter().enumerate() {
            places.entry(&self.of_sample[sample]).or_default().push(at);
        }
        Some(Decorrelation {
            blocks: places.into_values().collect(),
            correlation,
        })
    }
}

/// The symmetric inverse root of a correlation matrix of blocks.
pub(super) struct Decorrelation {
    /// Places of the values of each block.
    blocks: Vec<Vec<usize>>,
    correlation: f64,
}

impl Decorrelation {
    /// Multiplies values by the matrix: of a block, the mean has one variance, all else another.
    pub(super) fn apply(&self, values: &mut [f64]) {
        let apart = (1.0 - self.correlation).sqrt();
        for block in &self.blocks {
            let size = block.len() as f64;
            let mean = block.iter().map(|&at| values[at]).sum::<f64>() / size;
            let common = mean / (1.0 + (size - 1.0) * self.correlation).sqrt();
            for &at in block {
                values[at] = (values[at] - mean) / apart + common;
            }
        }
    }
}

/// How the samples of two estimates are grouped by one column.
pub(super) struct Grouping<'a> {
    stated: Vec<&'a SampleBlocks>,
    pub(super) correlation: Option<f64>,
}

/// The block of a sample, or the sample by itself where its block is not known.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BlockOrSample<'a> {
    Block(&'a str),
    Sample(&'a str),
}

impl<'a> Grouping<'a> {
    /// Those that two estimates state. Of one column it is one, with the mean of the correlations
    /// that they found.
    pub(super) fn of_both(
        first: Option<&'a SampleBlocks>,
        second: Option<&'a SampleBlocks>,
    ) -> Vec<Self> {
        match (first, second) {
            (Some(first), Some(second)) if first.column == second.column => {
                vec![Self::new(vec![first, second])]
            }
            _ => (first.into_iter().chain(second))
                .map(|one| Self::new(vec![one]))
                .collect(),
        }
    }

    fn new(stated: Vec<&'a SampleBlocks>) -> Self {
        let known: Vec<f64> = stated.iter().filter_map(|one| one.correlation).collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        Self {
            stated,
            correlation: (!known.is_empty()).then_some(mean),
        }
    }

    /// The sum of weights in each block.
    pub(super) fn sums(
        &self,
        weights: &'a BTreeMap<String, f64>,
    ) -> BTreeMap<BlockOrSample<'a>, f64> {
        let mut sums = BTreeMap::new();
        for (sample, weight) in weights {
            let block = self.stated.iter().find_map(|one| one.of_sample.get(sample));
            let key = match block {
                Some(block) => BlockOrSample::Block(block),
                None => BlockOrSample::Sample(sample),
            };
            *sums.entry(key).or_insert(0.0) += weight;
        }
        sums
    }
}
