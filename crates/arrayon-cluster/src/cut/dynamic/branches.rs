//! The first stage: which branches are clusters.

use super::nearby::Loose;
use super::plan::{DistanceOf, DynamicCutPlan};
use crate::error::ClusterError;
use crate::tree::dendrogram::{Dendrogram, Merge};
use std::sync::Arc;

/// How low a part of the merges the scale of heights begins.
const REFERENCE_QUANTILE: f64 = 0.05;

/// The tree is never cut above this part of the scale of heights.
const HIGHEST_CUT: f64 = 0.99;

/// How loose a core may be, as a part of the scale of heights, by the depth of splitting.
const LOOSEST_CORE: [f64; 5] = [0.64, 0.73, 0.82, 0.91, 0.95];

/// What lies under one node of the tree.
enum Branch {
    Open(OpenBranch),
    /// Two or more clusters that are found already, by their numbers.
    Split(Arc<Vec<usize>>),
}

/// Members of one possible cluster.
struct OpenBranch {
    /// Those joined first before the others.
    members: Vec<usize>,
    /// The merge that joined the first two; of no meaning for a leaf.
    begun: usize,
}

/// What the first stage finds.
#[derive(Default)]
pub(super) struct FirstStage {
    pub(super) clusters: Vec<Vec<usize>>,
    /// Branches that joined clusters and are none, with these.
    loose: Vec<Loose>,
    /// Branches that would have been clusters had they been larger.
    small: Vec<OpenBranch>,
}

impl FirstStage {
    /// Adds a cluster and returns its number.
    fn add(&mut self, branch: OpenBranch) -> usize {
        self.clusters.push(branch.members);
        self.clusters.len() - 1
    }

    /// What is assigned to clusters as a whole: small branches, and all other leaves alone. Of
    /// small branches one within another, leaves are of the one begun last.
    pub(super) fn loose_parts(&mut self, n_leaves: usize) -> Vec<Loose> {
        self.small.sort_by_key(|branch| branch.begun);
        let mut small_of = vec![None; n_leaves];
        for (number, branch) in self.small.iter().enumerate() {
            for &leaf in &branch.members {
                small_of[leaf] = Some(number);
            }
        }
        let mut parts = Vec::new();
        for mut loose in std::mem::take(&mut self.loose) {
            loose.members.sort_by_key(|&leaf| small_of[leaf]);
            let are_one = |&one: &usize, &other: &usize| {
                small_of[one].is_some() && small_of[one] == small_of[other]
            };
            for members in loose.members.chunk_by(are_one) {
                parts.push(Loose {
                    members: members.to_vec(),
                    candidates: Arc::clone(&loose.candidates),
                });
            }
        }
        parts
    }
}

/// What makes a branch a cluster.
pub(super) struct Judge<'a> {
    fewest_members: usize,
    pub(super) cut_height: f64,
    loosest_core: f64,
    smallest_gap: f64,
    distance: DistanceOf<'a>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(
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

    /// Goes through the merges from the lowest to the highest.
    pub(super) fn first_stage(&self, tree: &Dendrogram) -> Result<FirstStage, ClusterError> {
        let leaf = |leaf: usize| OpenBranch {
            members: vec![leaf],
            begun: 0,
        };
        let n = tree.n_leaves();
        let mut branches: Vec<Option<Branch>> =
            (0..n).map(|at| Some(Branch::Open(leaf(at)))).collect();
        let mut found = FirstStage::default();
        for (k, merge) in tree.merges().iter().enumerate() {
            let (left, right) = (branches[merge.left].take(), branches[merge.right].take());
            let joined = match (left, right) {
                (Some(one), Some(other)) if merge.height <= self.cut_height => {
                    Some(self.join([one, other], k, merge, &mut found)?)
                }
                // Above the cut every branch stands alone.
                (one, other) => {
                    for branch in [one, other].into_iter().flatten() {
                        self.close(branch, &mut found)?;
                    }
                    None
                }
            };
            branches.push(joined);
        }
        if let Some(Some(root)) = branches.pop() {
            self.close(root, &mut found)?;
        }
        Ok(found)
    }

    fn join(
        &self,
        branches: [Branch; 2],
        k: usize,
        merge: &Merge,
        found: &mut FirstStage,
    ) -> Result<Branch, ClusterError> {
        match branches {
            [Branch::Open(one), Branch::Open(other)] => {
                self.join_open([one, other], k, merge.height, found)
            }
            [Branch::Split(split), Branch::Open(open)]
            | [Branch::Open(open), Branch::Split(split)] => {
                self.join_split(split, open, merge.height, found)
            }
            [Branch::Split(one), Branch::Split(other)] => {
                let both = one.iter().chain(other.iter()).copied();
                Ok(Branch::Split(Arc::new(both.collect())))
            }
        }
    }

    /// Joins two branches: two clusters stay apart, all else becomes one.
    fn join_open(
        &self,
        [one, other]: [OpenBranch; 2],
        k: usize,
        height: f64,
        found: &mut FirstStage,
    ) -> Result<Branch, ClusterError> {
        let clear = [
            self.is_cluster(&one.members, height)?,
            self.is_cluster(&other.members, height)?,
        ];
        if clear == [true, true] {
            let both = [one, other].map(|branch| found.add(branch));
            return Ok(Branch::Split(Arc::new(both.to_vec())));
        }
        let (mut first, second) = if goes_first(clear, [&one.members, &other.members]) {
            (one, other)
        } else {
            (other, one)
        };
        if first.members.len() == 1 {
            first.begun = k;
        }
        first.members.extend(&second.members);
        if self.is_small(&second.members, height)? {
            found.small.push(second);
        }
        Ok(Branch::Open(first))
    }

    /// Joins an open branch to clusters: as one more, or else its leaves are left for the second
    /// stage.
    fn join_split(
        &self,
        split: Arc<Vec<usize>>,
        open: OpenBranch,
        height: f64,
        found: &mut FirstStage,
    ) -> Result<Branch, ClusterError> {
        if self.is_cluster(&open.members, height)? {
            let number = found.add(open);
            let all = split.iter().copied().chain([number]);
            return Ok(Branch::Split(Arc::new(all.collect())));
        }
        found.loose.push(Loose {
            members: open.members.clone(),
            candidates: Arc::clone(&split),
        });
        if self.is_small(&open.members, height)? {
            found.small.push(open);
        }
        Ok(Branch::Split(split))
    }

    /// Ends a branch at the cut.
    fn close(&self, branch: Branch, found: &mut FirstStage) -> Result<(), ClusterError> {
        if let Branch::Open(branch) = branch
            && self.is_cluster(&branch.members, self.cut_height)?
        {
            found.add(branch);
        }
        Ok(())
    }

    /// Whether a branch that joins another at `height` is a separate cluster.
    fn is_cluster(&self, members: &[usize], height: f64) -> Result<bool, ClusterError> {
        Ok(members.len() >= self.fewest_members && self.is_tight(members, height)?)
    }

    /// Whether a branch would be a separate cluster if it had more members.
    fn is_small(&self, members: &[usize], height: f64) -> Result<bool, ClusterError> {
        let is_small = (2..self.fewest_members).contains(&members.len());
        Ok(is_small && self.is_tight(members, height)?)
    }

    /// Whether its core is tight, and far enough below `height`.
    fn is_tight(&self, members: &[usize], height: f64) -> Result<bool, ClusterError> {
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
