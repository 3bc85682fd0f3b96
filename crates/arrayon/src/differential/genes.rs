//! The genes of the features, as rows of results name them.

use arrayon_core::{GeneAnnotation, GeneAssignment};
use arrayon_results::MeasuresGenes;

/// Where genes come from.
#[derive(Clone, Copy)]
pub(super) struct Genes<'a>(pub(super) Option<&'a GeneAnnotation>);

impl Genes<'_> {
    /// Symbols and NCBI gene ids of a feature.
    pub(super) fn of(self, feature: &str) -> (Vec<String>, Vec<String>) {
        let genes = self.0.map_or(&[][..], |genes| genes.genes_of(feature));
        let texts = |text: fn(&GeneAssignment) -> &String| {
            let named = genes.iter().map(text).filter(|text| !text.is_empty());
            named.cloned().collect()
        };
        (texts(|gene| &gene.symbol), texts(|gene| &gene.entrez_id))
    }

    /// Names the genes of rows.
    pub(super) fn name(self, rows: &mut [impl MeasuresGenes]) {
        if self.0.is_none() {
            return;
        }
        for row in rows {
            let (symbols, entrez_ids) = self.of(row.feature_id());
            row.set_genes(symbols, entrez_ids);
        }
    }
}
