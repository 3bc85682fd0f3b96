//! The arrays of a study, and what they may take of the machine.

use super::NormalizeSettings;
use super::memory::{Plan, Resources, StudySize};
use super::prepared::Prepared;
use crate::cel_files::FoundArrays;
use crate::error::Error;
use crate::kept::Segments;
use arrayon_normalize::NormalizeMethod;
use std::path::PathBuf;

/// Arrays that become expression.
#[derive(Clone, Copy)]
pub(crate) struct NormalizedArrays<'a> {
    /// Names of their samples.
    pub(crate) samples: &'a [String],
    pub(crate) arrays: &'a FoundArrays,
    pub(crate) settings: &'a NormalizeSettings,
    /// What they may take of the machine.
    pub(crate) resources: &'a Resources,
    /// Result folders of parts in which the arrays were read before; none where they are to be read.
    pub(crate) parts: &'a [PathBuf],
}

impl NormalizedArrays<'_> {
    /// How they are normalised.
    ///
    /// # Errors
    /// Not even their blocks fit into memory.
    pub(super) fn plan(&self, prepared: &Prepared<'_>, keeps_matrix: bool) -> Result<Plan, Error> {
        let method = self.settings.normalize.method;
        let smallest = Segments::blocks(&prepared.features, 0);
        let least_block = smallest.iter().map(|(_, segments)| segments.n_probes());
        let size = StudySize {
            n_arrays: self.samples.len(),
            n_probes: prepared.n_probes(),
            n_features: prepared.features.len(),
            has_errors: matches!(method, NormalizeMethod::Plm | NormalizeMethod::Frozen),
            keeps_matrix,
            least_block: least_block.max().unwrap_or(0),
        };
        size.plan(self.resources)
    }
}
