//! The arrays against each other: the distribution of the values of each, and how far each is from each.

use crate::packing::Blocks;
use arrayon_core::ExpressionMatrix;
use serde_json::{Value, json};

/// Width of a step of a distribution, log2.
const STEP: f64 = 0.2;

/// Steps that a distribution has at most; of values of another scale than log2 they are wider.
const MOST_STEPS: f64 = 400.0;

/// Arrays whose distances to each other a figure has room for.
pub(super) const MOST_ARRAYS: usize = 200;

/// Digits after the point of a distance.
const DIGITS: i32 = 4;

/// How many values of each array lie in each step, array after array; `null` without finite values.
pub(super) fn densities(matrix: Option<&ExpressionMatrix>, blocks: &mut Blocks) -> Value {
    let Some(matrix) = matrix else {
        return Value::Null;
    };
    let finite = || matrix.rows().flatten().filter(|value| value.is_finite());
    let least = finite().copied().fold(f64::INFINITY, f64::min);
    let most = finite().copied().fold(f64::NEG_INFINITY, f64::max);
    if least > most {
        return Value::Null;
    }
    let step = STEP.max((most - least) / MOST_STEPS);
    let first = (least / step).floor();
    let place = |value: f64| ((value / step).floor() - first) as usize;
    let n_steps = place(most) + 1;
    let n = matrix.n_samples();
    let mut counts = vec![0_i64; n * n_steps];
    for row in matrix.rows() {
        for (array, &value) in row.iter().enumerate() {
            if value.is_finite() {
                counts[array * n_steps + place(value).min(n_steps - 1)] += 1;
            }
        }
    }
    json!({
        "start": first * step,
        "step": step,
        "steps": n_steps,
        "counts": blocks.integers(counts.into_iter().map(Some)),
    })
}

/// The mean absolute difference of each two arrays over features that both have, of the first with
/// those after it, then of the second; `null` of a single array or of very many.
pub(super) fn distances(matrix: Option<&ExpressionMatrix>, blocks: &mut Blocks) -> Value {
    let Some(matrix) = matrix.filter(|one| (2..=MOST_ARRAYS).contains(&one.n_samples())) else {
        return Value::Null;
    };
    let n = matrix.n_samples();
    let mut sums = vec![0.0; n * n];
    let mut missing = vec![0_u32; n * n];
    for row in matrix.rows() {
        let is_complete = row.iter().all(|value| value.is_finite());
        for (one, &value) in row.iter().enumerate() {
            let line = one * n + one + 1..(one + 1) * n;
            let others = row.iter().skip(one + 1);
            if is_complete {
                // most rows: nothing to decide in the innermost loop
                for (sum, other) in sums[line].iter_mut().zip(others) {
                    *sum += (value - other).abs();
                }
                continue;
            }
            let cells = sums[line.clone()].iter_mut().zip(&mut missing[line]);
            for ((sum, n_missing), other) in cells.zip(others) {
                match (value - other).abs() {
                    distance if distance.is_finite() => *sum += distance,
                    _ => *n_missing += 1,
                }
            }
        }
    }
    let n_features = matrix.n_features() as f64;
    let above = (0..n).flat_map(|one| (one + 1..n).map(move |other| one * n + other));
    let means = above.map(|at| sums[at] / (n_features - f64::from(missing[at])));
    json!(blocks.rounded(means, DIGITS))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use std::io::Read;

    fn matrix() -> ExpressionMatrix {
        let names = |names: [&str; 3]| names.map(str::to_owned).to_vec();
        let values = ndarray::arr2(&[[1.0, 2.0, 4.0], [3.0, f64::NAN, 3.1], [5.0, 5.0, 8.0]]);
        ExpressionMatrix::new(names(["f", "g", "h"]), names(["a", "b", "c"]), values).unwrap()
    }

    /// The numbers of a block of one plane, as the script reads them.
    fn numbers(blocks: &Blocks, packed: &Value) -> Vec<u64> {
        let block = usize::try_from(packed["block"].as_u64().unwrap()).unwrap();
        let deflated = STANDARD.decode(&blocks.texts()[block]).unwrap();
        let mut bytes = Vec::new();
        let mut decoder = flate2::read::DeflateDecoder::new(&deflated[..]);
        decoder.read_to_end(&mut bytes).unwrap();
        let n = usize::try_from(packed["n"].as_u64().unwrap()).unwrap();
        let code = |at: usize| {
            let planes = bytes.chunks(n).rev();
            planes.fold(0_u64, |code, plane| code * 256 + u64::from(plane[at]))
        };
        (0..n).map(|at| (code(at) - 1) / 2).collect()
    }

    #[test]
    fn distances_are_means_over_what_both_arrays_have() {
        let mut blocks = Blocks::default();
        let packed = distances(Some(&matrix()), &mut blocks);
        // a and b have two features in common, a and c all three
        assert_eq!(numbers(&blocks, &packed), [5_000, 20_333, 25_000]);
        assert_eq!(distances(None, &mut blocks), Value::Null);
    }

    #[test]
    fn every_value_lies_in_one_step() {
        let mut blocks = Blocks::default();
        let packed = densities(Some(&matrix()), &mut blocks);
        let counts = numbers(&blocks, &packed["counts"]);
        let n_steps = usize::try_from(packed["steps"].as_u64().unwrap()).unwrap();
        let n_values: Vec<u64> = counts.chunks(n_steps).map(|own| own.iter().sum()).collect();
        assert_eq!(n_values, [3, 2, 3]);
        // 1.0 is the first value, 8.0 the last
        assert_eq!((counts[0], counts[3 * n_steps - 1]), (1, 1));
        assert_eq!(packed["start"], 1.0);
    }
}
