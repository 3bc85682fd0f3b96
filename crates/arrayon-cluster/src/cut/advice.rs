//! How many clusters are there? Three opinions, and what they agree on.

use super::dynamic::{DynamicCutPlan, dynamic_cut};
use super::gap::{CutGap, GapStatistic};
use super::silhouette::{CutSilhouette, silhouettes_of_cuts};
use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::tree::dendrogram::Dendrogram;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Mean silhouette width below which there is no structure to speak of.
pub const STRUCTURE_AT: f64 = 0.25;

/// The largest number of clusters whose silhouette is looked at.
const MOST_CLUSTERS: usize = 10;

/// Samples of the smallest cluster of the dynamic cut.
const FEWEST_MEMBERS: usize = 2;

/// How many clusters there seem to be, whatever groups were declared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NumberOfClusters {
    /// What at least two of the three opinions below agree on; `null` where no two do.
    pub n_clusters: Option<usize>,
    /// Opinion of the silhouette; 1 for no structure.
    pub by_silhouette: usize,
    /// Opinion of the gap statistic, where it was asked for.
    pub by_gap: Option<usize>,
    /// Opinion of the dynamic cut; 1 where it finds no cluster.
    pub by_dynamic_cut: usize,
    /// Mean silhouette width of each cut.
    pub silhouettes: Vec<CutSilhouette>,
    /// Gap of each cut; empty where it was not asked for.
    pub gaps: Vec<CutGap>,
    /// How these numbers were reached.
    pub rule: String,
}

/// Asks silhouette, gap statistic and dynamic cut for the number of clusters of samples. It is
/// advice: no number is right for data without clusters.
///
/// # Errors
/// What [`dynamic_cut`] refuses.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Source
/// Kaufman and Rousseeuw 1990, Finding Groups in Data, for the bound of 0.25.
pub fn cluster_advice(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    gap: Option<GapStatistic>,
) -> Result<NumberOfClusters, ClusterError> {
    let silhouettes = silhouettes_of_cuts(distances, tree, MOST_CLUSTERS);
    let plan = DynamicCutPlan {
        fewest_members: FEWEST_MEMBERS,
        // how many clusters there are does not depend on it
        assign_nearby: false,
        ..DynamicCutPlan::default()
    };
    let by_silhouette = best_silhouette(&silhouettes);
    let by_gap = gap.as_ref().map(|gap| gap.n_clusters);
    let by_dynamic_cut = dynamic_cut(distances, tree, plan)?.n_clusters.max(1);
    let gaps = gap.map_or(Vec::new(), |gap| gap.cuts);
    Ok(NumberOfClusters {
        n_clusters: agreed([Some(by_silhouette), by_gap, Some(by_dynamic_cut)]),
        by_silhouette,
        by_gap,
        by_dynamic_cut,
        rule: rule(&silhouettes, by_gap.map(|_| gaps.len()), plan),
        silhouettes,
        gaps,
    })
}

fn best_silhouette(silhouettes: &[CutSilhouette]) -> usize {
    let mut best = (STRUCTURE_AT, 1);
    for cut in silhouettes {
        if cut.mean_silhouette > best.0 {
            best = (cut.mean_silhouette, cut.n_clusters);
        }
    }
    best.1
}

/// The opinion that another one shares.
fn agreed([one, two, three]: [Option<usize>; 3]) -> Option<usize> {
    if one.is_some() && (one == two || one == three) {
        one
    } else if two == three {
        two
    } else {
        None
    }
}

/// `most_by_gap` is the largest number of clusters that has a gap.
fn rule(silhouettes: &[CutSilhouette], most_by_gap: Option<usize>, plan: DynamicCutPlan) -> String {
    let cuts = match silhouettes.last().map(|cut| cut.n_clusters) {
        None => "no cut, for so few items".to_owned(),
        Some(2) => {
            format!("the cut into 2 clusters, 1 if its mean width is not above {STRUCTURE_AT}")
        }
        Some(most) => format!(
            "the cut into 2 to {most} clusters of the largest mean width, 1 if no mean width is above \
             {STRUCTURE_AT}"
        ),
    };
    let gap = match most_by_gap {
        Some(most) => format!(
            "gap: the fewest clusters whose gap is not beaten by that of one more by over a \
             standard error, of 1 to {most}; "
        ),
        None => String::new(),
    };
    format!(
        "silhouette: {cuts}; {gap}dynamic cut: the branches of {} or more members with a tight core \
         and a gap around it, at depth {}; advised is what two of these agree on",
        plan.fewest_members, plan.deep_split
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Linkage;
    use crate::tree::linkage::cluster;

    #[test]
    fn two_opinions_make_an_advice() {
        assert_eq!(agreed([Some(2), Some(3), Some(3)]), Some(3));
        assert_eq!(agreed([Some(2), None, Some(2)]), Some(2));
        assert_eq!(agreed([Some(2), Some(2), Some(4)]), Some(2));
        assert_eq!(agreed([Some(2), None, Some(3)]), None);
        assert_eq!(agreed([Some(1), Some(2), Some(3)]), None);
    }

    #[test]
    fn three_heaps_on_a_line_are_three_clusters() {
        let points: [f64; 9] = [0.0, 1.0, 2.2, 20.0, 21.1, 22.0, 50.0, 51.3, 52.0];
        let mut values = Vec::new();
        for (i, one) in points.iter().enumerate() {
            values.extend(points[i + 1..].iter().map(|other| (one - other).abs()));
        }
        let labels = (0..9).map(|i| format!("s{i}")).collect();
        let distances = CondensedDistances::new(labels, values).unwrap();
        let tree = cluster(&distances, Linkage::Average);
        let advice = cluster_advice(&distances, &tree, None).unwrap();
        assert_eq!((advice.by_silhouette, advice.by_dynamic_cut), (3, 3));
        assert_eq!(advice.n_clusters, Some(3));
        assert!(!advice.rule.contains("gap:") && advice.rule.contains("0.25"));
        // nine items cannot be cut into ten clusters
        assert!(
            advice.rule.contains("into 2 to 8 clusters"),
            "{}",
            advice.rule
        );
    }
}
