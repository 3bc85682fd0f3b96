//! Terms of an ontology, how they hang together, and which genes are annotated with them.

/// An ontology as an OBO file holds it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ontology {
    /// Release as the file states it (`data-version`), empty where it states none.
    pub release: String,
    /// Terms in the file's order; ids are unique.
    pub terms: Vec<OntologyTerm>,
}

/// One term of an ontology, live or obsolete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OntologyTerm {
    /// Accession, for example `GO:0006954`.
    pub id: String,
    /// Name in words.
    pub name: String,
    /// Branch, for example `biological_process`.
    pub namespace: String,
    /// Ids of the terms of which this one is a kind.
    pub is_a: Vec<String>,
    /// Further relations to other terms.
    pub relationships: Vec<TermRelation>,
    /// Ids that were merged into this term.
    pub alt_ids: Vec<String>,
    /// For an obsolete term, the ids that take its place.
    pub replaced_by: Vec<String>,
    /// For an obsolete term, ids that a curator might use instead.
    pub consider: Vec<String>,
    /// Whether the term is no longer in use.
    pub is_obsolete: bool,
}

/// A relation of one term to another: `part_of GO:0006954`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRelation {
    /// Kind of relation, for example `part_of` or `regulates`.
    pub relation: String,
    /// Id of the other term.
    pub target: String,
}

/// One statement that a gene product is annotated with a term, as a row of a GAF file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermAnnotation {
    /// Id in the annotating database (a UniProt accession in EBI's files).
    pub object_id: String,
    /// Gene symbol.
    pub symbol: String,
    /// Id of the term.
    pub term: String,
    /// Qualifiers joined by `|`, for example `NOT|colocalizes_with`; often empty.
    pub qualifier: String,
    /// Evidence code, for example `IDA` or `IEA`.
    pub evidence: String,
    /// Taxon of the gene product, for example `taxon:10116`.
    pub taxon: String,
}

impl TermAnnotation {
    /// Whether the row states that the gene product does *not* have the term.
    pub fn is_negated(&self) -> bool {
        self.qualifier.split('|').any(|part| part == "NOT")
    }

    /// The taxon of the gene product itself; in rows of interactions between species a second
    /// one follows it.
    pub fn own_taxon(&self) -> &str {
        self.taxon.split('|').next().unwrap_or_default()
    }
}
