//! Each stage alone, from the files of the stage before or a user's own.

mod cluster;
mod diff;
mod genesets;
mod normalize;

pub use cluster::{ClusterStage, cluster_stage};
pub use diff::{DiffStage, diff_stage};
pub use genesets::{GeneSetExpression, GeneSetsStage, gene_sets_stage};
pub use normalize::{NormalizeStage, normalize_stage};
