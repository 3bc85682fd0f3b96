//! Numbers of all features, in parallel.

use rayon::prelude::*;

/// Features that a task computes at least.
const CHUNK: usize = 2048;

/// A number of each of `n` features, in parallel where they are many.
pub(crate) fn of_each(n: usize, number: impl Fn(usize) -> f64 + Sync + Send) -> Vec<f64> {
    let features = (0..n).into_par_iter().with_min_len(CHUNK);
    features.map(number).collect()
}
