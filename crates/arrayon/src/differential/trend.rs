//! What slopes over phenotypes and doses are written with.

use super::table::{block, df_prior_of_most, dropped, s2_prior_at_median};
use crate::error::Error;
use arrayon_diffexpr as library;
use arrayon_diffexpr::{
    BlockEffect, Design, PhenotypeModel, SlopeError, SlopeResult, VariancePrior,
};
use arrayon_results::number::finite;
use arrayon_results::trend_model::{LeftOutSample, SampleValue, Slope, TrendModel};
use std::path::Path;

/// A trend that the samples cannot answer, told with the sheet.
pub(super) fn unanswerable(sheet: &Path, error: &SlopeError) -> Error {
    Error::data(sheet.display().to_string(), error, error.hint())
}

/// The parts of a model.
pub(super) struct Parts<'a> {
    pub(super) design: &'a Design,
    pub(super) adjusted_for: &'a [String],
    /// The tested variable of each sample of the design.
    pub(super) values: &'a [f64],
    pub(super) left_out: &'a [library::LeftOutSample],
    pub(super) block: Option<&'a BlockEffect>,
    pub(super) prior: &'a VariancePrior,
}

impl<'a> Parts<'a> {
    pub(super) fn of_phenotype(model: &'a PhenotypeModel, adjusted_for: &'a [String]) -> Self {
        Self {
            design: &model.design,
            adjusted_for,
            values: &model.values,
            left_out: &model.left_out,
            block: model.block.as_ref(),
            prior: &model.prior,
        }
    }
}

/// The model; `means` are the mean expression and the position of every feature.
pub(super) fn model(parts: &Parts<'_>, means: impl Iterator<Item = (f64, usize)>) -> TrendModel {
    let means: Vec<(f64, usize)> = means.collect();
    let samples = parts.design.sample_names.iter().zip(parts.values);
    TrendModel {
        coefficients: parts.design.columns.clone(),
        dropped: dropped(parts.design),
        adjusted_for: parts.adjusted_for.to_vec(),
        samples: samples
            .map(|(sample, &value)| SampleValue {
                sample: sample.clone(),
                value,
            })
            .collect(),
        left_out: (parts.left_out.iter())
            .map(|left_out| LeftOutSample {
                sample: left_out.sample.clone(),
                reason: left_out.reason.clone(),
            })
            .collect(),
        block: parts.block.map(block),
        df_residual: parts.design.df_residual() as f64,
        df_prior: finite(df_prior_of_most(&parts.prior.df, means.len())),
        s2_prior: s2_prior_at_median(&parts.prior.s2, means.into_iter()),
    }
}

pub(super) fn slope(row: &SlopeResult) -> Slope {
    Slope {
        slope: finite(row.slope),
        ci_left: finite(row.ci_left),
        ci_right: finite(row.ci_right),
        ave_expr: finite(row.ave_expr),
        t: finite(row.t),
        p_value: finite(row.p_value),
        adj_p_value: finite(row.adj_p_value),
        b: finite(row.b),
        correlation: finite(row.correlation),
    }
}

pub(super) fn n_tested<'a>(p_values: impl Iterator<Item = &'a f64>) -> usize {
    p_values.filter(|p| !p.is_nan()).count()
}
