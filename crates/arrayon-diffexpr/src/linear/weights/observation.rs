//! Weights of single values, found by the names of their features and samples.

use crate::DiffexprError;
use arrayon_core::ExpressionMatrix;
use ndarray::Array2;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The weight of each feature's value in each sample: its relative precision. A value of weight 0
/// is left out.
///
/// Rows and columns are in any order; those that an expression matrix does not have are passed
/// over. Clones share the numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservationWeights {
    weights: Arc<ExpressionMatrix>,
    name: String,
}

impl ObservationWeights {
    /// Takes a matrix of weights (features x samples, not log2).
    ///
    /// # Errors
    /// A weight that is negative, infinite or missing, with its feature and sample.
    pub fn new(weights: ExpressionMatrix) -> Result<Self, DiffexprError> {
        let is_none = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
        if let Some(at) = weights.rows().flatten().position(is_none) {
            let (row, column) = (at / weights.n_samples(), at % weights.n_samples());
            return Err(DiffexprError::NoWeight {
                feature: weights.features()[row].clone(),
                sample: weights.samples()[column].clone(),
                value: weights.row(row)[column],
            });
        }
        Ok(Self {
            weights: Arc::new(weights),
            name: "the matrix of weights".to_owned(),
        })
    }

    /// The same, by the name of their file in results.
    #[must_use]
    pub fn named(self, name: String) -> Self {
        Self { name, ..self }
    }

    /// What results say of these weights, which are those of a model; `all` is the matrix whose
    /// features are tested, with all samples of the study.
    pub(crate) fn in_brief(
        &self,
        of_model: &Array2<f64>,
        all: &ExpressionMatrix,
    ) -> WeightsOfValues {
        WeightsOfValues {
            file: self.name.clone(),
            n_zero: of_model.iter().filter(|weight| **weight == 0.0).count(),
            n_features_ignored: self.weights.n_features() - all.n_features(),
            n_samples_ignored: self.weights.n_samples() - all.n_samples(),
        }
    }

    /// The weights of a matrix's values, in its shape and order.
    ///
    /// # Errors
    /// Samples or features without weights.
    pub fn of(&self, expression: &ExpressionMatrix) -> Result<Array2<f64>, DiffexprError> {
        let columns = positions(self.weights.samples(), expression.samples())
            .map_err(|samples| DiffexprError::SamplesWithoutWeights { samples })?;
        let rows = positions(self.weights.features(), expression.features())
            .map_err(|features| DiffexprError::FeaturesWithoutWeights { features })?;
        let shape = (rows.len(), columns.len());
        Ok(Array2::from_shape_fn(shape, |(row, column)| {
            self.weights.row(rows[row])[columns[column]]
        }))
    }
}

/// Weights of single values in the fits (`weights` of limma's `lmFit`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ObservationWeights")]
pub struct WeightsOfValues {
    /// The file; `provenance.json` has its hash.
    pub file: String,
    /// Values of the model's samples with a weight of 0, which are left out.
    pub n_zero: usize,
    /// Features of the file that are not tested.
    pub n_features_ignored: usize,
    /// Samples of the file that the study does not have.
    pub n_samples_ignored: usize,
}

impl WeightsOfValues {
    /// What a reader should know, in words.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.n_zero > 0 {
            notes.push(format!(
                "{} values have an observation weight of 0 and are left out",
                self.n_zero
            ));
        }
        if self.n_features_ignored + self.n_samples_ignored > 0 {
            notes.push(format!(
                "{} has weights of {} features and {} samples that are not tested; they are \
                 ignored",
                self.file, self.n_features_ignored, self.n_samples_ignored
            ));
        }
        notes
    }
}

/// Where names stand among all; those that do not, otherwise.
fn positions(all: &[String], names: &[String]) -> Result<Vec<usize>, Vec<String>> {
    if all == names {
        return Ok((0..all.len()).collect());
    }
    let places: BTreeMap<&String, usize> = all.iter().zip(0..).collect();
    let missing: Vec<String> = (names.iter())
        .filter(|name| !places.contains_key(name))
        .cloned()
        .collect();
    if missing.is_empty() {
        Ok(names.iter().map(|name| places[name]).collect())
    } else {
        Err(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{arr2, array};

    fn matrix(features: &[&str], samples: &[&str], values: Array2<f64>) -> ExpressionMatrix {
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        ExpressionMatrix::new(names(features), names(samples), values).unwrap()
    }

    #[test]
    fn weights_are_found_by_name() {
        let weights = arr2(&[[1.0, 2.0, 0.0], [3.0, 4.0, 5.0]]);
        let weights = ObservationWeights::new(matrix(&["a", "b"], &["x", "y", "z"], weights));
        let weights = weights.unwrap();
        let expression = matrix(&["b"], &["z", "x"], array![[7.0, 8.0]]);
        assert_eq!(weights.of(&expression).unwrap(), array![[5.0, 3.0]]);
        let other = matrix(&["c", "b"], &["x"], array![[7.0], [8.0]]);
        let error = weights.of(&other).unwrap_err();
        assert_eq!(error.to_string(), "no observation weights for feature 'c'");
        let other = matrix(&["b"], &["x", "v", "w"], array![[7.0, 8.0, 9.0]]);
        let error = weights.of(&other).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no observation weights for samples 'v', 'w'"
        );
    }

    #[test]
    fn what_is_no_weight_is_named() {
        for value in [-1.0, f64::NAN, f64::INFINITY] {
            let matrix = matrix(&["a"], &["x", "y"], array![[1.0, value]]);
            let error = ObservationWeights::new(matrix).unwrap_err();
            let said = format!("feature 'a', sample 'y': weight is {value}; expected a number");
            assert!(error.to_string().starts_with(&said), "{error}");
        }
    }
}
