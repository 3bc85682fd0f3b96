//! Which genes a feature measures, from the vendor's transcript annotation or any table.
//!
//! # Formats
//! - NetAffx transcript annotation (`*.na36.*.transcript.csv`): `#%` lines, quoted CSV, genes in
//!   `gene_assignment` as `accession // symbol // title // cytoband // entrez`, joined by
//!   ` /// `; `---` is missing. Genes stand under the `transcript_cluster_id` and, where it
//!   differs, under the `probeset_id` too.
//! - A table of ids and genes: `feature_id` (or `probeset_id`, `Probe Set ID`,
//!   `transcript_cluster_id`, `id`) and `symbol` (or `gene`, `Gene Symbol`), and where present
//!   `entrez`, `title`, `accession`. Several genes stand in one cell, separated by `;` or ` /// `,
//!   or in several rows. GSEA's CHIP files and the 3' array annotation are such tables.
//!
//! Ids are kept as they stand: `TC0100000001.hg.1` and `TC0100000001.hg` are different ids.
//!
//! ```
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("genes.tsv");
//! std::fs::write(&path, "id\tsymbol\nTC1\tHmox1;Mcm5\nTC2\t---\n")?;
//! let annotation = arrayon_formats::annotation::read(&path)?;
//! assert_eq!(annotation.genes_of("TC1")[1].symbol, "Mcm5");
//! assert!(annotation.genes_of("TC2").is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assignment;
mod id_table;
mod synonyms;
mod terms;
mod transcript;

pub use synonyms::read_synonyms;
pub use terms::{AnnotatedTerms, read_terms};

use crate::source::Input;
use crate::table::{TableReader, position_of, refuse_repeats};
use crate::wanted::{self, Wanted};
use arrayon_core::{GeneAnnotation, InputError};
use std::path::Path;

/// Reads an annotation, plain or gzipped; all genes of a feature are kept, in the file's order,
/// each symbol once.
///
/// # Errors
/// A file that cannot be read or has no row; a header without ids or without genes; a row
/// without an id; ragged rows. Each names its line.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<GeneAnnotation, InputError> {
    wanted::read_text_of(input, Wanted::Annotation, parse)
}

fn parse(path: &Path, text: &str) -> Result<GeneAnnotation, InputError> {
    let mut table = TableReader::new(path, text)?;
    refuse_repeats(path, table.header_line, &table.header)?;
    let genes = if position_of(&table.header, &["gene_assignment"]).is_some() {
        transcript::read_genes(path, &mut table)?
    } else {
        id_table::read_genes(path, &mut table)?
    };
    if genes.is_empty() {
        return Err(
            InputError::new(path, "the annotation has a header and no row")
                .expected("one row for each feature")
                .hint("the file may have been cut short"),
        );
    }
    Ok(GeneAnnotation {
        origin: origin(path, text),
        genes,
    })
}

/// The file's name and what its `#%` lines say of the release.
fn origin(path: &Path, text: &str) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let mut origin = name.to_string_lossy().into_owned();
    let stated = |key: &str| {
        (text.lines().take_while(|line| line.starts_with('#')))
            .filter_map(|line| line.strip_prefix("#%")?.split_once('='))
            .find(|(name, _)| name.trim() == key)
            .map(|(_, value)| value.trim())
    };
    for (key, words) in [
        ("netaffx-annotation-netaffx-build", "NetAffx build"),
        ("genome-version", "genome"),
    ] {
        if let Some(value) = stated(key) {
            origin += &format!(", {words} {value}");
        }
    }
    origin
}

#[cfg(test)]
mod tests;
