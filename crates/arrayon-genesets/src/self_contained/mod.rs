//! Whether the genes of a set change, each set by itself, without and by random rotations.

mod extreme_eigenvalues;
mod fry;
mod roast;
mod rotation;
mod set_statistic;

pub use fry::{FryRow, fry};
pub(crate) use roast::adjust_over_all as adjust_roast;
pub use roast::{RoastRow, RoastSettings, roast};
pub(crate) use rotation::{ScaledEffects, random_directions};
pub(crate) use set_statistic::BLOCK;
pub use set_statistic::SetStatistic;
