//! The arrays of a study, and what they may take of the machine.

use super::NormalizeSettings;
use super::memory::{Plan, Resources, StudySize};
use super::prepared::Prepared;
use crate::cel_files::FoundArrays;
use crate::error::Error;
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
        let size = StudySize::of(
            self.samples.len(),
            (prepared.n_probes(), &prepared.features),
            self.settings.normalize.method,
            keeps_matrix,
        );
        size.plan(self.resources)
    }
}
