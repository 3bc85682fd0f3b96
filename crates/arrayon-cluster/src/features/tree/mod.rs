//! Trees of many features, without a distance for every pair.
//!
//! The mean of 1 - r over all pairs across two clusters is 1 less the product of the two mean
//! vectors of standardised rows; Ward's distance is that of the means, weighted by the sizes. So
//! for average linkage of correlations and for Ward's linkage of Euclidean distances, clusters
//! are their mean vectors: memory grows with the number of features, not with its square.

mod chain;
mod clusters;
mod near;
mod real;
mod rounds;
mod search;

use crate::distances::feature_distances;
use crate::distances::rows::{Rows, keeps_all_distances};
use crate::error::ClusterError;
use crate::items::Items;
use crate::settings::{Distance, Linkage};
use crate::tree::dendrogram::{Dendrogram, Merge};
use crate::tree::linkage::merges_of;
use arrayon_core::ExpressionMatrix;
use chain::join_along_chains;
use clusters::{Clusters, Joined, Measure};
use rounds::join_in_rounds;

/// Up to how many features distances of all pairs are kept: 1.6 GB.
pub const PAIRWISE_LIMIT: usize = 20_000;

/// Clusters the features (rows).
///
/// Average linkage of Pearson, Spearman, biweight and cosine distances, and `ward.D2` of
/// Euclidean distances, need memory for three and a half times the matrix, and take any number of features.
/// Other combinations, features with missing values, and fewer features than samples keep the
/// distance of every pair, 4 n^2 bytes.
///
/// # Errors
/// What [`feature_distances`] refuses; more than [`PAIRWISE_LIMIT`] features where the distance
/// of every pair is needed.
///
/// # Numerics
/// The same tree as that of [`feature_distances`] and [`crate::cluster()`], heights to 1e-12 but
/// for ties. Does not depend on the number of threads.
///
/// # Cost
/// O(n_features^2 x n_samples), parallel over the clusters compared.
///
/// # Source
/// Joining in rounds: Sumengen et al. 2021, arXiv:2105.11653; nearest-neighbour chains: Murtagh
/// 1983, Comput. J. 26:354.
pub fn cluster_features(
    expression: &ExpressionMatrix,
    distance: Distance,
    linkage: Linkage,
) -> Result<Dendrogram, ClusterError> {
    if keeps_all_distances(expression) {
        return cluster_pairwise(expression, distance, linkage);
    }
    let measure = match (distance, linkage) {
        (
            Distance::Pearson | Distance::Spearman | Distance::Bicor | Distance::Cosine,
            Linkage::Average,
        ) => Measure::MeanProduct,
        (Distance::Euclidean, Linkage::WardD2) => Measure::Ward,
        _ => return cluster_pairwise(expression, distance, linkage),
    };
    let rows = Rows::new(expression, Items::Features, distance)?;
    if rows.has_missing() {
        return cluster_pairwise(expression, distance, linkage);
    }
    let means = rows.into_prepared();
    let n = expression.n_features();
    let mut clusters = Clusters::new(means, n, measure);
    let mut joined = Vec::with_capacity(n - 1);
    join_in_rounds(&mut clusters, &mut joined);
    join_along_chains(&mut clusters, &mut joined);
    let merges = number_merges(n, joined);
    Ok(Dendrogram::new(expression.features().to_vec(), merges))
}

fn cluster_pairwise(
    expression: &ExpressionMatrix,
    distance: Distance,
    linkage: Linkage,
) -> Result<Dendrogram, ClusterError> {
    if expression.n_features() > PAIRWISE_LIMIT {
        return Err(ClusterError::TooManyFeatures {
            found: expression.n_features(),
            most: PAIRWISE_LIMIT,
            distance,
            linkage,
        });
    }
    let (labels, values) = feature_distances(expression, distance)?.into_parts();
    let merges = merges_of(values, labels.len(), linkage);
    Ok(Dendrogram::new(labels, merges))
}

/// Puts the joins in the order of their heights and numbers the nodes.
fn number_merges(n: usize, mut joined: Vec<Joined>) -> Vec<Merge> {
    joined.sort_by(|a, b| a.height.total_cmp(&b.height));
    // Each node points to one above it; the last on the way is its cluster of the moment.
    let mut above: Vec<usize> = (0..2 * n - 1).collect();
    let mut sizes = vec![1; 2 * n - 1];
    let mut merges = Vec::with_capacity(n - 1);
    for (k, join) in joined.into_iter().enumerate() {
        let one = top_of(&mut above, join.one);
        let other = top_of(&mut above, join.other);
        let size = sizes[one] + sizes[other];
        above[one] = n + k;
        above[other] = n + k;
        sizes[n + k] = size;
        merges.push(Merge {
            left: one.min(other),
            right: one.max(other),
            height: join.height,
            size,
        });
    }
    merges
}

