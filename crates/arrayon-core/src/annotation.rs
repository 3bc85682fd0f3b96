//! Which genes a feature measures.

use std::collections::BTreeMap;

/// One gene that an annotation file assigns to a feature.
///
/// A text that the file leaves open (`---` or empty) is an empty string here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct GeneAssignment {
    /// Accession of the transcript on which the assignment rests, for example `NM_012580`.
    pub accession: String,
    /// Gene symbol, for example `Hmox1`.
    pub symbol: String,
    /// Gene name in words.
    pub title: String,
    /// NCBI gene id, kept as text because files hold other kinds of id too.
    pub entrez_id: String,
}

/// The genes of every annotated feature, in the order in which the file names them.
///
/// A feature may measure several genes; all are kept, duplicates of one symbol within a feature
/// only once. A feature that the file lists without a gene is present with an empty list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneAnnotation {
    /// Where the annotation comes from: file name and release as the file states it.
    pub origin: String,
    /// Feature id to its genes.
    pub genes: BTreeMap<String, Vec<GeneAssignment>>,
}

impl GeneAnnotation {
    /// The genes of a feature; empty where the feature is unknown or has none.
    pub fn genes_of(&self, feature_id: &str) -> &[GeneAssignment] {
        self.genes.get(feature_id).map_or(&[], Vec::as_slice)
    }
}
