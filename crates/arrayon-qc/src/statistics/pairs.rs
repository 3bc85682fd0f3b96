//! Numbers of pairs of arrays, each computed once.

use rayon::prelude::*;

/// The number of each pair of `n`, row after row; the same for both orders of a pair, and 0 of each
/// with itself. The same bits for any number of threads.
pub(super) fn symmetric(n: usize, of: impl Fn(usize, usize) -> f64 + Sync) -> Vec<f64> {
    let later: Vec<Vec<f64>> = (0..n)
        .into_par_iter()
        .map(|one| (one + 1..n).map(|other| of(one, other)).collect())
        .collect();
    let mut all = vec![0.0; n * n];
    for (one, numbers) in later.iter().enumerate() {
        for (other, &number) in (one + 1..).zip(numbers) {
            all[one * n + other] = number;
            all[other * n + one] = number;
        }
    }
    all
}
