//! The nearest clusters, by products of matrices.

use super::clusters::{Clusters, Measure, NOTHING_NEAR, Near};
use super::near::{MOST, Neighbours, in_order};
use super::real::Real;
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Clusters whose nearest are searched in one matrix product, and clusters compared in it.
const SEARCHING: usize = 64;
const COMPARED: usize = 256;

/// Clusters of which it is asked at once whether any is near.
const AT_A_TIME: usize = 16;

/// What is nearest to each cluster that is left, in their order.
pub(super) fn search_all(clusters: &Clusters) -> Vec<Neighbours> {
    let found = match clusters.measure {
        Measure::MeanProduct => Search::<f32>::new(clusters).all(),
        Measure::Ward => Search::<f64>::new(clusters).all(),
    };
    exactly_where_unsure(clusters, &clusters.left, found)
}

/// What is nearest to each that searches.
pub(super) fn search(clusters: &Clusters, searching: &[usize]) -> Vec<Neighbours> {
    if searching.is_empty() {
        return Vec::new();
    }
    let found = match clusters.measure {
        Measure::MeanProduct => Search::<f32>::new(clusters).each(searching),
        Measure::Ward => Search::<f64>::new(clusters).each(searching),
    };
    exactly_where_unsure(clusters, searching, found)
}

/// Searches again in double precision where single precision could not tell which is the nearest.
fn exactly_where_unsure(
    clusters: &Clusters,
    searching: &[usize],
    mut found: Vec<Neighbours>,
) -> Vec<Neighbours> {
    let unsure: Vec<usize> = (0..found.len())
        .filter(|&at| found[at].nearest().is_none())
        .collect();
    if !unsure.is_empty() {
        let again: Vec<usize> = unsure.iter().map(|&at| searching[at]).collect();
        let exact = Search::<f64>::new(clusters).each(&again);
        for (at, exact) in unsure.into_iter().zip(exact) {
            found[at] = exact;
        }
    }
    found
}

/// The clusters that are left, with their means in one of two precisions.
///
/// In single precision products take half the time. They only choose which clusters are kept as near
/// and bound how near all others may be; those that are kept are measured in double precision.
struct Search<'a, T> {
    clusters: &'a Clusters,
    /// A row for each that is left, in their order.
    means: Array2<T>,
}

impl<'a, T: Real> Search<'a, T> {
    fn new(clusters: &'a Clusters) -> Self {
        let means: Vec<T> = (clusters.left.par_iter())
            .flat_map_iter(|&cluster| clusters.mean(cluster).iter().map(|&one| T::of(one)))
            .collect();
        let shape = (clusters.left.len(), clusters.n_values);
        let means = Array2::from_shape_vec(shape, means).expect("a mean for each");
        Self { clusters, means }
    }

    fn all(&self) -> Vec<Neighbours> {
        let n = self.clusters.left.len();
        let blocks: Vec<Range<usize>> = (0..n)
            .step_by(COMPARED)
            .map(|first| first..n.min(first + COMPARED))
            .collect();
        let left = |block: &Range<usize>| &self.clusters.left[block.clone()];
        let found: Vec<Mutex<FoundBySome<T>>> = (blocks.iter())
            .map(|block| Mutex::new(FoundBySome::nothing(left(block))))
            .collect();
        let pairs: Vec<(usize, usize)> = (0..blocks.len())
            .flat_map(|one| (one..blocks.len()).map(move |other| (one, other)))
            .collect();
        pairs.into_par_iter().for_each(|(one, other)| {
            let (ones, others) = (left(&blocks[one]), left(&blocks[other]));
            let measured = self.measured_across(
                (ones, self.rows(blocks[one].clone())),
                (others, self.rows(blocks[other].clone())),
            );
            lock(&found[one]).add_rows(&measured, others);
            if one != other {
                lock(&found[other]).add_columns(&measured, ones);
            }
        });
        (found.into_par_iter())
            .flat_map_iter(|found| {
                let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
                found.neighbours(self.clusters)
            })
            .collect()
    }

