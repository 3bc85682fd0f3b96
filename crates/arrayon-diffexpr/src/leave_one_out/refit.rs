//! Fits made anew without a sample, where values are missing or blocks share an effect.

use crate::analysis::Prepared;
use crate::design::length;
use crate::{
    Block, ContrastFit, Design, ErrorModel, LinearFit, Moderation, Settings, duplicate_correlation,
    fit_contrast, fit_linear_models_with, moderate,
};
use arrayon_core::ExpressionMatrix;
use arrayon_stats::qr::Qr;
use ndarray::Axis;

/// What an open column, taken at length 1, does to the contrast below this is a rounding error.
const NEGLIGIBLE: f64 = 1e-8;

/// A fit without one sample.
pub(super) struct Refit {
    fit: LinearFit,
    pub(super) moderation: Moderation,
    kept: KeptColumns,
}

impl Refit {
    /// Fits the design without one of its samples, estimating the correlation within blocks anew;
    /// `None` where that leaves no residual degree of freedom, or no correlation to be estimated.
    pub(super) fn new(
        expression: &ExpressionMatrix,
        prepared: &Prepared,
        settings: &Settings,
        sample: usize,
    ) -> Option<Self> {
        let n_samples = prepared.design.sample_names.len();
        let samples: Vec<usize> = (0..n_samples).filter(|at| *at != sample).collect();
        let columns = prepared.design.column_vectors();
        let rows = |column: &Vec<f64>| samples.iter().map(|&at| column[at]).collect();
        let kept = KeptColumns::new(columns.iter().map(rows).collect());
        if samples.len() <= kept.columns.len() {
            return None;
        }
        let design = kept.design(&prepared.design, &samples);
        let expression = expression.select_samples(&samples);
        let errors = errors_without(&prepared.errors, &expression, &design, &samples)?;
        let fit = fit_linear_models_with(&expression, &design, &errors).ok()?;
        Some(Self {
            moderation: moderate(&fit, &settings.moderation),
            fit,
            kept,
        })
    }

    /// A contrast; `None` where it needs the sample.
    pub(super) fn contrast(&self, weights: &[f64]) -> Option<ContrastFit> {
        let weights = self.kept.weights(weights)?;
        Some(fit_contrast(&self.fit, &weights))
    }
}

/// The columns of a design that some of its samples determine.
struct KeptColumns {
    columns: Vec<usize>,
    open: Vec<OpenColumn>,
}

/// A column that is a combination of kept ones.
struct OpenColumn {
    column: usize,
    made_of: Vec<f64>,
    /// Its length, so that its unit does not matter; 1 where it is zero for every sample.
    length: f64,
}

impl KeptColumns {
    fn new(columns: Vec<Vec<f64>>) -> Self {
        let lengths: Vec<f64> = columns.iter().map(|column| length(column)).collect();
        let qr = Qr::new(columns);
        let open = |at: usize| {
            let column = qr.pivot()[at];
            OpenColumn {
                column,
                made_of: qr.combination(at),
                length: if lengths[column] > 0.0 {
                    lengths[column]
                } else {
                    1.0
                },
            }
        };
        Self {
            open: (qr.rank()..lengths.len()).map(open).collect(),
            columns: qr.pivot()[..qr.rank()].to_vec(),
        }
    }

    fn design(&self, design: &Design, samples: &[usize]) -> Design {
        let rows = design.matrix.select(Axis(0), samples);
        Design {
            matrix: rows.select(Axis(1), &self.columns),
            columns: (self.columns.iter())
                .map(|&at| design.columns[at].clone())
                .collect(),
            samples: samples.iter().map(|&at| design.samples[at]).collect(),
            sample_names: (samples.iter())
                .map(|&at| design.sample_names[at].clone())
                .collect(),
            ..design.clone()
        }
    }

    /// The contrast's weights of the kept columns; `None` where it depends on what is left open.
    fn weights(&self, weights: &[f64]) -> Option<Vec<f64>> {
        let kept: Vec<f64> = self.columns.iter().map(|&at| weights[at]).collect();
        let is_free = |open: &OpenColumn| {
            let through: f64 = open.made_of.iter().zip(&kept).map(|(a, b)| a * b).sum();
            (through - weights[open.column]).abs() < NEGLIGIBLE * open.length
        };
        self.open.iter().all(is_free).then_some(kept)
    }
}

fn errors_without(
    errors: &ErrorModel,
    expression: &ExpressionMatrix,
    design: &Design,
    samples: &[usize],
) -> Option<ErrorModel> {
    let weights = errors.sample_weights.as_ref();
    let mut without = ErrorModel {
        sample_weights: weights.map(|weights| samples.iter().map(|&at| weights[at]).collect()),
        observation_weights: (errors.observation_weights.as_ref())
            .map(|weights| weights.select(Axis(1), samples)),
        block: None,
    };
    if let Some(block) = &errors.block {
        let labels: Vec<String> = samples.iter().map(|&at| block.labels[at].clone()).collect();
        let found = duplicate_correlation(expression, design, &labels, &without).ok()?;
        without.block = found.note.is_none().then_some(Block {
            labels,
            correlation: found.consensus,
        });
    }
    Some(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_what_is_left_open_do_not_matter() {
        let (low, full) = (vec![1.0, 1.0, 0.0, 0.0], vec![0.0, 0.0, 1.0, 1.0]);
        for unit in [1e-12, 1.0, 1e12] {
            // known by the diet: the contrast of diets is confounded with it
            let with_diet: Vec<f64> = low.iter().map(|entry| unit * entry).collect();
            let kept = KeptColumns::new(vec![low.clone(), full.clone(), with_diet]);
            assert_eq!(kept.weights(&[1.0, -1.0, 0.0]), None, "{unit}");
            // constant: both diets shift alike
            let kept = KeptColumns::new(vec![low.clone(), full.clone(), vec![unit; 4]]);
            assert_eq!(kept.weights(&[1.0, -1.0, 0.0]), Some(vec![1.0, -1.0]));
        }
        let absent = KeptColumns::new(vec![low, full, vec![0.0; 4]]);
        assert_eq!(absent.weights(&[1.0, -1.0, 0.0]), Some(vec![1.0, -1.0]));
        assert_eq!(absent.weights(&[1.0, 0.0, -1.0]), None);
    }
}
