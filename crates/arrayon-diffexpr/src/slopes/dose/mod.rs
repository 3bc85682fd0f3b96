//! Groups in a declared order, from the lowest dose to the highest.

mod isotonic;
mod jonckheere;
mod level_probabilities;
mod monotone;
mod series;
mod step_down;
mod trend;

pub use jonckheere::JonckheereTest;
pub use monotone::MonotoneTest;
pub use series::DoseSeries;
pub use step_down::STEP_DOWN_LEVEL;
pub use trend::{DoseRow, DoseTrend, MeanOrder, dose_trend};
