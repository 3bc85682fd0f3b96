//! The clustering stage: a dendrogram of samples, and whether groups form clusters.

use crate::error::Error;
use arrayon_cluster::{
    ClusterError, CondensedDistances, Dendrogram, Distance, Linkage, cluster,
    cophenetic_correlation, flat_clusters, judge_groups, sample_distances,
};
use arrayon_core::{Contrast, ExpressionMatrix, SampleSheet};
use arrayon_results::clusters::{Clusters, FlatClusters, GroupVerdict};

/// How samples are clustered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterSettings {
    /// Distance between samples.
    pub distance: Distance,
    /// Linkage between clusters.
    pub linkage: Linkage,
}

/// A column of the sheet and the level of each clustered sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The column.
    pub variable: String,
    /// One level a sample of the matrix.
    pub levels: Vec<String>,
}

/// Name of the scope that holds every sample.
pub const ALL_SAMPLES: &str = "all samples";

/// Clusters the samples of a matrix and judges each grouping.
///
/// # Errors
/// What the distance cannot be computed for; the message names the sample or feature.
pub fn cluster_samples(
    scope: &str,
    expression: &ExpressionMatrix,
    groupings: &[Groups],
    settings: ClusterSettings,
) -> Result<Clusters, Error> {
    let failed =
        |error: ClusterError| Error::data(format!("clustering {scope}"), &error, error.hint());
    let distances = sample_distances(expression, settings.distance).map_err(failed)?;
    let tree = cluster(&distances, settings.linkage);
    let verdicts = (groupings.iter())
        .filter(|groups| distinct(&groups.levels).len() > 1)
        .map(|groups| judge(&distances, &tree, groups))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    let flat = (verdicts.first().map(|verdict| verdict.groups.len()))
        .map(|n_clusters| {
            flat_clusters(&distances, &tree, settings.linkage, n_clusters).map(|flat| {
                FlatClusters {
                    n_clusters,
                    clusters: flat.labels,
                }
            })
        })
        .transpose()
        .map_err(failed)?;
    Ok(Clusters {
        scope: scope.to_owned(),
        distance: settings.distance.to_string(),
        linkage: settings.linkage.to_string(),
        n_features: expression.n_features(),
        labels: tree.labels().to_vec(),
        merges: (tree.merges().iter())
            .map(|merge| (merge.left, merge.right, merge.height, merge.size))
            .collect(),
        leaf_order: tree.leaf_order().to_vec(),
        newick: tree.newick(),
        cophenetic_correlation: cophenetic_correlation(&distances, &tree),
        flat,
        verdicts,
    })
}

fn judge(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    groups: &Groups,
) -> Result<GroupVerdict, ClusterError> {
    let verdict = judge_groups(distances, tree, &groups.levels)?;
    Ok(GroupVerdict {
        variable: groups.variable.clone(),
        groups: distinct(&groups.levels),
        adjusted_rand_index: verdict.adjusted_rand_index,
        best_adjusted_rand_index: verdict.best_cut.adjusted_rand_index,
        best_n_clusters: verdict.best_cut.n_clusters,
        verdict: verdict.verdict.to_string(),
        rule: verdict.rule,
    })
}

/// The levels in order of first appearance.
fn distinct(levels: &[String]) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    levels
        .iter()
        .filter(|level| seen.insert(level.as_str()))
        .cloned()
        .collect()
}

/// The groupings that the contrasts speak of: each of their variables once, where every sample
/// has a level.
pub fn groupings_of(contrasts: &[Contrast], sheet: &SampleSheet) -> Vec<Groups> {
    let mut groupings: Vec<Groups> = Vec::new();
    for contrast in contrasts {
        if groupings
            .iter()
            .any(|groups| groups.variable == contrast.variable)
        {
            continue;
        }
        if let Some(column) = sheet.column(&contrast.variable)
            && column.values.iter().all(|level| !level.is_empty())
        {
            let levels = column.values.clone();
            groupings.push(Groups {
                variable: contrast.variable.clone(),
                levels,
            });
        }
    }
    groupings
}

/// The samples of the two groups of a contrast, as positions in the sheet, with their grouping.
pub fn samples_of_contrast(contrast: &Contrast, sheet: &SampleSheet) -> (Vec<usize>, Groups) {
    let column = |name: &str| sheet.column(name).map(|column| &column.values);
    let excluded = contrast.exclude_samples_column.as_deref().and_then(column);
    let levels = column(&contrast.variable);
    let positions: Vec<usize> = (0..sheet.n_samples())
        .filter(|&at| {
            let level = levels.map(|levels| &levels[at]);
            let is_compared = level == Some(&contrast.reference) || level == Some(&contrast.target);
            let is_excluded = excluded
                .is_some_and(|values| contrast.exclude_samples_values.contains(&values[at]));
            is_compared && !is_excluded
        })
        .collect();
    let levels = positions
        .iter()
        .filter_map(|&at| levels.map(|levels| levels[at].clone()));
    let groups = Groups {
        variable: contrast.variable.clone(),
        levels: levels.collect(),
    };
    (positions, groups)
}
