//! Terms of an ontology: their gene sets, and tests that regard the terms around them.

mod annotation;
mod term_collapse;
mod term_graph;
mod term_hierarchy;
mod term_sets;
mod term_tests;

pub use annotation::*;
pub use term_collapse::*;
pub use term_hierarchy::*;
pub use term_sets::*;
pub use term_tests::*;
