//! A score for each set and sample.

mod sample_ranks;
mod single_sample;

pub use single_sample::{SingleSampleMethod, SingleSampleScores, single_sample_scores};
