//! Clusters as branches of a tree, each cut at a height of its own.
//!
//! A fixed height cuts a tight branch too high or a loose one too low. Here a branch is a cluster
//! if it has enough members, if its core (the members joined first) is tight, and if there is a
//! gap between its core and the height at which it joins another such branch.

use crate::condensed::CondensedDistances;
use crate::dendrogram::Dendrogram;
use crate::distance::Distance;
use crate::error::{ClusterError, Items};
use crate::rows::Rows;
use arrayon_core::ExpressionMatrix;

/// How low a part of the merges the scale of heights begins.
const REFERENCE_QUANTILE: f64 = 0.05;

/// The tree is never cut above this part of the scale of heights.
const HIGHEST_CUT: f64 = 0.99;

/// How loose a core may be, as a part of the scale of heights, by the depth of splitting.
const LOOSEST_CORE: [f64; 5] = [0.64, 0.73, 0.82, 0.91, 0.95];

/// What is taken for a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DynamicCutPlan {
    /// How many members a cluster has at least.
    pub fewest_members: usize,
    /// How readily branches are split, from 0 (few, large clusters) to 4 (many, small ones).
    pub deep_split: u8,
}

impl Default for DynamicCutPlan {
    /// At least 20 members, depth 1: for features.
    fn default() -> Self {
        Self {
            fewest_members: 20,
            deep_split: 1,
        }
    }
}

/// The clusters of a dynamic cut.
#[derive(Debug, Clone, PartialEq)]
pub struct DynamicCut {
    /// How many clusters there are; none in a tree without tight branches.
    pub n_clusters: usize,
    /// The cluster of each leaf, from 1 in the order in which the input first meets them; 0 for
    /// a leaf in no cluster.
    pub labels: Vec<usize>,
    /// Height above which nothing is joined.
    pub cut_height: f64,
}

/// Cuts a tree by the shape of its branches.
///
/// # Errors
/// A plan of clusters of less than two members, or of a depth above 4.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Source
/// Langfelder, Zhang and Horvath 2008, Bioinformatics 24:719: the first stage of the "dynamic
/// hybrid" method, without the second one, which shares out what is left. Same clusters as
/// `dynamicTreeCut::cutreeHybrid(pamStage = FALSE)` 1.63-1.
///
/// # Cost
/// Some hundred distances for each merge of two branches.
pub fn dynamic_cut(
    distances: &CondensedDistances,
    tree: &Dendrogram,
    plan: DynamicCutPlan,
) -> Result<DynamicCut, ClusterError> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    cut_with(tree, plan, &|one, other| Ok(distances.between(one, other)))
}

/// [`dynamic_cut`] of a tree of features, for which distances are computed as they are needed.
///
/// # Errors
/// As [`dynamic_cut`], and what [`crate::feature_distances`] refuses.
///
/// # Panics
/// If the tree has another number of leaves than there are features.
pub fn dynamic_cut_of_features(
    expression: &ExpressionMatrix,
    distance: Distance,
    tree: &Dendrogram,
    plan: DynamicCutPlan,
) -> Result<DynamicCut, ClusterError> {
    assert_eq!(
        tree.n_leaves(),
        expression.n_features(),
        "tree of other features"
    );
    let rows = Rows::new(expression, Items::Features, distance)?;
    cut_with(tree, plan, &|one, other| rows.distance(one, other))
}

type DistanceOf<'a> = &'a dyn Fn(usize, usize) -> Result<f64, ClusterError>;

fn cut_with(
    tree: &Dendrogram,
    plan: DynamicCutPlan,
    distance: DistanceOf<'_>,
) -> Result<DynamicCut, ClusterError> {
    let judge = Judge::new(tree, plan, distance)?;
    let n = tree.n_leaves();
    let mut branches: Vec<Option<Branch>> = (0..n).map(|leaf| Some(Branch::leaf(leaf))).collect();
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for merge in tree.merges() {
        let (left, right) = (branches[merge.left].take(), branches[merge.right].take());
        let joined = match (left, right) {
            (Some(one), Some(other)) if merge.height <= judge.cut_height => {
                Some(judge.join(one, other, merge.height, &mut clusters)?)
            }
            // Above the cut every branch stands alone.
            (one, other) => {
                for branch in [one, other].into_iter().flatten() {
                    judge.close(branch, &mut clusters)?;
                }
                None
            }
        };
        branches.push(joined);
    }
    if let Some(Some(root)) = branches.pop() {
        judge.close(root, &mut clusters)?;
    }
    let mut labels = vec![0; n];
    for (members, number) in clusters.iter().zip(1..) {
        members.iter().for_each(|&leaf| labels[leaf] = number);
    }
    Ok(DynamicCut {
        n_clusters: clusters.len(),
        labels: numbered(&labels),
        cut_height: judge.cut_height,
    })
}

