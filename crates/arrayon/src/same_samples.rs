//! Columns of a matrix that are copies of each other.

use arrayon_core::{ExpressionMatrix, InputError};
use std::collections::BTreeMap;
use std::path::Path;

/// Values that two samples must share before they count as one: fewer may be equal by chance.
const MANY: usize = 10;

/// Refuses a matrix in which two samples have the same value in every feature and more than ten
/// values: no two arrays have, so one is a copy under a wrong name, and counting it twice makes
/// every p-value too small. Files of the same scan are refused likewise.
///
/// # Errors
/// The first two such samples.
pub(crate) fn check_distinct_samples(
    matrix: &ExpressionMatrix,
    path: &Path,
) -> Result<(), InputError> {
    let samples = matrix.samples();
    let prints = Prints::of(matrix);
    let mut alike: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, sample) in samples.iter().enumerate() {
        if prints.n_values[at] <= MANY {
            continue;
        }
        let others = alike.entry(prints.hashes[at]).or_default();
        if let Some(first) = find_copy(matrix, at, others) {
            let found = format!(
                "columns '{}' and '{sample}' hold the same values in all {} features",
                samples[first],
                matrix.n_features()
            );
            return Err(InputError::new(path, found)
                .expected("a different array for every sample")
                .hint(
                    "one of the two was copied under a wrong name; put the right values there, or \
                     take one column out, and its row of the sample sheet",
                ));
        }
        others.push(at);
    }
    Ok(())
}

/// The first of these columns that holds the same values.
fn find_copy(matrix: &ExpressionMatrix, at: usize, others: &[usize]) -> Option<usize> {
    let is_copy = |&&other: &&usize| {
        let mut rows = matrix.rows();
        rows.all(|row| row[at] == row[other] || (row[at].is_nan() && row[other].is_nan()))
    };
    others.iter().find(is_copy).copied()
}

/// One number for all values of each column, the same for the same values, so that columns are
/// compared with those alone that may be copies.
struct Prints {
    hashes: Vec<u64>,
    /// How many values are not missing.
    n_values: Vec<usize>,
}

impl Prints {
    fn of(matrix: &ExpressionMatrix) -> Self {
        let n = matrix.n_samples();
        let mut prints = Self {
            hashes: vec![0; n],
            n_values: vec![0; n],
        };
        for row in matrix.rows() {
            let columns = prints.hashes.iter_mut().zip(&mut prints.n_values);
            for (value, (hash, n_values)) in row.iter().zip(columns) {
                // adding 0 makes -0 and 0 the same
                let bits = if value.is_nan() {
                    u64::MAX
                } else {
                    *n_values += 1;
                    (value + 0.0).to_bits()
                };
                *hash = mixed(*hash ^ bits);
            }
        }
        prints
    }
}

/// Bits stirred so that each changes about half of them (the finaliser of SplitMix64).
fn mixed(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn matrix(n_features: usize, value: impl Fn(usize, usize) -> f64) -> ExpressionMatrix {
        let features = (0..n_features).map(|at| format!("g{at}")).collect();
        let samples = ["a", "b", "c"].map(String::from).to_vec();
        let values = Array2::from_shape_fn((n_features, 3), |(row, column)| value(row, column));
        ExpressionMatrix::new(features, samples, values).unwrap()
    }

    fn message(matrix: &ExpressionMatrix) -> Option<String> {
        let found = check_distinct_samples(matrix, "m.tsv".as_ref());
        found.err().map(|error| error.to_string())
    }

    #[test]
    fn copies_are_named() {
        // the third is the first, gaps included
        let copy = |row: usize, column: usize| match (row, column % 2) {
            (3, 0) => f64::NAN,
            (row, column) => (row + 7 * column) as f64,
        };
        let told = "m.tsv: columns 'a' and 'c' hold the same values in all 12 features; expected \
                    a different array for every sample";
        assert_eq!(message(&matrix(12, copy)).as_deref(), Some(told));
        assert_eq!(message(&matrix(11, copy)), None, "ten values are no proof");
        let nearly =
            |row, column| copy(row, column) + if (row, column) == (11, 2) { 1e-9 } else { 0.0 };
        assert_eq!(message(&matrix(12, nearly)), None);
    }
}
