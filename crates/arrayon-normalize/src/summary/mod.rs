//! Summaries: one log2 value for each array from the probes of a feature.

mod additive;
mod distribution_free;
mod factor_analysis;
mod frozen;
mod median_polish;
mod probe_level_model;
mod summarize;

pub(crate) use frozen::{ArrayFit, KnownProbes, prior_weights};
pub(crate) use summarize::Summarize;

use crate::steps::Summary;
use arrayon_core::FrozenReference;
use distribution_free::DistributionFreeWeights;
use factor_analysis::FactorAnalysis;
use frozen::FrozenAverage;
use median_polish::MedianPolish;
use probe_level_model::ProbeLevelModel;

/// The summary that a method makes of arrays together.
pub(crate) fn summary_of(summary: Summary) -> Box<dyn Summarize> {
    match summary {
        Summary::MedianPolish => Box::new(MedianPolish::default()),
        Summary::ProbeLevelModel => Box::new(ProbeLevelModel::default()),
        Summary::FactorAnalysis => Box::new(FactorAnalysis::default()),
        Summary::DistributionFreeWeights => Box::new(DistributionFreeWeights::default()),
    }
}

/// The summary of each array by itself; `starts` says where the probes of each feature begin in the
/// reference, and at the end where they end.
pub(crate) fn frozen_summary<'a>(
    reference: &'a FrozenReference,
    starts: &'a [usize],
) -> Box<dyn Summarize + 'a> {
    Box::new(FrozenAverage::new(reference, starts))
}