/// Numbers clusters from 1 in the order in which they first appear; 0 stays.
fn numbered(labels: &[usize]) -> Vec<usize> {
    let mut numbers = vec![0; labels.iter().max().map_or(0, |&most| most + 1)];
    let mut n_clusters = 0;
    (labels.iter())
        .map(|&label| {
            if label != 0 && numbers[label] == 0 {
                n_clusters += 1;
                numbers[label] = n_clusters;
            }
            numbers[label]
        })
        .collect()
}

/// What lies under one node of the tree.
enum Branch {
    /// Members of one possible cluster, those joined first before the others.
    Open(Vec<usize>),
    /// Two or more clusters that are found already.
    Split,
}

impl Branch {
    fn leaf(leaf: usize) -> Self {
        Self::Open(vec![leaf])
    }
}

struct Judge<'a> {
    fewest_members: usize,
    cut_height: f64,
    loosest_core: f64,
    smallest_gap: f64,
    distance: DistanceOf<'a>,
}

impl<'a> Judge<'a> {
    fn new(
        tree: &Dendrogram,
        plan: DynamicCutPlan,
        distance: DistanceOf<'a>,
    ) -> Result<Self, ClusterError> {
        let depth = usize::from(plan.deep_split);
        if plan.fewest_members < 2 || depth >= LOOSEST_CORE.len() {
            return Err(ClusterError::DynamicCutPlan {
                fewest_members: plan.fewest_members,
                deep_split: plan.deep_split,
            });
        }
        let mut heights: Vec<f64> = tree.merges().iter().map(|merge| merge.height).collect();
        heights.sort_by(f64::total_cmp);
        let at = (heights.len() as f64 * REFERENCE_QUANTILE).round_ties_even() as usize;
        let reference = heights[at.max(1) - 1];
        let highest = heights[heights.len() - 1];
        let cut_height = HIGHEST_CUT * (highest - reference) + reference;
        let range = cut_height - reference;
        Ok(Self {
            fewest_members: plan.fewest_members,
            cut_height,
            loosest_core: reference + LOOSEST_CORE[depth] * range,
            smallest_gap: 0.75 * (1.0 - LOOSEST_CORE[depth]) * range,
            distance,
        })
    }

    /// Joins two branches: two clusters stay apart, all else becomes one.
    fn join(
        &self,
        one: Branch,
        other: Branch,
        height: f64,
        clusters: &mut Vec<Vec<usize>>,
    ) -> Result<Branch, ClusterError> {
        match (one, other) {
            (Branch::Open(one), Branch::Open(other)) => {
                let clear = [
                    self.is_cluster(&one, height)?,
                    self.is_cluster(&other, height)?,
                ];
                if clear == [true, true] {
                    clusters.extend([one, other]);
                    return Ok(Branch::Split);
                }
                let (mut first, second) = if goes_first(clear, [&one, &other]) {
                    (one, other)
                } else {
                    (other, one)
                };
                first.extend(second);
                Ok(Branch::Open(first))
            }
            (Branch::Split, Branch::Open(open)) | (Branch::Open(open), Branch::Split) => {
                if self.is_cluster(&open, height)? {
                    clusters.push(open);
                }
                Ok(Branch::Split)
            }
            (Branch::Split, Branch::Split) => Ok(Branch::Split),
        }
    }

    /// Ends a branch at the cut.
    fn close(&self, branch: Branch, clusters: &mut Vec<Vec<usize>>) -> Result<(), ClusterError> {
        if let Branch::Open(members) = branch
            && self.is_cluster(&members, self.cut_height)?
        {
            clusters.push(members);
        }
        Ok(())
    }

    /// Whether a branch that joins another at `height` is a cluster of its own.
    fn is_cluster(&self, members: &[usize], height: f64) -> Result<bool, ClusterError> {
        if members.len() < self.fewest_members {
            return Ok(false);
        }
        let scatter = self.core_scatter(members)?;
        Ok(scatter <= self.loosest_core && height - scatter >= self.smallest_gap)
    }

    /// Mean distance within the core: the members joined first.
    fn core_scatter(&self, members: &[usize]) -> Result<f64, ClusterError> {
        let core = &members[..core_size(members.len(), self.fewest_members)];
        let mut sum = 0.0;
        for (at, &one) in core.iter().enumerate() {
            for &other in &core[at + 1..] {
                sum += (self.distance)(one, other)?;
            }
        }
        let n_pairs = core.len() * (core.len() - 1) / 2;
        Ok(sum / n_pairs as f64)
    }
}

/// Whether the core of two joined branches begins with the first of them, which was made before
/// the other: a cluster goes before what is none, then the larger; of equally large ones that
/// which was made last, but leaves in their order.
fn goes_first(clear: [bool; 2], [one, other]: [&[usize]; 2]) -> bool {
    if clear[0] != clear[1] {
        clear[0]
    } else if one.len() == other.len() {
        one.len() == 1
    } else {
        one.len() > other.len()
    }
}

/// Half the members of the smallest cluster and one, and the root of how many more there are.
fn core_size(n_members: usize, fewest_members: usize) -> usize {
    let base = fewest_members as f64 / 2.0 + 1.0;
    let n = n_members as f64;
    if base < n {
        (base + (n - base).sqrt()) as usize
    } else {
        n_members
    }
}
