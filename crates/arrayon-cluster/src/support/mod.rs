//! How well the data support each branch of a tree: multiscale bootstrap.
//!
//! Features are drawn again and again, more or fewer than there are, and the tree is made anew.
//! How often a branch comes back, and how that changes with the number of features drawn, gives
//! the approximately unbiased probability (AU) that the branch is real, and the plain bootstrap
//! probability (BP).
//!
//! A replicate never copies the matrix. It draws how often each feature counts; one matrix
//! product of these weights with feature-wise products of the samples then gives the distances of
//! 128 replicates at once.
//!
//! Every replicate has its own random stream, so that the counts depend on the seed alone:
//! neither on the number of threads, nor on how the replicates are split over machines.

mod clades;
mod copies;
mod counts;
mod fit;
mod holes;
mod moments;
mod plan;
mod poisson;
mod ranks;
#[cfg(test)]
mod reference;
mod replicates;
mod sample_values;

pub use counts::{BootstrapShard, ScaleCounts, bootstrap_counts};
pub use fit::{BranchSupport, fit_support};
pub use plan::BootstrapPlan;
