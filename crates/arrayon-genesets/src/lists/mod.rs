//! Sets among the genes of a list: over-representation, clusters of significant sets.

mod clusters;
mod noise_lists;
mod over_representation;
mod overlap_test;
mod set_groups;

pub use clusters::*;
pub use noise_lists::*;
pub use over_representation::*;
pub use overlap_test::*;
pub use set_groups::*;
