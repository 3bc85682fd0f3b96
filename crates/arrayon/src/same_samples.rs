//! Columns of a matrix that are copies of each other.

use arrayon_core::{ExpressionMatrix, InputError};
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
    let (values, samples) = (matrix.values(), matrix.samples());
    for (at, sample) in samples.iter().enumerate() {
        let column = values.column(at);
        let is_copy = |other: usize| {
            // most columns differ in their first row, so that the comparison ends there
            let mut pairs = column.iter().zip(values.column(other));
            let is_same =
                pairs.all(|(one, other)| one == other || (one.is_nan() && other.is_nan()));
            is_same && column.iter().filter(|value| !value.is_nan()).count() > MANY
        };
        if let Some(first) = (0..at).find(|&other| is_copy(other)) {
            let found = format!(
                "columns '{}' and '{sample}' hold the same values in all {} features",
                samples[first],
                matrix.n_features()
            );
            return Err(InputError::new(path, found)
                .expected("an array of its own for every sample")
                .hint(
                    "one of the two was copied under a wrong name; put the right values there, or \
                     take one column out, and its row of the sample sheet",
                ));
        }
    }
    Ok(())
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
                    an array of its own for every sample";
        assert_eq!(message(&matrix(12, copy)).as_deref(), Some(told));
        assert_eq!(message(&matrix(11, copy)), None, "ten values are no proof");
        let nearly =
            |row, column| copy(row, column) + if (row, column) == (11, 2) { 1e-9 } else { 0.0 };
        assert_eq!(message(&matrix(12, nearly)), None);
    }
}
