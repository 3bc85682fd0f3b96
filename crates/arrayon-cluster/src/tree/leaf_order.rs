//! Turning the branches of a tree so that neighbouring leaves are alike.

use crate::distances::condensed::CondensedDistances;
use crate::error::ClusterError;
use crate::tree::dendrogram::Dendrogram;
use rayon::prelude::*;

/// Up to how many leaves the best order is found: two n x n tables are kept, 400 MB.
pub const LEAF_ORDER_LIMIT: usize = 5_000;

/// The order of the leaves, among all that the tree allows, in which the distances between
/// neighbours sum to the least.
///
/// Of equally good orders one is chosen by the positions of the input; of an order and its mirror
/// image the one that begins with the earlier item.
///
/// # Errors
/// More than [`LEAF_ORDER_LIMIT`] leaves.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Numerics
/// Exact: the sum equals that of R's `seriation` (OLO) to 1e-12.
///
/// # Cost
/// O(n^3), parallel within each merge.
///
/// # Source
/// Bar-Joseph, Gifford and Jaakkola 2001, Bioinformatics 17:S22.
pub fn optimal_leaf_order(
    distances: &CondensedDistances,
    tree: &Dendrogram,
) -> Result<Vec<usize>, ClusterError> {
    let n = tree.n_leaves();
    assert_eq!(n, distances.n_items(), "tree of other items");
    if n > LEAF_ORDER_LIMIT {
        return Err(ClusterError::TooManyLeaves {
            found: n,
            most: LEAF_ORDER_LIMIT,
        });
    }
    let mut search = Search::new(distances, tree);
    for merge in 0..n - 1 {
        search.measure(merge);
    }
    let mut order: Vec<usize> = (search.best_order().into_iter())
        .map(|position| tree.leaf_order()[position])
        .collect();
    if order[0] > order[n - 1] {
        order.reverse();
    }
    Ok(order)
}

/// A node as a run of positions in the tree's own leaf order.
#[derive(Clone, Copy)]
struct Node {
    first: usize,
    end: usize,
    /// Where the right child begins; `first` for a leaf.
    middle: usize,
    children: [usize; 2],
}

impl Node {
    /// Where the other end of this node can be when one end is at `position`.
    fn opposite(&self, position: usize) -> (usize, usize) {
        if self.end - self.first == 1 {
            (self.first, self.end)
        } else if position < self.middle {
            (self.middle, self.end)
        } else {
            (self.first, self.middle)
        }
    }
}

struct Search {
    n: usize,
    nodes: Vec<Node>,
    /// Distances by position, n x n.
    distances: Vec<f64>,
    /// For two positions, the least sum of the node that joins them with these two at its ends.
    least: Vec<f64>,
}

impl Search {
    fn new(distances: &CondensedDistances, tree: &Dendrogram) -> Self {
        let n = tree.n_leaves();
        let order = tree.leaf_order();
        let mut by_position = Vec::with_capacity(n * n);
        for &one in order {
            by_position.extend(order.iter().map(|&other| distances.between(one, other)));
        }
        Self {
            n,
            nodes: nodes(tree),
            distances: by_position,
            least: vec![0.0; n * n],
        }
    }

    fn row(table: &[f64], n: usize, row: usize, (first, end): (usize, usize)) -> &[f64] {
        &table[row * n + first..row * n + end]
    }

    /// Finds the least sums of a merge whose children are done.
    fn measure(&mut self, merge: usize) {
        let node = self.nodes[self.n + merge];
        let [left, right] = node.children.map(|child| self.nodes[child]);
        let rows: Vec<Vec<f64>> = (left.first..left.end)
            .into_par_iter()
            .map(|end| self.least_with(end, &left, &right))
            .collect();
        for (one, row) in (left.first..left.end).zip(rows) {
            for (other, least) in (right.first..right.end).zip(row) {
                self.least[one * self.n + other] = least;
                self.least[other * self.n + one] = least;
            }
        }
    }

    /// The least sums with `one` of `left` at one end, for every position of `right` at the other.
    fn least_with(&self, one: usize, left: &Node, right: &Node) -> Vec<f64> {
        let n = self.n;
        let all = (right.first, right.end);
        // Left node and the step across, for every position of the right node after the step.
        let mut across = vec![f64::INFINITY; right.end - right.first];
        let (first, end) = left.opposite(one);
        for inner in first..end {
            let so_far = self.least[one * n + inner];
            let steps = Self::row(&self.distances, n, inner, all);
            for (sum, step) in across.iter_mut().zip(steps) {
                *sum = sum.min(so_far + step);
            }
        }
        let mut least = vec![f64::INFINITY; across.len()];
        for (inner, so_far) in (right.first..right.end).zip(across) {
            let ends = right.opposite(inner);
            let rest = Self::row(&self.least, n, inner, ends);
            let sums = &mut least[ends.0 - right.first..ends.1 - right.first];
            for (sum, rest) in sums.iter_mut().zip(rest) {
                *sum = sum.min(so_far + rest);
            }
        }
        least
    }

