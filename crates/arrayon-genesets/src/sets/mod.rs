//! Sets of genes and what they are matched to: the tested genes, their features, lists of them.

mod feature_sets;
mod gene_list;
mod matched_sets;
mod members_row;
mod orthologs;
mod set_sizes;
mod symbol_aliases;
mod universe;

pub use feature_sets::*;
pub use gene_list::*;
pub use matched_sets::*;
pub use members_row::*;
pub use orthologs::*;
pub use set_sizes::*;
pub use symbol_aliases::*;
pub use universe::*;
