//! What is assumed of the errors: weights and correlation within blocks.

use crate::DiffexprError;
use arrayon_stats::cholesky::Cholesky;
use arrayon_stats::linear::block_correlation;
use ndarray::{Array2, Axis};

/// Samples that share a random effect.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The block of each sample.
    pub labels: Vec<String>,
    /// Correlation between samples of one block.
    pub correlation: f64,
}

/// What is assumed of the errors. By default they are independent and equally precise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ErrorModel {
    /// Relative precision of each sample, positive.
    pub sample_weights: Option<Vec<f64>>,
    /// Relative precision of each value, n_features x n_samples, not negative; a value of weight
    /// 0 counts as missing.
    pub observation_weights: Option<Array2<f64>>,
    /// A random effect of blocks.
    pub block: Option<Block>,
}

impl ErrorModel {
    /// The weights of some of the samples; blocks are left out.
    pub(crate) fn unblocked_part(&self, samples: &[usize]) -> Self {
        let of = |weights: &Vec<f64>| samples.iter().map(|&at| weights[at]).collect();
        let columns = |weights: &Array2<f64>| weights.select(Axis(1), samples);
        Self {
            sample_weights: self.sample_weights.as_ref().map(of),
            observation_weights: self.observation_weights.as_ref().map(columns),
            block: None,
        }
    }

    pub(crate) fn check(&self, shape: (usize, usize)) -> Result<(), DiffexprError> {
        let refuse = |setting, value, expected| {
            Err(DiffexprError::Setting {
                setting,
                value,
                expected,
            })
        };
        if let Some(weights) = &self.sample_weights {
            if weights.len() != shape.1 {
                return refuse(
                    "number of sample weights",
                    weights.len() as f64,
                    "one per sample",
                );
            }
            if let Some(&bad) = weights.iter().find(|w| !(w.is_finite() && **w > 0.0)) {
                return refuse("sample weight", bad, "a positive number");
            }
        }
        if let Some(weights) = &self.observation_weights {
            if weights.dim() != shape {
                return refuse("number of weights", weights.len() as f64, "one per value");
            }
            if let Some(&bad) = weights.iter().find(|w| !(w.is_finite() && **w >= 0.0)) {
                return refuse("weight", bad, "a number not below 0");
            }
        }
        if let Some(block) = &self.block
            && block.labels.len() != shape.1
        {
            return refuse(
                "number of block labels",
                block.labels.len() as f64,
                "one per sample",
            );
        }
        Ok(())
    }

    /// Square roots of the weights of one feature's values at these samples; `None` where all
    /// are 1. Without a feature, of the samples alone.
    pub(crate) fn root_weights(
        &self,
        feature: Option<usize>,
        samples: &[usize],
    ) -> Option<Vec<f64>> {
        let observations = match (&self.observation_weights, feature) {
            (Some(weights), Some(feature)) => Some(weights.row(feature)),
            _ => None,
        };
        if observations.is_none() && self.sample_weights.is_none() {
            return None;
        }
        let weight = |&at: &usize| {
            let of_sample = self
                .sample_weights
                .as_ref()
                .map_or(1.0, |weights| weights[at]);
            let of_value = observations.as_ref().map_or(1.0, |weights| weights[at]);
            (of_sample * of_value).sqrt()
        };
        Some(samples.iter().map(weight).collect())
    }

    /// Decorrelates values of these samples; `None` where they are independent.
    pub(super) fn correlation(&self, samples: &[usize]) -> Result<Option<Cholesky>, DiffexprError> {
        let Some(block) = &self.block else {
            return Ok(None);
        };
        let labels: Vec<&String> = samples.iter().map(|&at| &block.labels[at]).collect();
        match block_correlation(&labels, block.correlation) {
            Some(cholesky) => Ok(Some(cholesky)),
            None => Err(DiffexprError::Setting {
                setting: "block correlation",
                value: block.correlation,
                expected: "above -1 / (size of the largest block - 1) and below 1",
            }),
        }
    }
}
