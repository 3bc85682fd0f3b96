//! The R script that reads a result folder. It reads the folder when it is run, with base R, and makes
//! an `ExpressionSet` or `SummarizedExperiment` where the packages are installed.

use crate::study::{Notes, Sink};

const SCRIPT: &str = include_str!("../assets/read_arrayon.R");

/// Writes the script.
///
/// # Errors
/// What `write` refuses.
pub(crate) fn write(write: Sink<'_>) -> Notes {
    write("r/read_arrayon.R", SCRIPT.as_bytes().to_vec())?;
    Ok(Vec::new())
}
