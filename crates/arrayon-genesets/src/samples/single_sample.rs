//! One score for each set and sample.

use super::sample_ranks::{gsva_of_sample, kernel_ranks, order_of_sample, ssgsea_of_sample};
use crate::error::GeneSetError;
use crate::sets::{FeatureSet, FeatureSets};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::descriptive::{mean, variance};
use ndarray::Array2;
use rayon::prelude::*;

/// How a set is scored in one sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum SingleSampleMethod {
    /// Sum of the features' z-scores over samples, over the root of their number: in sd of an
    /// unrelated set.
    CombinedZ,
    /// ssGSEA: the running sum over the sample's own ranking, added up.
    SsGsea {
        /// Power to which ranks weigh hits, 0.25 as published.
        exponent: f64,
        /// Divide all scores by their range over the whole table, as published. Scores then
        /// change when samples or sets are added.
        by_range: bool,
    },
    /// GSVA with the Gaussian kernel: the running sum over ranks of each feature among its own
    /// values in all samples; its highest plus its lowest point.
    Gsva,
}

/// Scores of sets in samples.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleSampleScores {
    /// Ids of the scored sets, one per row, in the collection's order.
    pub sets: Vec<String>,
    /// Sample names, one per column.
    pub samples: Vec<String>,
    /// Scores, sets x samples.
    pub scores: Array2<f64>,
    /// Features left out since they are constant over samples (none for ssGSEA).
    pub n_constant: usize,
}

impl SingleSampleScores {
    /// The scores as a matrix of features, the sets being the features: what a linear model with
    /// moderated variances takes to compare groups of samples set by set.
    ///
    /// # Errors
    /// [`GeneSetError::DuplicateSet`] where two sets have one id.
    pub fn into_expression(self) -> Result<ExpressionMatrix, GeneSetError> {
        let mut seen = std::collections::BTreeSet::new();
        if let Some(set) = self.sets.iter().find(|set| !seen.insert(set.as_str())) {
            return Err(GeneSetError::DuplicateSet {
                collection: "scores".into(),
                set: set.clone(),
            });
        }
        let wrong = GeneSetError::Shape {
            what: "scores",
            found: self.scores.len(),
            expected: self.sets.len() * self.samples.len(),
        };
        ExpressionMatrix::new(self.sets, self.samples, self.scores).map_err(|_| wrong)
    }
}

/// Scores each set in each sample.
///
/// Sets without a feature, or with all of them, are left out; with [`SingleSampleMethod::CombinedZ`]
/// and [`SingleSampleMethod::Gsva`] features that are constant over samples are left out first, as
/// they say nothing. Equal values rank in the order of features, as in GSVA.
///
/// # Errors
/// [`GeneSetError::Shape`] where the sets are of another matrix; [`GeneSetError::NotFinite`] for
/// expression that is not finite; [`GeneSetError::Setting`] for an exponent out of range.
///
/// # Numerics
/// Agrees with GSVA 1.46: combined z and ssGSEA to 1e-9; GSVA's kernel is exact here and read
/// from a table there, which can swap neighbours in a ranking (test `golden_single_sample`).
///
/// # Source
/// Lee et al. 2008 (doi:10.1371/journal.pcbi.1000217), combined z; Barbie et al. 2009
/// (doi:10.1038/nature08460), ssGSEA; Hänzelmann et al. 2013 (doi:10.1186/1471-2105-14-7), GSVA.
pub fn single_sample_scores(
    expression: &ExpressionMatrix,
    sets: &FeatureSets,
    method: SingleSampleMethod,
) -> Result<SingleSampleScores, GeneSetError> {
    check(expression, sets, method)?;
    let keep_constant = matches!(method, SingleSampleMethod::SsGsea { .. });
    let kept: Vec<u32> = (0..expression.n_features())
        .filter(|&row| keep_constant || spread(expression, row) > 0.0)
        .map(|row| row as u32)
        .collect();
    let with_rows: Vec<(&FeatureSet, Vec<u32>)> = (sets.sets().iter())
        .map(|set| (set, positions(&set.rows, &kept)))
        .filter(|(_, rows)| !rows.is_empty() && rows.len() < kept.len())
        .collect();
    let rows: Vec<&[u32]> = with_rows.iter().map(|(_, rows)| rows.as_slice()).collect();
    let columns = match method {
        SingleSampleMethod::CombinedZ => combined_z(expression, &kept, &rows),
        SingleSampleMethod::SsGsea { exponent, .. } => by_sample(expression, |sample| {
            let order = order_of_sample(kept.len(), |at| expression.row(at)[sample]);
            rows.iter()
                .map(|set| ssgsea_of_sample(&order, set, exponent))
                .collect()
        }),
        SingleSampleMethod::Gsva => {
            let densities: Vec<Vec<f64>> = (kept.par_iter())
                .map(|&row| kernel_ranks(expression.row(row as usize)))
                .collect();
            by_sample(expression, |sample| {
                let order = order_of_sample(kept.len(), |at| densities[at][sample]);
                rows.iter().map(|set| gsva_of_sample(&order, set)).collect()
            })
        }
    };
    let mut scores =
        Array2::from_shape_fn((rows.len(), expression.n_samples()), |(set, sample)| {
            columns[sample][set]
        });
    if let SingleSampleMethod::SsGsea { by_range: true, .. } = method {
        let low = scores.iter().copied().fold(f64::INFINITY, f64::min);
        let high = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        scores /= high - low;
    }
    Ok(SingleSampleScores {
        sets: with_rows.iter().map(|(set, _)| set.id.clone()).collect(),
        samples: expression.samples().to_vec(),
        scores,
        n_constant: expression.n_features() - kept.len(),
    })
}

