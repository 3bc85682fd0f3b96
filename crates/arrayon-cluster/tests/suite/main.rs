//! The tests of this crate through its public interface, in one program: each would be linked anew.

mod bootstrap;
mod common;
mod display_adjustment;
mod golden_further;
mod golden_gse12654;
mod golden_r;
mod null_rates;
mod properties;
mod random_blocks;
mod verdict;
