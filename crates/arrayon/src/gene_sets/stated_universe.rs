//! The genes that could have been found, where a user states them.

use crate::error::Error;
use crate::inputs::Inputs;
use arrayon_formats::name_list;
use arrayon_genesets::MultiGenePolicy;
use arrayon_results::differential::FeatureRow;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The genes that could have been found, by symbol or NCBI gene id: features of other genes take no
/// part in tests of gene sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedUniverse {
    path: PathBuf,
    names: HashSet<String>,
}

impl StatedUniverse {
    /// Reads a list of genes, one a line.
    ///
    /// # Errors
    /// A file that cannot be read or names nothing.
    pub fn read(path: &Path, inputs: &Inputs) -> Result<Self, Error> {
        let names = name_list::read(inputs.file("universe", path), "gene")?;
        Ok(Self {
            path: path.to_path_buf(),
            names: names.into_iter().collect(),
        })
    }

    /// Whether a feature of these genes takes part: with the policy of the first gene that must be
    /// stated, else any of them.
    pub(super) fn knows(&self, row: &FeatureRow, genes: &[&str], policy: MultiGenePolicy) -> bool {
        let n_looked_at = match policy {
            MultiGenePolicy::First => 1,
            MultiGenePolicy::All | MultiGenePolicy::Drop => genes.len(),
        };
        self.names_any(row, &genes[..n_looked_at.min(genes.len())])
    }

    /// Whether one of these genes of a feature is stated, by its name or by its NCBI gene id.
    pub(super) fn names_any(&self, row: &FeatureRow, genes: &[&str]) -> bool {
        genes.iter().any(|gene| {
            self.names.contains(*gene) || id_of(row, gene).is_some_and(|id| self.names.contains(id))
        })
    }

    /// What became of the features, in a sentence.
    ///
    /// # Errors
    /// No feature measures a stated gene.
    pub(super) fn account(
        &self,
        contrast: &str,
        (n_kept, n_tested): (usize, usize),
        rows: &[FeatureRow],
    ) -> Result<String, Error> {
        let path = self.path.display();
        if n_kept > 0 {
            return Ok(format!(
                "universe of {path}: {n_kept} of {n_tested} tested features measure its genes; the \
                 others take no part"
            ));
        }
        let stated = self.names.iter().min().map_or("", String::as_str);
        let of_features = rows.iter().find_map(|row| {
            let genes = row.gene_symbols.iter().chain(&row.entrez_ids);
            genes.chain([&row.feature_id]).next()
        });
        let found = format!(
            "none of the {} genes of {path} is measured by a tested feature: there they are called \
             such as '{stated}', here '{}'",
            self.names.len(),
            of_features.map_or("", String::as_str)
        );
        let hint = "name the genes as the annotation does, by symbol or NCBI gene id";
        let context = format!("gene sets of contrast '{contrast}'");
        Err(Error::data(context, found, hint))
    }
}

/// The NCBI gene id of one of a feature's symbols, where they are known to belong together.
fn id_of<'r>(row: &'r FeatureRow, gene: &str) -> Option<&'r str> {
    let at = row.gene_symbols.iter().position(|one| one == gene)?;
    let is_paired = row.gene_symbols.len() == row.entrez_ids.len() || at == 0;
    let id = row.entrez_ids.get(at).filter(|_| is_paired)?;
    Some(id)
}
