//! Expression of a study, from arrays or from a matrix that a user brought.

use crate::brought_matrix::BroughtMatrix;
use crate::controls::leave_out_controls;
use crate::quality::ArrayScans;
use arrayon_core::ExpressionMatrix;
use arrayon_results::qc::QualityControl;
use arrayon_results::summary::Normalization;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Expression, and what is known of how it came about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StudyExpression {
    /// Log2 expression of all features, or of those that are no controls once they are left out.
    pub matrix: ExpressionMatrix,
    /// For each feature of the matrix whether it is a control.
    pub is_control: Vec<bool>,
    /// The number of controls that the matrix no longer holds.
    pub n_left_out: usize,
    /// How expression was computed, where it was.
    pub normalization: Option<Normalization>,
    /// Features that are called informative, where the method makes such calls or a list of them
    /// stands next to the matrix.
    pub informative: Option<BTreeSet<String>>,
    /// What was gathered of the arrays, where there were any, until they are judged.
    #[serde(skip)]
    pub(crate) scans: Option<ArrayScans>,
    /// The verdicts on the arrays, once they were judged.
    pub qc: Option<QualityControl>,
    /// Whether the arrays are simulated: their headers, or the results that a matrix is of, say so.
    pub is_simulated: bool,
    /// What a reader should know.
    pub warnings: Vec<String>,
}

impl StudyExpression {
    /// Expression that a user brought: no arrays were seen. `is_control` has one entry per feature.
    pub fn from_matrix(
        brought: BroughtMatrix,
        is_control: Vec<bool>,
        informative: Option<BTreeSet<String>>,
    ) -> Self {
        Self {
            matrix: brought.matrix,
            is_control,
            n_left_out: 0,
            normalization: None,
            scans: None,
            informative,
            qc: None,
            is_simulated: brought.is_simulated,
            warnings: brought.notes,
        }
    }

    /// The same, with more that a reader should know.
    #[must_use]
    pub fn with_notes(mut self, notes: &[String]) -> Self {
        self.warnings.extend_from_slice(notes);
        self
    }

    /// Leaves the controls out, in the same memory.
    pub fn leave_out_controls(&mut self) {
        self.n_left_out += self.n_controls();
        leave_out_controls(&mut self.matrix, &self.is_control);
        self.is_control = vec![false; self.matrix.n_features()];
    }

    /// The features that are not controls; a copy where the matrix holds controls.
    pub fn main_features(&self) -> Cow<'_, ExpressionMatrix> {
        if self.n_controls() == 0 {
            return Cow::Borrowed(&self.matrix);
        }
        let rows = (0..self.is_control.len()).filter(|&row| !self.is_control[row]);
        Cow::Owned(self.matrix.select_features(&rows.collect::<Vec<_>>()))
    }

    /// The number of all features.
    pub fn n_features(&self) -> usize {
        self.matrix.n_features() + self.n_left_out
    }

    /// The ids of the controls in the matrix.
    pub fn controls(&self) -> impl Iterator<Item = &str> {
        let features = self.matrix.features().iter().zip(&self.is_control);
        features
            .filter(|(_, is_control)| **is_control)
            .map(|(id, _)| id.as_str())
    }

    /// The number of controls in the matrix.
    pub fn n_controls(&self) -> usize {
        self.controls().count()
    }
}
