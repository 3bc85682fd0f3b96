//! What a linear model leaves: effects and residuals on the real design, for tests that keep the
//! correlation between genes.

mod linear_effects;
mod prior;

pub use linear_effects::{LinearEffects, SampleErrors};
pub(crate) use prior::check_prior;
