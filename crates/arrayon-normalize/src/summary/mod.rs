//! Summaries: one log2 value for each array from the probes of a feature.

mod additive;
mod distribution_free;
mod factor_analysis;
mod lane_median;
mod median_polish;
mod probe_level_model;
mod summarize;

pub(crate) use summarize::Summarize;

use crate::settings::NormalizeMethod;
use crate::steps::Summary;
use distribution_free::DistributionFreeWeights;
use factor_analysis::FactorAnalysis;
use median_polish::MedianPolish;
use probe_level_model::ProbeLevelModel;

/// The summary that a method makes.
pub(crate) fn summary_of(method: NormalizeMethod) -> Box<dyn Summarize> {
    match method.steps().summary {
        Summary::MedianPolish => Box::new(MedianPolish::default()),
        Summary::ProbeLevelModel => Box::new(ProbeLevelModel::default()),
        Summary::FactorAnalysis => Box::new(FactorAnalysis::default()),
        Summary::DistributionFreeWeights => Box::new(DistributionFreeWeights::default()),
    }
}
