//! Why a phenotype or an ordered dose cannot be tested.

use crate::DiffexprError;
use crate::words::{FIT_NUMBERS, List, lacking_for_correlation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Why a phenotype or an ordered dose cannot be tested.
///
/// The text says what was found and where; [`SlopeError::hint`] says how to mend it. `tested` is
/// the column whose slope is tested.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SlopeError {
    /// The sample sheet lacks a column.
    #[error(
        "trend over '{tested}': the sample sheet has no column '{column}' (columns: {})",
        List(columns)
    )]
    UnknownColumn {
        /// The tested column.
        tested: String,
        /// The column named.
        column: String,
        /// The columns that there are.
        columns: Vec<String>,
    },
    /// A column is both tested and adjusted for, or adjusted for twice.
    #[error("trend over '{tested}': column '{column}' enters the model twice")]
    RepeatedColumn {
        /// The tested column.
        tested: String,
        /// The column.
        column: String,
    },
    /// A cell of the tested column, or of a declared covariate, is not a finite number.
    #[error(
        "trend over '{tested}': column '{column}' holds '{value}' for sample '{sample}' \
         ({}, line {line}); expected a number",
        path.display()
    )]
    NotANumber {
        /// The tested column.
        tested: String,
        /// The column.
        column: String,
        /// The sample.
        sample: String,
        /// What stands in the cell.
        value: String,
        /// The sheet.
        path: PathBuf,
        /// Its line.
        line: u64,
    },
    /// A cell of the tested column, or of a covariate, is too large or too small a number for
    /// sums of squares.
    #[error(
        "trend over '{tested}': column '{column}' holds '{value}' for sample '{sample}' \
         ({}, line {line}); expected {}",
        path.display(), FIT_NUMBERS
    )]
    UnfitNumber {
        /// The tested column.
        tested: String,
        /// The column.
        column: String,
        /// The sample.
        sample: String,
        /// What stands in the cell.
        value: String,
        /// The sheet.
        path: PathBuf,
        /// Its line.
        line: u64,
    },
    /// A sample that has a value of the tested column has none in a column adjusted for, or no
    /// block.
    #[error(
        "trend over '{tested}': column '{column}' is empty for {}",
        List(samples)
    )]
    EmptyCell {
        /// The tested column.
        tested: String,
        /// The other column.
        column: String,
        /// The samples.
        samples: Vec<String>,
    },
    /// No sample has a value.
    #[error("trend over '{tested}': no sample has a value ({n_missing} samples without)")]
    NoValues {
        /// The tested column.
        tested: String,
        /// Samples without a value.
        n_missing: usize,
    },
    /// All samples have the same value.
    #[error("trend over '{tested}': all {n_samples} samples with a value have {value}")]
    Constant {
        /// The tested column.
        tested: String,
        /// Their value.
        value: f64,
        /// How many samples there are.
        n_samples: usize,
    },
    /// The columns adjusted for determine the tested one.
    #[error("trend over '{tested}': '{tested}' is confounded with {}", List(with))]
    Confounded {
        /// The tested column.
        tested: String,
        /// The columns that do so, each alone, or else together.
        with: Vec<String>,
    },
    /// The values do not carry a spline of so many degrees of freedom.
    #[error(
        "trend over '{tested}': {n_distinct} different values do not determine a natural spline \
         of {df} degrees of freedom{}",
        Beside(adjust)
    )]
    SplineDf {
        /// The tested column.
        tested: String,
        /// Degrees of freedom asked for.
        df: usize,
        /// Different values that there are.
        n_distinct: usize,
        /// Columns adjusted for.
        adjust: Vec<String>,
    },
    /// As many coefficients as samples.
    #[error(
        "trend over '{tested}': no residual degrees of freedom: {n_samples} samples with a value \
         ({n_left_out} left out), {n_coefficients} coefficients ({})",
        List(columns)
    )]
    NoResidualDf {
        /// The tested column.
        tested: String,
        /// Samples used.
        n_samples: usize,
        /// Samples left out.
        n_left_out: usize,
        /// Coefficients of the model.
        n_coefficients: usize,
        /// Their names.
        columns: Vec<String>,
    },
    /// No feature tells the correlation within blocks.
    #[error(
        "trend over '{tested}': no feature allows an estimate of the correlation within blocks of \
         '{column}' ({n_samples} samples in {n_blocks} blocks)"
    )]
    NoCorrelation {
        /// The tested column.
        tested: String,
        /// The column that names blocks.
        column: String,
        /// Samples of the model.
        n_samples: usize,
        /// Their blocks.
        n_blocks: usize,
        /// Coefficients of the model.
        n_coefficients: usize,
    },
    /// Samples of the model are not in the expression matrix.
    #[error("trend over '{tested}': no expression values for {}", List(samples))]
    NoExpression {
        /// The tested column.
        tested: String,
        /// The samples.
        samples: Vec<String>,
    },
    /// No sample has a level of the dose series.
    #[error(
        "trend over '{tested}': no sample has level '{level}' (levels: {})",
        List(levels)
    )]
    UnknownLevel {
        /// The tested column.
        tested: String,
        /// The level named.
        level: String,
        /// The levels that there are.
        levels: Vec<String>,
    },
    /// The dose series is not one.
    #[error("trend over '{tested}': {problem}")]
    Series {
        /// The tested column.
        tested: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The fit cannot be made.
    #[error(transparent)]
    Fit(#[from] DiffexprError),
}

impl SlopeError {
    /// How to mend it; empty where the message says it all.
    pub fn hint(&self) -> String {
        match self {
            Self::UnknownColumn { .. } => "correct the name or add the column".into(),
            Self::RepeatedColumn { column, .. } => {
                format!("take '{column}' out of the columns adjusted for")
            }
            Self::NotANumber { .. } => {
                "write numbers with a point and without units; leave the cell empty or write NA \
                 where the value is unknown"
                    .into()
            }
            Self::UnfitNumber { .. } => {
                "correct the cell, or give the column in another unit".into()
            }
            Self::EmptyCell { column, .. } => {
                format!("fill the cells, leave out the samples, or do without '{column}'")
            }
            Self::NoValues { .. } => "fill the column or do not test it".into(),
            Self::Constant { .. } => "a slope needs different values: do not test it".into(),
            Self::Confounded { .. } => {
                "the samples cannot tell the two apart: test it unadjusted and say so, or measure \
                 samples that differ in it within the groups"
                    .into()
            }
            Self::SplineDf { .. } => "ask for fewer degrees of freedom, or for the slope".into(),
            Self::NoResidualDf { .. } => {
                "the model needs more samples than coefficients: adjust for fewer columns".into()
            }
            Self::NoCorrelation {
                n_samples,
                n_blocks,
                n_coefficients,
                ..
            } => {
                let fewer = "adjust for fewer columns, ask a spline for fewer degrees of freedom";
                lacking_for_correlation((*n_samples, *n_blocks), *n_coefficients, fewer)
            }
            Self::NoExpression { .. } => {
                "sample names of the sheet and of the expression matrix must be the same".into()
            }
            Self::UnknownLevel { .. } => "levels must match exactly, including case".into(),
            Self::Series { .. } => {
                "name each level once, from the lowest to the highest dose".into()
            }
            Self::Fit(error) => error.hint(),
        }
    }
}

struct Beside<'a>(&'a [String]);

impl std::fmt::Display for Beside<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, " together with {}", List(self.0))
    }
}

/// A sample that takes no part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOutSample {
    /// The sample.
    pub sample: String,
    /// Why.
    pub reason: String,
}
