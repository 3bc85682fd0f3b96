//! The vocabulary that every crate of arrayon shares, without input or output.
//!
//! | module | what it names |
//! |---|---|
//! | [`called`] | when something counts as found |
//! | [`chip`] | probes, probe sets, transcript clusters: what is printed on the array |
//! | [`frozen`] | what a reference set of arrays has shown of the probes of a chip |
//! | [`expression`] | log2 expression, one value per feature and sample |
//! | [`annotation`] | which genes a feature measures |
//! | [`sample_sheet`] | the samples and their columns |
//! | [`contrast`] | what is compared, and in which direction |
//! | [`direction`] | up or down |
//! | [`gene_set`] | named sets of genes |
//! | [`ontology`] | terms, their relations and annotation with them |
//! | [`input_error`] | one clear message about bad input |
//! | [`missing`] | the words that stand for nothing in files |
//! | [`spreadsheet_ids`] | ids that a spreadsheet has made dates or numbers of |
//! | [`mod@printable`] | texts made safe to show |
//! | [`numbers`] | decimal points and commas: how the numbers of a file are written |
//! | [`suggest`] | the name that a misspelt one may have meant |
//! | [`progress`] | how long work reports its progress |
//!
//! Matrices keep features in rows and samples in columns, as R does.

pub mod annotation;
pub mod calendar;
pub mod called;
pub mod chip;
pub mod contrast;
pub mod direction;
pub mod expression;
pub mod frozen;
pub mod gene_set;
pub mod input_error;
mod kept_expression;
pub mod missing;
pub mod numbers;
pub mod ontology;
pub mod plain_words;
pub mod printable;
pub mod progress;
pub mod sample_sheet;
pub mod shortest;
pub mod spreadsheet_ids;
pub mod suggest;

pub use annotation::{GeneAnnotation, GeneAssignment};
pub use called::called_at;
pub use chip::{ChipDesign, Probe, ProbeSet, ProbeSetKind, TranscriptCluster};
pub use contrast::{Comparison, Contrast, Formula, LinearCombination};
pub use direction::Direction;
pub use expression::{ExpressionMatrix, ExpressionMatrixError};
pub use frozen::{FrozenEstimate, FrozenReference};
pub use gene_set::GeneSet;
pub use input_error::{InputError, Place};
pub use ontology::{Ontology, OntologyTerm, TermAnnotation, TermRelation};
pub use printable::printable;
pub use progress::{NoProgress, Progress};
pub use sample_sheet::{SampleSheet, SheetColumn};
