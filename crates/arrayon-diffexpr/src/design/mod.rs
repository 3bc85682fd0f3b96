//! From sample sheet and contrast to the design matrix.

mod build;
mod rank;
mod roles;

pub use build::build_design;
pub use roles::{ColumnReading, ColumnRoles, Reading};

use ndarray::Array2;

/// A level of the contrast's variable and how many samples it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The level.
    pub level: String,
    /// Samples of that level, after exclusion.
    pub n_samples: usize,
}

/// A linear model for one contrast: one row a sample, one column a coefficient.
///
/// Group-means coding: a column for each level of the contrast's variable, in the order in which
/// the levels appear in the sheet; then the blocking columns in the contrast's order: a factor as
/// a column for each level but the first (in sheet order), a covariate as it is.
///
/// # Invariants (held by [`build_design`])
/// Full column rank; more samples than columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// n_samples x n_columns.
    pub matrix: Array2<f64>,
    /// Names of the columns: `variable=level` or the covariate's name.
    pub columns: Vec<String>,
    /// Positions of the samples in the sheet, ascending.
    pub samples: Vec<usize>,
    /// Their names.
    pub sample_names: Vec<String>,
    /// The groups, in the order of the first columns.
    pub groups: Vec<Group>,
    /// Weights of the columns in the contrast: 1 for the target, -1 for the reference.
    pub weights: Vec<f64>,
    /// How each column of the sheet that enters the model was read.
    pub readings: Vec<ColumnReading>,
    /// Samples left out by the contrast.
    pub excluded: Vec<String>,
    /// What a reader should know, in words.
    pub notes: Vec<String>,
}

impl Design {
    /// Residual degrees of freedom.
    pub fn df_residual(&self) -> usize {
        self.matrix.nrows() - self.matrix.ncols()
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
