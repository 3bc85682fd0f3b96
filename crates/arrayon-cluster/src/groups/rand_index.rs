//! How well two partitions agree.

use crate::tree::dendrogram::Dendrogram;
use std::collections::BTreeMap;

/// The chance-corrected agreement of two partitions of the same items: 1 when they are the same,
/// about 0 when they are unrelated, negative when they agree less than by chance.
///
/// Two partitions that are both one cluster, or both all singletons, are the same: 1.
///
/// # Panics
/// If the two have different lengths.
///
/// # Source
/// Hubert and Arabie 1985, J. Classif. 2:193. Computed in integers up to one last division, so
/// that it is exactly 1 for equal partitions. Same numbers as `mclust::adjustedRandIndex`.
///
/// # Examples
/// ```
/// let index = arrayon_cluster::adjusted_rand_index(&[1, 1, 2, 2], &[1, 1, 1, 2]);
/// assert_eq!(index, 0.0);
/// ```
pub fn adjusted_rand_index(one: &[usize], other: &[usize]) -> f64 {
    assert_eq!(one.len(), other.len(), "partitions of different items");
    let mut cells = BTreeMap::new();
    let mut rows = BTreeMap::new();
    let mut columns = BTreeMap::new();
    for (&a, &b) in one.iter().zip(other) {
        *cells.entry((a, b)).or_insert(0) += 1;
        *rows.entry(a).or_insert(0) += 1;
        *columns.entry(b).or_insert(0) += 1;
    }
    let both: i128 = cells.values().copied().map(n_pairs).sum();
    let in_one: i128 = rows.values().copied().map(n_pairs).sum();
    let in_other: i128 = columns.values().copied().map(n_pairs).sum();
    index_of_pairs(one.len(), both, [in_one, in_other])
}

/// From the numbers of pairs that are together in both partitions, and in each.
fn index_of_pairs(n_items: usize, both: i128, [in_one, in_other]: [i128; 2]) -> f64 {
    let all = n_pairs(n_items as i128);
    let largest_excess = all * (in_one + in_other) - 2 * in_one * in_other;
    if largest_excess == 0 {
        return 1.0;
    }
    2.0 * (all * both - in_one * in_other) as f64 / largest_excess as f64
}

fn n_pairs(n: i128) -> i128 {
    n * (n - 1) / 2
}

/// The adjusted Rand index of a partition and of each cut of a tree, into 1, 2, ... clusters: the
/// same numbers as [`adjusted_rand_index`] gives for each cut.
///
/// # Panics
/// If the partition is one of other items.
///
/// # Cost
/// O(n log^2 n) for all cuts together: a merge only adds the pairs across.
pub(crate) fn rand_indices_of_cuts(tree: &Dendrogram, partition: &[usize]) -> Vec<f64> {
    let n = tree.n_leaves();
    assert_eq!(n, partition.len(), "partitions of different items");
    let mut sizes = BTreeMap::new();
    for &part in partition {
        *sizes.entry(part).or_insert(0) += 1;
    }
    let in_partition: i128 = sizes.values().copied().map(n_pairs).sum();
    // How many leaves of each part a node has.
    let leaves = partition.iter().map(|&part| BTreeMap::from([(part, 1)]));
    let mut nodes: Vec<BTreeMap<usize, i128>> = leaves.collect();
    let (mut both, mut in_cut) = (0, 0);
    let index = |both, in_cut| index_of_pairs(n, both, [in_cut, in_partition]);
    let mut indices = vec![index(both, in_cut)];
    for merge in tree.merges() {
        let [left, right] = [merge.left, merge.right].map(|node| std::mem::take(&mut nodes[node]));
        in_cut += left.values().sum::<i128>() * right.values().sum::<i128>();
        let (mut more, fewer) = match left.len() >= right.len() {
            true => (left, right),
            false => (right, left),
        };
        for (part, count) in fewer {
            let there = more.entry(part).or_insert(0);
            both += *there * count;
            *there += count;
        }
        nodes.push(more);
        indices.push(index(both, in_cut));
    }
    indices.reverse();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjusted_rand_index_by_hand() {
        // Table 2 1 / 1 2: both 2, rows 6, columns 6, all 15: (2 - 2.4) / (6 - 2.4)
        let found = adjusted_rand_index(&[0, 0, 0, 1, 1, 1], &[5, 5, 9, 5, 9, 9]);
        assert!((found - (-0.4 / 3.6)).abs() < 1e-15, "{found}");
        assert_eq!(adjusted_rand_index(&[3, 3, 1, 1], &[0, 0, 7, 7]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 1, 1], &[2, 2, 2]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 2, 3], &[4, 5, 6]), 1.0);
        assert_eq!(adjusted_rand_index(&[1, 1, 1], &[4, 5, 6]), 0.0);
    }

    #[test]
    fn indices_of_all_cuts_are_those_of_each() {
        let points: Vec<f64> = (0..40).map(|at| f64::from(at * at % 37)).collect();
        let distances = crate::groups::points_on_a_line::on_a_line(&points);
        let tree = crate::cluster(&distances, crate::Linkage::Average);
        for n_parts in [2, 3, 7, 20] {
            let partition: Vec<usize> = (0..40).map(|at| at * 7 % n_parts).collect();
            let found = rand_indices_of_cuts(&tree, &partition);
            for (found, n_clusters) in found.into_iter().zip(1..) {
                let labels = tree.cut_k(n_clusters).unwrap();
                assert_eq!(found, adjusted_rand_index(&labels, &partition));
            }
        }
    }
}
