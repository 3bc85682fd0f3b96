//! A dendrogram of samples, and whether groups form clusters.

use super::adjusted::AdjustedValues;
use super::advice::number_of_clusters;
use super::refused;
use crate::error::Error;
use crate::progress::watched;
use arrayon_cluster::{
    Adjustment, BootstrapPlan, BootstrapShard, BranchSupport, ClusterError, ClusterSection,
    Clusters, CondensedDistances, Dendrogram, GroupVerdict, Grouping, bootstrap_counts, cluster,
    cophenetic_correlation, flat_clusters, judge_adjusted_groups, judge_groups, sample_distances,
    sample_distances_watched,
};
use arrayon_core::{ExpressionMatrix, Progress};
use arrayon_formats::trees::{Tree, newick};

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

/// Clusters the samples of a matrix and judges each grouping. Without counts of a bootstrap, one
/// is made if the settings ask for it.
///
/// # Errors
/// What the distance cannot be computed for; the message names the sample or feature.
pub fn cluster_samples(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Grouping],
    settings: &ClusterSection,
    bootstrapped: Option<BootstrapShard>,
    progress: &dyn Progress,
) -> Result<SampleTree, Error> {
    let failed = refused(scope);
    let distances =
        sample_distances_watched(expression, settings.distance, progress).map_err(&failed)?;
    let tree = watched(progress, "tree of samples", || {
        cluster(&distances, settings.linkage)
    });
    let bootstrapped = match bootstrapped {
        None if settings.n_bootstrap.get() > 0 => {
            Some(bootstrap(expression, settings, progress).map_err(&failed)?)
        }
        given => given,
    };
    let support = bootstrapped.as_ref().map(BootstrapShard::support);
    let verdicts = (groupings.iter())
        .filter(|grouping| grouping.groups().len() > 1)
        .map(|grouping| {
            let support = support.as_deref();
            judge_groups(
                &distances,
                &tree,
                grouping,
                support,
                settings.seed,
                progress,
            )
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(&failed)?;
    described(
        Described {
            scope,
            expression,
            distances: &distances,
            tree,
            adjustment: None,
            verdicts,
        },
        bootstrapped.as_ref(),
        settings,
        progress,
    )
}

/// Clusters samples by adjusted values, and judges each grouping by them and by what the adjustment
/// would make of groups dealt out by lot. Branches have no support: replicates would not know what
/// the adjustment cost.
///
/// # Errors
/// What the distance cannot be computed for; a grouping without blocks.
pub(crate) fn cluster_adjusted_samples(
    scope: &str,
    adjusted: &AdjustedValues,
    positions: &[usize],
    groupings: &[Grouping],
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<SampleTree, Error> {
    let failed = refused(scope);
    let distance = settings.distance;
    let measured = |values: &ExpressionMatrix| {
        sample_distances_watched(&values.select_samples(positions), distance, progress)
    };
    let distances = measured(&adjusted.kept).map_err(&failed)?;
    let without = measured(&adjusted.without).map_err(&failed)?;
    let tree = cluster(&distances, settings.linkage);
    let verdicts = (groupings.iter())
        .filter(|grouping| grouping.groups().len() > 1)
        .map(|grouping| {
            let grouping = adjusted.within_batches(grouping, positions);
            let readjusted = |whose: &[usize]| {
                let values = adjusted.readjusted(&grouping.variable, positions, whose)?;
                let values = values.select_samples(positions);
                let distances = sample_distances(&values, distance).ok()?;
                Some(cluster(&distances, settings.linkage))
            };
            let kept = (&distances, &tree);
            judge_adjusted_groups(
                kept,
                &without,
                &readjusted,
                &grouping,
                settings.seed,
                progress,
            )
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(&failed)?;
    described(
        Described {
            scope,
            expression: &adjusted.kept,
            distances: &distances,
            tree,
            adjustment: Some(adjusted.adjustment.clone()),
            verdicts,
        },
        None,
        settings,
        progress,
    )
}

/// A tree that is judged.
struct Described<'a> {
    scope: &'a str,
    expression: &'a ExpressionMatrix,
    distances: &'a CondensedDistances,
    tree: Dendrogram,
    adjustment: Option<Adjustment>,
    verdicts: Vec<GroupVerdict>,
}

/// Adds flat clusters, advice on their number, and what files hold.
fn described(
    judged: Described<'_>,
    bootstrapped: Option<&BootstrapShard>,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<SampleTree, Error> {
    let Described {
        scope,
        expression,
        distances,
        tree,
        adjustment,
        verdicts,
    } = judged;
    let failed = refused(scope);
    let support = bootstrapped.map(BootstrapShard::support);
    let flat = (verdicts.first().map(|verdict| verdict.groups.len()))
        .map(|n_clusters| flat_clusters(distances, &tree, settings.linkage, n_clusters))
        .transpose()
        .map_err(&failed)?;
    let (advice, note) =
        number_of_clusters(expression, distances, &tree, settings, progress).map_err(&failed)?;
    let written = Clusters {
        scope: scope.to_owned(),
        adjustment,
        distance: settings.distance,
        linkage: settings.linkage,
        n_features: expression.n_features(),
        samples: tree.labels().to_vec(),
        merges: tree.merges().to_vec(),
        leaf_order: tree.leaf_order().to_vec(),
        newick: newick::text(&drawn(&tree), |merge| {
            (support.as_ref()).map_or(String::new(), |support| support_in_percent(&support[merge]))
        }),
        bootstrap: bootstrapped.map(BootstrapShard::plan),
        support: support.unwrap_or_default(),
        cophenetic_correlation: cophenetic_correlation(distances, &tree),
        flat,
        advice,
        group_verdicts: verdicts,
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
fn support_in_percent(support: &BranchSupport) -> String {
    let percent = |probability: f64| (100.0 * probability).round();
    let au = percent(support.au);
    let bp = percent(support.bp);
    format!("{au}/{bp}")
}

fn bootstrap(
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<BootstrapShard, ClusterError> {
    let plan = BootstrapPlan::of(settings);
    let (distance, linkage) = (settings.distance, settings.linkage);
    let all = 0..plan.n_bootstrap;
    bootstrap_counts(expression, distance, linkage, &plan, all, progress)
}
