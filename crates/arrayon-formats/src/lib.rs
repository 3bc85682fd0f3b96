//! Readers and writers of array, chip, sample-sheet, matrix and gene-set files.

pub mod gaf;
mod go_text;
pub mod obo;
