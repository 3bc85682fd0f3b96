//! Which sets of leaves a tree joins, and which of them another tree joins too.

use crate::tree::dendrogram::{Dendrogram, Merge};

/// The clades of a tree as bit sets, to look up those of other trees of the same leaves.
pub(super) struct CladeIndex {
    n_leaves: usize,
    n_words: usize,
    /// Clade and the merge that makes it, sorted by clade.
    sorted: Vec<(Vec<u64>, usize)>,
}

impl CladeIndex {
    pub(super) fn new(tree: &Dendrogram) -> Self {
        let n_leaves = tree.n_leaves();
        let n_words = n_leaves.div_ceil(64);
        let sets = bit_sets(tree.merges(), n_leaves, n_words);
        let clades = sets.chunks(n_words).skip(n_leaves).map(<[u64]>::to_vec);
        let mut sorted: Vec<_> = clades.zip(0..).collect();
        sorted.sort();
        Self {
            n_leaves,
            n_words,
            sorted,
        }
    }

    /// Adds 1 to the count of every merge whose clade the other tree, given by its merges, has.
    pub(super) fn count_found(&self, merges: &[Merge], counts: &mut [u32]) {
        let sets = bit_sets(merges, self.n_leaves, self.n_words);
        for clade in sets.chunks(self.n_words).skip(self.n_leaves) {
            let found = self
                .sorted
                .binary_search_by(|known| known.0.as_slice().cmp(clade));
            if let Ok(at) = found {
                counts[self.sorted[at].1] += 1;
            }
        }
    }
}

/// The leaves under every node, `n_words` words a node: leaves first, then the merges.
fn bit_sets(merges: &[Merge], n_leaves: usize, n_words: usize) -> Vec<u64> {
    let mut sets = vec![0; (n_leaves + merges.len()) * n_words];
    for leaf in 0..n_leaves {
        sets[leaf * n_words + leaf / 64] = 1 << (leaf % 64);
    }
    for (k, merge) in merges.iter().enumerate() {
        for word in 0..n_words {
            let joined = sets[merge.left * n_words + word] | sets[merge.right * n_words + word];
            sets[(n_leaves + k) * n_words + word] = joined;
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::dendrogram::tests::small_tree;

    fn join(pairs: &[(usize, usize)]) -> Vec<Merge> {
        let merge = |&(left, right): &(usize, usize)| Merge {
            left,
            right,
            height: 1.0,
            size: 2,
        };
        pairs.iter().map(merge).collect()
    }

    #[test]
    fn a_clade_is_found_whatever_the_order_of_joining() {
        let index = CladeIndex::new(&small_tree());
        // ((b,(e,a)),(c),d): has {a,e}, {a,b,e} and all, but not {c,d}
        let mut counts = vec![0; 4];
        index.count_found(&join(&[(4, 0), (5, 1), (6, 2), (7, 3)]), &mut counts);
        assert_eq!(counts, [0, 1, 1, 1]);
    }

    #[test]
    fn sets_of_many_leaves_span_words() {
        let n = 130;
        let pairs: Vec<(usize, usize)> = (0..n - 1)
            .map(|k| if k == 0 { (0, 1) } else { (n + k - 1, k + 1) })
            .collect();
        let sets = bit_sets(&join(&pairs), n, 3);
        assert_eq!(sets[(2 * n - 2) * 3..], [u64::MAX, u64::MAX, 0b11]);
        assert_eq!(sets[(n + 63) * 3..(n + 63) * 3 + 3], [u64::MAX, 1, 0]);
    }
}
