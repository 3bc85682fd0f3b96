//! Why gene sets cannot be tested.

use crate::id_kind::IdKind;

/// Input with which no gene set can be tested.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeneSetError {
    /// No feature has a gene.
    #[error("the universe of tested genes is empty: none of {n_features} features has a gene")]
    EmptyUniverse {
        /// Number of features given.
        n_features: usize,
    },
    /// A feature occurs twice among the tested ones.
    #[error("feature '{0}' occurs more than once among the tested features")]
    DuplicateFeature(String),
    /// A row names a feature that was not tested.
    #[error("feature '{0}' is not among the tested features")]
    UnknownFeature(String),
    /// A listed gene was not tested.
    #[error("gene '{0}' of the list is not in the universe of tested genes")]
    GeneOutsideUniverse(String),
    /// A collection holds no set.
    #[error("collection '{0}' holds no gene set")]
    EmptyCollection(String),
    /// A set id occurs twice.
    #[error("collection '{collection}': set '{set}' occurs more than once")]
    DuplicateSet {
        /// Name of the collection.
        collection: String,
        /// Id of the set.
        set: String,
    },
    /// Not one gene of a whole collection is in the universe, or too few to say anything.
    #[error(
        "collection '{collection}': {} among the {n_universe} tested genes: the sets hold {set_kind} ({set_examples}), the tested genes are \
         {universe_kind} ({universe_examples})",
        found_of(*.n_found, *.n_set_genes)
    )]
    NoOverlap {
        /// Name of the collection.
        collection: String,
        /// Number of distinct genes in the sets.
        n_set_genes: usize,
        /// Of these, genes that were tested.
        n_found: usize,
        /// Number of tested genes.
        n_universe: usize,
        /// Likely kind of the sets' ids.
        set_kind: IdKind,
        /// A few of the sets' ids.
        set_examples: String,
        /// Likely kind of the tested genes' ids.
        universe_kind: IdKind,
        /// A few of the tested genes' ids.
        universe_examples: String,
    },
    /// A number that must be finite is not.
    #[error("{what} of feature {row} (from 0) is {value}; expected a finite number")]
    NotFinite {
        /// What the number is.
        what: &'static str,
        /// Row of the feature, from 0.
        row: usize,
        /// The number.
        value: f64,
    },
    /// Two inputs do not fit together.
    #[error("{what}: {found}; expected {expected}")]
    Shape {
        /// What does not fit.
        what: &'static str,
        /// Its size.
        found: usize,
        /// The size that fits.
        expected: usize,
    },
    /// The design leaves nothing to estimate variation from, or not the contrast.
    #[error("the design of {n_samples} samples has rank {rank} for {n_coefficients} coefficients")]
    Design {
        /// Rows of the design.
        n_samples: usize,
        /// Columns of the design.
        n_coefficients: usize,
        /// Its rank.
        rank: usize,
    },
    /// A table of old symbols cannot be read.
    #[error("table of old symbols, line {line}: {found}; expected {expected}")]
    Aliases {
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// Not one gene of the sets to translate is in the table of orthologs.
    #[error(
        "none of the {n_genes} genes of the sets is in the table of orthologs: the sets hold \
         {set_kind} ({set_examples}), the table {table_kind} ({table_examples})"
    )]
    NoOrtholog {
        /// Number of distinct genes in the sets.
        n_genes: usize,
        /// Likely kind of the sets' ids.
        set_kind: IdKind,
        /// A few of the sets' ids.
        set_examples: String,
        /// Likely kind of the table's ids.
        table_kind: IdKind,
        /// A few of the table's ids.
        table_examples: String,
    },
    /// A setting is out of range.
    #[error("{setting} is {found}; expected {expected}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        found: String,
        /// The values that make sense.
        expected: &'static str,
    },
}

fn found_of(n_found: usize, n: usize) -> String {
    match n_found {
        0 => format!("none of its {n} genes is"),
        1 => format!("only 1 of its {n} genes is"),
        found => format!("only {found} of its {n} genes are"),
    }
}

impl GeneSetError {
    /// How to mend it; empty where there is nothing to add.
    pub fn hint(&self) -> String {
        match self {
            Self::EmptyUniverse { .. } => {
                "check that the annotation belongs to this chip and names genes".into()
            }
            Self::NoOverlap {
                set_kind,
                universe_kind,
                ..
            } => set_kind.hint_against(*universe_kind),
            Self::Design { .. } => {
                "every coefficient must be estimable and at least one sample be left over".into()
            }
            Self::NoOrtholog { .. } => {
                "take the table's column with the sets' species and kind of id".into()
            }
            Self::DuplicateSet { .. } => "give every set of the file its own name".into(),
            _ => String::new(),
        }
    }
}
