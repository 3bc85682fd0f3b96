//! Each stage alone, from the files of the stage before or a user's own.

mod cluster;
mod diff;
mod freeze;
mod genesets;
mod import;
mod normalize;
mod quality;
mod reference_arrays;

use arrayon_core::ExpressionMatrix;
use arrayon_results::summary::Summary;
use std::path::Path;

pub use cluster::{ClusterStage, cluster_stage};
pub use diff::{DifferentialStage, differential_stage};
pub use freeze::{FreezeStage, FrozenSummary, freeze_stage};
pub use genesets::{GeneSetExpression, GeneSetsStage, gene_sets_stage};
pub use import::{ImportStage, import_stage};
pub use normalize::{NormalizeStage, normalize_stage};
pub use quality::{QualitySource, QualityStage, quality_stage};

/// The beginning of the summary of a stage that begins from a matrix.
fn summary_of_matrix(path: &Path, matrix: &ExpressionMatrix) -> Summary {
    let name = path.file_name().unwrap_or_default();
    Summary {
        study: name.to_string_lossy().into_owned(),
        n_samples: Some(matrix.n_samples()),
        n_features: matrix.n_features(),
        ..Summary::default()
    }
}
