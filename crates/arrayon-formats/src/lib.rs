//! Readers and writers of array, chip, sample-sheet, matrix, gene-set and ontology files.
//!
//! | module | files |
//! |---|---|
//! | [`sample_sheet`], [`contrasts`] | sample sheet and contrasts: CSV, TSV, YAML |
//! | [`matrix`] | expression matrices: TSV, GCT |
//! | [`annotation`] | genes of features: transcript annotation CSV, id-to-gene tables |
//! | [`gmt`], [`gmx`] | gene sets |
//! | [`obo`], [`gaf`] | Gene Ontology and its annotations |
//!
//! Every reader takes plain and gzipped files, told apart by content, and answers bad input with
//! one [`arrayon_core::InputError`].

pub mod annotation;
mod content;
pub mod contrasts;
pub mod gaf;
pub mod gmt;
pub mod gmx;
mod go_text;
pub mod matrix;
pub mod obo;
pub mod sample_sheet;
mod suggest;
mod table;
mod yaml;
