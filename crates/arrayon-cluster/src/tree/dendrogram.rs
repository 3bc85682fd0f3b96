//! The tree of a hierarchical clustering.

use crate::error::ClusterError;
use serde::{Deserialize, Serialize};

/// One step of the clustering: two nodes become one. In JSON `[left, right, height, size]`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(from = "MergeAsTuple", into = "MergeAsTuple")]
pub struct Merge {
    /// The node with the smaller number.
    pub left: usize,
    /// The other node.
    pub right: usize,
    /// How far apart the two are, in the unit of the distances.
    pub height: f64,
    /// How many leaves the new node has.
    pub size: usize,
}

/// A merge as it stands in JSON.
pub(crate) type MergeAsTuple = (usize, usize, f64, usize);

impl From<MergeAsTuple> for Merge {
    fn from((left, right, height, size): MergeAsTuple) -> Self {
        Self {
            left,
            right,
            height,
            size,
        }
    }
}

impl From<Merge> for MergeAsTuple {
    fn from(merge: Merge) -> Self {
        (merge.left, merge.right, merge.height, merge.size)
    }
}

/// A tree of n leaves as its n - 1 merges, in the order in which they were made, which is that of
/// their heights wherever [`Self::is_monotone`].
///
/// Nodes are numbered as in SciPy: leaf `i` is node `i`, and merge `k` makes node `n + k`.
///
/// # Leaf order
/// The leaves from left to right, every merge drawn with its smaller node number on the left:
/// leaves before clusters, two leaves in the order of the input, and of two clusters the one
/// that was joined first, thus the tighter. It is the order in which R draws an `hclust`.
#[derive(Debug, Clone, PartialEq)]
pub struct Dendrogram {
    labels: Vec<String>,
    merges: Vec<Merge>,
    leaf_order: Vec<usize>,
}

impl Dendrogram {
    /// `merges` join every node but the last exactly once, each after it was made.
    pub(crate) fn new(labels: Vec<String>, merges: Vec<Merge>) -> Self {
        debug_assert_eq!(labels.len(), merges.len() + 1);
        let leaf_order = leaf_order(labels.len(), &merges);
        Self {
            labels,
            merges,
            leaf_order,
        }
    }

    /// Names of the leaves, in the order of the input.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The number of leaves.
    pub fn n_leaves(&self) -> usize {
        self.labels.len()
    }

    /// The merges, in the order in which they were made.
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// Whether no merge is lower than one before it. Trees of centroid and median linkage may have
    /// such inversions; [`Self::cut_height`] says what a cut then means.
    pub fn is_monotone(&self) -> bool {
        self.merges.is_sorted_by(|a, b| a.height <= b.height)
    }

    /// The leaves from left to right, as positions in [`Self::labels`].
    pub fn leaf_order(&self) -> &[usize] {
        &self.leaf_order
    }

    /// The merges as R's `hclust` writes them: leaf `i` (from 1) as `-i`, the cluster made by
    /// merge `k` (from 1) as `k`; a leaf stands before a cluster.
    pub fn r_merges(&self) -> Vec<[i64; 2]> {
        let n = self.n_leaves();
        let name = |node: usize| match node.checked_sub(n) {
            Some(merge) => merge as i64 + 1,
            None => -(node as i64) - 1,
        };
        (self.merges.iter())
            .map(|merge| [merge.left.min(merge.right), merge.left.max(merge.right)].map(name))
            .collect()
    }

    /// The leaves under each merge, as positions in the input, in leaf order.
    pub fn clades(&self) -> Vec<&[usize]> {
        self.spans()
            .into_iter()
            .map(|(first, size)| &self.leaf_order[first..first + size])
            .collect()
    }

    /// Where the leaves under each merge stand in the leaf order: the first, and how many.
    fn spans(&self) -> Vec<(usize, usize)> {
        let n = self.n_leaves();
        let mut first = vec![0; self.merges.len()];
        for (k, merge) in self.merges.iter().enumerate().rev() {
            if merge.left >= n {
                first[merge.left - n] = first[k];
            }
            if merge.right >= n {
                first[merge.right - n] = first[k] + self.size_of(merge.left);
            }
        }
        (first.into_iter().zip(&self.merges))
            .map(|(first, merge)| (first, merge.size))
            .collect()
    }

