//! The clustering stage: dendrograms of samples and features, whether groups form clusters, and
//! principal components.
//!
//! | module | what it does |
//! |---|---|
//! | [`groupings`] | the groups that are judged |
//! | [`samples`] | a tree of samples with its verdicts |
//! | [`shards`] | a bootstrap in parts, on several machines |
//! | `adjusted` | values without the shift of batches, of which all this is shown, too |
//! | [`gene_choice`], `genes` | which features are clustered, and their tree |
//! | [`components`] | principal components of the samples |
//! | [`files`] | the files of all these |

pub(crate) mod adjusted;
mod advice;
mod colourings;
pub mod components;
pub mod files;
pub mod formula_factors;
pub mod gene_choice;
mod gene_clusters;
mod gene_sets;
mod genes;
pub mod groupings;
pub mod samples;
pub mod shards;
mod stage;

pub use components::sample_components;
pub use gene_choice::{FeatureContext, smallest_p_values};
pub(crate) use gene_choice::{names_not_found, not_found_in_words};
pub use genes::{GeneClustering, GeneClusters, GeneTree, GeneTreeInput, cluster_genes};
pub use groupings::{groupings_of, samples_of_contrast};
pub use samples::{ALL_SAMPLES, SampleTree, cluster_samples};
pub use shards::Shard;
pub(crate) use stage::{Clustering, SamplesToCluster};

use crate::error::Error;
use arrayon_cluster::ClusterError;

/// What clustering refused, with its scope.
fn refused(scope: &str) -> impl Fn(ClusterError) -> Error {
    let context = format!("clustering {scope}");
    move |error| Error::data(context.clone(), &error, error.hint())
}
