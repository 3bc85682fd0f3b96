//! The nearest clusters, by products of matrices.

use super::clusters::{Clusters, NOTHING_NEAR, Near};
use super::near::{MOST, Neighbours, in_order};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, CowArray, Ix2};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Clusters whose nearest are searched in one matrix product, and clusters compared in it.
const SEARCHING: usize = 64;
const COMPARED: usize = 256;

/// Clusters of which it is asked at once whether any is near.
const AT_A_TIME: usize = 16;

/// What is nearest to each cluster that is left, in their order.
pub(super) fn search_all(clusters: &Clusters) -> Vec<Neighbours> {
    let blocks: Vec<&[usize]> = clusters.left.chunks(COMPARED).collect();
    let found: Vec<Mutex<FoundBySome>> = (blocks.iter())
        .map(|block| Mutex::new(FoundBySome::nothing(block)))
        .collect();
    let pairs: Vec<(usize, usize)> = (0..blocks.len())
        .flat_map(|one| (one..blocks.len()).map(move |other| (one, other)))
        .collect();
    pairs.into_par_iter().for_each(|(one, other)| {
        let means = means_of(clusters, blocks[one]);
        let measured = measured_across(clusters, (blocks[one], means.view()), blocks[other]);
        lock(&found[one]).add_rows(&measured, blocks[other]);
        if one != other {
            lock(&found[other]).add_columns(&measured, blocks[one]);
        }
    });
    (found.into_par_iter())
        .flat_map_iter(|found| {
            let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
            found.neighbours(clusters)
        })
        .collect()
}

/// What is nearest to each that searches.
pub(super) fn search(clusters: &Clusters, searching: &[usize]) -> Vec<Neighbours> {
    (searching.par_chunks(SEARCHING))
        .flat_map_iter(|some| {
            let mut found = FoundBySome::nothing(some);
            let means = means_of(clusters, some);
            for others in clusters.left.chunks(COMPARED) {
                let measured = measured_across(clusters, (some, means.view()), others);
                found.add_rows(&measured, others);
            }
            found.neighbours(clusters)
        })
        .collect()
}

fn lock(found: &Mutex<FoundBySome>) -> MutexGuard<'_, FoundBySome> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far apart those of two groups are; of the first with their means.
fn measured_across(
    clusters: &Clusters,
    (ones, means): (&[usize], ArrayView2<'_, f64>),
    others: &[usize],
) -> Array2<f64> {
    let mut products = Array2::zeros((ones.len(), others.len()));
    let other_means = means_of(clusters, others);
    general_mat_mul(1.0, &means, &other_means.t(), 0.0, &mut products);
    clusters.measures_of_products(&mut products, ones, others);
    products
}

/// Their means, copied only where they do not follow each other.
fn means_of<'a>(clusters: &'a Clusters, some: &[usize]) -> CowArray<'a, f64, Ix2> {
    let shape = (some.len(), clusters.n_values);
    if some[some.len() - 1] - some[0] == some.len() - 1 {
        let means = clusters.means(some[0]..some[0] + some.len());
        let means = ArrayView2::from_shape(shape, means).expect("whole rows");
        return means.into();
    }
    let mut means = Vec::with_capacity(some.len() * clusters.n_values);
    some.iter()
        .for_each(|&cluster| means.extend_from_slice(clusters.mean(cluster)));
    let means = Array2::from_shape_vec(shape, means).expect("whole rows");
    means.into()
}

/// The nearest to each of some clusters among those that were compared, one more than are kept.
struct FoundBySome {
    some: Vec<usize>,
    /// Nearest first.
    near: Vec<Vec<Near>>,
    /// What is farther is none of them.
    limits: Vec<f64>,
}

impl FoundBySome {
    fn nothing(some: &[usize]) -> Self {
        Self {
            some: some.to_vec(),
            near: vec![Vec::with_capacity(MOST + 2); some.len()],
            limits: vec![f64::INFINITY; some.len()],
        }
    }

    /// Compares them (rows) with others (columns).
    fn add_rows(&mut self, measured: &Array2<f64>, others: &[usize]) {
        for (row, measured) in measured.rows().into_iter().enumerate() {
            let measured = measured.to_slice().expect("row-major");
            for (others, measured) in others.chunks(AT_A_TIME).zip(measured.chunks(AT_A_TIME)) {
                let limit = self.limits[row];
                if measured
                    .iter()
                    .fold(false, |any, &one| any | (one <= limit))
                {
                    for (&other, &measured) in others.iter().zip(measured) {
                        self.add(row, (measured, other));
                    }
                }
            }
        }
    }

    /// Compares them (columns) with others (rows).
    fn add_columns(&mut self, measured: &Array2<f64>, others: &[usize]) {
        for (&other, measured) in others.iter().zip(measured.rows()) {
            let measured = measured.to_slice().expect("row-major");
            for (at, measured) in measured.chunks(AT_A_TIME).enumerate() {
                let columns = at * AT_A_TIME..at * AT_A_TIME + measured.len();
                let within = measured.iter().zip(&self.limits[columns.clone()]);
                if within.fold(false, |any, (one, limit)| any | (one <= limit)) {
                    for (column, &measured) in columns.zip(measured) {
                        self.add(column, (measured, other));
                    }
                }
            }
        }
    }

    fn add(&mut self, at: usize, found: Near) {
        if found.0 > self.limits[at] || found.1 == self.some[at] {
            return;
        }
        let near = &mut self.near[at];
        let before = near.partition_point(|near| in_order(near, &found) == Ordering::Less);
        near.insert(before, found);
        near.truncate(MOST + 1);
        if near.len() > MOST {
            self.limits[at] = near[MOST].0;
        }
    }

    /// Measured again as later joins are, so that both of a pair find the same number.
    fn neighbours(self, clusters: &Clusters) -> impl Iterator<Item = Neighbours> {
        (self.some.into_iter().zip(self.near)).map(|(one, mut near)| {
            let others = (near.len() > MOST).then(|| near.pop()).flatten();
            for (measured, other) in &mut near {
                *measured = clusters.measured(one, *other);
            }
            Neighbours::new(near, others.unwrap_or(NOTHING_NEAR))
        })
    }
}
