//! Tables in the binary stores of other programs, as tab-separated text: what reads tables reads
//! these, with the same rules for names, numbers and missing values.
//!
//! | store | read as a matrix | read as another table |
//! |---|---|---|
//! | Parquet | the first column of texts names the features, columns of numbers are the samples | all columns |
//! | H5AD (anndata) | `X`, turned: variables are features, observations are samples | `obs`: the sample sheet |
//!
//! Numbers are written so that they read back as the same double; one of single precision is the
//! double of the same value. A missing value, and NaN, is an empty cell.
//!
//! # What is not read
//! Parquet with another compression than Snappy, nested columns; H5AD of anndata before 0.7, layers,
//! `raw`, other HDF5 files.

mod guarded;
mod h5ad;
mod parquet_table;
mod text;

pub use guarded::is_guarded;

use arrayon_core::InputError;
use guarded::guarded;
use std::path::Path;

/// Which table of a store is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredTable {
    /// An expression matrix, features x samples.
    Matrix,
    /// A table with named columns: a sample sheet, contrasts, genes of features, statistics.
    Columns,
}

/// A store that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Apache Parquet.
    Parquet,
    /// HDF5, of which H5AD can be read.
    H5ad,
}

impl Store {
    /// The store that bytes are of, by their first ones.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"PAR1") {
            Some(Self::Parquet)
        } else if bytes.starts_with(b"\x89HDF\r\n\x1a\n") {
            Some(Self::H5ad)
        } else {
            None
        }
    }

    /// A table of the store as tab-separated text with a line of column names, of at most
    /// `most_bytes`; `path` is for messages.
    ///
    /// # Errors
    /// A store that is damaged, in a form that is not read, or larger than allowed; without the
    /// table; one whose names hold tabs or ends of lines.
    pub fn text(
        self,
        bytes: Vec<u8>,
        table: StoredTable,
        most_bytes: u64,
        path: &Path,
    ) -> Result<String, InputError> {
        let read = guarded(|| match self {
            Self::Parquet => parquet_table::text(bytes, table, most_bytes, path),
            Self::H5ad => h5ad::text(&bytes, table, most_bytes, path),
        });
        read.unwrap_or_else(|fault| {
            let what = match self {
                Self::Parquet => "Parquet",
                Self::H5ad => "H5AD",
            };
            Err(text::damaged(path, what, &fault))
        })
    }
}

#[cfg(test)]
mod tests;
