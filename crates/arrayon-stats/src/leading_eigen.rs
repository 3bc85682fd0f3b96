//! The largest eigenvalues of a symmetric matrix, without the others.

use crate::eigen::{dot, symmetric_eigen};
use crate::random_stream::random_stream;
use rand::Rng;
use rayon::prelude::*;

/// Vectors after which the whole matrix is decomposed: it has no leading values to speak of.
const MOST_VECTORS: usize = 600;
/// Vectors at which convergence is looked at first, and by which part more the next times.
const FIRST_LOOK: usize = 24;
const GROWTH: f64 = 1.3;
/// How far the images of found vectors may be from their multiples, as a part of the largest value.
const TOLERANCE: f64 = 1e-14;
/// Vectors of a second search for values that the first cannot see.
const SECOND_SEARCH: usize = 30;
/// By which part a value of the second search is above the smallest found, if one was missed.
const MISSED: f64 = 1e-9;
/// Rows below which a task is not worth its start.
const FEW_ROWS: usize = 64;
/// Keeps the streams apart from those of other uses.
const STREAM: u64 = 9 << 56;

/// The `most` largest eigenvalues of a symmetric matrix without negative ones, largest first, each
/// with its vector of length 1.
///
/// `entry` gives the entries of the symmetric matrix of `n` rows.
///
/// # Numerics
/// A found vector's image differs from its multiple by 1e-14 of the largest value. Where the
/// search does not converge, or misses a value that occurs several times, the whole matrix is
/// decomposed by [`symmetric_eigen`]. The same bits for any number of threads.
///
/// # Cost
/// O(n^2) for each step of the search, parallel over rows: some fifty steps where few values stand
/// out, some hundred where none does.
///
/// # Source
/// Lanczos 1950, J. Res. Natl. Bur. Stand. 45:255, every vector made orthogonal to all before it;
/// Parlett, The Symmetric Eigenvalue Problem, 13.
pub fn leading_eigen(
    n: usize,
    entry: impl Fn(usize, usize) -> f64,
    most: usize,
) -> Vec<(f64, Vec<f64>)> {
    let most = most.min(n);
    let values: Vec<f64> = (0..n)
        .flat_map(|i| (0..n).map(move |j| (i, j)))
        .map(|(i, j)| entry(i, j))
        .collect();
    let found = if most == 0 {
        Some(Vec::new())
    } else {
        found_by_search(&values, n, most)
    };
    found.unwrap_or_else(|| {
        let mut pairs = symmetric_eigen(n, entry);
        pairs.truncate(most);
        pairs
    })
}

/// `None` where the search ends too early, too late, or has missed a value.
fn found_by_search(values: &[f64], n: usize, most: usize) -> Option<Vec<(f64, Vec<f64>)>> {
    let mut search = Search::begin(values, n, 0, &[])?;
    let mut next_look = FIRST_LOOK.max(2 * most);
    let found = loop {
        while search.basis.len() < next_look {
            search.step()?;
        }
        if let Some(found) = search.converged(most) {
            break found;
        }
        next_look = (next_look as f64 * GROWTH) as usize;
        if next_look > MOST_VECTORS.min(n / 2) {
            return None;
        }
    };
    // One start never shows the second vector of a value that occurs twice.
    let known: Vec<Vec<f64>> = found.iter().map(|(_, vector)| vector.clone()).collect();
    let mut second = Search::begin(values, n, 1, &known)?;
    for _ in 0..SECOND_SEARCH.min(n / 2) {
        if second.step().is_none() {
            break;
        }
    }
    let (largest, smallest) = (found[0].0, found[most - 1].0);
    let beyond = second.ritz_pairs()[0].0;
    (beyond <= smallest + MISSED * largest).then_some(found)
}

/// A growing orthonormal basis in which the matrix is tridiagonal.
struct Search<'a> {
    values: &'a [f64],
    n: usize,
    /// Vectors that the basis keeps clear of.
    known: &'a [Vec<f64>],
    basis: Vec<Vec<f64>>,
    diagonal: Vec<f64>,
    beside: Vec<f64>,
    /// The next vector, not yet of length 1.
    next: Vec<f64>,
}

