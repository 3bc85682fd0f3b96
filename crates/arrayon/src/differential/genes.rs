//! The genes of the features, as rows of results name them.

use arrayon_core::{GeneAnnotation, GeneAssignment};

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
}
