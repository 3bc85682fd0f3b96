//! Summaries: one log2 value for each array from the probes of a feature.

mod lane_median;
mod median_polish;
mod summarize;

pub(crate) use summarize::Summarize;

use crate::settings::NormalizeMethod;
use median_polish::MedianPolish;

/// The summary that a method makes.
pub(crate) fn summary_of(method: NormalizeMethod) -> Box<dyn Summarize> {
    match method {
        NormalizeMethod::Rma => Box::new(MedianPolish::default()),
    }
}
