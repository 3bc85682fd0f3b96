//! What a linear model leaves: effects and residuals on the real design, for tests that keep the
//! correlation between genes.

mod linear_effects;
mod variance_prior;
mod whitening;

pub use linear_effects::{LinearEffects, SampleErrors};
pub use variance_prior::VariancePrior;
