//! How well a tree agrees with its distances.

use super::dendrogram::Dendrogram;
use crate::distances::condensed::CondensedDistances;
use arrayon_stats::correlation::pearson;

/// The correlation of the distances with the heights at which the tree joins the pairs; `None`
/// where either does not vary.
///
/// # Panics
/// If the tree has another number of leaves than there are items.
///
/// # Source
/// Sokal and Rohlf 1962, Taxon 11:33. Same as R's `cor(d, cophenetic(hc))`.
pub fn cophenetic_correlation(distances: &CondensedDistances, tree: &Dendrogram) -> Option<f64> {
    assert_eq!(tree.n_leaves(), distances.n_items(), "tree of other items");
    let correlation = pearson(distances.values(), &tree.cophenetic());
    (!correlation.is_nan()).then_some(correlation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tied_distances_have_no_cophenetic_correlation() {
        let labels = ["a", "b", "c"].map(String::from).to_vec();
        let distances = CondensedDistances::new(labels, vec![1.0; 3]).unwrap();
        let tree = crate::cluster(&distances, crate::Linkage::Average);
        assert_eq!(cophenetic_correlation(&distances, &tree), None);
    }
}
