//! What tests of a slope share: the models of phenotypes and of doses.

mod error;
mod fitted;
mod model;

pub use error::TrendError;
pub(crate) use fitted::{Fitted, Ranking, select_samples};
pub(crate) use model::{Built, Column, Model, build_model, find, indicator};

/// A sample of the sheet that takes no part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutSample {
    /// Its name.
    pub sample: String,
    /// Why it takes no part, in words.
    pub reason: String,
}
