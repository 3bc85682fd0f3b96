//! Expression matrices as text: delimited tables and GCT.
//!
//! Values are log2; a file does not say so, hence [`ScaleEvidence`].
//!
//! ```
//! use arrayon_formats::matrix;
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("expression.tsv");
//! std::fs::write(&path, "\tr1\tr2\nTC1\t7.25\t8.5\n")?; // as R writes it
//! let expression = matrix::read(&path)?;
//! assert_eq!(expression.row(0).to_vec(), [7.25, 8.5]);
//! let mut out = Vec::new();
//! matrix::tsv::write(&expression, &mut out)?;
//! assert_eq!(out, b"feature_id\tr1\tr2\nTC1\t7.25\t8.5\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cells;
pub mod gct;
mod range;
mod rows;
mod scale;
mod series;
pub mod tsv;
mod write;

use crate::source::read_text;
use crate::source::{Input, Kind};
use crate::wanted::{self, Wanted};
use arrayon_core::{ExpressionMatrix, InputError};
pub use scale::ScaleEvidence;
pub use series::SeriesFacts;

pub use rows::ColumnChoice;
use rows::{Content, Parsed};
use std::path::Path;

/// Reads an expression matrix, plain or gzipped: GCT if it begins with `#1.2` or `#1.3`, else a
/// delimited table (see [`tsv`]).
///
/// # Shapes and units
/// Features x samples in the file's order; values are taken as they stand, as log2. An empty cell,
/// `NA`, `N/A`, `NaN` and `null`, in capital letters or not, are missing values, NaN in the matrix.
///
/// # Errors
/// A file that cannot be read or is cut short; rows of unequal length; a cell that is no finite
/// number and not missing, or beyond a thousand million; a sample without any value; a feature or sample that occurs twice or
/// has a name that tables cannot hold ([`names::fault`](crate::names::fault)). Each names line and
/// column.
///
/// # Cost
/// Rows are parsed in parallel; 27,000 x 200 values (100 MB) take 0.3 s on two cores. The result, and the first error, do not depend on the number of threads.
pub fn read<'a>(input: impl Into<Input<'a>>) -> Result<ExpressionMatrix, InputError> {
    Ok(read_as(input.into(), Content::Expression, None)?.matrix)
}

/// A matrix, and what a reader should know of how it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadMatrix {
    /// The matrix.
    pub matrix: ExpressionMatrix,
    /// What was read otherwise than it stands: names made plain, decimal commas.
    pub notes: Vec<String>,
}

/// [`read`], with what a reader should know of it.
///
/// Numbers with decimal commas, or with marks between thousands, are read where all of the file can
/// be read in one way. Names of samples and features are made [`tidy`](crate::names::tidy).
///
/// # Errors
/// Those of [`read`].
pub fn read_with_notes<'a>(input: impl Into<Input<'a>>) -> Result<ReadMatrix, InputError> {
    read_chosen(input, &|_: &[String]| None)
}

/// [`read_with_notes`], where a caller knows by the names of the columns which it will take: what stands in
/// others, such as symbols of genes or detection calls, is not looked at, and is missing in the matrix.
///
/// # Errors
/// Those of [`read`], for the columns that are taken.
pub fn read_chosen<'a>(
    input: impl Into<Input<'a>>,
    choice: ColumnChoice<'_>,
) -> Result<ReadMatrix, InputError> {
    let Parsed { matrix, notes } = read_as(input.into(), Content::Expression, Some(choice))?;
    Ok(ReadMatrix { matrix, notes })
}

/// What a GEO series matrix says of itself before its table.
///
/// # Errors
/// A file that cannot be read.
pub fn read_series_facts(path: &Path) -> Result<SeriesFacts, InputError> {
    Ok(SeriesFacts::of(&read_text(path, Kind::Matrix)?))
}

/// Reads a matrix of weights of single values, in the formats of [`read`].
///
/// # Shapes and units
/// Features x samples in the file's order; relative precisions as they stand, not logs.
///
/// # Errors
/// Those of [`read`]; a weight that is negative or missing, or not 0 and below a thousand
/// millionth.
///
/// ```
/// use arrayon_formats::matrix;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("weights.tsv");
/// std::fs::write(&path, "feature_id\tr1\tr2\nTC1\t0.5\t-1\n")?;
/// let error = matrix::read_weights(&path).unwrap_err();
/// assert!(error.to_string().ends_with(
///     "line 2, column 'r2': the weight -1 is negative; expected a weight of 0 or more"
/// ));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_weights<'a>(input: impl Into<Input<'a>>) -> Result<ExpressionMatrix, InputError> {
    Ok(read_as(input.into(), Content::Weights, None)?.matrix)
}

fn read_as(
    input: Input<'_>,
    content: Content,
    choice: Option<ColumnChoice<'_>>,
) -> Result<Parsed, InputError> {
    wanted::read_text_of(input, Wanted::Matrix, |path, text| {
        if gct::is_gct(text) {
            gct::parse(path, text, content, choice)
        } else {
            tsv::parse(path, text, content, choice)
        }
    })
}

#[cfg(test)]
mod tests;
