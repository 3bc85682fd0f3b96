//! Whether the genes of a set change, each set by itself, without and by random rotations.

mod extreme_eigenvalues;
mod fry;
mod roast;
mod rotation;
mod set_statistic;

pub use fry::*;
pub use roast::*;
pub(crate) use rotation::{ScaledEffects, random_directions};
pub(crate) use set_statistic::BLOCK;
pub use set_statistic::*;
