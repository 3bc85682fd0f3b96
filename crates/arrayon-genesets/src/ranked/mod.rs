//! Sets in a ranked list of features.

mod enrichment_score;
mod multilevel;
mod preranked;

pub use preranked::*;
