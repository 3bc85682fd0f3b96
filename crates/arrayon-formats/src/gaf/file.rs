//! The rows of an annotation file, and how many of them could not be read.

use arrayon_core::{InputError, TermAnnotation};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The share of rows that may be unreadable, in percent: beyond it the file is no such file, or
/// damaged as a whole.
const MOST_UNREADABLE: usize = 5;

/// The rows of an annotation file, with what its header says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GafFile {
    /// The `!gaf-version`, `gene2go` for NCBI's table, empty where the header states none.
    pub version: String,
    /// The date of `!Generated:` or `!date-generated:`, empty where the header states none.
    pub generated: String,
    /// Rows in the file's order, negated and no-data ones too.
    pub annotations: Vec<TermAnnotation>,
    /// Other names that the rows give a symbol (column 11), as they stand.
    pub synonyms: BTreeMap<String, BTreeSet<String>>,
    /// Rows of taxa that were not asked for and not kept; see [`read_gaf`](super::read_gaf).
    pub n_other_taxa: usize,
    /// Rows that cannot be read and are left out.
    pub n_unreadable: usize,
    /// What is wrong with the first of them.
    pub first_unreadable: Option<InputError>,
}

impl GafFile {
    /// Rows that the file has, those left out included.
    pub fn n_rows(&self) -> usize {
        self.annotations.len() + self.n_other_taxa + self.n_unreadable
    }

    /// Counts a row that cannot be read.
    pub(crate) fn leave_out(&mut self, error: InputError) {
        self.n_unreadable += 1;
        self.first_unreadable.get_or_insert(error);
    }

    /// Refuses a file of which too many rows cannot be read, or that has none.
    pub(crate) fn checked(mut self, path: &Path) -> Result<Self, InputError> {
        let n_rows = self.n_rows();
        if 100 * self.n_unreadable > MOST_UNREADABLE * n_rows
            && let Some(first) = self.first_unreadable.take()
        {
            let hint = format!(
                "{} of {n_rows} rows cannot be read; up to {MOST_UNREADABLE} % are left out: copy \
                 or download the file again",
                self.n_unreadable
            );
            return Err(first.hint(hint));
        }
        if self.annotations.is_empty() {
            return Err(InputError::new(path, "no annotation row")
                .expected("tab-separated rows of GAF 2.x")
                .hint("take the GAF of the species from geneontology.org or its database"));
        }
        Ok(self)
    }
}
