//! Terms of an ontology: their gene sets, and tests that regard the terms around them.

mod annotation;
mod term_collapse;
mod term_graph;
mod term_hierarchy;
mod term_sets;
mod term_tests;

pub use annotation::{AnnotatedGene, AnnotationCounts, MissingParent, TermSetSettings};
pub use term_collapse::{ExplainedTerm, Representative, collapse_terms};
pub use term_hierarchy::TermHierarchy;
pub use term_sets::TermSets;
pub use term_tests::{ParentGenes, TermRow, elim, parent_child};
