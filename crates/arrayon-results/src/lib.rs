//! The result files: what they hold, how they are described, how they are written.
//!
//! Every JSON file is a [`Document`]: the name and version of its schema, the version of arrayon
//! that wrote it, then its content. Field names are the field's terms in snake_case. Numbers
//! round-trip; one that is not finite is `null`, with the reason in a field beside it. Key order
//! and row order are fixed, so equal results are equal bytes; times stand in `provenance.json`
//! alone.
//!
//! | file | content |
//! |---|---|
//! | `summary.json` | [`summary::Summary`] |
//! | `qc.json` | [`qc::QualityControl`] |
//! | `differential/<contrast>.json` | [`differential::Differential`] |
//! | `differential/<contrast>.rank-products.json`, `.sam.json`, `.consensus.json` | [`methods`] |
//! | `differential/summary.json` | [`differential_summary::DifferentialSummary`] |
//! | `differential/intersections.json` | [`intersections::Intersections`] |
//! | `differential/dose.<column>.json` | [`dose::Dose`] |
//! | `phenotypes/<column>.json`, `.spline.json` | [`phenotype::Phenotype`], [`phenotype::PhenotypeSpline`] |
//! | `phenotypes/relation.json` | [`phenotype::PhenotypeRelation`] |
//! | `provenance.json` | [`provenance::Provenance`] |

// what the derived code names this crate
extern crate self as arrayon_results;

pub mod columns;
pub mod differential;
pub mod differential_summary;
pub mod document;
pub mod dose;
pub mod filters;
pub mod gene_sets;
pub mod intersections;
pub mod json;
pub mod methods;
pub mod number;
pub mod phenotype;
pub mod provenance;
pub mod qc;
pub mod separation;
pub mod summary;
pub mod table;
mod theme_outcome;
pub mod trend_model;

pub use columns::{Cell, CellKind, Column, Columns, InCell, MeasuresGenes};
pub use document::{Document, DocumentKind};
pub use separation::Separation;
pub use theme_outcome::ThemeOutcome;
