//! How many clusters of samples there seem to be.

use arrayon_cluster::{
    AdvicePlan, ClusterError, ClusterSection, CondensedDistances, Dendrogram, GapPlan, Items,
    cluster_advice, gap_statistic,
};
use arrayon_core::ExpressionMatrix;
use arrayon_results::clusters::{CutGap, CutSilhouette, NumberOfClusters};

/// Asks silhouette, dynamic cut and, where references are to be drawn, the gap statistic.
pub(super) fn number_of_clusters(
    expression: &ExpressionMatrix,
    distances: &CondensedDistances,
    tree: &Dendrogram,
    settings: &ClusterSection,
) -> Result<NumberOfClusters, ClusterError> {
    let gap = match settings.gap.get() {
        0 => None,
        n_references => {
            let plan = GapPlan {
                n_references,
                seed: settings.seed,
                ..GapPlan::default()
            };
            let (distance, linkage) = (settings.distance, settings.linkage);
            let samples = Items::Samples;
            Some(gap_statistic(expression, samples, distance, linkage, plan)?)
        }
    };
    let advice = cluster_advice(distances, tree, gap, AdvicePlan::of_samples())?;
    let gaps = advice.gap.map_or(Vec::new(), |gap| gap.cuts);
    Ok(NumberOfClusters {
        n_clusters: advice.n_clusters,
        by_silhouette: advice.by_silhouette,
        by_gap: advice.by_gap,
        by_dynamic_cut: advice.by_dynamic,
        silhouettes: (advice.silhouettes.iter())
            .map(|cut| CutSilhouette {
                n_clusters: cut.n_clusters,
                mean_silhouette: cut.mean_width,
            })
            .collect(),
        gaps: (gaps.iter())
            .map(|cut| CutGap {
                n_clusters: cut.n_clusters,
                gap: cut.gap,
                standard_error: cut.standard_error,
            })
            .collect(),
        rule: advice.rule,
    })
}