    /// The best order as positions.
    fn best_order(&self) -> Vec<usize> {
        let root = self.nodes.len() - 1;
        let (one, other) = self.best_ends(root);
        let mut order = Vec::with_capacity(self.n);
        let mut waiting = vec![(root, one, other)];
        // Every entry is a node with the positions that stand at its left and right end.
        while let Some((node, one, other)) = waiting.pop() {
            let [left, right] = self.nodes[node].children;
            if node < self.n {
                order.push(one);
            } else if one < self.nodes[node].middle {
                let (inner, outer) = self.best_inner(left, one, right, other);
                waiting.push((right, outer, other));
                waiting.push((left, one, inner));
            } else {
                let (outer, inner) = self.best_inner(left, other, right, one);
                waiting.push((left, outer, other));
                waiting.push((right, one, inner));
            }
        }
        order
    }

    fn best_ends(&self, node: usize) -> (usize, usize) {
        let node = self.nodes[node];
        let rows = (node.first..node.middle).map(|one| (one, (node.middle, node.end)));
        self.first_least(rows, |one, other| self.least[one * self.n + other])
    }

    /// The two positions that meet in the middle when `one` of `left` and `other` of `right` are
    /// at the ends.
    fn best_inner(&self, left: usize, one: usize, right: usize, other: usize) -> (usize, usize) {
        let (first, end) = self.nodes[left].opposite(one);
        let across = self.nodes[right].opposite(other);
        let at = |row: usize, column: usize| row * self.n + column;
        self.first_least((first..end).map(|inner| (inner, across)), |a, b| {
            self.least[at(one, a)] + self.distances[at(a, b)] + self.least[at(b, other)]
        })
    }

    /// The first pair with the least value.
    fn first_least(
        &self,
        rows: impl Iterator<Item = (usize, (usize, usize))>,
        value: impl Fn(usize, usize) -> f64,
    ) -> (usize, usize) {
        let mut best = (f64::INFINITY, (0, 0));
        for (one, (first, end)) in rows {
            for other in first..end {
                let found = value(one, other);
                if found < best.0 {
                    best = (found, (one, other));
                }
            }
        }
        best.1
    }
}

fn nodes(tree: &Dendrogram) -> Vec<Node> {
    let n = tree.n_leaves();
    let mut nodes = vec![
        Node {
            first: 0,
            end: 1,
            middle: 0,
            children: [0; 2],
        };
        2 * n - 1
    ];
    for (position, &leaf) in tree.leaf_order().iter().enumerate() {
        nodes[leaf].first = position;
        nodes[leaf].middle = position;
        nodes[leaf].end = position + 1;
    }
    for (k, merge) in tree.merges().iter().enumerate() {
        nodes[n + k] = Node {
            first: nodes[merge.left].first,
            end: nodes[merge.right].end,
            middle: nodes[merge.right].first,
            children: [merge.left, merge.right],
        };
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Linkage;
    use crate::tree::linkage::cluster;

    fn distances(n: usize, seed: u64) -> CondensedDistances {
        let mut state = seed;
        let values = (0..n * (n - 1) / 2).map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f64
        });
        let labels = (0..n).map(|i| format!("s{i}")).collect();
        CondensedDistances::new(labels, values.collect()).unwrap()
    }

    fn length(distances: &CondensedDistances, order: &[usize]) -> f64 {
        order
            .windows(2)
            .map(|pair| distances.between(pair[0], pair[1]))
            .sum()
    }

    /// The order of the leaves with the children of some merges swapped, one bit a merge.
    fn flipped(tree: &Dendrogram, node: usize, flips: usize) -> Vec<usize> {
        let Some(k) = node.checked_sub(tree.n_leaves()) else {
            return vec![node];
        };
        let merge = tree.merges()[k];
        let [left, right] = [merge.left, merge.right].map(|child| flipped(tree, child, flips));
        if flips >> k & 1 == 0 {
            [left, right].concat()
        } else {
            [right, left].concat()
        }
    }

    #[test]
    fn no_other_order_is_shorter() {
        for seed in 0..30 {
            let n = 2 + seed as usize % 9;
            let distances = distances(n, seed);
            let linkage = Linkage::ALL[seed as usize % Linkage::ALL.len()];
            let tree = cluster(&distances, linkage);
            let orders = (0..1 << (n - 1)).map(|flips| flipped(&tree, 2 * n - 2, flips));
            let all: Vec<Vec<usize>> = orders.collect();
            let shortest = all
                .iter()
                .map(|order| length(&distances, order))
                .fold(f64::MAX, f64::min);
            let found = optimal_leaf_order(&distances, &tree).unwrap();
            assert!(all.contains(&found), "{found:?} is no order of the tree");
            assert_eq!(length(&distances, &found), shortest, "n = {n}, {linkage}");
            assert!(found[0] < found[n - 1]);
        }
    }

    #[test]
    fn a_line_is_put_in_order() {
        let points = [5.0, 1.0, 4.0, 0.0, 9.0, 7.5];
        let mut values = Vec::new();
        for (i, one) in points.iter().enumerate() {
            values.extend(
                points[i + 1..]
                    .iter()
                    .map(|other: &f64| (one - other).abs()),
            );
        }
        let labels = (0..6).map(|i| format!("s{i}")).collect();
        let distances = CondensedDistances::new(labels, values).unwrap();
        let tree = cluster(&distances, Linkage::Average);
        let found = optimal_leaf_order(&distances, &tree).unwrap();
        assert_eq!(found, [3, 1, 2, 0, 5, 4]);
    }
}
