//! How many clusters are there? Three opinions, and what they agree on.

use crate::cut::dynamic::{DynamicCut, DynamicCutPlan, dynamic_cut};
use crate::cut::gap::GapStatistic;
use crate::cut::silhouette::{CutSilhouette, silhouettes_of_cuts};
use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::tree::dendrogram::Dendrogram;

/// Mean silhouette width below which there is no structure to speak of.
pub const STRUCTURE_AT: f64 = 0.25;

/// How advice is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvicePlan {
    /// The largest number of clusters whose silhouette is looked at.
    pub most_clusters: usize,
    /// The dynamic cut.
    pub dynamic: DynamicCutPlan,
}

impl AdvicePlan {
    /// For samples: up to 10 clusters, of at least 2 samples for the dynamic cut.
    pub fn of_samples() -> Self {
        Self {
            most_clusters: 10,
            dynamic: DynamicCutPlan {
                fewest_members: 2,
                // how many clusters there are does not depend on it
                assign_nearby: false,
                ..DynamicCutPlan::default()
            },
        }
    }
}

/// Advice on the number of clusters. It is advice: no number is right for data without clusters.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterAdvice {
    /// The mean silhouette of every cut.
    pub silhouettes: Vec<CutSilhouette>,
    /// The cut of the largest mean silhouette; 1 where that is below [`STRUCTURE_AT`].
    pub by_silhouette: usize,
    /// The gap statistic, where it was given.
    pub gap: Option<GapStatistic>,
    /// What it advises.
    pub by_gap: Option<usize>,
    /// The dynamic cut.
    pub dynamic: DynamicCut,
    /// How many clusters it finds; 1 where it finds none.
    pub by_dynamic: usize,
    /// The number that at least two of these agree on.
    pub n_clusters: Option<usize>,
    /// How these numbers were reached, in words.
    pub rule: String,
}

/// Asks silhouette, gap statistic and dynamic cut for the number of clusters.
///
/// # Errors
/// What [`dynamic_cut`] refuses of its plan.
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
    plan: AdvicePlan,
) -> Result<ClusterAdvice, ClusterError> {
    let silhouettes = silhouettes_of_cuts(distances, tree, plan.most_clusters);
    let by_silhouette = best_silhouette(&silhouettes);
    let by_gap = gap.as_ref().map(|gap| gap.n_clusters);
    let dynamic = dynamic_cut(distances, tree, plan.dynamic)?;
    let by_dynamic = dynamic.n_clusters.max(1);
    let opinions = [Some(by_silhouette), by_gap, Some(by_dynamic)];
    Ok(ClusterAdvice {
        silhouettes,
        by_silhouette,
        by_gap,
        rule: rule(gap.as_ref(), plan),
        gap,
        dynamic,
        by_dynamic,
        n_clusters: agreed(opinions),
    })
}

fn best_silhouette(silhouettes: &[CutSilhouette]) -> usize {
    let mut best = (STRUCTURE_AT, 1);
    for cut in silhouettes {
        if cut.mean_width > best.0 {
            best = (cut.mean_width, cut.n_clusters);
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

fn rule(gap: Option<&GapStatistic>, plan: AdvicePlan) -> String {
    let most = plan.most_clusters;
    let gap = match gap {
        Some(gap) => format!(
            "gap: the fewest clusters whose gap is not beaten by that of one more by over a \
             standard error, of 1 to {}; ",
            gap.cuts.len()
        ),
        None => String::new(),
    };
    format!(
        "silhouette: the cut into 2 to {most} clusters of the largest mean width, 1 if no mean \
         width is above {STRUCTURE_AT}; {gap}dynamic cut: the branches of {} or more members with \
         a tight core and a gap around it, at depth {}; advised is what two of these agree on",
        plan.dynamic.fewest_members, plan.dynamic.deep_split
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
        let advice = cluster_advice(&distances, &tree, None, AdvicePlan::of_samples()).unwrap();
        assert_eq!((advice.by_silhouette, advice.by_dynamic), (3, 3));
        assert_eq!(advice.dynamic.labels, [1, 1, 1, 2, 2, 2, 3, 3, 3]);
        assert_eq!(advice.n_clusters, Some(3));
        assert!(!advice.rule.contains("gap:") && advice.rule.contains("0.25"));
    }
}
