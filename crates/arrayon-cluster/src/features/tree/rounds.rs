//! Many joins at once: all pairs that are each other's nearest.
//!
//! With these linkages a cluster never comes nearer to others by being joined. So every such
//! pair will be joined sooner or later, at the same height, whatever else is joined before.

use super::clusters::{Clusters, Joined, NOTHING_NEAR, Near};
use arrayon_stats::row_pairs::summed;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Clusters whose nearest are searched in one matrix product, and clusters compared in it.
const SEARCHING: usize = 64;
const COMPARED: usize = 256;

/// Rounds end when a join costs more searches than this: chains then do with fewer.
const SEARCHES_A_JOIN: usize = 20;

/// Joins in rounds as long as that is quick.
///
/// # Source
/// Sumengen et al. 2021, arXiv:2105.11653.
pub(super) fn join_in_rounds(clusters: &mut Clusters, joined: &mut Vec<Joined>) {
    let mut nearest = vec![NOTHING_NEAR; clusters.left.len()];
    let mut searching = clusters.left.clone();
    while clusters.left.len() > 1 {
        for (found, &cluster) in search(clusters, &searching).into_iter().zip(&searching) {
            nearest[cluster] = found;
        }
        let pairs: Vec<(usize, usize)> = (clusters.left.iter())
            .map(|&cluster| (cluster, nearest[cluster].1))
            .filter(|&(one, other)| one < other && nearest[other].1 == one)
            .collect();
        let n_searches = searching.len();
        for &(kept, gone) in &pairs {
            joined.push(clusters.join(kept, gone));
            nearest[kept] = NOTHING_NEAR;
        }
        clusters.forget();
        // Who lost its nearest, or was joined, has to search anew.
        let is_lost = |&cluster: &usize| {
            let (_, at) = nearest[cluster];
            at == usize::MAX || nearest[at] == NOTHING_NEAR || clusters.size(at) == 0.0
        };
        searching = clusters.left.iter().copied().filter(is_lost).collect();
        if pairs.len() * SEARCHES_A_JOIN <= n_searches {
            return;
        }
    }
}

/// What is compared: all clusters that are left, in their order.
struct All {
    means: Vec<f64>,
    /// Squared lengths of the means.
    squares: Vec<f64>,
    sizes: Vec<f64>,
}

/// The nearest other cluster of each that searches.
fn search(clusters: &Clusters, searching: &[usize]) -> Vec<Near> {
    let means = gathered(clusters, &clusters.left);
    let lengths_and_sizes: Vec<(f64, f64)> = (means.par_chunks(clusters.n_values))
        .zip(&clusters.left)
        .map(|(mean, &cluster)| (summed(mean, mean, |a, b| a * b), clusters.size(cluster)))
        .collect();
    let (squares, sizes) = lengths_and_sizes.into_iter().unzip();
    let all = All {
        means,
        squares,
        sizes,
    };
    (searching.par_chunks(SEARCHING))
        .flat_map_iter(|some| search_some(clusters, some, &all))
        .collect()
}

fn gathered(clusters: &Clusters, some: &[usize]) -> Vec<f64> {
    let mut means = Vec::with_capacity(some.len() * clusters.n_values);
    some.iter()
        .for_each(|&cluster| means.extend_from_slice(clusters.mean(cluster)));
    means
}

fn search_some(clusters: &Clusters, some: &[usize], all: &All) -> Vec<Near> {
    let n_values = clusters.n_values;
    let own = gathered(clusters, some);
    let own = ArrayView2::from_shape((some.len(), n_values), &own).expect("whole rows");
    let places: Vec<usize> = (some.iter())
        .map(|cluster| clusters.left.binary_search(cluster).expect("it is left"))
        .collect();
    let mut nearest = vec![NOTHING_NEAR; some.len()];
    let mut products = Array2::zeros((some.len(), COMPARED));
    for first in (0..clusters.left.len()).step_by(COMPARED) {
        let block = first..clusters.left.len().min(first + COMPARED);
        if block.len() < COMPARED {
            products = Array2::zeros((some.len(), block.len()));
        }
        let means = &all.means[block.start * n_values..block.end * n_values];
        let means = ArrayView2::from_shape((block.len(), n_values), means).expect("whole rows");
        general_mat_mul(1.0, &own, &means.t(), 0.0, &mut products);
        for (row, &place) in places.iter().enumerate() {
            let products = products.row(row);
            let products = products.to_slice().expect("row-major");
            let mut best = nearest[row];
            // Clusters rise in number, so that of equally near ones the first is kept.
            for (other, &product) in block.clone().zip(products) {
                let squares = [all.squares[place], all.squares[other]];
                let sizes = [all.sizes[place], all.sizes[other]];
                let measured = clusters.measure.of_product(product, squares, sizes);
                if measured < best.0 && other != place {
                    best = (measured, clusters.left[other]);
                }
            }
            nearest[row] = best;
        }
    }
    nearest
}
