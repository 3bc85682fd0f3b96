//! What the tests share.

use arrayon_core::ExpressionMatrix;
use arrayon_testkit::Table;
use ndarray::Array2;

/// Expression of a table whose first column names the features.
pub(crate) fn matrix_of(table: &Table) -> ExpressionMatrix {
    let features: Vec<String> = table.rows.iter().map(|row| row[0].clone()).collect();
    let samples = table.columns[1..].to_vec();
    let rows: Vec<f64> = (0..features.len())
        .flat_map(|row| table.row_numbers(row, 1))
        .collect();
    let values = Array2::from_shape_vec((features.len(), samples.len()), rows).unwrap();
    ExpressionMatrix::new(features, samples, values).unwrap()
}
