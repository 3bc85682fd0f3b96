//! Results as other programs read them.
//!
//! | module | for | what it writes |
//! |---|---|---|
//! | `parquet` | pandas, Arrow, DuckDB | every table, a file each |
//! | `h5ad` | anndata, scanpy | the study as one annotated matrix |
//! | `xlsx` | spreadsheets | one workbook |
//! | `gsea` | GSEA, Morpheus | GCT, CLS, RNK, CHIP |
//! | `multiqc` | MultiQC | custom content |
//! | `ro_crate` | archives of data | a Process Run Crate |
//! | `r_script` | R | a script that reads the folder |
//!
//! All read the folder through [`Results`], tables by the columns that their rows declare.
//!
//! # Determinism
//! Equal folders give equal bytes: no times but those of `provenance.json`, and these in the
//! RO-Crate alone.
//!
//! # What is not tested
//! That every release of the programs reads the files; `.ci/formats` names those that do.

mod annotation;
mod file_names;
mod format;
mod gsea;
mod h5ad;
mod multiqc;
mod parquet;
mod r_script;
mod ro_crate;
mod study;
mod texts;
mod xlsx;

pub use format::{ExportFormat, OutputSection};
pub use study::{DeclaredColumns, ExportError};

use arrayon_reader::Results;
use study::{Sink, Study};

/// Writes results in some formats, each once, and gives what a reader should know: what was left
/// out, and why. Paths are below the folder of exports, with `/`.
///
/// `declared` knows the columns of the table at a path of the result folder.
///
/// # Errors
/// A result file that cannot be read, a format that cannot hold the data, or what `write` refuses.
pub fn export(
    results: &Results,
    declared: DeclaredColumns<'_>,
    formats: &[ExportFormat],
    write: Sink<'_>,
) -> Result<Vec<String>, ExportError> {
    let study = Study::read(results, declared)?;
    let mut notes = Vec::new();
    for format in ExportFormat::ALL {
        if formats.contains(&format) {
            let found = match format {
                ExportFormat::Parquet => parquet::write(&study, write),
                ExportFormat::H5ad => h5ad::write(&study, write),
                ExportFormat::Xlsx => xlsx::write(&study, write),
                ExportFormat::Gct => gsea::write(&study, write),
                ExportFormat::Multiqc => multiqc::write(&study, write),
                ExportFormat::RoCrate => ro_crate::write(&study, write),
                ExportFormat::RdsScript => r_script::write(write),
            }?;
            notes.extend(found);
        }
    }
    Ok(notes)
}
