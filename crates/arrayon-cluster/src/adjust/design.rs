//! Which effects are estimated together: those of batches, and those of groups that are kept.

use super::SheetColumn;
use crate::error::ClusterError;
use crate::groups::declared::{check_number, numbered};
use crate::settings::AdjustMethod;
use arrayon_stats::qr::Qr;

/// Batches and groups of samples, whose effects can be told apart.
#[derive(Debug)]
pub(super) struct Design {
    /// The columns of each batch variable: one for every batch but the last, 1 for its samples and
    /// -1 for those of the last batch.
    pub(super) contrasts: Vec<Vec<f64>>,
    /// One indicator for each group; the overall mean where no groups are kept.
    pub(super) groups: Vec<Vec<f64>>,
    /// The samples of each batch, where all batch variables are taken together.
    pub(super) batches: Vec<Vec<usize>>,
    pub(super) n_samples: usize,
}

impl Design {
    pub(super) fn new(
        samples: &[String],
        batches: &[SheetColumn],
        kept: &[SheetColumn],
        method: AdjustMethod,
    ) -> Result<Self, ClusterError> {
        let n_samples = samples.len();
        for (name, labels) in batches.iter().chain(kept) {
            check_number(labels, samples)?;
            if let Some(at) = labels.iter().position(String::is_empty) {
                return Err(ClusterError::NoValueInColumn {
                    sample: samples[at].clone(),
                    column: name.clone(),
                });
            }
        }
        if let Some((name, _)) = batches.iter().find(|(_, labels)| n_levels(labels) < 2) {
            return Err(ClusterError::OneBatch(name.clone()));
        }
        let together = joined(batches, n_samples);
        let (levels, of_sample) = numbered(&together);
        let samples_of = |level: usize| -> Vec<usize> {
            (0..n_samples)
                .filter(|&at| of_sample[at] == level)
                .collect()
        };
        let design = Self {
            contrasts: match method {
                AdjustMethod::RemoveBatchEffect => batches
                    .iter()
                    .flat_map(|(_, labels)| sum_contrasts(labels))
                    .collect(),
                _ => sum_contrasts(&together),
            },
            groups: indicators(&joined(kept, n_samples)),
            batches: (0..levels.len()).map(samples_of).collect(),
            n_samples,
        };
        let rank = Qr::new(design.columns()).rank();
        let n_effects = design.columns().len();
        let columns = || batches.iter().map(|(name, _)| name.clone()).collect();
        if rank < n_effects {
            return Err(ClusterError::ConfoundedBatches {
                batches: columns(),
                groups: kept.iter().map(|(name, _)| name.clone()).collect(),
            });
        }
        if n_effects >= n_samples {
            return Err(ClusterError::TooManyBatches {
                batches: columns(),
                n_effects,
                n_samples,
            });
        }
        Ok(design)
    }

    /// The groups, then the batches.
    pub(super) fn columns(&self) -> Vec<Vec<f64>> {
        self.groups.iter().chain(&self.contrasts).cloned().collect()
    }

    pub(super) fn has_lone_batch(&self) -> bool {
        self.batches.iter().any(|samples| samples.len() == 1)
    }

    /// For each effect, by how much each sample's value enters its least-squares estimate.
    pub(super) fn estimators(&self) -> Vec<Vec<f64>> {
        let qr = Qr::new(self.columns());
        let orthonormal = qr.orthonormal_columns();
        let mut estimators = vec![Vec::new(); orthonormal.len()];
        for (row, &effect) in qr.inverse_triangle().iter().zip(qr.pivot()) {
            let weight = |sample: usize| {
                let parts = row.iter().zip(&orthonormal);
                parts.map(|(part, column)| part * column[sample]).sum()
            };
            estimators[effect] = (0..self.n_samples).map(weight).collect();
        }
        estimators
    }
}

/// The values of all columns together, for each sample; the same for all where there is none.
fn joined(columns: &[SheetColumn], n_samples: usize) -> Vec<String> {
    let of_sample = |at: usize| {
        let values: Vec<&str> = columns.iter().map(|(_, values)| &values[at][..]).collect();
        values.join("\t")
    };
    (0..n_samples).map(of_sample).collect()
}

fn n_levels(labels: &[String]) -> usize {
    numbered(labels).0.len()
}

fn indicators(labels: &[String]) -> Vec<Vec<f64>> {
    let (levels, of_sample) = numbered(labels);
    let column = |level: usize| of_sample.iter().map(move |&of| f64::from(of == level));
    (0..levels.len())
        .map(|level| column(level).collect())
        .collect()
}

fn sum_contrasts(labels: &[String]) -> Vec<Vec<f64>> {
    let mut columns = indicators(labels);
    let last = columns.pop().unwrap_or_default();
    for column in &mut columns {
        for (value, last) in column.iter_mut().zip(&last) {
            *value -= last;
        }
    }
    columns
}
