//! Readers and writers of array, chip, sample-sheet, matrix and gene-set files.

pub mod annotation;
mod content;
pub mod contrasts;
pub mod gmt;
pub mod gmx;
pub mod matrix;
pub mod sample_sheet;
mod suggest;
mod table;
mod yaml;
