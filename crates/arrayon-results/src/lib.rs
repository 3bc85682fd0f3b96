//! The result files: what they hold, how they are described, how they are written.
//!
//! Every JSON file is a [`Document`]: the name and version of its schema, the version of arrayon
//! that wrote it, then its content. Field names are the field's terms in snake_case. Numbers
//! round-trip; one that is not finite is `null`, with the reason in a field next to it. Key order
//! and row order are fixed, so equal results are equal bytes; times stand in `provenance.json`
//! alone.
//!
//! | file | content |
//! |---|---|
//! | `summary.json` | [`summary::Summary`] |
//! | `qc.json` | [`qc::QualityControl`] |
//! | `differential/<contrast>.tsv` | [`differential::FeatureRow`] |
//! | `truth.json` | [`truth::Truth`] |
//! | `manifest.json` | [`manifest::Manifest`] |
//! | `provenance.json` | [`provenance::Provenance`] |

// what the derived code names this crate
extern crate self as arrayon_results;

pub mod columns;
pub mod differential;
pub mod document;
pub mod filters;
pub mod gene_sets;
pub mod json;
pub mod manifest;
pub mod number;
pub mod provenance;
pub mod qc;
pub mod separation;
mod shared_text;
pub mod summary;
pub mod table;
mod theme_outcome;
pub mod truth;

pub use columns::{Cell, CellKind, Column, Columns, InCell, MeasuresGenes};
pub use document::{Document, DocumentKind};
pub use separation::{ClusteredValues, Separation};
pub use shared_text::SharedText;
pub use theme_outcome::ThemeOutcome;
