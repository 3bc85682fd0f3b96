//! The samples of a study and what is known of each.

use std::path::PathBuf;

/// One column of the sample sheet, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumn {
    /// The column's name as the file spells it.
    pub name: String,
    /// One value per sample; empty where the cell is empty or `NA`.
    pub values: Vec<String>,
}

/// The samples in sheet order, with their array files and further columns.
///
/// # Invariants (held by the reader)
/// Sample names are unique and not empty; every column has one value per sample; column names
/// are unique; `files` is absent or has one entry per sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleSheet {
    /// The file, for messages.
    pub path: PathBuf,
    /// Sample names.
    pub samples: Vec<String>,
    /// Line of the file on which each sample stands, from 1, for messages.
    pub lines: Vec<u64>,
    /// Array file of each sample as written in the sheet, where the sheet has such a column.
    pub files: Option<Vec<String>>,
    /// All columns but that of the files; the column of sample names, where the sheet has one, is
    /// among them.
    pub columns: Vec<SheetColumn>,
}

impl SampleSheet {
    /// The number of samples.
    pub fn n_samples(&self) -> usize {
        self.samples.len()
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&SheetColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The names of [`columns`](Self::columns), in the sheet's order.
    pub fn column_names(&self) -> Vec<&str> {
        self.columns
            .iter()
            .map(|column| column.name.as_str())
            .collect()
    }

    /// The sheet with only the samples at these positions, in this order.
    ///
    /// # Panics
    /// If a position is not a sample's.
    #[must_use]
    pub fn select(&self, positions: &[usize]) -> Self {
        let pick = |values: &[String]| positions.iter().map(|&at| values[at].clone()).collect();
        Self {
            path: self.path.clone(),
            samples: pick(&self.samples),
            lines: positions.iter().map(|&at| self.lines[at]).collect(),
            files: self.files.as_deref().map(pick),
            columns: (self.columns.iter())
                .map(|column| SheetColumn {
                    name: column.name.clone(),
                    values: pick(&column.values),
                })
                .collect(),
        }
    }
}