impl<'a> Search<'a> {
    fn begin(values: &'a [f64], n: usize, stream: u64, known: &'a [Vec<f64>]) -> Option<Self> {
        let mut generator = random_stream(1, STREAM | stream);
        let next = (0..n).map(|_| (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 - 0.5);
        let mut search = Self {
            values,
            n,
            known,
            basis: Vec::new(),
            diagonal: Vec::new(),
            beside: Vec::new(),
            next: next.collect(),
        };
        search.clear_of_others();
        search.step()?;
        search.beside.clear();
        Some(search)
    }

    /// Adds the next vector; `None` where there is none.
    fn step(&mut self) -> Option<()> {
        let length = dot(&self.next, &self.next).sqrt();
        let scale = self.diagonal.iter().fold(0.0_f64, |m, x| m.max(x.abs()));
        if length <= 1e3 * f64::EPSILON * scale || length == 0.0 {
            return None;
        }
        let vector: Vec<f64> = self.next.iter().map(|value| value / length).collect();
        self.beside.push(length);
        self.next = (self.values.par_chunks(self.n).with_min_len(FEW_ROWS))
            .map(|row| dot(row, &vector))
            .collect();
        self.diagonal.push(dot(&self.next, &vector));
        self.basis.push(vector);
        self.clear_of_others();
        Some(())
    }

    /// Takes out of the next vector what lies along all others; twice is enough.
    fn clear_of_others(&mut self) {
        for _ in 0..2 {
            for other in self.known.iter().chain(&self.basis) {
                let along = dot(&self.next, other);
                for (value, entry) in self.next.iter_mut().zip(other) {
                    *value -= along * entry;
                }
            }
        }
    }

    /// Eigenvalues of the tridiagonal matrix, with their vectors in the basis.
    fn ritz_pairs(&self) -> Vec<(f64, Vec<f64>)> {
        symmetric_eigen(self.basis.len(), |i, j| match i.abs_diff(j) {
            0 => self.diagonal[i],
            1 => self.beside[i.min(j)],
            _ => 0.0,
        })
    }

    /// The largest pairs, if all of them are near enough.
    fn converged(&self, most: usize) -> Option<Vec<(f64, Vec<f64>)>> {
        let mut pairs = self.ritz_pairs();
        pairs.truncate(most);
        let length = dot(&self.next, &self.next).sqrt();
        let bound = TOLERANCE * pairs[0].0;
        let is_near = |(_, vector): &(f64, Vec<f64>)| {
            vector
                .last()
                .is_some_and(|last| (length * last).abs() <= bound)
        };
        if !pairs.iter().all(is_near) {
            return None;
        }
        let found = pairs.into_iter().map(|(value, weights)| {
            let mut vector = vec![0.0; self.n];
            for (weight, basis) in weights.iter().zip(&self.basis) {
                for (value, entry) in vector.iter_mut().zip(basis) {
                    *value += weight * entry;
                }
            }
            let length = dot(&vector, &vector).sqrt();
            vector.iter_mut().for_each(|value| *value /= length);
            (value, vector)
        });
        Some(found.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Products of points in few dimensions, and some noise.
    fn matrix(n: usize, n_dimensions: usize, noise: f64) -> Vec<f64> {
        let mut generator = random_stream(5, 1);
        let mut uniform = || (generator.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 - 0.5;
        let n_values = n_dimensions + n;
        let points: Vec<f64> = (0..n * n_values)
            .map(|at| match at % n_values < n_dimensions {
                true => 10.0 * uniform() / (at % n_values + 1) as f64,
                false => noise * uniform(),
            })
            .collect();
        let point = |i: usize| &points[i * n_values..(i + 1) * n_values];
        (0..n * n)
            .map(|at| dot(point(at / n), point(at % n)))
            .collect()
    }

    #[test]
    fn the_largest_pairs_are_those_of_the_whole() {
        for (n, n_dimensions, noise) in [(330, 3, 0.3), (310, 0, 1.0), (301, 4, 0.0)] {
            let values = matrix(n, n_dimensions, noise);
            let entry = |i: usize, j: usize| values[i * n + j];
            let whole = symmetric_eigen(n, entry);
            let found = leading_eigen(n, entry, 5);
            assert_eq!(found.len(), 5);
            let largest = whole[0].0;
            for ((value, vector), (expected, other)) in found.iter().zip(&whole) {
                assert!(
                    (value - expected).abs() <= 1e-13 * largest,
                    "{n}: {value} {expected}"
                );
                if *expected > 1e-6 * largest {
                    let along = dot(vector, other).abs();
                    assert!((along - 1.0).abs() < 1e-12, "{n}: {along}");
                }
            }
        }
    }

    #[test]
    fn values_that_occur_twice_are_both_found() {
        let n = 320;
        let entry = |i: usize, j: usize| match (i == j, i / 2) {
            (false, _) => 0.0,
            (true, 0) => 9.0,
            (true, pair) => 1.0 / (pair + 1) as f64,
        };
        let found: Vec<f64> = (leading_eigen(n, entry, 3).into_iter())
            .map(|(value, _)| value)
            .collect();
        for (found, expected) in found.into_iter().zip([9.0, 9.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert_eq!(leading_eigen(n, |_, _| 0.0, 2).len(), 2);
        assert!(leading_eigen(n, entry, 0).is_empty());
    }

    #[test]
    fn one_thread_gives_the_bits_of_three() {
        let values = matrix(400, 3, 0.5);
        let with = |n_threads| {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build();
            let pairs = || leading_eigen(400, |i, j| values[i * 400 + j], 5);
            pool.unwrap().install(pairs)
        };
        assert_eq!(with(1), with(3));
    }
}
