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
//! | `differential/summary.json` | [`differential_summary::DifferentialSummary`] |
//! | `clusters/samples.json`, `clusters/<contrast>.json` | [`clusters::Clusters`] |
//! | `genesets/<contrast>.json` | [`gene_sets::GeneSets`] |
//! | `themes.json` | [`themes::Themes`] |
//! | `provenance.json` | [`provenance::Provenance`] |
//!
//! # What is not tested
//! That a folder survives a power cut: files are synced before they are renamed, but no test
//! pulls the plug.

pub mod clusters;
pub mod decision_table;
pub mod differential;
pub mod differential_summary;
pub mod differential_table;
pub mod document;
pub mod folder;
pub mod gene_sets;
pub mod number;
pub mod provenance;
pub mod qc;
pub mod schemas;
pub mod summary;
pub mod themes;

pub use document::{Document, DocumentKind};
pub use folder::{FolderError, ResultFolder};
