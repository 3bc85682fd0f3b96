//! Where the nodes of a tree stand.

/// A merge as result files have it: left, right, height, size.
type Merge = (usize, usize, f64, usize);

/// Where a node stands, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Node {
    /// Twice the pixel along the leaves, so that the middle of two is whole.
    pub(crate) twice_along: i32,
    /// Height of its merge; 0 for a leaf.
    pub(crate) height: f64,
    /// The group of all leaves below it, where they have one.
    pub(crate) group: Option<usize>,
}

impl Node {
    /// The pixel along the leaves.
    pub(crate) fn along(self) -> i32 {
        self.twice_along / 2
    }
}

/// The nodes of a tree: leaves by their numbers, then merges.
pub(crate) struct TreeLayout {
    pub(crate) nodes: Vec<Node>,
    pub(crate) n_leaves: usize,
    /// The largest height; 1 where all are 0.
    highest: f64,
}

impl TreeLayout {
    /// `twice_along` tells of a row, from 0, where it stands; `group` tells the group of a leaf.
    pub(crate) fn new(
        merges: &[Merge],
        leaf_order: &[usize],
        twice_along: impl Fn(usize) -> i32,
        group: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let n_leaves = leaf_order.len();
        let mut row_of = vec![0; n_leaves];
        for (row, &leaf) in leaf_order.iter().enumerate() {
            row_of[leaf] = row;
        }
        let leaves = row_of.into_iter().enumerate().map(|(leaf, row)| Node {
            twice_along: twice_along(row),
            height: 0.0,
            group: group(leaf),
        });
        let mut nodes: Vec<Node> = leaves.collect();
        for &(left, right, height, _) in merges {
            let (one, other) = (nodes[left], nodes[right]);
            nodes.push(Node {
                twice_along: (one.twice_along + other.twice_along) / 2,
                height,
                group: one.group.filter(|_| one.group == other.group),
            });
        }
        let highest = merges.iter().map(|merge| merge.2).fold(0.0, f64::max);
        Self {
            nodes,
            n_leaves,
            highest: if highest > 0.0 { highest } else { 1.0 },
        }
    }

    /// The largest height.
    pub(crate) fn highest(&self) -> f64 {
        self.highest
    }

    /// How many pixels a height is above the leaves, where the highest is `span`.
    pub(crate) fn above_leaves(&self, height: f64, span: i32) -> i32 {
        (f64::from(span) * height / self.highest).round() as i32
    }

    /// The node of a merge.
    pub(crate) fn of_merge(&self, merge: usize) -> Node {
        self.nodes[self.n_leaves + merge]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_in_the_middle_of_their_children() {
        let merges = [(0, 2, 1.0, 2), (1, 3, 4.0, 3)];
        let twice = |row: usize| [5, 15, 25][row];
        let layout = TreeLayout::new(&merges, &[1, 0, 2], twice, |leaf| Some(leaf % 2));
        let along: Vec<i32> = layout.nodes.iter().map(|node| node.twice_along).collect();
        assert_eq!(along, [15, 5, 25, 20, 12]);
        assert_eq!(layout.of_merge(0).group, Some(0));
        assert_eq!(layout.of_merge(1).group, None);
        assert_eq!(layout.above_leaves(1.0, 80), 20);
        assert_eq!(layout.above_leaves(layout.highest(), 80), 80);
    }

    #[test]
    fn a_tree_without_heights_is_flat() {
        let layout = TreeLayout::new(&[(0, 1, 0.0, 2)], &[0, 1], |_| 0, |_| None);
        assert_eq!(layout.above_leaves(0.0, 80), 0);
    }
}
