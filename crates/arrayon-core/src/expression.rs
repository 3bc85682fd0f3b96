//! Log2 expression, one value a feature and sample.

use ndarray::{Array2, ArrayView1};
use std::collections::BTreeSet;

/// Why values, features and samples do not make an expression matrix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionMatrixError {
    /// The sizes do not match.
    #[error(
        "{n_features} feature ids and {n_samples} sample names for a matrix of \
         {n_rows} x {n_columns} values"
    )]
    Shape {
        /// Number of feature ids.
        n_features: usize,
        /// Number of sample names.
        n_samples: usize,
        /// Rows of the matrix.
        n_rows: usize,
        /// Columns of the matrix.
        n_columns: usize,
    },
    /// A feature id stands twice.
    #[error("feature id '{0}' stands more than once")]
    DuplicateFeature(String),
    /// A sample name stands twice.
    #[error("sample name '{0}' stands more than once")]
    DuplicateSample(String),
}

/// Expression on the log2 scale: features x samples, row after row in memory.
///
/// Feature ids and sample names are unique. Values are NaN only where a source says that the value
/// is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpressionMatrix {
    features: Vec<String>,
    samples: Vec<String>,
    values: Array2<f64>,
}

impl ExpressionMatrix {
    /// Joins ids, names and log2 values.
    ///
    /// # Shapes and units
    /// `values` is `features.len()` x `samples.len()`, log2.
    ///
    /// # Errors
    /// Sizes that do not match, a feature id or a sample name that stands twice.
    pub fn new(
        features: Vec<String>,
        samples: Vec<String>,
        values: Array2<f64>,
    ) -> Result<Self, ExpressionMatrixError> {
        if values.dim() != (features.len(), samples.len()) {
            return Err(ExpressionMatrixError::Shape {
                n_features: features.len(),
                n_samples: samples.len(),
                n_rows: values.nrows(),
                n_columns: values.ncols(),
            });
        }
        if let Some(id) = first_repeated(&features) {
            return Err(ExpressionMatrixError::DuplicateFeature(id));
        }
        if let Some(name) = first_repeated(&samples) {
            return Err(ExpressionMatrixError::DuplicateSample(name));
        }
        let values = values.as_standard_layout().into_owned();
        Ok(Self {
            features,
            samples,
            values,
        })
    }

    /// Feature ids, one a row.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// Sample names, one a column.
    pub fn samples(&self) -> &[String] {
        &self.samples
    }

    /// Log2 values, features x samples, in row-major order.
    pub fn values(&self) -> &Array2<f64> {
        &self.values
    }

    /// The number of features.
    pub fn n_features(&self) -> usize {
        self.features.len()
    }

    /// The number of samples.
    pub fn n_samples(&self) -> usize {
        self.samples.len()
    }

    /// Whether a feature has a value in every sample.
    ///
    /// # Panics
    /// If there is no such feature.
    pub fn is_complete(&self, feature: usize) -> bool {
        !self.values.row(feature).iter().any(|value| value.is_nan())
    }

    /// One feature's log2 values over the samples.
    pub fn row(&self, feature: usize) -> ArrayView1<'_, f64> {
        self.values.row(feature)
    }

    /// The matrix with only these rows, in this order.
    ///
    /// # Panics
    /// If a position is not a row's, or stands twice.
    #[must_use]
    pub fn select_features(&self, rows: &[usize]) -> Self {
        let features = rows.iter().map(|&row| self.features[row].clone()).collect();
        let values = self.values.select(ndarray::Axis(0), rows);
        Self::new(features, self.samples.clone(), values).expect("rows are distinct")
    }

    /// The matrix with only these columns, in this order.
    ///
    /// # Panics
    /// If a position is not a column's, or stands twice.
    #[must_use]
    pub fn select_samples(&self, columns: &[usize]) -> Self {
        let samples = columns
            .iter()
            .map(|&column| self.samples[column].clone())
            .collect();
        let values = self.values.select(ndarray::Axis(1), columns);
        Self::new(self.features.clone(), samples, values).expect("columns are distinct")
    }
}

fn first_repeated(names: &[String]) -> Option<String> {
    let mut seen = BTreeSet::new();
    names
        .iter()
        .find(|name| !seen.insert(name.as_str()))
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn refuses_wrong_shape_and_repeats() {
        let values = Array2::<f64>::zeros((2, 1));
        let new = |features: &[&str], samples: &[&str]| {
            ExpressionMatrix::new(names(features), names(samples), values.clone())
        };
        assert!(matches!(
            new(&["a"], &["s"]),
            Err(ExpressionMatrixError::Shape { .. })
        ));
        assert_eq!(
            new(&["a", "a"], &["s"]),
            Err(ExpressionMatrixError::DuplicateFeature("a".into()))
        );
        assert!(new(&["a", "b"], &["s"]).is_ok());
    }

    #[test]
    fn selects_rows_and_columns_in_the_order_asked() {
        let values = ndarray::arr2(&[[1.0, 2.0], [3.0, 4.0]]);
        let matrix = ExpressionMatrix::new(names(&["a", "b"]), names(&["s", "t"]), values).unwrap();
        assert_eq!(matrix.select_features(&[1]).row(0).to_vec(), vec![3.0, 4.0]);
        let swapped = matrix.select_samples(&[1, 0]);
        assert_eq!(swapped.samples(), &names(&["t", "s"])[..]);
        assert_eq!(swapped.row(0).to_vec(), vec![2.0, 1.0]);
    }

    #[test]
    fn a_missing_value_makes_its_feature_incomplete() {
        let values = ndarray::arr2(&[[1.0, f64::NAN], [3.0, 4.0]]);
        let matrix = ExpressionMatrix::new(names(&["a", "b"]), names(&["s", "t"]), values).unwrap();
        assert!(!matrix.is_complete(0) && matrix.is_complete(1));
    }
}
