//! Sets of genes and what they are matched to: the tested genes, their features, lists of them.

mod feature_sets;
mod gene_list;
mod matched_sets;
mod members_row;
mod orthologs;
mod set_sizes;
mod symbol_aliases;
mod universe;

pub use feature_sets::{FeatureSet, FeatureSets};
pub use gene_list::{DifferentialRow, GeneList, ListRule, UpDownLists, select_up_down};
pub use matched_sets::{MatchedSet, MatchedSets, MatchingKey, poor_overlap};
pub use members_row::MembersRow;
pub use orthologs::{OrthologPolicy, Orthologs, TranslatedSets, TranslationCounts};
pub use set_sizes::SetSizes;
pub use symbol_aliases::SymbolAliases;
pub use universe::{
    FeatureStanding, GeneUniverse, MultiFeaturePolicy, MultiGenePolicy, UniverseCounts,
};
