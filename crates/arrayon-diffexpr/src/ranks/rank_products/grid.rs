//! Sums of independent numbers on a grid, and what holds for averages of such sums.

use rayon::prelude::*;

/// Cells that one task fills; small enough to stay in the nearest cache.
const BLOCK: usize = 1024;

/// The probabilities of the sum of two independent whole numbers.
///
/// Each cell is summed in the order of `weights`, so the result does not depend on the number of
/// threads.
pub(super) fn convolve(weights: &[f64], values: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; weights.len() + values.len() - 1];
    sums.par_chunks_mut(BLOCK)
        .enumerate()
        .for_each(|(block, cells)| {
            let first = block * BLOCK;
            let end = first + cells.len();
            for (shift, &weight) in weights.iter().enumerate() {
                // value v falls into cell v + shift
                let from = first.saturating_sub(shift);
                let to = end.saturating_sub(shift).min(values.len());
                if weight == 0.0 || from >= to {
                    continue;
                }
                let at = from + shift - first;
                for (cell, value) in cells[at..].iter_mut().zip(&values[from..to]) {
                    *cell += weight * value;
                }
            }
        });
    sums
}

/// Running sums, none above 1.
pub(super) fn cumulative(probabilities: &[f64]) -> Vec<f64> {
    let mut total = 0.0;
    probabilities
        .iter()
        .map(|probability| {
            total += probability;
            f64::min(total, 1.0)
        })
        .collect()
}

/// Upper bounds of the distribution function of an average of dependent copies.
///
/// `cumulative[c]` is at least the distribution function of `Y` on the cell `[c, c + 1)`. Let `A`
/// be the average of any number of variables that all are distributed like `Y`, however they
/// depend on each other. `E f(A) <= E f(Y)` for convex `f` (Jensen), above all for
/// `f(y) = max(0, t - y)`, and so by Markov's inequality for every `t > a`
///
/// `P(A <= a) <= E max(0, t - A) / (t - a) <= E max(0, t - Y) / (t - a)`.
///
/// Cell `c` of the result holds the smallest of these over the cells' ends `t`, for `a = c + 1`
/// and so for every `a` in the cell. The expectation is convex in `t`: the best `t` is where a
/// tangent through `(a, 0)` touches it, and moves up with `a`.
pub(super) fn bound_of_average(cumulative: &[f64]) -> Vec<f64> {
    let mut total = 0.0;
    let integrals: Vec<f64> = cumulative
        .iter()
        .map(|&probability| {
            total += probability;
            total
        })
        .collect();
    let mut best = 0;
    (0..cumulative.len())
        .map(|cell| {
            let slope = |end: usize| integrals[end] / (end - cell) as f64;
            best = best.max(cell + 1);
            while best + 1 < integrals.len() && slope(best + 1) <= slope(best) {
                best += 1;
            }
            if best < integrals.len() {
                slope(best).min(1.0)
            } else {
                1.0
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn convolution_is_that_of_two_dice() {
        let die = [0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0];
        let both = convolve(&die, &die);
        let expected = [
            0.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0,
        ];
        assert_eq!(both, expected);
        // across blocks
        let long = vec![1.0; 3000];
        let sums = convolve(&long, &[1.0, 1.0]);
        assert_eq!((sums[0], sums[1024], sums[3000]), (1.0, 2.0, 1.0));
        assert_eq!(sums.len(), 3001);
    }

    #[test]
    fn bound_of_average_is_the_smallest_over_all_ends() {
        let cumulative = [0.001, 0.004, 0.02, 0.08, 0.3, 0.7, 1.0];
        let bounds = bound_of_average(&cumulative);
        for (cell, &bound) in bounds.iter().enumerate() {
            let brute = (cell + 1..cumulative.len())
                .map(|end| cumulative[..=end].iter().sum::<f64>() / (end - cell) as f64)
                .fold(1.0, f64::min);
            assert!((bound - brute).abs() < 1e-15, "cell {cell}");
            assert!(bound >= cumulative[cell]);
        }
    }
}