fn by_sample(
    expression: &ExpressionMatrix,
    scores: impl Fn(usize) -> Vec<f64> + Sync + Send,
) -> Vec<Vec<f64>> {
    (0..expression.n_samples())
        .into_par_iter()
        .map(scores)
        .collect()
}

/// Scores of all sets, sample by sample.
fn combined_z(expression: &ExpressionMatrix, kept: &[u32], sets: &[&[u32]]) -> Vec<Vec<f64>> {
    let scaled: Vec<Vec<f64>> = (kept.par_iter())
        .map(|&row| {
            let values = expression.row(row as usize).to_vec();
            let (mean, sd) = (mean(&values), variance(&values).sqrt());
            values.iter().map(|value| (value - mean) / sd).collect()
        })
        .collect();
    by_sample(expression, |sample| {
        let score = |set: &&[u32]| {
            let sum: f64 = set.iter().map(|&at| scaled[at as usize][sample]).sum();
            sum / (set.len() as f64).sqrt()
        };
        sets.iter().map(score).collect()
    })
}

/// Where these rows stand among the kept ones.
fn positions(rows: &[u32], kept: &[u32]) -> Vec<u32> {
    let find = |row: &u32| kept.binary_search(row).ok().map(|at| at as u32);
    rows.iter().filter_map(find).collect()
}

fn spread(expression: &ExpressionMatrix, row: usize) -> f64 {
    let values = expression.row(row);
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low
}

fn check(
    expression: &ExpressionMatrix,
    sets: &FeatureSets,
    method: SingleSampleMethod,
) -> Result<(), GeneSetError> {
    if expression.n_features() != sets.n_features() {
        return Err(GeneSetError::Shape {
            what: "features of the sets",
            found: sets.n_features(),
            expected: expression.n_features(),
        });
    }
    for row in 0..expression.n_features() {
        if let Some(&value) = expression.row(row).iter().find(|value| !value.is_finite()) {
            return Err(GeneSetError::NotFinite {
                what: "expression",
                row,
                value,
            });
        }
    }
    match method {
        SingleSampleMethod::SsGsea { exponent, .. } if !(0.0..=10.0).contains(&exponent) => {
            Err(GeneSetError::Setting {
                setting: "exponent",
                found: exponent.to_string(),
                expected: "a number from 0 to 10",
            })
        }
        _ => Ok(()),
    }
}