    fn each(&self, searching: &[usize]) -> Vec<Neighbours> {
        let left = &self.clusters.left;
        (searching.par_chunks(SEARCHING))
            .flat_map_iter(|some| {
                let mut found = FoundBySome::nothing(some);
                let rows: Vec<usize> = (some.iter())
                    .map(|cluster| left.binary_search(cluster).expect("it is left"))
                    .collect();
                let means = self.means.select(Axis(0), &rows);
                for (at, others) in left.chunks(COMPARED).enumerate() {
                    let other_means = self.rows(at * COMPARED..at * COMPARED + others.len());
                    let measured =
                        self.measured_across((some, means.view()), (others, other_means));
                    found.add_rows(&measured, others);
                }
                found.neighbours(self.clusters)
            })
            .collect()
    }

    fn rows(&self, rows: Range<usize>) -> ArrayView2<'_, T> {
        self.means.slice_axis(Axis(0), Slice::from(rows))
    }

    /// How far apart those of two groups are, which come with their means.
    fn measured_across(
        &self,
        (ones, means): (&[usize], ArrayView2<'_, T>),
        (others, other_means): (&[usize], ArrayView2<'_, T>),
    ) -> Array2<T> {
        let mut products = Array2::zeros((ones.len(), others.len()));
        general_mat_mul(T::one(), &means, &other_means.t(), T::zero(), &mut products);
        self.clusters
            .measures_of_products(&mut products, ones, others);
        products
    }
}

fn lock<T>(found: &Mutex<T>) -> MutexGuard<'_, T> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The nearest to each of some clusters among those that were compared, one more than are kept.
struct FoundBySome<T> {
    some: Vec<usize>,
    /// Nearest first.
    near: Vec<Vec<Near>>,
    /// What is farther is none of them.
    limits: Vec<T>,
}

impl<T: Real> FoundBySome<T> {
    fn nothing(some: &[usize]) -> Self {
        Self {
            some: some.to_vec(),
            near: vec![Vec::with_capacity(MOST + 2); some.len()],
            limits: vec![T::of(f64::INFINITY); some.len()],
        }
    }

    /// Compares them (rows) with others (columns).
    fn add_rows(&mut self, measured: &Array2<T>, others: &[usize]) {
        for (row, measured) in measured.rows().into_iter().enumerate() {
            let measured = measured.to_slice().expect("row-major");
            for (others, measured) in others.chunks(AT_A_TIME).zip(measured.chunks(AT_A_TIME)) {
                let limit = self.limits[row];
                if measured
                    .iter()
                    .fold(false, |any, &one| any | (one <= limit))
                {
                    for (&other, &measured) in others.iter().zip(measured) {
                        self.add(row, measured, other);
                    }
                }
            }
        }
    }

    /// Compares them (columns) with others (rows).
    fn add_columns(&mut self, measured: &Array2<T>, others: &[usize]) {
        for (&other, measured) in others.iter().zip(measured.rows()) {
            let measured = measured.to_slice().expect("row-major");
            for (at, measured) in measured.chunks(AT_A_TIME).enumerate() {
                let columns = at * AT_A_TIME..at * AT_A_TIME + measured.len();
                let within = measured.iter().zip(&self.limits[columns.clone()]);
                if within.fold(false, |any, (one, limit)| any | (one <= limit)) {
                    for (column, &measured) in columns.zip(measured) {
                        self.add(column, measured, other);
                    }
                }
            }
        }
    }

    fn add(&mut self, at: usize, measured: T, other: usize) {
        if measured > self.limits[at] || other == self.some[at] {
            return;
        }
        let found = (measured.into(), other);
        let near = &mut self.near[at];
        let before = near.partition_point(|near| in_order(near, &found) == Ordering::Less);
        near.insert(before, found);
        near.truncate(MOST + 1);
        if near.len() > MOST {
            self.limits[at] = T::of(near[MOST].0);
        }
    }

    /// Measured again as later joins are, so that both of a pair find the same number.
    fn neighbours(self, clusters: &Clusters) -> impl Iterator<Item = Neighbours> {
        let error = T::error_of_products(clusters.n_values);
        (self.some.into_iter().zip(self.near)).map(move |(one, mut near)| {
            let farthest = (near.len() > MOST).then(|| near.pop()).flatten();
            for (measured, other) in &mut near {
                *measured = clusters.measured(one, *other);
            }
            let mut others = farthest.unwrap_or(NOTHING_NEAR);
            if error > 0.0 {
                others = (others.0 - error, 0);
                near.retain(|one| in_order(one, &others) == Ordering::Less);
            }
            Neighbours::new(near, others)
        })
    }
}
