//! From sample sheet and contrast to the design matrix.

mod build;
mod nesting;
mod rank;
mod reduce;
mod roles;
mod scope;
mod terms;
mod weights;

pub use build::build_design;
pub(crate) use build::spelling_notes;
pub(crate) use reduce::Reduction;
pub use roles::{ColumnReading, ColumnRoles, Doubt, Reading};

use crate::DroppedColumn;
use arrayon_stats::qr::Qr;
use ndarray::{Array2, Axis};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A level of the contrast's variable, or of crossed variables joined with `.`, and how many
/// samples it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "GroupSize")]
pub struct Group {
    /// The level.
    pub group: String,
    /// Samples of that level, after exclusion.
    pub n_samples: usize,
}

/// A linear model for one contrast: one row per sample, one column per coefficient.
///
/// A contrast of levels or of group means has a column for each group, in the order in which the
/// groups appear in the sheet; a contrast of coefficients has the columns of its formula as R's
/// `model.matrix` makes them with treatment contrasts, the levels of a factor sorted (numbers by
/// size, texts by their characters). Then come the blocking terms in the contrast's order: a
/// factor as a column for each level but the first, a covariate as it is, an interaction as the
/// products of its columns. A column that is a combination of those before it is dropped, as in
/// limma.
///
/// # Invariants (held by [`build_design`])
/// Full column rank; more samples than columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// n_samples x n_columns.
    pub matrix: Array2<f64>,
    /// Names of the columns: `variable=level` (`a:b=x.y` for crossed variables) or the covariate's
    /// name; for formulas R's names before `make.names`.
    pub columns: Vec<String>,
    /// Columns that were dropped because they are combinations of the others.
    pub dropped: Vec<DroppedColumn>,
    /// Positions of the samples in the sheet, ascending.
    pub samples: Vec<usize>,
    /// Their names.
    pub sample_names: Vec<String>,
    /// The groups, in the order of the first columns; for a formula the cells of its factors.
    pub groups: Vec<Group>,
    /// Weights of the columns in the contrast.
    pub weights: Vec<f64>,
    /// How each column of the sheet that enters the model was read.
    pub readings: Vec<ColumnReading>,
    /// Samples left out by the contrast.
    pub excluded: Vec<String>,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

impl Design {
    /// The design of some of its samples, in some of its columns.
    pub(crate) fn part(&self, samples: &[usize], columns: &[usize]) -> Self {
        let rows = self.matrix.select(Axis(0), samples);
        Self {
            matrix: rows.select(Axis(1), columns),
            columns: columns.iter().map(|&at| self.columns[at].clone()).collect(),
            samples: samples.iter().map(|&at| self.samples[at]).collect(),
            sample_names: (samples.iter())
                .map(|&at| self.sample_names[at].clone())
                .collect(),
            ..self.clone()
        }
    }

    /// Residual degrees of freedom.
    pub fn df_residual(&self) -> usize {
        self.matrix.nrows() - self.matrix.ncols()
    }

    /// Whether no column is a combination of others.
    pub(crate) fn is_independent(&self) -> bool {
        Qr::new(self.column_vectors()).rank() == self.columns.len()
    }

    /// The columns, each contiguous.
    pub(crate) fn column_vectors(&self) -> Vec<Vec<f64>> {
        self.matrix
            .columns()
            .into_iter()
            .map(|column| column.to_vec())
            .collect()
    }
}
