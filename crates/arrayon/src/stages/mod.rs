//! Each stage alone, from the files of the stage before or a user's own.

mod cluster;
mod diff;
mod gene_sets;
mod normalize;

pub use cluster::{ClusterStage, cluster_stage};
pub use diff::{DiffStage, diff_stage};
pub use gene_sets::{GeneSetExpression, GeneSetsStage, gene_sets_stage};
pub use normalize::{NormalizeStage, normalize_stage};
