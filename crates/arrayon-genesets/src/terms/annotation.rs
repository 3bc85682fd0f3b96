//! How annotation becomes gene sets, and what became of its rows.

use arrayon_core::TermAnnotation;

/// Which name of an annotated gene product stands for the gene.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnotatedGene {
    /// The gene symbol.
    #[default]
    Symbol,
    /// The id in the annotating database.
    ObjectId,
}

impl AnnotatedGene {
    pub(super) fn of(self, row: &TermAnnotation) -> &str {
        match self {
            Self::Symbol => &row.symbol,
            Self::ObjectId => &row.object_id,
        }
    }
}

/// How annotation becomes gene sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermSetSettings {
    /// Relations along which a gene passes upwards, besides `is_a`. The choice changes sizes a
    /// lot: rat GO:0006954 has 360 genes with `part_of`, 524 with the three kinds of `regulates`
    /// too, 319 with `is_a` alone.
    pub relations: Vec<String>,
    /// Evidence codes whose rows are left out, for example `IEA`.
    pub excluded_evidence: Vec<String>,
    /// Which name stands for the gene.
    pub gene: AnnotatedGene,
    /// The taxon of the genes, for example `taxon:10116`; rows of others are left out. All rows
    /// where it is `None`.
    pub taxon: Option<String>,
}

impl Default for TermSetSettings {
    /// `is_a` and `part_of`, all evidence, symbols, all taxa.
    fn default() -> Self {
        Self {
            relations: vec!["part_of".into()],
            excluded_evidence: Vec::new(),
            gene: AnnotatedGene::Symbol,
            taxon: None,
        }
    }
}

/// What became of the annotation rows. Each row counts once, at the first reason that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AnnotationCounts {
    /// All rows.
    pub n_rows: usize,
    /// Rows of another taxon.
    pub n_other_taxon: usize,
    /// Rows that negate (`NOT`).
    pub n_negated: usize,
    /// Rows that say that nothing is known (evidence `ND`).
    pub n_no_data: usize,
    /// Rows with an excluded evidence code.
    pub n_excluded_evidence: usize,
    /// Rows whose term is in use.
    pub n_current: usize,
    /// Rows moved to the term into which theirs was merged (`alt_id`).
    pub n_merged: usize,
    /// Rows moved to the one term that replaces theirs (`replaced_by`), over several steps where
    /// that was replaced, too.
    pub n_replaced: usize,
    /// Rows of an obsolete term without a single successor in use.
    pub n_without_successor: usize,
    /// Rows of a term that the ontology does not know.
    pub n_unknown_term: usize,
}

impl AnnotationCounts {
    /// Rows that entered the sets.
    pub fn n_used(&self) -> usize {
        self.n_current + self.n_merged + self.n_replaced
    }
}

/// A relation to a term that the ontology does not have, or that is no longer in use and has no
/// successor: genes do not pass along it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingParent {
    /// The term below.
    pub term: String,
    /// The id that it names.
    pub parent: String,
}