    fn size_of(&self, node: usize) -> usize {
        node.checked_sub(self.n_leaves())
            .map_or(1, |k| self.merges[k].size)
    }

    /// For every pair of leaves the height at which they are joined, in the order of
    /// [`crate::CondensedDistances`]. Same numbers as R's `cophenetic`.
    pub fn cophenetic(&self) -> Vec<f64> {
        let n = self.n_leaves();
        let mut heights = vec![0.0; n * (n - 1) / 2];
        for (merge, (first, size)) in self.merges.iter().zip(self.spans()) {
            let leaves = &self.leaf_order[first..first + size];
            let (left, right) = leaves.split_at(self.size_of(merge.left));
            for &i in left {
                for &j in right {
                    let at = crate::distances::condensed::condensed_index(i.min(j), i.max(j), n);
                    heights[at] = merge.height;
                }
            }
        }
        heights
    }

    /// The cluster of each leaf when the tree is cut into that many clusters: all but the last
    /// `n_clusters - 1` merges are done.
    ///
    /// Clusters are numbered from 1 in the order in which the input first meets them, as R's
    /// `cutree(tree, k)` does.
    ///
    /// # Errors
    /// `n_clusters` is 0 or more than the leaves.
    pub fn cut_k(&self, n_clusters: usize) -> Result<Vec<usize>, ClusterError> {
        let n_items = self.n_leaves();
        if n_clusters == 0 || n_clusters > n_items {
            return Err(ClusterError::ClusterCount {
                n_clusters,
                n_items,
            });
        }
        Ok(self.clusters_after(n_items - n_clusters))
    }

    /// The cluster of each leaf when every branch without a merge above that height is a cluster,
    /// numbered as in [`Self::cut_k`].
    ///
    /// Same as R's `cutree(tree, h)`, which refuses trees with inversions; for these it is SciPy's
    /// `fcluster(criterion = "distance")`: a merge that is low but joins a branch with a higher
    /// merge in it is not done.
    ///
    /// # Errors
    /// `height` is NaN.
    pub fn cut_height(&self, height: f64) -> Result<Vec<usize>, ClusterError> {
        if height.is_nan() {
            return Err(ClusterError::CutHeight(height));
        }
        let n = self.n_leaves();
        let mut is_done = Vec::with_capacity(self.merges.len());
        for merge in &self.merges {
            let below = |node: usize| node < n || is_done[node - n];
            let done = merge.height <= height && below(merge.left) && below(merge.right);
            is_done.push(done);
        }
        Ok(self.clusters_of(&is_done))
    }

    fn clusters_after(&self, n_merges: usize) -> Vec<usize> {
        let done: Vec<bool> = (0..self.merges.len()).map(|k| k < n_merges).collect();
        self.clusters_of(&done)
    }

    /// The clusters when these merges, and with each all those below it, are done.
    fn clusters_of(&self, is_done: &[bool]) -> Vec<usize> {
        let n = self.n_leaves();
        // Downwards from the last merge done: each node takes the name of the node it is in.
        let mut top: Vec<usize> = (0..n + self.merges.len()).collect();
        for (k, merge) in self.merges.iter().enumerate().rev() {
            if is_done[k] {
                top[merge.left] = top[n + k];
                top[merge.right] = top[n + k];
            }
        }
        top.truncate(n);
        number_by_first_appearance(&top)
    }
}

fn leaf_order(n: usize, merges: &[Merge]) -> Vec<usize> {
    let mut order = Vec::with_capacity(n);
    let mut waiting = vec![n + merges.len() - 1];
    // A stack of our own: a tree may be as deep as it has leaves.
    while let Some(node) = waiting.pop() {
        if node < n {
            order.push(node);
        } else {
            let merge = merges[node - n];
            waiting.push(merge.right);
            waiting.push(merge.left);
        }
    }
    order
}

