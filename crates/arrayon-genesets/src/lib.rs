//! Gene-set over-representation and the themes of inflammation and mineral metabolism.
//!
//! | module | what it does |
//! |---|---|
//! | [`universe`] | features to genes: the tested genes, counted honestly |
//! | [`gene_list`] | the genes up and the genes down out of a differential table |
//! | [`matched_sets`] | sets matched to the universe, with old symbols where needed |
//! | [`overlap_test`] | Fisher and EASE p of one overlap |
//! | [`over_representation`] | a whole collection against a list |
//! | [`term_sets`] | ontology and annotation to gene sets (true-path rule) |
//! | [`theme_panel`], [`embedded`] | themes, and those that come with the program |
//! | [`themes`] | a verdict with a sentence for every theme and direction |
//!
//! # Sources
//! Fisher's exact test; EASE: Hosack et al. 2003 (doi:10.1186/gb-2003-4-10-r70), as in DAVID; the
//! Gene Ontology and its annotation (CC BY 4.0; releases and attribution in `data/ORIGIN.md`).
//! Reference numbers: R 4.2.2 `phyper` and `fisher.test`, and p-values that DAVID printed.
//!
//! # What is not tested
//! Whether the list itself is right; competitive or self-contained tests on all genes, which do
//! not depend on a cut-off; depletion. Tests on lists take genes as independent, which genes on
//! an array are not.

pub mod camera;
pub mod embedded;
mod enrichment_score;
pub mod error;
mod extreme_eigenvalues;
pub mod feature_sets;
pub mod fry;
mod gauss_legendre;
pub mod gene_list;
pub mod id_kind;
pub mod linear_effects;
pub mod matched_sets;
mod multilevel;
pub mod over_representation;
pub mod overlap_test;
pub mod preranked;
pub mod symbol_aliases;
pub mod term_sets;
pub mod theme_panel;
pub mod themes;
pub mod universe;

pub use error::GeneSetError;
