//! Fits made anew without a sample, where values are missing or blocks share an effect.

use crate::linear::design::Reduction;
use crate::linear::prepared::Prepared;
use crate::{
    Block, ContrastFit, Design, ErrorModel, LinearFit, Moderation, Settings, duplicate_correlation,
    fit_contrast, fit_linear_models_with, moderate,
};
use arrayon_core::ExpressionMatrix;

/// A fit without one sample.
pub(super) struct Refit {
    fit: LinearFit,
    pub(super) moderation: Moderation,
    reduction: Reduction,
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
        let reduction = Reduction::new(columns.iter().map(rows).collect());
        if samples.len() <= reduction.kept.len() {
            return None;
        }
        let design = prepared.design.part(&samples, &reduction.kept);
        let expression = expression.select_samples(&samples);
        let errors = errors_without(&prepared.errors, &expression, &design, &samples)?;
        let fit = fit_linear_models_with(&expression, &design, &errors).ok()?;
        Some(Self {
            moderation: moderate(&fit, &settings.moderation),
            fit,
            reduction,
        })
    }

    /// A contrast; `None` where it needs the sample.
    pub(super) fn contrast(&self, weights: &[f64]) -> Option<ContrastFit> {
        let weights = self.reduction.weights(weights)?;
        Some(fit_contrast(&self.fit, &weights))
    }
}

fn errors_without(
    errors: &ErrorModel,
    expression: &ExpressionMatrix,
    design: &Design,
    samples: &[usize],
) -> Option<ErrorModel> {
    let mut without = errors.unblocked_part(samples);
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