/// Renumbers labels from 1 in the order in which they first appear.
pub(crate) fn number_by_first_appearance(labels: &[usize]) -> Vec<usize> {
    let mut number = vec![0; labels.iter().max().map_or(0, |&most| most + 1)];
    let mut n_clusters = 0;
    (labels.iter())
        .map(|&label| {
            if number[label] == 0 {
                n_clusters += 1;
                number[label] = n_clusters;
            }
            number[label]
        })
        .collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// ((c,d)0.5,(b,(a,e)1)2)4, leaves a to e.
    pub(crate) fn small_tree() -> Dendrogram {
        let merge = |left, right, height, size| Merge {
            left,
            right,
            height,
            size,
        };
        Dendrogram::new(
            ["a", "b", "c", "d", "e"].map(String::from).to_vec(),
            vec![
                merge(2, 3, 0.5, 2),
                merge(0, 4, 1.0, 2),
                merge(1, 6, 2.0, 3),
                merge(5, 7, 4.0, 5),
            ],
        )
    }

    #[test]
    fn leaves_stand_tight_clusters_first() {
        let tree = small_tree();
        assert_eq!(tree.leaf_order(), [2, 3, 1, 0, 4]);
        assert_eq!(tree.r_merges(), [[-3, -4], [-1, -5], [-2, 2], [1, 3]]);
        let clades = tree.clades();
        assert_eq!(clades[0], [2, 3]);
        assert_eq!(clades[1], [0, 4]);
        assert_eq!(clades[2], [1, 0, 4]);
        assert_eq!(clades[3], [2, 3, 1, 0, 4]);
    }

    #[test]
    fn cophenetic_distances_by_hand() {
        let expected = [2.0, 4.0, 4.0, 1.0, 4.0, 4.0, 2.0, 0.5, 4.0, 4.0];
        assert_eq!(small_tree().cophenetic(), expected);
    }

    #[test]
    fn cuts_number_clusters_by_first_appearance() {
        let tree = small_tree();
        assert_eq!(tree.cut_k(1).unwrap(), [1, 1, 1, 1, 1]);
        assert_eq!(tree.cut_k(2).unwrap(), [1, 1, 2, 2, 1]);
        assert_eq!(tree.cut_k(3).unwrap(), [1, 2, 3, 3, 1]);
        assert_eq!(tree.cut_k(5).unwrap(), [1, 2, 3, 4, 5]);
        assert_eq!(tree.cut_height(1.0).unwrap(), [1, 2, 3, 3, 1]);
        assert_eq!(tree.cut_height(0.4).unwrap(), [1, 2, 3, 4, 5]);
        assert_eq!(
            tree.cut_height(f64::INFINITY).unwrap(),
            tree.cut_k(1).unwrap()
        );
        for k in [0, 6] {
            assert!(matches!(
                tree.cut_k(k),
                Err(ClusterError::ClusterCount { n_items: 5, .. })
            ));
        }
        assert!(tree.cut_height(f64::NAN).is_err());
        assert!(tree.is_monotone());
    }

    #[test]
    fn a_cut_keeps_branches_with_a_higher_merge_apart() {
        let merge = |left, right, height, size| Merge {
            left,
            right,
            height,
            size,
        };
        // (a,b) at 2, with c at 1.5; d joins at 3.
        let merges = vec![
            merge(0, 1, 2.0, 2),
            merge(2, 4, 1.5, 3),
            merge(3, 5, 3.0, 4),
        ];
        let labels = ["a", "b", "c", "d"].map(String::from).to_vec();
        let tree = Dendrogram::new(labels, merges);
        assert!(!tree.is_monotone());
        assert_eq!(tree.cut_height(1.7).unwrap(), [1, 2, 3, 4]);
        assert_eq!(tree.cut_height(2.0).unwrap(), [1, 1, 1, 2]);
        assert_eq!(tree.cut_k(3).unwrap(), [1, 1, 2, 3]);
        assert_eq!(tree.cut_k(2).unwrap(), [1, 1, 1, 2]);
        assert_eq!(tree.cophenetic(), [2.0, 1.5, 3.0, 1.5, 3.0, 3.0]);
        assert_eq!(tree.leaf_order(), [3, 2, 0, 1]);
    }
}
