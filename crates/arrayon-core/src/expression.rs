//! Log2 expression, one value per feature and sample.

use ndarray::{Array2, Axis};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// A feature id occurs twice.
    #[error("feature id '{0}' occurs more than once")]
    DuplicateFeature(String),
    /// A sample name occurs twice.
    #[error("sample name '{0}' occurs more than once")]
    DuplicateSample(String),
}

/// Expression on the log2 scale: features x samples, row after row in memory.
///
/// Feature ids and sample names are unique. Values are NaN only where a source says that the value
/// is missing.
///
/// Matrices made of one another share the names that they have in common, and a matrix of some
/// features of another shares its values: it is a view that lives as long as it is needed.
#[derive(Debug, Clone)]
pub struct ExpressionMatrix {
    features: Arc<Vec<String>>,
    samples: Arc<Vec<String>>,
    /// Row after row.
    values: Arc<Array2<f64>>,
    /// Which rows of the values are the matrix's, in its order; `None` for all.
    rows: Option<Arc<Vec<usize>>>,
}

impl PartialEq for ExpressionMatrix {
    fn eq(&self, other: &Self) -> bool {
        self.features == other.features
            && self.samples == other.samples
            && self.rows().eq(other.rows())
    }
}

impl ExpressionMatrix {
    /// Joins ids, names and log2 values.
    ///
    /// # Shapes and units
    /// `values` is `features.len()` x `samples.len()`, log2.
    ///
    /// # Errors
    /// Sizes that do not match, a feature id or a sample name that occurs twice.
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
        Ok(Self {
            features: Arc::new(features),
            samples: Arc::new(samples),
            values: Arc::new(row_after_row(values)),
            rows: None,
        })
    }

    /// Feature ids, one per row.
    pub fn features(&self) -> &[String] {
        &self.features
    }

    /// Sample names, one per column.
    pub fn samples(&self) -> &[String] {
        &self.samples
    }

    /// Log2 values row after row; copied where the matrix is a view of some features of another.
    pub fn row_major(&self) -> Cow<'_, [f64]> {
        match (&self.rows, self.values.as_slice()) {
            (None, Some(values)) => Cow::Borrowed(values),
            _ => Cow::Owned(self.rows().flatten().copied().collect()),
        }
    }

    /// A copy of the log2 values, features x samples.
    pub fn to_array(&self) -> Array2<f64> {
        match &self.rows {
            None => Array2::clone(&self.values),
            Some(rows) => row_after_row(self.values.select(Axis(0), rows)),
        }
    }

    /// The numbers of features and of samples.
    pub fn dim(&self) -> (usize, usize) {
        (self.n_features(), self.n_samples())
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
        !self.row(feature).iter().any(|value| value.is_nan())
    }

    /// One feature's log2 values over the samples.
    ///
    /// # Panics
    /// If there is no such feature.
    pub fn row(&self, feature: usize) -> &[f64] {
        let row = self.rows.as_ref().map_or(feature, |rows| rows[feature]);
        let row = self.values.row(row);
        row.to_slice().expect("row after row")
    }

    /// All features' log2 values over the samples.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        (0..self.n_features()).map(|feature| self.row(feature))
    }

    /// One sample's log2 values over the features.
    ///
    /// # Panics
    /// If there is no such sample.
    pub fn column(&self, sample: usize) -> impl ExactSizeIterator<Item = f64> {
        self.rows().map(move |row| row[sample])
    }

    /// The column of each of these samples, or `None` where the matrix has no such sample.
    pub fn columns_of(&self, samples: &[String]) -> Vec<Option<usize>> {
        let columns: BTreeMap<&String, usize> = self.samples.iter().zip(0..).collect();
        let column = |sample| columns.get(sample).copied();
        samples.iter().map(column).collect()
    }

    /// The matrix with only these rows, in this order: a view, no value is copied.
    ///
    /// # Panics
    /// If a position is not a row's, or occurs twice.
    #[must_use]
    pub fn select_features(&self, rows: &[usize]) -> Self {
        Self {
            features: selected(&self.features, rows),
            samples: Arc::clone(&self.samples),
            values: Arc::clone(&self.values),
            rows: Some(Arc::new(match &self.rows {
                None => rows.to_vec(),
                Some(known) => rows.iter().map(|&row| known[row]).collect(),
            })),
        }
    }

    /// The matrix with only these columns, in this order.
    ///
    /// # Panics
    /// If a position is not a column's, or occurs twice.
    #[must_use]
    pub fn select_samples(&self, columns: &[usize]) -> Self {
        let samples = selected(&self.samples, columns);
        let taken = self
            .rows()
            .flat_map(|row| columns.iter().map(|&column| row[column]));
        let shape = (self.n_features(), columns.len());
        let values = Array2::from_shape_vec(shape, taken.collect()).expect("whole rows");
        Self {
            features: Arc::clone(&self.features),
            samples,
            values: Arc::new(values),
            rows: None,
        }
    }

    /// Keeps these rows; no value is copied.
    ///
    /// # Panics
    /// If `keep` has not one entry for each feature.
    pub fn retain_features(&mut self, keep: &[bool]) {
        assert_eq!(keep.len(), self.n_features(), "one entry for each feature");
        if keep.contains(&false) {
            let rows: Vec<usize> = (0..keep.len()).filter(|&row| keep[row]).collect();
            *self = self.select_features(&rows);
        }
    }

    /// The matrix with other sample names, one for each column.
    ///
    /// # Errors
    /// Another number of names than of columns, or a name that occurs twice.
    pub fn with_samples(mut self, samples: Vec<String>) -> Result<Self, ExpressionMatrixError> {
        let (n_rows, n_columns) = self.dim();
        if samples.len() != n_columns {
            return Err(ExpressionMatrixError::Shape {
                n_features: n_rows,
                n_samples: samples.len(),
                n_rows,
                n_columns,
            });
        }
        if let Some(name) = first_repeated(&samples) {
            return Err(ExpressionMatrixError::DuplicateSample(name));
        }
        self.samples = Arc::new(samples);
        Ok(self)
    }

    /// The matrix with `change` of every value; in the same memory where no other matrix shares it.
    #[must_use]
    pub fn map_values(mut self, change: impl FnMut(f64) -> f64) -> Self {
        if self.rows.is_some() {
            self.values = Arc::new(self.to_array());
            self.rows = None;
        }
        Arc::make_mut(&mut self.values).mapv_inplace(change);
        self
    }
}

