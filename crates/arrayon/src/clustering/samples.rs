//! A dendrogram of samples, and whether groups form clusters.

use super::advice::number_of_clusters;
use super::groupings::{Groups, distinct};
use super::verdicts::{judge, written_support};
use super::{refused, watched};
use crate::error::Error;
use arrayon_cluster::{
    BootstrapCounts, BootstrapPlan, CladeSupport, ClusterSection, Dendrogram, bootstrap_counts,
    cluster, cophenetic_correlation, flat_clusters, sample_distances_watched,
};
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_formats::trees::{Tree, newick};
use arrayon_results::clusters::{Bootstrap, Clusters, FlatClusters};

/// Name of the scope that holds every sample.
pub const ALL_SAMPLES: &str = "all samples";

/// A tree of samples: as it is written, and for further use.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleTree {
    /// What `clusters/<scope>.json` holds.
    pub written: Clusters,
    /// The tree.
    pub tree: Dendrogram,
    /// What a reader should know of it.
    pub notes: Vec<String>,
}

/// The counts of a whole bootstrap, and what was planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Bootstrapped {
    /// The plan.
    pub plan: BootstrapPlan,
    /// The counts of all its replicates.
    pub counts: BootstrapCounts,
}

/// Clusters the samples of a matrix and judges each grouping. Without counts of a bootstrap, one
/// is made if the settings ask for it.
///
/// # Errors
/// What the distance cannot be computed for; the message names the sample or feature.
pub fn cluster_samples(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Groups],
    settings: &ClusterSection,
    bootstrapped: Option<Bootstrapped>,
    progress: &dyn Progress,
) -> Result<SampleTree, Error> {
    let failed = refused(scope);
    let distances =
        sample_distances_watched(expression, settings.distance, progress).map_err(&failed)?;
    let tree = watched(progress, "tree of samples", || {
        cluster(&distances, settings.linkage)
    });
    let bootstrapped = match bootstrapped {
        None if settings.bootstrap.get() > 0 => {
            Some(bootstrap(expression, settings, progress).map_err(&failed)?)
        }
        given => given,
    };
    let support = bootstrapped.as_ref().map(|one| one.counts.support());
    let verdicts = (groupings.iter())
        .filter(|groups| distinct(&groups.levels).len() > 1)
        .map(|groups| {
            let support = support.as_deref();
            judge(&distances, &tree, groups, support, settings.seed, progress)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(&failed)?;
    let flat = (verdicts.first().map(|verdict| verdict.groups.len()))
        .map(|n_clusters| {
            let clusters = flat_clusters(&distances, &tree, settings.linkage, n_clusters);
            clusters.map(|clusters| FlatClusters {
                n_clusters,
                clusters,
            })
        })
        .transpose()
        .map_err(&failed)?;
    let (advice, note) =
        number_of_clusters(expression, &distances, &tree, settings, progress).map_err(&failed)?;
    let written = Clusters {
        scope: scope.to_owned(),
        distance: settings.distance.to_string(),
        linkage: settings.linkage.to_string(),
        n_features: expression.n_features(),
        labels: tree.labels().to_vec(),
        merges: written_merges(&tree),
        leaf_order: tree.leaf_order().to_vec(),
        newick: newick::text(&drawn(&tree), |merge| {
            (support.as_ref()).map_or(String::new(), |support| support_in_percent(&support[merge]))
        }),
        bootstrap: bootstrapped.map(|one| Bootstrap {
            n_replicates: one.plan.n_replicates,
            scales: one.plan.scales,
            seed: one.plan.seed,
        }),
        support: support.iter().flatten().map(written_support).collect(),
        cophenetic_correlation: cophenetic_correlation(&distances, &tree),
        flat,
        advice,
        verdicts,
    };
    let notes = note.into_iter().map(|note| format!("{scope}: {note}"));
    Ok(SampleTree {
        written,
        tree,
        notes: notes.collect(),
    })
}

/// A tree as it is written to files.
pub(super) fn drawn(tree: &Dendrogram) -> Tree<'_> {
    Tree {
        leaves: tree.labels(),
        merges: (tree.merges().iter())
            .map(|merge| (merge.left, merge.right, merge.height))
            .collect(),
    }
}

/// AU and BP of a branch in percent: `95/87`.
fn support_in_percent(support: &CladeSupport) -> String {
    let percent = |probability: f64| (100.0 * probability).round();
    let au = percent(support.approximately_unbiased);
    let bp = percent(support.bootstrap_probability);
    format!("{au}/{bp}")
}

fn bootstrap(
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<Bootstrapped, arrayon_cluster::ClusterError> {
    let plan = BootstrapPlan::of(settings);
    let (distance, linkage) = (settings.distance, settings.linkage);
    let all = 0..plan.n_replicates;
    let counts = bootstrap_counts(expression, distance, linkage, &plan, all, progress)?;
    Ok(Bootstrapped { plan, counts })
}

/// A tree's merges as `[left, right, height, size]`.
pub(super) fn written_merges(tree: &Dendrogram) -> Vec<(usize, usize, f64, usize)> {
    (tree.merges().iter())
        .map(|merge| (merge.left, merge.right, merge.height, merge.size))
        .collect()
}
