//! A score for each set and sample.

mod sample_ranks;
mod score_row;
mod single_sample;

pub use score_row::*;
pub use single_sample::*;
