//! The order of the features in a heat map: every cluster is one piece.
//!
//! A cluster is the core of a branch and what was near enough to it elsewhere on the branch. Such
//! features stand with their cluster, and off the tree, whose lines would cross to reach them.

use arrayon_cluster::GeneClusters;
use std::collections::BTreeMap;

/// Rows from top to bottom.
pub(super) struct Rows {
    /// For each row its place in the leaf order, which is that of the values.
    pub(super) places: Vec<usize>,
    /// For each row whether its feature hangs on the tree.
    pub(super) is_on_tree: Vec<bool>,
}

impl Rows {
    pub(super) fn new<S>(genes: &GeneClusters<S>) -> Self {
        let cluster = |place: usize| genes.cluster_numbers[genes.leaf_order[place]];
        let all: Vec<usize> = (0..genes.leaf_order.len()).collect();
        let runs: Vec<&[usize]> =
            (all.chunk_by(|&one, &other| cluster(one) == cluster(other))).collect();
        // The longest run of each cluster, of equally long ones the first.
        let mut cores: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, run) in runs.iter().enumerate() {
            let core = cores.entry(cluster(run[0])).or_insert(at);
            if run.len() > runs[*core].len() {
                *core = at;
            }
        }
        let is_core = |at: usize, cluster: usize| cluster == 0 || cores[&cluster] == at;
        let mut moved: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, run) in runs.iter().enumerate() {
            let cluster = cluster(run[0]);
            if !is_core(at, cluster) {
                moved.entry(cluster).or_default().extend(*run);
            }
        }
        let mut rows = Self {
            places: Vec::with_capacity(all.len()),
            is_on_tree: Vec::with_capacity(all.len()),
        };
        for (at, run) in runs.iter().enumerate() {
            let cluster = cluster(run[0]);
            if !is_core(at, cluster) {
                continue;
            }
            rows.add(run, true);
            if cluster > 0 {
                rows.add(&moved.remove(&cluster).unwrap_or_default(), false);
            }
        }
        rows
    }

    fn add(&mut self, places: &[usize], is_on_tree: bool) {
        self.places.extend(places);
        self.is_on_tree.resize(self.places.len(), is_on_tree);
    }

    /// How many features stand with their cluster, off the tree.
    pub(super) fn n_off_tree(&self) -> usize {
        self.is_on_tree.iter().filter(|on| !**on).count()
    }

    /// Row after row, what is given in leaf order.
    pub(super) fn sorted(&self, values: &[f64], n_columns: usize) -> Vec<f64> {
        let row = |&place: &usize| &values[place * n_columns..(place + 1) * n_columns];
        self.places.iter().flat_map(row).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::chain;
    use super::*;

    #[test]
    fn every_cluster_is_one_piece() {
        let mut genes = chain(9);
        genes.leaf_order = (0..9).collect();
        genes.cluster_numbers = vec![1, 2, 2, 1, 1, 0, 2, 1, 0];
        let rows = Rows::new(&genes);
        assert_eq!(rows.places, [1, 2, 6, 3, 4, 0, 7, 5, 8]);
        let off: Vec<usize> = (0..9).filter(|&at| !rows.is_on_tree[at]).collect();
        assert_eq!((off, rows.n_off_tree()), (vec![2, 5, 6], 3));
        assert_eq!(
            rows.sorted(&[0., 1., 2., 3., 4., 5., 6., 7., 8.], 1)[2],
            6.0
        );
        // clusters that are branches stay as they are
        genes.cluster_numbers = vec![1, 1, 1, 0, 2, 2, 0, 0, 3];
        let rows = Rows::new(&genes);
        assert_eq!(
            (rows.places, rows.is_on_tree),
            ((0..9).collect(), vec![true; 9])
        );
    }
}
