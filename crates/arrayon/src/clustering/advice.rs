//! How many clusters of samples there seem to be.

use super::components::complete_features;
use crate::progress::watched;
use arrayon_cluster::{
    ClusterError, ClusterSection, CondensedDistances, Dendrogram, GapPlan, GapStatistic, Items,
    NumberOfClusters, cluster_advice, gap_statistic,
};
use arrayon_core::{ExpressionMatrix, Progress};

/// Asks silhouette, dynamic cut and, where references are to be drawn, the gap statistic; with
/// what a reader should know of the latter.
pub(super) fn number_of_clusters(
    expression: &ExpressionMatrix,
    distances: &CondensedDistances,
    tree: &Dendrogram,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> Result<(NumberOfClusters, Option<String>), ClusterError> {
    let (gap, note) = gap_of_complete_features(expression, settings, progress);
    let mut advice = watched(progress, "number of clusters", || {
        cluster_advice(distances, tree, gap)
    })?;
    if let Some(note) = &note {
        advice.rule = format!("{}; {note}", advice.rule);
    }
    Ok((advice, note))
}

/// The gap statistic over the features without missing values. It is one opinion of three: where
/// there is none, the others stand, and the note says why.
fn gap_of_complete_features(
    expression: &ExpressionMatrix,
    settings: &ClusterSection,
    progress: &dyn Progress,
) -> (Option<GapStatistic>, Option<String>) {
    if settings.n_gap_references.get() == 0 {
        return (None, None);
    }
    let complete = complete_features(expression);
    let (n_complete, n_all) = (complete.n_features(), expression.n_features());
    if n_complete == 0 {
        let note = "gap: not computed, every feature has missing values";
        return (None, Some(note.to_owned()));
    }
    let plan = GapPlan {
        n_references: settings.n_gap_references.get(),
        seed: settings.seed,
        ..GapPlan::default()
    };
    let (distance, linkage) = (settings.distance, settings.linkage);
    let found = watched(progress, "gap statistic", || {
        gap_statistic(&complete, Items::Samples, distance, linkage, plan)
    });
    let n_left_out = n_all - n_complete;
    let left_out = (n_left_out > 0).then(|| {
        format!(
            "gap: over {n_complete} of {n_all} features, the {n_left_out} with missing values \
             left out"
        )
    });
    match found {
        Ok(gap) => (Some(gap), left_out),
        Err(error) => (None, Some(format!("gap: not computed, {error}"))),
    }
}
