//! Groups in a declared order, from the lowest dose to the highest.

mod isotonic;
mod jonckheere;
mod level_probabilities;
mod monotone;
mod series;
mod step_down;
mod trend;

pub use jonckheere::*;
pub use monotone::*;
pub use series::*;
pub use step_down::*;
pub use trend::*;
