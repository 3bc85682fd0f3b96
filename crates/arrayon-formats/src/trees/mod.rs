//! Trees of a hierarchical clustering, as files that tree viewers read.

pub mod newick;
pub mod tree_view;

/// A tree of n leaves as its n - 1 merges, in the order in which they were made.
///
/// Nodes are numbered as in SciPy: leaf `i` is node `i`, and merge `k` makes node `n + k`.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree<'a> {
    /// Names of the leaves.
    pub leaves: &'a [String],
    /// The two nodes that each merge joins, in the order in which they are drawn, and its height.
    pub merges: Vec<(usize, usize, f64)>,
}

#[cfg(test)]
mod tests {
    use super::Tree;

    /// ((c,d)0.5,(b,(a,e)1)2)4, leaves a to e.
    pub(super) fn small_tree(leaves: &[String]) -> Tree<'_> {
        Tree {
            leaves,
            merges: vec![(2, 3, 0.5), (0, 4, 1.0), (1, 6, 2.0), (5, 7, 4.0)],
        }
    }

    pub(super) fn names(text: &str) -> Vec<String> {
        text.split('|').map(str::to_owned).collect()
    }
}
