//! Where the nodes of a tree stand.

use arrayon_cluster::Merge;

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
    /// Of each merge whether it has leaves on both sides.
    pub(crate) is_drawn: Vec<bool>,
    /// The largest height; 1 where all are 0.
    highest: f64,
}

impl TreeLayout {
    /// `twice_along` gives the place of a row, from 0; `group` the group of a leaf.
    pub(crate) fn new(
        merges: &[Merge],
        leaf_order: &[usize],
        twice_along: impl Fn(usize) -> i32,
        group: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        Self::of_some(merges, leaf_order, |_| true, twice_along, group)
    }

    /// The same of the leaves whose row is on the tree: a merge with a branch that has none of them
    /// is not there, its other branch stands for it.
    pub(crate) fn of_some(
        merges: &[Merge],
        leaf_order: &[usize],
        is_on_tree: impl Fn(usize) -> bool,
        twice_along: impl Fn(usize) -> i32,
        group: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        let n_leaves = leaf_order.len();
        let mut row_of = vec![0; n_leaves];
        for (row, &leaf) in leaf_order.iter().enumerate() {
            row_of[leaf] = row;
        }
        let mut is_there: Vec<bool> = row_of.iter().map(|&row| is_on_tree(row)).collect();
        let leaves = row_of.into_iter().enumerate().map(|(leaf, row)| Node {
            twice_along: twice_along(row),
            height: 0.0,
            group: group(leaf),
        });
        let mut nodes: Vec<Node> = leaves.collect();
        let mut is_drawn = Vec::with_capacity(merges.len());
        for &Merge {
            left,
            right,
            height,
            ..
        } in merges
        {
            let (one, other) = (nodes[left], nodes[right]);
            let both = [is_there[left], is_there[right]];
            is_drawn.push(both == [true, true]);
            is_there.push(both.contains(&true));
            nodes.push(match both {
                [true, true] => Node {
                    twice_along: (one.twice_along + other.twice_along) / 2,
                    height,
                    group: one.group.filter(|_| one.group == other.group),
                },
                [false, true] => other,
                _ => one,
            });
        }
        let highest = merges.iter().map(|merge| merge.height).fold(0.0, f64::max);
        Self {
            nodes,
            n_leaves,
            is_drawn,
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
        let merges = [(0, 2, 1.0, 2), (1, 3, 4.0, 3)].map(Merge::from);
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
    fn leaves_off_the_tree_leave_no_branch() {
        let merges = [(0, 1, 1.0, 2), (2, 3, 4.0, 3)].map(Merge::from);
        let layout = TreeLayout::of_some(
            &merges,
            &[0, 1, 2],
            |row| row != 1,
            |row| 10 * row as i32,
            |_| None,
        );
        assert_eq!(layout.is_drawn, [false, true]);
        assert_eq!(layout.of_merge(0), layout.nodes[0]);
        assert_eq!(layout.of_merge(1).twice_along, 10);
    }

    #[test]
    fn a_tree_without_heights_is_flat() {
        let layout = TreeLayout::new(&[Merge::from((0, 1, 0.0, 2))], &[0, 1], |_| 0, |_| None);
        assert_eq!(layout.above_leaves(0.0, 80), 0);
    }
}