fn top_of(above: &mut [usize], mut node: usize) -> usize {
    while above[node] != node {
        // Halving the way keeps later ones short.
        above[node] = above[above[node]];
        node = above[node];
    }
    node
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::linkage::cluster;
    use ndarray::Array2;

    /// Noise with some structure, no two distances tied.
    fn expression(n_features: usize, n_samples: usize) -> ExpressionMatrix {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let values = Array2::from_shape_fn((n_features, n_samples), |(i, j)| {
            6.0 + ((i % 9) as f64 * j as f64 / 3.0).sin() + uniform()
        });
        let features = (0..n_features).map(|i| format!("f{i}")).collect();
        let samples = (0..n_samples).map(|i| format!("s{i}")).collect();
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    #[test]
    fn means_give_the_tree_of_all_pairs() {
        let expression = expression(700, 11);
        for (distance, linkage) in [
            (Distance::Pearson, Linkage::Average),
            (Distance::Spearman, Linkage::Average),
            (Distance::Bicor, Linkage::Average),
            (Distance::Cosine, Linkage::Average),
            (Distance::Euclidean, Linkage::WardD2),
            (Distance::Pearson, Linkage::Complete),
        ] {
            let found = cluster_features(&expression, distance, linkage).unwrap();
            let expected = cluster(&feature_distances(&expression, distance).unwrap(), linkage);
            let what = format!("{distance} {linkage}");
            let heights = |tree: &Dendrogram| -> Vec<f64> {
                tree.merges().iter().map(|merge| merge.height).collect()
            };
            // Spearman ranks of 11 samples are often tied: which pair is joined first may differ.
            if distance != Distance::Spearman {
                assert_eq!(found.leaf_order(), expected.leaf_order(), "{what}");
                let (found, expected) = (heights(&found), heights(&expected));
                arrayon_testkit::assert_all_close(&found, &expected, 1e-12, &what);
            }
            assert!(
                found.merges().is_sorted_by(|a, b| a.height <= b.height),
                "{what}"
            );
            assert_eq!(found.merges().last().unwrap().size, 700, "{what}");
        }
    }

    #[test]
    fn features_that_single_precision_cannot_tell_apart_are_told_apart() {
        // of 50 features of one profile, more than a search keeps are as near as single precision sees
        let noise = expression(200, 9);
        let values = Array2::from_shape_fn((200, 9), |(i, j)| {
            (((i % 4 + 1) * (j + 2)) as f64).sin() + 1e-4 * noise.row(i)[j]
        });
        let (features, samples) = (noise.features().to_vec(), noise.samples().to_vec());
        let expression = ExpressionMatrix::new(features, samples, values).unwrap();
        let found = cluster_features(&expression, Distance::Pearson, Linkage::Average).unwrap();
        let distances = feature_distances(&expression, Distance::Pearson).unwrap();
        let expected = cluster(&distances, Linkage::Average);
        assert!(expected.merges()[190].height < 1e-6);
        assert_eq!(found.leaf_order(), expected.leaf_order());
    }

    #[test]
    fn one_thread_gives_the_bits_of_three() {
        let expression = expression(3_000, 5);
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build();
            let tree = || cluster_features(&expression, Distance::Pearson, Linkage::Average);
            pool.unwrap().install(tree).unwrap()
        };
        assert_eq!(with(1), with(3));
    }

    #[test]
    fn identical_features_are_joined_at_zero() {
        let profiles = [[1, 2, 3, 5], [5, 1, 4, 2], [2, 6, 1, 3], [4, 4, 1, 9]];
        // more of each than a search keeps
        let values = Array2::from_shape_fn((200, 4), |(i, j)| f64::from(profiles[i % 4][j]));
        let features = (0..200).map(|i| format!("f{i}")).collect();
        let samples = (0..4).map(|i| format!("s{i}")).collect();
        let expression = ExpressionMatrix::new(features, samples, values).unwrap();
        for (distance, linkage) in [
            (Distance::Pearson, Linkage::Average),
            (Distance::Euclidean, Linkage::WardD2),
        ] {
            let tree = cluster_features(&expression, distance, linkage).unwrap();
            let labels = tree.cut_k(4).unwrap();
            assert!((0..200).all(|i| labels[i] == i % 4 + 1), "{labels:?}");
            assert!(tree.merges()[..196].iter().all(|merge| merge.height < 1e-7));
        }
    }
}
