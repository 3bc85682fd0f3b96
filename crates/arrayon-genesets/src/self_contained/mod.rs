//! Whether the genes of a set change, each set by itself, without and by random rotations.

mod extreme_eigenvalues;
mod fry;
mod gauss_legendre;
mod roast;
mod rotation;
mod set_statistic;

pub use fry::{FryResult, fry};
pub use roast::{RoastResult, RoastSettings, roast};
pub use set_statistic::SetStatistic;
