//! Simulated chips and studies with known truth, written as real CEL and library files.

mod annotation;
mod array;
mod biology;
mod chip;
mod controls;
pub mod diet;
mod draws;
mod effects;
pub mod error;
mod genes;
mod grid;
pub mod recipe;
pub mod study;
mod theme_genes;
pub mod truth;

pub use chip::CHIP_TYPE;
pub use diet::Diet;
pub use error::SimulateError;
pub use study::simulate_magnesium_study;
pub use truth::{ContrastTruth, Direction, PlantedFeature, StudyTruth};