fn row_after_row(values: Array2<f64>) -> Array2<f64> {
    match values.is_standard_layout() {
        true => values,
        false => values.as_standard_layout().into_owned(),
    }
}

/// The names at these positions, which must differ.
fn selected(names: &[String], positions: &[usize]) -> Arc<Vec<String>> {
    let mut is_taken = vec![false; names.len()];
    let take = |&at: &usize| {
        assert!(!std::mem::replace(&mut is_taken[at], true), "{at} twice");
        names[at].clone()
    };
    Arc::new(positions.iter().map(take).collect())
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
        assert_eq!(matrix.select_features(&[1]).row(0), [3.0, 4.0]);
        let swapped = matrix.select_samples(&[1, 0]);
        assert_eq!(swapped.samples(), &names(&["t", "s"])[..]);
        assert_eq!(swapped.row(0), [2.0, 1.0]);
        assert_eq!(swapped.column(1).collect::<Vec<_>>(), [1.0, 3.0]);
    }

    #[test]
    fn retained_rows_keep_their_order_and_values() {
        let values = ndarray::arr2(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]);
        let ids = names(&["a", "b", "c", "d"]);
        let matrix = ExpressionMatrix::new(ids, names(&["s", "t"]), values).unwrap();
        for keep in [[false, true, false, true], [true; 4], [false; 4]] {
            let rows: Vec<usize> = (0..4).filter(|&row| keep[row]).collect();
            let mut kept = matrix.clone();
            kept.retain_features(&keep);
            assert_eq!(kept, matrix.select_features(&rows));
            let twice = kept.select_features(&(0..rows.len()).rev().collect::<Vec<_>>());
            let reversed: Vec<usize> = rows.iter().rev().copied().collect();
            assert_eq!(twice, matrix.select_features(&reversed));
            let copied = ExpressionMatrix::new(
                kept.features().to_vec(),
                kept.samples().to_vec(),
                kept.to_array(),
            );
            assert_eq!(copied.as_ref(), Ok(&kept));
            assert_eq!(kept.row_major().len(), 2 * rows.len());
            let doubled = kept.clone().map_values(|value| 2.0 * value);
            assert!(
                doubled
                    .rows()
                    .zip(kept.rows())
                    .all(|(a, b)| a[1] == 2.0 * b[1])
            );
        }
    }

    #[test]
    fn columns_are_found_and_renamed() {
        let values = ndarray::arr2(&[[1.0, 2.0]]);
        let matrix = ExpressionMatrix::new(names(&["a"]), names(&["s", "t"]), values).unwrap();
        let columns = matrix.columns_of(&names(&["t", "u", "s"]));
        assert_eq!(columns, [Some(1), None, Some(0)]);
        let renamed = matrix.clone().with_samples(names(&["x", "y"])).unwrap();
        assert_eq!(renamed.samples(), names(&["x", "y"]));
        assert!(matrix.clone().with_samples(names(&["x", "x"])).is_err());
        assert!(matrix.with_samples(names(&["x"])).is_err());
    }

    #[test]
    fn a_missing_value_makes_its_feature_incomplete() {
        let values = ndarray::arr2(&[[1.0, f64::NAN], [3.0, 4.0]]);
        let matrix = ExpressionMatrix::new(names(&["a", "b"]), names(&["s", "t"]), values).unwrap();
        assert!(!matrix.is_complete(0) && matrix.is_complete(1));
    }
}
